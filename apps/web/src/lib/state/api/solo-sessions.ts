import type { SessionEvent } from '@woshou/session'
import { type Offer, StoredSoloSchema } from '@woshou/session/api'
import { request } from './request.ts'

/** Stores a finished solo session, its student called `name`; the server replays it and takes only what its rules bring about. */
export const storeSolo = (solo: Omit<Offer, 'events'> & { readonly events: readonly SessionEvent[] }) =>
  request(StoredSoloSchema, '/solo-sessions', { body: solo })
