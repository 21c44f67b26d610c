import { Prisma } from '../../../generated/sqlite/client.ts'
import type { EngineSql } from '../engine-sql.ts'
import { LogSql } from '../log-sql.ts'

/** What SQLite says in its own way. */
export const SQLITE: EngineSql = {
  logs: (tables) => new LogSql(tables, (texts) => Prisma.sql`json_each(${texts}) asked`),
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
  summariesText: (sessions, invite) => Prisma.sql`
    SELECT '[' || group_concat(summary, ',') || ']' AS "text" FROM (
    SELECT json_object('id', s."id", 'code', s."code", 'invitation', s."invitation",
    'scenario', json_object('id', s."scenarioId", 'title', json(s."title")${invite ? Prisma.sql`, 'summary', json(s."summary")` : Prisma.empty}),
    'names', json((SELECT json_group_object("role", "name") FROM "Seat" WHERE "sessionId" = s."id")),
    'network', json(iif(s."network", 'true', 'false')), 'createdAt', s."createdAt", 'endedAt', s."endedAt",
    'reason', s."endReason", 'version', coalesce(s."length", 0)) AS summary
    FROM json_each(${sessions}) asked JOIN "Session" s ON s."id" = asked.value)`,
}
