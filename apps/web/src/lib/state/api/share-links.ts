import {
  MadeShareLinkSchema,
  type NewShareLink,
  SharedLogSchema,
  SharedSchema,
  ShareLinkListSchema,
} from '@woshou/classroom/api'
import { hasNewerRules } from '@woshou/session'
import * as v from 'valibot'
import { type Answer, request } from './request.ts'

const path = (id: string) => `/classes/${encodeURIComponent(id)}/share-links`
const sharedPath = (token: string) => `/shared/${encodeURIComponent(token)}`

/** The links of a class that work. */
export const listShareLinks = (id: string) => request(ShareLinkListSchema, path(id))

/** What opens it is told this once. */
export const makeShareLink = (id: string, link: NewShareLink) => request(MadeShareLinkSchema, path(id), { body: link })

/** It shows nothing from now on. */
export const endShareLink = (id: string, link: string) =>
  request(v.unknown(), `${path(id)}/${encodeURIComponent(link)}`, { method: 'DELETE' })

/** What a link shares. */
export const readShared = (token: string) => request(SharedSchema, sharedPath(token))

/** The log of the replay that a link shares. */
export async function readSharedLog(token: string): Promise<Answer<v.InferOutput<typeof SharedLogSchema>>> {
  const answer = await request(SharedLogSchema, `${sharedPath(token)}/events`)
  if (!answer.ok || !hasNewerRules(answer.value.events[0])) return answer
  return { ok: false, problem: { code: 'newer-rules' } }
}
