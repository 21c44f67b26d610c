-- AlterTable
ALTER TABLE "Class" ADD COLUMN "rubric" JSONB;

-- CreateTable
CREATE TABLE "SeatResult" (
    "sessionId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "student" INTEGER NOT NULL,
    "participantId" TEXT,
    "ended" TEXT NOT NULL,
    "tries" INTEGER NOT NULL,
    "firstTries" INTEGER NOT NULL,
    "wrong" INTEGER NOT NULL,
    "hints" INTEGER NOT NULL,
    "revealed" INTEGER NOT NULL,
    "duration" BIGINT NOT NULL,

    PRIMARY KEY ("sessionId", "role", "student"),
    CONSTRAINT "SeatResult_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "SeatRule" (
    "sessionId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "student" INTEGER NOT NULL,
    "rule" TEXT NOT NULL,
    "times" INTEGER NOT NULL,
    "firstVersion" INTEGER NOT NULL,

    PRIMARY KEY ("sessionId", "role", "student", "rule"),
    CONSTRAINT "SeatRule_sessionId_role_student_fkey" FOREIGN KEY ("sessionId", "role", "student") REFERENCES "SeatResult" ("sessionId", "role", "student") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Vote" (
    "classId" TEXT NOT NULL,
    "poll" INTEGER NOT NULL,
    "ballot" INTEGER NOT NULL,
    "participantId" TEXT NOT NULL,
    "choice" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("classId", "poll", "ballot", "participantId"),
    CONSTRAINT "Vote_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Comment" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "accountId" TEXT,
    "words" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "at" DATETIME NOT NULL,
    CONSTRAINT "Comment_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Mark" (
    "sessionId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "student" INTEGER NOT NULL,
    "key" TEXT NOT NULL,

    PRIMARY KEY ("sessionId", "role", "student", "key"),
    CONSTRAINT "Mark_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ShareLink" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "tokenHash" TEXT NOT NULL,
    "classId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sessionId" TEXT,
    "names" BOOLEAN NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME,
    "revokedAt" DATETIME,
    CONSTRAINT "ShareLink_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ShareLink_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "SeatResult_participantId_idx" ON "SeatResult"("participantId");

-- CreateIndex
CREATE INDEX "SeatRule_rule_idx" ON "SeatRule"("rule");

-- CreateIndex
CREATE INDEX "Comment_sessionId_version_idx" ON "Comment"("sessionId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "ShareLink_tokenHash_key" ON "ShareLink"("tokenHash");

-- CreateIndex
CREATE INDEX "ShareLink_classId_idx" ON "ShareLink"("classId");

-- CreateIndex
CREATE INDEX "ShareLink_sessionId_idx" ON "ShareLink"("sessionId");
