import { Prisma } from '../../../generated/sqlite/client.ts'
import type { EngineSql } from '../engine-sql.ts'
import { LogSql } from '../log-sql.ts'

/** What PostgreSQL says in its own way. */
export const POSTGRESQL: EngineSql = {
  logs: (tables) => new LogSql(tables, (texts) => Prisma.sql`jsonb_array_elements_text(${texts}::jsonb) asked(value)`),
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
  summariesText: (sessions, invite) => Prisma.sql`
    SELECT jsonb_agg(jsonb_build_object('id', s."id", 'code', s."code", 'invitation', s."invitation",
    'scenario', jsonb_build_object('id', s."scenarioId", 'title', s."title"${invite ? Prisma.sql`, 'summary', s."summary"` : Prisma.empty}),
    'names', (SELECT coalesce(jsonb_object_agg("role", "name"), '{}') FROM "Seat" WHERE "sessionId" = s."id"),
    'network', s."network", 'createdAt', s."createdAt", 'endedAt', s."endedAt",
    'reason', s."endReason", 'version', coalesce(s."length", 0)))::text AS "text"
    FROM jsonb_array_elements_text(${sessions}::jsonb) asked(value) JOIN "Session" s ON s."id" = asked.value`,
}
