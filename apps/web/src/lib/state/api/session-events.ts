import { hasNewerRules } from '@woshou/session'
import { type ToldLog, ToldLogSchema } from '@woshou/session/api'
import { type Answer, request } from './request.ts'

/** The whole log, once the session has ended. */
export async function readEvents(id: string): Promise<Answer<ToldLog>> {
  const answer = await request(ToldLogSchema, `/sessions/${encodeURIComponent(id)}/events`)
  if (!answer.ok || !hasNewerRules(answer.value.events[0])) return answer
  return { ok: false, problem: { code: 'newer-rules' } }
}
