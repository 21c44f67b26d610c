/**
 * What the talk between a page and a server is called: the first message of a socket carries it. It changes whenever one
 * of the two could take what the other says for something else; messages, fields, events and words that are merely new do
 * not change it, since whoever doesn't know them lets them be.
 *
 * 2: events are numbered by the seat's own count (`OwnCount`). Pages of before say no number and count as the log does;
 * they can't be told to reload, and are served in a way that leaves them whole.
 */
export const PROTOCOL = 2

/** Why a page and a server can't talk: the page is older than what the server speaks, or newer. */
export type ProtocolMismatch = 'too-old' | 'too-new'

/** Whether a page that says this number speaks what this build does; null when it does. */
export const mismatch = (said: number): ProtocolMismatch | null =>
  said < PROTOCOL ? 'too-old' : said > PROTOCOL ? 'too-new' : null
