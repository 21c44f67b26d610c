import { Prisma } from '../generated/sqlite/client.ts'

/** Runs statements as one transaction: all of them, or none. Throws the driver's error, or Prisma's around it. */
export type Execute = (statements: readonly Prisma.Sql[]) => Promise<void>

/**
 * The only SQL that the engines don't share: each takes a list as one JSON parameter. What is stored goes this way and
 * not through Prisma's models, since it goes in groups; and Prisma compiles each mixture of models and statements anew.
 * Times are text, see `stamped`.
 */
export interface EngineSql {
  /** @param rows JSON: `[{ id, code, scenarioId, predecessorId, createdAt }]` */
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
   * Stores events: some 45,000 rows a second where one `create` per row gives 1,600.
   * @param rows JSON: `[{ session, version, at, type, payload }]`
   */
  insertEvents(rows: string): Prisma.Sql
  /**
   * The newest event of each session: `sessionId`, `version`, `at`. One look into the key's index per session,
   * however long its log.
   * @param sessions JSON: `[id]`
   */
  newest(sessions: string): Prisma.Sql
}

const newestOf = (asked: Prisma.Sql) => Prisma.sql`
  SELECT e."sessionId", e."version", e."at" FROM ${asked} JOIN "SessionEvent" e ON e."sessionId" = asked.value
  AND e."version" = (SELECT max("version") FROM "SessionEvent" WHERE "sessionId" = asked.value)`

/**
 * A time as Prisma writes it into a SQLite file, where it is text and compared as text; PostgreSQL reads it too.
 * @param at ms since 1970, UTC
 */
export const stamped = (at: number): string => new Date(at).toISOString().replace('Z', '+00:00')

export const SQLITE: EngineSql = {
  insertSessions: (rows) => Prisma.sql`
    INSERT INTO "Session" ("id", "code", "scenarioId", "predecessorId", "createdAt")
    SELECT value->>'id', value->>'code', value->>'scenarioId', value->>'predecessorId', value->>'createdAt'
    FROM json_each(${rows})`,
  insertSeats: (rows) => Prisma.sql`
    INSERT INTO "Seat" ("sessionId", "role", "name", "tokenHash", "takenAt")
    SELECT value->>'session', value->>'role', value->>'name', value->>'tokenHash', value->>'takenAt'
    FROM json_each(${rows})`,
  handSeatsOver: (rows) => Prisma.sql`
    UPDATE "Seat" SET "name" = value->>'name', "tokenHash" = value->>'tokenHash', "codeHash" = NULL, "codeUntil" = NULL
    FROM json_each(${rows}) WHERE "Seat"."sessionId" = value->>'session' AND "Seat"."role" = value->>'role'`,
  endSessions: (rows) => Prisma.sql`
    UPDATE "Session" SET "code" = NULL, "endReason" = value->>'reason', "length" = value->>'length',
    "endedAt" = strftime('%Y-%m-%dT%H:%M:%f+00:00', "createdAt", (value->>'at' / 1000.0) || ' seconds')
    FROM json_each(${rows}) WHERE "Session"."id" = value->>'session'`,
  insertEvents: (rows) => Prisma.sql`
    INSERT INTO "SessionEvent" ("sessionId", "version", "at", "type", "payload")
    SELECT value->>'session', value->>'version', value->>'at', value->>'type', value->'payload'
    FROM json_each(${rows})`,
  newest: (sessions) => newestOf(Prisma.sql`json_each(${sessions}) asked`),
}

export const POSTGRESQL: EngineSql = {
  insertSessions: (rows) => Prisma.sql`
    INSERT INTO "Session" ("id", "code", "scenarioId", "predecessorId", "createdAt")
    SELECT * FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("id" text, "code" text, "scenarioId" text, "predecessorId" text, "createdAt" timestamp)`,
  insertSeats: (rows) => Prisma.sql`
    INSERT INTO "Seat" ("sessionId", "role", "name", "tokenHash", "takenAt")
    SELECT * FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("session" text, "role" text, "name" text, "tokenHash" text, "takenAt" timestamp)`,
  handSeatsOver: (rows) => Prisma.sql`
    UPDATE "Seat" SET "name" = x."name", "tokenHash" = x."tokenHash", "codeHash" = NULL, "codeUntil" = NULL
    FROM jsonb_to_recordset(${rows}::jsonb) AS x("session" text, "role" text, "name" text, "tokenHash" text)
    WHERE "Seat"."sessionId" = x."session" AND "Seat"."role" = x."role"`,
  endSessions: (rows) => Prisma.sql`
    UPDATE "Session" SET "code" = NULL, "endReason" = x."reason", "length" = x."length",
    "endedAt" = "createdAt" + x."at" * interval '1 millisecond'
    FROM jsonb_to_recordset(${rows}::jsonb) AS x("session" text, "at" bigint, "reason" text, "length" int)
    WHERE "Session"."id" = x."session"`,
  insertEvents: (rows) => Prisma.sql`
    INSERT INTO "SessionEvent" ("sessionId", "version", "at", "type", "payload")
    SELECT * FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("session" text, "version" int, "at" bigint, "type" text, "payload" jsonb)`,
  newest: (sessions) => newestOf(Prisma.sql`jsonb_array_elements_text(${sessions}::jsonb) asked(value)`),
}
