import { ObserverSchema } from '@woshou/session/api'
import { request } from './request.ts'

/** By what somebody may watch both ends, once both let them; what was made for that before is dead. @param token a seat's */
export const letWatch = (id: string, token: string) =>
  request(ObserverSchema, `/sessions/${encodeURIComponent(id)}/observer`, { body: {}, token })
