import { createHash } from 'node:crypto'

/** By what a session's replay is found without names: 22 letters like an id, from which the id cannot be reckoned. */
export const namelessId = (session: string): string =>
  createHash('sha256').update(`nameless ${session}`).digest('base64url').slice(0, 22)
