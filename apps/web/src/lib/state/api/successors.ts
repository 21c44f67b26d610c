import { type Next, OpenedSchema } from '@woshou/session/api'
import { request } from './request.ts'

/** The same pair's next session, roles swapped, with the caller's seat in it. Whoever asks first says what it is. */
export const succeedSession = (id: string, token: string, next: Next = {}) =>
  request(OpenedSchema, `/sessions/${encodeURIComponent(id)}/successor`, { body: next, token })
