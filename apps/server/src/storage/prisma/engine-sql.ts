import { Prisma } from '../../generated/sqlite/client.ts'

/** Runs statements as one transaction: all of them, or none. Throws the driver's error, or Prisma's around it. */
export type Execute = (statements: readonly Prisma.Sql[]) => Promise<void>

/**
 * The only SQL that the engines don't share: each takes a list as one JSON parameter. What is stored goes this way and
 * not through Prisma's models, since it goes in groups; and Prisma compiles each mixture of models and statements anew.
 * Times are text, see `stamped`.
 */
export interface EngineSql {
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
   * Stores events: some 45,000 rows a second where one `create` per row gives 1,600.
   * @param rows JSON: `[{ session, version, at, type, payload }]`
   */
  insertEvents(rows: string): Prisma.Sql
  /**
   * The events of a session after a version as one row, `text`, null when there are none: a JSON array as the database
   * makes it. Rows by the thousand would keep everybody waiting while they are turned into objects.
   * @param most so many events at most
   */
  eventsText(session: string, after: number, most: number): Prisma.Sql
  /**
   * What a list shows of sessions, as one row, `text`, null when none exists: a JSON array, times as text.
   * @param sessions JSON: `[id]`
   * @param invite with the scenario's summary, which invites
   */
  summariesText(sessions: string, invite: boolean): Prisma.Sql
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
    INSERT INTO "Session"
    ("id", "code", "invitation", "scenarioId", "title", "summary", "network", "predecessorId", "createdAt", "storedAt")
    SELECT value->>'id', value->>'code', value->>'invitation', value->>'scenarioId', value->'title', value->'summary',
    value->>'network', value->>'predecessorId', value->>'createdAt', value->>'storedAt'
    FROM json_each(${rows})`,
  insertSeats: (rows) => Prisma.sql`
    INSERT INTO "Seat" ("sessionId", "role", "name", "tokenHash", "takenAt")
    SELECT value->>'session', value->>'role', value->>'name', value->>'tokenHash', value->>'takenAt'
    FROM json_each(${rows})`,
  handSeatsOver: (rows) => Prisma.sql`
    UPDATE "Seat" SET "name" = value->>'name', "tokenHash" = value->>'tokenHash', "codeHash" = NULL, "codeUntil" = NULL
    FROM json_each(${rows}) WHERE "Seat"."sessionId" = value->>'session' AND "Seat"."role" = value->>'role'`,
  endSessions: (rows) => Prisma.sql`
    UPDATE "Session" SET "code" = NULL, "invitation" = NULL, "endReason" = value->>'reason', "length" = value->>'length',
    "endedAt" = strftime('%Y-%m-%dT%H:%M:%f+00:00', "createdAt", (value->>'at' / 1000.0) || ' seconds')
    FROM json_each(${rows}) WHERE "Session"."id" = value->>'session'`,
  insertEvents: (rows) => Prisma.sql`
    INSERT INTO "SessionEvent" ("sessionId", "version", "at", "type", "payload")
    SELECT value->>'session', value->>'version', value->>'at', value->>'type', value->'payload'
    FROM json_each(${rows})`,
  eventsText: (session, after, most) => Prisma.sql`
    SELECT '[' || group_concat(event, ',') || ']' AS "text" FROM (
    SELECT json_set("payload", '$.type', "type", '$.version', "version", '$.at', "at") AS event FROM "SessionEvent"
    WHERE "sessionId" = ${session} AND "version" > ${after} ORDER BY "version" LIMIT ${most})`,
  summariesText: (sessions, invite) => Prisma.sql`
    SELECT '[' || group_concat(summary, ',') || ']' AS "text" FROM (
    SELECT json_object('id', s."id", 'code', s."code", 'invitation', s."invitation",
    'scenario', json_object('id', s."scenarioId", 'title', json(s."title")${invite ? Prisma.sql`, 'summary', json(s."summary")` : Prisma.empty}),
    'names', json((SELECT json_group_object("role", "name") FROM "Seat" WHERE "sessionId" = s."id")),
    'network', json(iif(s."network", 'true', 'false')), 'createdAt', s."createdAt", 'endedAt', s."endedAt",
    'reason', s."endReason", 'version', coalesce(s."length", 0)) AS summary
    FROM json_each(${sessions}) asked JOIN "Session" s ON s."id" = asked.value)`,
  newest: (sessions) => newestOf(Prisma.sql`json_each(${sessions}) asked`),
}

export const POSTGRESQL: EngineSql = {
  insertSessions: (rows) => Prisma.sql`
    INSERT INTO "Session"
    ("id", "code", "invitation", "scenarioId", "title", "summary", "network", "predecessorId", "createdAt", "storedAt")
    SELECT * FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("id" text, "code" text, "invitation" text, "scenarioId" text, "title" jsonb, "summary" jsonb,
    "network" boolean, "predecessorId" text, "createdAt" timestamp, "storedAt" timestamp)`,
  insertSeats: (rows) => Prisma.sql`
    INSERT INTO "Seat" ("sessionId", "role", "name", "tokenHash", "takenAt")
    SELECT * FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("session" text, "role" text, "name" text, "tokenHash" text, "takenAt" timestamp)`,
  handSeatsOver: (rows) => Prisma.sql`
    UPDATE "Seat" SET "name" = x."name", "tokenHash" = x."tokenHash", "codeHash" = NULL, "codeUntil" = NULL
    FROM jsonb_to_recordset(${rows}::jsonb) AS x("session" text, "role" text, "name" text, "tokenHash" text)
    WHERE "Seat"."sessionId" = x."session" AND "Seat"."role" = x."role"`,
  endSessions: (rows) => Prisma.sql`
    UPDATE "Session" SET "code" = NULL, "invitation" = NULL, "endReason" = x."reason", "length" = x."length",
    "endedAt" = "createdAt" + x."at" * interval '1 millisecond'
    FROM jsonb_to_recordset(${rows}::jsonb) AS x("session" text, "at" bigint, "reason" text, "length" int)
    WHERE "Session"."id" = x."session"`,
  insertEvents: (rows) => Prisma.sql`
    INSERT INTO "SessionEvent" ("sessionId", "version", "at", "type", "payload")
    SELECT * FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("session" text, "version" int, "at" bigint, "type" text, "payload" jsonb)`,
  eventsText: (session, after, most) => Prisma.sql`
    SELECT jsonb_agg("payload" || jsonb_build_object('type', "type", 'version', "version", 'at', "at")
    ORDER BY "version")::text AS "text" FROM (SELECT * FROM "SessionEvent"
    WHERE "sessionId" = ${session} AND "version" > ${after} ORDER BY "version" LIMIT ${most}) AS page`,
  summariesText: (sessions, invite) => Prisma.sql`
    SELECT jsonb_agg(jsonb_build_object('id', s."id", 'code', s."code", 'invitation', s."invitation",
    'scenario', jsonb_build_object('id', s."scenarioId", 'title', s."title"${invite ? Prisma.sql`, 'summary', s."summary"` : Prisma.empty}),
    'names', (SELECT coalesce(jsonb_object_agg("role", "name"), '{}') FROM "Seat" WHERE "sessionId" = s."id"),
    'network', s."network", 'createdAt', s."createdAt", 'endedAt', s."endedAt",
    'reason', s."endReason", 'version', coalesce(s."length", 0)))::text AS "text"
    FROM jsonb_array_elements_text(${sessions}::jsonb) asked(value) JOIN "Session" s ON s."id" = asked.value`,
  newest: (sessions) => newestOf(Prisma.sql`jsonb_array_elements_text(${sessions}::jsonb) asked(value)`),
}
