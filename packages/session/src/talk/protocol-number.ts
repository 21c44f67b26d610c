/**
 * What the talk between a page and a server is called: the first message of a socket carries it. It changes whenever one
 * of the two could take what the other says for something else; messages, fields, events and words that are merely new do
 * not change it, since whoever doesn't know them lets them be. Each viewer's row has the number since which its own talk is
 * what it is (`Eye.protocol`): whom a change does not concern need not load the page anew.
 *
 * 2: events are numbered by the viewer's own count (`OwnCount`). Pages of before say no number and count as the log does;
 * they can't be told to reload, and are served in a way that leaves them whole.
 * 3: the network's news come by `events`, as everybody's do, and there is an observer.
 */
export const PROTOCOL = 3
