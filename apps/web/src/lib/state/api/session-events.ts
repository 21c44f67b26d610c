import { hasNewerRules } from '@woshou/session'
import { type ToldLog, ToldLogSchema } from '@woshou/session/api'
import { type Answer, request } from './request.ts'

/** The whole log, once the session has ended. @param token of an own seat there: a class's session is closed to all others */
export async function readEvents(id: string, token?: string): Promise<Answer<ToldLog>> {
  const path = `/sessions/${encodeURIComponent(id)}/events`
  const answer = await request(ToldLogSchema, path, token === undefined ? {} : { token })
  if (!answer.ok || !hasNewerRules(answer.value.events[0])) return answer
  return { ok: false, problem: { code: 'newer-rules' } }
}
