import { Prisma } from '../../generated/sqlite/client.ts'
import type { StoredOutcome } from '../session-log.ts'
import type { EngineSql } from './engine-sql.ts'

/** A session that has ended, and what it came to. */
export interface CameOut {
  readonly session: string
  readonly came: StoredOutcome
}

/** What stores outcomes of sessions, in place of what was there; in one order on every server. */
export function outcomesStored(sql: EngineSql, outcomes: readonly CameOut[]): readonly Prisma.Sql[] {
  if (outcomes.length === 0) return []
  const sessions = sql.list(JSON.stringify(outcomes.map(({ session }) => session)))
  const marks = outcomes.map(({ came: { level, reckoned }, session }) => ({ session, level, reckoned }))
  const seats = outcomes.flatMap(({ came, session }) => came.seats.map((seat) => ({ session, ...seat })))
  const results = seats.map(({ rules: _rules, stakes, ...seat }) => ({
    ...seat,
    stakes: JSON.stringify(stakes.map(({ right, rule, tries }) => [rule, tries, right])),
  }))
  const rules = seats.flatMap(({ role, rules, session, student }) =>
    rules.map((rule) => ({ session, role, student, ...rule })),
  )
  return [
    // their rules go with them: ON DELETE CASCADE
    Prisma.sql`DELETE FROM "SeatResult" WHERE "sessionId" IN (SELECT asked.value FROM ${sessions})`,
    ...(results.length > 0 ? [sql.insertSeatResults(JSON.stringify(results))] : []),
    ...(rules.length > 0 ? [sql.insertSeatRules(JSON.stringify(rules))] : []),
    sql.markReckoned(JSON.stringify(marks)),
  ]
}
