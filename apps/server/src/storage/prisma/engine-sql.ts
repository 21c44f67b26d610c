import type { Prisma } from '../../generated/sqlite/client.ts'
import type { LogSql, LogTables } from './log-sql.ts'

/** Runs statements as one transaction: all of them, or none. Throws the driver's error, or Prisma's around it. */
export type Execute = (statements: readonly Prisma.Sql[]) => Promise<void>

/**
 * The SQL that the engines don't share: each takes a list as one JSON parameter. What is stored goes this way and
 * not through Prisma's models, since it goes in groups; and Prisma compiles each mixture of models and statements anew.
 * Times are text, see `stamped`.
 */
export interface EngineSql {
  /** The logs in some tables. */
  logs(tables: LogTables): LogSql
  /** @param rows JSON: `[{ id, code, invitation, scenarioId, title, summary, network, predecessorId, createdAt, storedAt }]` */
  insertSessions(rows: string): Prisma.Sql
  /** @param rows JSON: `[{ session, role, name, tokenHash, takenAt }]` */
  insertSeats(rows: string): Prisma.Sql
  /**
   * Gives seats to others; the codes that gave them are used up.
   * @param rows JSON: `[{ session, role, name, tokenHash }]`
   */
  handSeatsOver(rows: string): Prisma.Sql
  /**
   * Ends sessions, which frees their codes.
   * @param rows JSON: `[{ session, at, reason, length }]`, `at` being play time in ms
   */
  endSessions(rows: string): Prisma.Sql
  /**
   * What a list shows of sessions, as one row, `text`, null when none exists: a JSON array, times as text.
   * @param sessions JSON: `[id]`
   * @param invite with the scenario's summary, which invites
   */
  summariesText(sessions: string, invite: boolean): Prisma.Sql
}

/**
 * A time as Prisma writes it into a SQLite file, where it is text and compared as text; PostgreSQL reads it too.
 * @param at ms since 1970, UTC
 */
export const stamped = (at: number): string => new Date(at).toISOString().replace('Z', '+00:00')
