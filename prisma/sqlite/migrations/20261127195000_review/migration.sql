-- DropIndex
DROP INDEX "SeatRule_rule_idx";

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Comment" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "accountId" TEXT,
    "words" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "at" DATETIME NOT NULL,
    CONSTRAINT "Comment_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Comment_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_Comment" ("accountId", "at", "id", "sessionId", "shared", "version", "words") SELECT "accountId", "at", "id", "sessionId", "shared", "version", "words" FROM "Comment";
DROP TABLE "Comment";
ALTER TABLE "new_Comment" RENAME TO "Comment";
CREATE INDEX "Comment_sessionId_version_idx" ON "Comment"("sessionId", "version");
CREATE INDEX "Comment_accountId_idx" ON "Comment"("accountId");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "SeatRule_rule_sessionId_idx" ON "SeatRule"("rule", "sessionId");

-- CreateIndex
CREATE INDEX "Session_classId_createdAt_pair_id_round_level_endReason_idx" ON "Session"("classId", "createdAt" DESC, "pair", "id", "round", "level", "endReason");
