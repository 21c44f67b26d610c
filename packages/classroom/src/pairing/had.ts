import type { Role } from '@woshou/session'
import { type Pair, studentsOf } from '../facts/pairs.ts'

/** What one student has had in the rounds so far: all that the three avoidances look at. */
export interface Had {
  /** The other ends it has played with, bots left out. */
  readonly partners: ReadonlySet<string>
  /** The end it played last; null when it was the network, or has not played. */
  readonly last: Role | null
  /** How many rounds running it has played that end. */
  readonly run: number
  readonly client: number
  readonly server: number
  /** Rounds with a bot or on the third seat. */
  readonly alone: number
  /** The newest round was one of those. */
  readonly aloneLast: boolean
}

export const NOTHING_HAD: Had = {
  partners: new Set(),
  last: null,
  run: 0,
  client: 0,
  server: 0,
  alone: 0,
  aloneLast: false,
}

/** Each student's, after one more round has given it this place. */
export type History = ReadonlyMap<string, Had>

/** The history once a round has started with these pairs. */
export function afterRound(history: History, pairs: readonly Pair[]): History {
  const next = new Map(history)
  for (const pair of pairs)
    for (const student of studentsOf(pair)) next.set(student, sat(next.get(student), pair, student))
  return next
}

/**
 * The history once a student has come into a pair of a round that runs already: whoever sits there has had them, too.
 * @param pair as it is from now on
 */
export function afterSeating(history: History, pair: Pair, student: string): History {
  const next = new Map(history)
  next.set(student, sat(next.get(student), pair, student))
  const other = pair.client === student ? pair.server : pair.server === student ? pair.client : null
  if (other !== null) {
    const had = next.get(other) ?? NOTHING_HAD
    // with a bot until now, and no longer: that is not held against the round
    const alone = had.aloneLast ? had.alone - 1 : had.alone
    next.set(other, { ...had, partners: new Set([...had.partners, student]), alone, aloneLast: false })
  }
  return next
}

function sat(before: Had = NOTHING_HAD, pair: Pair, student: string): Had {
  if (pair.network === student) return { ...before, last: null, run: 0, alone: before.alone + 1, aloneLast: true }
  const role: Role = pair.client === student ? 'client' : 'server'
  const partner = role === 'client' ? pair.server : pair.client
  const alone = partner === null
  return {
    partners: partner === null ? before.partners : new Set([...before.partners, partner]),
    last: role,
    run: before.last === role ? before.run + 1 : 1,
    client: before.client + (role === 'client' ? 1 : 0),
    server: before.server + (role === 'server' ? 1 : 0),
    alone: before.alone + (alone ? 1 : 0),
    aloneLast: alone,
  }
}
