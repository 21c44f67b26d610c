import { Prisma } from '../../../generated/sqlite/client.ts'
import { type EngineSql, tokenOf } from '../engine-sql.ts'
import { CLASS_LOGS, LogSql } from '../log-sql.ts'

const list = (texts: string) => Prisma.sql`jsonb_array_elements_text(${texts}::jsonb) asked(value)`
const TOKEN = Prisma.raw(tokenOf('x."participant"', 'x."tokenHash"'))
const CLASS_END = Prisma.raw(LogSql.endOf(CLASS_LOGS))

/** What PostgreSQL says in its own way. */
export const POSTGRESQL: EngineSql = {
  logs: (tables) => new LogSql(tables, list),
  list,
  insertSessions: (rows) => Prisma.sql`
    INSERT INTO "Session"
    ("id", "code", "invitation", "scenarioId", "title", "summary", "network", "level", "predecessorId", "createdAt", "storedAt",
    "classId", "round", "pair")
    SELECT * FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("id" text, "code" text, "invitation" text, "scenarioId" text, "title" jsonb, "summary" jsonb,
    "network" boolean, "level" text, "predecessorId" text, "createdAt" timestamp, "storedAt" timestamp,
    "classId" text, "round" int, "pair" int)`,
  beginLogs: (rows) => Prisma.sql`
    INSERT INTO "SessionAppend" ("log", "first", "last", "at", "events")
    SELECT s."key", 1, x."last", x."at", x."events"
    FROM jsonb_to_recordset(${rows}::jsonb) AS x("session" text, "last" int, "at" bigint, "events" text)
    JOIN "Session" s ON s."id" = x."session"`,
  insertSeats: (rows) => Prisma.sql`
    INSERT INTO "Seat" ("sessionId", "role", "name", "tokenHash", "takenAt", "participantId")
    SELECT x."session", x."role", x."name", ${TOKEN}, x."takenAt", x."participant" FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("session" text, "role" text, "name" text, "tokenHash" text, "takenAt" timestamp, "participant" text)`,
  handSeatsOver: (rows) => Prisma.sql`
    UPDATE "Seat" SET "name" = x."name", "tokenHash" = ${TOKEN}, "participantId" = x."participant",
    "codeHash" = NULL, "codeUntil" = NULL
    FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("session" text, "role" text, "name" text, "tokenHash" text, "participant" text)
    WHERE "Seat"."sessionId" = x."session" AND "Seat"."role" = x."role"`,
  endSessions: (rows) => Prisma.sql`
    UPDATE "Session" SET "code" = NULL, "invitation" = NULL, "endReason" = x."reason", "length" = x."length",
    "endedAt" = "createdAt" + x."at" * interval '1 millisecond'
    FROM jsonb_to_recordset(${rows}::jsonb) AS x("session" text, "at" bigint, "reason" text, "length" int)
    WHERE "Session"."id" = x."session"`,
  insertSeatResults: (rows) => Prisma.sql`
    INSERT INTO "SeatResult" ("sessionId", "role", "student", "participantId", "ended", "tries", "firstTries", "wrong", "hints",
    "revealed", "duration", "stakes")
    SELECT x."session", x."role", x."student", (SELECT p."id" FROM "Session" s JOIN "Participant" p
    ON p."classId" = s."classId" AND p."nth" = x."nth" WHERE s."id" = x."session"), x."ended", x."tries", x."firstTries",
    x."wrong", x."hints", x."revealed", x."duration", x."stakes" FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("session" text, "role" text, "student" int, "nth" int, "ended" text, "tries" int, "firstTries" int, "wrong" int,
    "hints" int, "revealed" int, "duration" bigint, "stakes" text)`,
  insertSeatRules: (rows) => Prisma.sql`
    INSERT INTO "SeatRule" ("sessionId", "role", "student", "rule", "times", "firstVersion")
    SELECT * FROM jsonb_to_recordset(${rows}::jsonb)
    AS x("session" text, "role" text, "student" int, "rule" text, "times" int, "firstVersion" int)`,
  markReckoned: (rows) => Prisma.sql`
    UPDATE "Session" SET "reckoned" = x."reckoned", "level" = x."level"
    FROM jsonb_to_recordset(${rows}::jsonb) AS x("session" text, "reckoned" int, "level" text)
    WHERE "Session"."id" = x."session"`,
  castVotes: (rows) => Prisma.sql`
    INSERT INTO "Vote" ("classId", "poll", "ballot", "participantId", "choice", "at")
    SELECT s."id", x."poll", x."ballot", x."participant", x."choice", x."at"
    FROM jsonb_to_recordset(${rows}::jsonb) AS x("class" text, "poll" int, "ballot" int, "participant" text, "choice" int,
    "at" timestamp, "version" int) JOIN "Class" s ON s."id" = x."class" WHERE ${CLASS_END} = x."version"
    ON CONFLICT ("classId", "poll", "ballot", "participantId")
    DO UPDATE SET "choice" = excluded."choice", "at" = excluded."at"`,
  insertParticipants: (rows) => Prisma.sql`
    INSERT INTO "Participant" ("id", "classId", "nth", "name", "tokenHash", "phoneHash", "state", "cameAt")
    SELECT x."id", x."classId", x."nth", x."name", x."tokenHash", x."phoneHash", 'in', x."cameAt"
    FROM jsonb_to_recordset(${rows}::jsonb) AS x("id" text, "classId" text, "nth" int, "name" text, "tokenHash" text,
    "phoneHash" text, "cameAt" timestamp)`,
  namesText: (classId) => Prisma.sql`
    SELECT (jsonb_agg("name") FILTER (WHERE "state" = 'in'))::text AS "text", coalesce(max("nth") + 1, 0) AS "nth"
    FROM "Participant" WHERE "classId" = ${classId}`,
  summariesText: (sessions, invite) => Prisma.sql`
    SELECT jsonb_agg(jsonb_build_object('id', s."id", 'code', s."code", 'invitation', s."invitation",
    'scenario', jsonb_build_object('id', s."scenarioId", 'title', s."title"${invite ? Prisma.sql`, 'summary', s."summary"` : Prisma.empty}),
    'names', (SELECT coalesce(jsonb_object_agg("role", "name"), '{}') FROM "Seat" WHERE "sessionId" = s."id"),
    'network', s."network", 'createdAt', s."createdAt", 'endedAt', s."endedAt",
    'reason', s."endReason", 'version', coalesce(s."length", 0)))::text AS "text"
    FROM jsonb_array_elements_text(${sessions}::jsonb) asked(value) JOIN "Session" s ON s."id" = asked.value`,
}
