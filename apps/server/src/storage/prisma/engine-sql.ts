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
  /** @param texts JSON: an array of texts, which becomes a table `asked(value)` */
  list(texts: string): Prisma.Sql
  /**
   * @param rows JSON: `[{ id, code, invitation, scenarioId, title, summary, network, level, predecessorId, createdAt, storedAt, classId, round, pair }]`;
   * the last three only of a class's
   */
  insertSessions(rows: string): Prisma.Sql
  /** Begins the logs of new sessions. @param rows JSON: `[{ session, last, at, events }]`, `events` as in `Storing` */
  beginLogs(rows: string): Prisma.Sql
  /**
   * @param rows JSON: `[{ session, role, name, tokenHash, takenAt, participant }]`; with a participant, who is in the class,
   * the token is theirs
   */
  insertSeats(rows: string): Prisma.Sql
  /**
   * Gives seats to others; the codes that gave them are used up.
   * @param rows JSON: `[{ session, role, name, tokenHash, participant }]`; the last two as in `insertSeats`
   */
  handSeatsOver(rows: string): Prisma.Sql
  /**
   * Ends sessions, which frees their codes.
   * @param rows JSON: `[{ session, at, reason, length }]`, `at` being play time in ms
   */
  endSessions(rows: string): Prisma.Sql
  /**
   * @param rows JSON: `[{ session, role, student, nth, ended, tries, firstTries, wrong, hints, revealed, duration, stakes }]`;
   * whoever has that pseudonym in the session's class (`nth`) is its participant
   */
  insertSeatResults(rows: string): Prisma.Sql
  /** @param rows JSON: `[{ session, role, student, rule, times, firstVersion }]` */
  insertSeatRules(rows: string): Prisma.Sql
  /** Says by which reckoning results stand. @param rows JSON: `[{ session, reckoned, level }]` */
  markReckoned(rows: string): Prisma.Sql
  /**
   * Votes that replace those of the same student in the same ballot. None is stored of a class whose log does not end with
   * that version.
   * @param rows JSON: `[{ class, poll, ballot, participant, choice, at, version }]`, each student once in each ballot
   */
  castVotes(rows: string): Prisma.Sql
  /** @param rows JSON: `[{ id, classId, nth, name, tokenHash, phoneHash, cameAt }]` */
  insertParticipants(rows: string): Prisma.Sql
  /** The names of who is in a class, as one row: `text`, the JSON of an array, and `nth`, how many have ever come in. */
  namesText(classId: string): Prisma.Sql
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

/** In a seat's place of a hash, where nobody may sit down: no token has it. */
export const NOBODYS = 'nobody'

/**
 * Whose token opens a seat: its participant's, as long as they are in the class; that which was given where there is none.
 * @param participant, given as SQL
 */
export const tokenOf = (participant: string, given: string): string =>
  `CASE WHEN ${participant} IS NULL THEN ${given} ELSE coalesce((SELECT p."tokenHash" FROM "Participant" p
  WHERE p."id" = ${participant} AND p."state" = 'in'), '${NOBODYS}') END`
