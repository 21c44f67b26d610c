import { EYES } from '../eyes/eyes.ts'
import { VIEWERS, type Viewer } from '../facts/role.ts'
import { PROTOCOL } from './protocol-number.ts'

/** The oldest that anybody still speaks. */
export const OLDEST_PROTOCOL = Math.min(...VIEWERS.map((viewer) => EYES[viewer].protocol))

/** Why a page and a server can't talk: the page is older than what the server speaks, or newer. */
export type ProtocolMismatch = 'too-old' | 'too-new'

/** Whether a page that says this number speaks what this build does to a viewer, or to any; null when it does. */
export const mismatch = (said: number, viewer?: Viewer): ProtocolMismatch | null =>
  said < (viewer ? EYES[viewer].protocol : OLDEST_PROTOCOL) ? 'too-old' : said > PROTOCOL ? 'too-new' : null
