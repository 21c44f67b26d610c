import { openClass, sessionIdOf } from '@woshou/classroom'
import { expect } from 'vitest'
import type { Classes, ClassSession, NewClass, Newcomer, StoredParticipant } from '../storage/classes.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { CREATED_AT, newSession } from './stored-session.ts'

let codes = 90_000_000

/** A class that has just been opened. */
export function newClass(owner: string, parts: Partial<NewClass> = {}): NewClass {
  return {
    id: drawToken(),
    name: 'Networks 1',
    doors: { code: String(++codes), secret: drawToken() },
    owner,
    createdAt: CREATED_AT,
    events: openClass(CREATED_AT, owner).events,
    ...parts,
  }
}

/** A phone at the door. @param token by which it comes */
export const newcomer = (name: string, token = drawToken(), phone = token): Newcomer => ({
  id: drawToken(),
  name,
  tokenHash: hashToken(token),
  phoneHash: hashToken(`phone ${phone}`),
  cameAt: CREATED_AT + 1,
})

/** Lets somebody in. */
export async function letIn(classes: Classes, id: string, who: Newcomer): Promise<StoredParticipant> {
  const came = await classes.comeIn(id, who)
  expect(came).toMatchObject({ ok: true })
  return came.ok ? came.participant : Promise.reject(new Error(came.why))
}

/** A pair's session in a round, as a host makes it. @param client whose seat the client's is */
export function pairSession(id: string, pair: number, client: string, round = 1): ClassSession {
  const { code: _code, invitation: _invitation, ...session } = newSession()
  const [seat] = session.seats
  if (!seat) throw new Error('nobody sits there')
  const seats = [{ ...seat, tokenHash: 'not theirs', participant: client }]
  return { round, pair, session: { ...session, id: sessionIdOf(id, round, pair), code: null, invitation: null, seats } }
}
