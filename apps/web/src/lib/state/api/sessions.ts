import { MOST_LISTED, type NewSession, OpenedSchema, SessionListSchema, SessionSchema } from '@woshou/session/api'
import { request } from './request.ts'

export const createSession = (wanted: NewSession) => request(OpenedSchema, '/sessions', { body: wanted })

/** Those of the sessions that the server still has, at most a hundred. */
export const readSessions = (ids: readonly string[]) =>
  request(SessionListSchema, `/sessions?${new URLSearchParams(ids.slice(0, MOST_LISTED).map((id) => ['id', id]))}`)

export const readSession = (id: string, token?: string) =>
  request(SessionSchema, `/sessions/${encodeURIComponent(id)}`, token ? { token } : {})
