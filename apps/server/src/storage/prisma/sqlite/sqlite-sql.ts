import { Prisma } from '../../../generated/sqlite/client.ts'
import { type EngineSql, tokenOf } from '../engine-sql.ts'
import { CLASS_LOGS, LogSql } from '../log-sql.ts'

const list = (texts: string) => Prisma.sql`json_each(${texts}) asked`
const TOKEN = Prisma.raw(tokenOf(`(value->>'participant')`, `value->>'tokenHash'`))
const CLASS_END = Prisma.raw(LogSql.endOf(CLASS_LOGS))

/** What SQLite says in its own way. */
export const SQLITE: EngineSql = {
  logs: (tables) => new LogSql(tables, list),
  list,
  insertSessions: (rows) => Prisma.sql`
    INSERT INTO "Session"
    ("id", "code", "invitation", "scenarioId", "title", "summary", "network", "level", "predecessorId", "createdAt", "storedAt",
    "classId", "round", "pair")
    SELECT value->>'id', value->>'code', value->>'invitation', value->>'scenarioId', value->'title', value->'summary',
    value->>'network', value->>'level', value->>'predecessorId', value->>'createdAt', value->>'storedAt',
    value->>'classId', value->>'round', value->>'pair'
    FROM json_each(${rows})`,
  beginLogs: (rows) => Prisma.sql`
    INSERT INTO "SessionAppend" ("log", "first", "last", "at", "events")
    SELECT s."key", 1, value->>'last', value->>'at', value->>'events'
    FROM json_each(${rows}) JOIN "Session" s ON s."id" = value->>'session'`,
  insertSeats: (rows) => Prisma.sql`
    INSERT INTO "Seat" ("sessionId", "role", "name", "tokenHash", "takenAt", "participantId")
    SELECT value->>'session', value->>'role', value->>'name', ${TOKEN}, value->>'takenAt', value->>'participant'
    FROM json_each(${rows})`,
  handSeatsOver: (rows) => Prisma.sql`
    UPDATE "Seat" SET "name" = value->>'name', "tokenHash" = ${TOKEN}, "participantId" = value->>'participant',
    "codeHash" = NULL, "codeUntil" = NULL
    FROM json_each(${rows}) WHERE "Seat"."sessionId" = value->>'session' AND "Seat"."role" = value->>'role'`,
  endSessions: (rows) => Prisma.sql`
    UPDATE "Session" SET "code" = NULL, "invitation" = NULL, "endReason" = value->>'reason', "length" = value->>'length',
    "endedAt" = strftime('%Y-%m-%dT%H:%M:%f+00:00', "createdAt", (value->>'at' / 1000.0) || ' seconds')
    FROM json_each(${rows}) WHERE "Session"."id" = value->>'session'`,
  insertSeatResults: (rows) => Prisma.sql`
    INSERT INTO "SeatResult" ("sessionId", "role", "student", "participantId", "ended", "tries", "firstTries", "wrong", "hints",
    "revealed", "duration", "stakes")
    SELECT value->>'session', value->>'role', value->>'student', (SELECT p."id" FROM "Session" s JOIN "Participant" p
    ON p."classId" = s."classId" AND p."nth" = value->>'nth' WHERE s."id" = value->>'session'), value->>'ended',
    value->>'tries', value->>'firstTries', value->>'wrong', value->>'hints', value->>'revealed', value->>'duration',
    value->>'stakes' FROM json_each(${rows})`,
  insertSeatRules: (rows) => Prisma.sql`
    INSERT INTO "SeatRule" ("sessionId", "role", "student", "rule", "times", "firstVersion")
    SELECT value->>'session', value->>'role', value->>'student', value->>'rule', value->>'times', value->>'firstVersion'
    FROM json_each(${rows})`,
  markReckoned: (rows) => Prisma.sql`
    UPDATE "Session" SET "reckoned" = value->>'reckoned', "level" = value->>'level'
    FROM json_each(${rows}) WHERE "Session"."id" = value->>'session'`,
  castVotes: (rows) => Prisma.sql`
    INSERT INTO "Vote" ("classId", "poll", "ballot", "participantId", "choice", "at")
    SELECT s."id", value->>'poll', value->>'ballot', value->>'participant', value->>'choice', value->>'at'
    FROM json_each(${rows}) JOIN "Class" s ON s."id" = value->>'class' WHERE ${CLASS_END} = value->>'version'
    ON CONFLICT ("classId", "poll", "ballot", "participantId")
    DO UPDATE SET "choice" = excluded."choice", "at" = excluded."at"`,
  insertParticipants: (rows) => Prisma.sql`
    INSERT INTO "Participant" ("id", "classId", "nth", "name", "tokenHash", "phoneHash", "state", "cameAt")
    SELECT value->>'id', value->>'classId', value->>'nth', value->>'name', value->>'tokenHash', value->>'phoneHash', 'in',
    value->>'cameAt' FROM json_each(${rows})`,
  namesText: (classId) => Prisma.sql`
    SELECT json_group_array("name") FILTER (WHERE "state" = 'in') AS "text", coalesce(max("nth") + 1, 0) AS "nth"
    FROM "Participant" WHERE "classId" = ${classId}`,
  summariesText: (sessions, invite) => Prisma.sql`
    SELECT '[' || group_concat(summary, ',') || ']' AS "text" FROM (
    SELECT json_object('id', s."id", 'code', s."code", 'invitation', s."invitation",
    'scenario', json_object('id', s."scenarioId", 'title', json(s."title")${invite ? Prisma.sql`, 'summary', json(s."summary")` : Prisma.empty}),
    'names', json((SELECT json_group_object("role", "name") FROM "Seat" WHERE "sessionId" = s."id")),
    'network', json(iif(s."network", 'true', 'false')), 'createdAt', s."createdAt", 'endedAt', s."endedAt",
    'reason', s."endReason", 'version', coalesce(s."length", 0)) AS summary
    FROM json_each(${sessions}) asked JOIN "Session" s ON s."id" = asked.value)`,
}
