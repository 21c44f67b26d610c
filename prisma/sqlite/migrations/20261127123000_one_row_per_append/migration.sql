-- Sessions get a small key, and the log one row for each append. A stored event becomes a row of its own.

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Session" (
    "key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "code" TEXT,
    "invitation" TEXT,
    "nameless" TEXT,
    "scenarioId" TEXT NOT NULL,
    "title" JSONB NOT NULL DEFAULT '{}',
    "summary" JSONB NOT NULL DEFAULT '{}',
    "network" BOOLEAN NOT NULL DEFAULT false,
    "predecessorId" TEXT,
    "createdAt" DATETIME NOT NULL,
    "storedAt" DATETIME,
    "endedAt" DATETIME,
    "endReason" TEXT,
    "length" INTEGER,
    CONSTRAINT "Session_predecessorId_fkey" FOREIGN KEY ("predecessorId") REFERENCES "Session" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_Session" ("id", "code", "invitation", "nameless", "scenarioId", "title", "summary", "network", "predecessorId", "createdAt", "storedAt", "endedAt", "endReason", "length")
SELECT "id", "code", "invitation", "nameless", "scenarioId", "title", "summary", "network", "predecessorId", "createdAt", "storedAt", "endedAt", "endReason", "length" FROM "Session" ORDER BY "createdAt", "id";
DROP TABLE "Session";
ALTER TABLE "new_Session" RENAME TO "Session";
CREATE UNIQUE INDEX "Session_id_key" ON "Session"("id");
CREATE UNIQUE INDEX "Session_code_key" ON "Session"("code");
CREATE UNIQUE INDEX "Session_invitation_key" ON "Session"("invitation");
CREATE UNIQUE INDEX "Session_nameless_key" ON "Session"("nameless");
CREATE UNIQUE INDEX "Session_predecessorId_key" ON "Session"("predecessorId");
CREATE INDEX "Session_endedAt_createdAt_idx" ON "Session"("endedAt", "createdAt");
CREATE INDEX "Session_createdAt_idx" ON "Session"("createdAt");
CREATE INDEX "Session_storedAt_idx" ON "Session"("storedAt");

-- CreateTable
CREATE TABLE "SessionAppend" (
    "log" INTEGER NOT NULL,
    "first" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "events" TEXT NOT NULL,

    PRIMARY KEY ("log", "first"),
    CONSTRAINT "SessionAppend_log_fkey" FOREIGN KEY ("log") REFERENCES "Session" ("key") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "SessionAppend" ("log", "first", "last", "at", "events")
SELECT s."key", e."version", e."version", e."at",
  json_set(e."payload", '$.type', e."type", '$.version', e."version", '$.at', e."at")
FROM "SessionEvent" e JOIN "Session" s ON s."id" = e."sessionId" ORDER BY e."sessionId", e."version";

-- DropTable
DROP TABLE "SessionEvent";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
