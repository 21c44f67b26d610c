import { type Links, LinksSchema } from '@woshou/session/api'
import { request } from './request.ts'

const path = (session: string) => `/sessions/${encodeURIComponent(session)}/links`

/** Whether whoever has a link to a pair's session sees it. @param token of one of its two ends */
export const readLinks = (session: string, token: string) => request(LinksSchema, path(session), { token })

/** Closes the links to a pair's session that has ended, or opens them again. */
export const setLinks = (session: string, token: string, open: boolean) =>
  request(LinksSchema, path(session), { method: 'PUT', body: { open } satisfies Links, token })
