import { Prisma } from '../../generated/sqlite/client.ts'
import type { BesideSession, StoredResult } from '../session-log.ts'
import { type EngineSql, stamped } from './engine-sql.ts'
import type { BesideSql } from './log-sql.ts'
import { outcomesStored } from './outcomes-stored.ts'

const codesFreed = (sql: EngineSql, ended: readonly { readonly session: string }[]): Prisma.Sql => {
  const sessions = sql.list(JSON.stringify(ended.map(({ session }) => session)))
  return Prisma.sql`DELETE FROM "Code" WHERE "sessionId" IN (SELECT asked.value FROM ${sessions})`
}

const rowsOf = (results: readonly (StoredResult & { readonly session: string })[]): string =>
  JSON.stringify(results.map(({ at, length, reason, session }) => ({ session, at, reason, length })))

/** What stores seats that are taken or handed over, and results. */
export const besideSession =
  (sql: EngineSql): BesideSql<BesideSession> =>
  (stored) => {
    // In one order on every server: two batches that want the same rows in different orders would wait for each other.
    const ordered = stored.toSorted((a, b) => (a.log < b.log ? -1 : a.log > b.log ? 1 : 0))
    const takenAt = stamped(Date.now())
    const seats = ordered.flatMap(({ log, beside: { seat } }) => (seat ? { session: log, ...seat, takenAt } : []))
    const handed = ordered.flatMap(({ log, beside: { handed } }) => (handed ? { session: log, ...handed } : []))
    const results = ordered.flatMap(({ log, beside: { result } }) => (result ? { session: log, ...result } : []))
    return [
      ...(seats.length > 0 ? [sql.insertSeats(JSON.stringify(seats))] : []),
      ...(handed.length > 0 ? [sql.handSeatsOver(JSON.stringify(handed))] : []),
      ...(results.length > 0 ? [sql.endSessions(rowsOf(results)), codesFreed(sql, results)] : []),
      ...outcomesStored(
        sql,
        results.flatMap(({ came, session }) => (came ? [{ session, came }] : [])),
      ),
    ]
  }
