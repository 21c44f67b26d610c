import { pseudonym } from '@woshou/classroom'
import { drained, isRole, type Level, type Role, type SessionEvent } from '@woshou/session'
import { SimulatedPair } from '../../../../packages/classroom/src/testing/simulated-pair.ts'
import { reckoned } from '../live/reckoned.ts'
import { resultOf, rowOf } from '../live/session-row.ts'
import type { StoredOutcome, StoredResult } from '../storage/session-log.ts'
import type { Storage } from '../storage/storage.ts'
import { pairSession } from './stored-class.ts'

/** A log of a session that two students have played to its end, one of them with a misconception. */
export function playedLog(
  seed: number,
  names: Readonly<Record<Role, string>> = { client: pseudonym(0).en, server: pseudonym(1).en },
  level: Level = 'coached',
): readonly SessionEvent[] {
  const { log } = new SimulatedPair(seed, { client: 'right', server: 'right' }, 'data-in-between', level).until(900_000)
  if (log.at(-1)?.type !== 'session-ended') throw new Error('they have not come to an end')
  return log.map((event) =>
    event.type === 'seat-taken' && isRole(event.role) ? { ...event, name: names[event.role] } : event,
  )
}

/** What it came to. */
export const outcomeOf = (log: readonly SessionEvent[], elsewhere = false): StoredOutcome =>
  drained(reckoned(log, elsewhere))

/** As the append that ends it stores it. */
export function resultOfLog(log: readonly SessionEvent[], came: StoredOutcome | null = outcomeOf(log)): StoredResult {
  const result = resultOf(log, came)
  if (!result) throw new Error('it has not ended')
  return result
}

/** Stores a pair's session of a class's round as far as it was played: with what it came to, where it was to its end. */
export async function storePlayed(
  { classes, log: logs }: Pick<Storage, 'classes' | 'log'>,
  id: string,
  { createdAt, log, pair, round }: { createdAt?: number; log: readonly SessionEvent[]; pair: number; round: number },
): Promise<string> {
  const { session } = pairSession(id, pair, '', round)
  const begun = { ...session, ...rowOf(log), ...(createdAt !== undefined && { createdAt }), seats: [] }
  const isOver = log.at(-1)?.type === 'session-ended'
  const events = isOver ? log.slice(0, -1) : log
  await classes.createSessions(id, [{ round, pair, session: { ...begun, events } }])
  if (isOver) await logs.append({ log: session.id, events: log.slice(-1), beside: { result: resultOfLog(log) } })
  return session.id
}
