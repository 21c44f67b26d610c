import type { RuleId } from '@woshou/protocol'
import { type EventBody, holders, progressOfLog, ROLES, type Role, type SessionEvent } from '@woshou/session'

/** What came of one session for one student: whoever moved, a handed-over seat has several. */
export interface SeatResult {
  readonly role: Role
  /** Which of the end's students, 0 the first (see `Held`). */
  readonly student: number
  /** Null: it was cut off. Such a session counts as unfinished, never as zero. */
  readonly ended: Extract<EventBody, { type: 'session-ended' }>['reason'] | null
  /** Segments and checks that were done with, and how many of them at the first try. */
  readonly tries: number
  readonly firstTries: number
  readonly wrong: number
  readonly hints: number
  /** Right values asked for. */
  readonly revealed: number
  /** From when both had sat down, ms of play time: pauses are left out. */
  readonly duration: number
}

/** A rule that one student broke first in wrong moves of a session. */
export interface SeatRule {
  readonly role: Role
  readonly student: number
  readonly rule: RuleId
  readonly times: number
  /** The log's version of the first of them: where the replay opens. */
  readonly firstVersion: number
}

export interface SessionResults {
  readonly results: readonly SeatResult[]
  readonly rules: readonly SeatRule[]
}

/**
 * What a session comes to, from its log alone: the same log gives the same bytes, whoever reckons it and when. A bot's moves
 * count for nobody.
 */
export function resultsOf(log: readonly SessionEvent[]): SessionResults {
  const end = log.find((event) => event.type === 'session-ended')
  const ended = end?.type === 'session-ended' ? end.reason : null
  const results: SeatResult[] = []
  const rules: SeatRule[] = []
  for (const role of ROLES)
    for (const student of studentsAt(log, role)) {
      const { duration, firstTries, hints, mistakes, revealed, tries, wrong } = progressOfLog(log, role, student)
      results.push({ role, student, ended, tries, firstTries, wrong, hints, revealed, duration })
      for (const { rule, times, version } of [...mistakes].sort((a, b) => a.version - b.version))
        rules.push({ role, student, rule, times, firstVersion: version })
    }
  return { results, rules }
}

const studentsAt = (log: readonly SessionEvent[], role: Role): readonly number[] => [
  ...new Set(holders(log, role).flatMap(({ by, student }) => (by === 'student' ? [student] : []))),
]
