import type { Next } from '@woshou/session/api'
import type { Answer } from './api/request.ts'
import { succeedSession } from './api/successors.ts'
import type { EndSeat } from './seats.svelte.ts'
import { seats } from './seats.svelte.ts'

/**
 * Takes the own seat in the pair's next session, which is made if the partner has not made it yet.
 * @param partner what the partner is called, so that it can be said who is waited for
 * @returns where it is played
 */
export async function goOn(
  { name, session, token }: Pick<EndSeat, 'name' | 'session' | 'token'>,
  partner: string,
  next: Next = {},
): Promise<Answer<string>> {
  const answer = await succeedSession(session, token, next)
  if (!answer.ok) return answer
  const taken = answer.value
  const both = seats.find(taken.session) !== undefined
  seats.keep({ session: taken.session, role: taken.role, token: taken.token, name, partner })
  return { ok: true, value: `/s/${taken.session}${both ? `?as=${taken.role}` : ''}` }
}
