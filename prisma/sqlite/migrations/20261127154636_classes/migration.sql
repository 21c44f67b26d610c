-- AlterTable
ALTER TABLE "Seat" ADD COLUMN "participantId" TEXT;

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "login" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Login" (
    "tokenHash" TEXT NOT NULL PRIMARY KEY,
    "accountId" TEXT NOT NULL,
    "until" DATETIME NOT NULL,
    CONSTRAINT "Login_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "OneTimeLink" (
    "tokenHash" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "accountId" TEXT,
    "until" DATETIME NOT NULL,
    CONSTRAINT "OneTimeLink_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Identity" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,

    PRIMARY KEY ("issuer", "subject"),
    CONSTRAINT "Identity_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Class" (
    "key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "usedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ClassTeacher" (
    "classId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "right" TEXT NOT NULL,

    PRIMARY KEY ("classId", "accountId"),
    CONSTRAINT "ClassTeacher_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ClassTeacher_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Participant" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "classId" TEXT NOT NULL,
    "nth" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "phoneHash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "cameAt" DATETIME NOT NULL,
    "codeHash" TEXT,
    "linkHash" TEXT,
    "codeUntil" DATETIME,
    CONSTRAINT "Participant_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ClassAppend" (
    "log" INTEGER NOT NULL,
    "first" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "events" TEXT NOT NULL,

    PRIMARY KEY ("log", "first"),
    CONSTRAINT "ClassAppend_log_fkey" FOREIGN KEY ("log") REFERENCES "Class" ("key") ON DELETE CASCADE ON UPDATE CASCADE
);

-- AlterTable: a column that refers to a table may be added while it is empty, and nothing need be copied
ALTER TABLE "Session" ADD COLUMN "classId" TEXT REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Session" ADD COLUMN "round" INTEGER;
ALTER TABLE "Session" ADD COLUMN "pair" INTEGER;

-- CreateIndex
CREATE INDEX "Session_classId_round_idx" ON "Session"("classId", "round");

-- CreateIndex
CREATE UNIQUE INDEX "Account_login_key" ON "Account"("login");

-- CreateIndex
CREATE INDEX "Login_accountId_idx" ON "Login"("accountId");

-- CreateIndex
CREATE INDEX "Login_until_idx" ON "Login"("until");

-- CreateIndex
CREATE INDEX "OneTimeLink_accountId_idx" ON "OneTimeLink"("accountId");

-- CreateIndex
CREATE INDEX "OneTimeLink_until_idx" ON "OneTimeLink"("until");

-- CreateIndex
CREATE INDEX "Identity_accountId_idx" ON "Identity"("accountId");

-- CreateIndex
CREATE UNIQUE INDEX "Class_id_key" ON "Class"("id");

-- CreateIndex
CREATE UNIQUE INDEX "Class_secret_key" ON "Class"("secret");

-- CreateIndex
CREATE INDEX "Class_usedAt_idx" ON "Class"("usedAt");

-- CreateIndex
CREATE INDEX "ClassTeacher_accountId_idx" ON "ClassTeacher"("accountId");

-- CreateIndex
CREATE UNIQUE INDEX "Participant_codeHash_key" ON "Participant"("codeHash");

-- CreateIndex
CREATE UNIQUE INDEX "Participant_linkHash_key" ON "Participant"("linkHash");

-- CreateIndex
CREATE INDEX "Participant_classId_tokenHash_idx" ON "Participant"("classId", "tokenHash");

-- CreateIndex
CREATE INDEX "Participant_classId_phoneHash_idx" ON "Participant"("classId", "phoneHash");

-- CreateIndex
CREATE UNIQUE INDEX "Participant_classId_nth_key" ON "Participant"("classId", "nth");

-- CreateIndex
CREATE INDEX "Seat_participantId_idx" ON "Seat"("participantId");

-- CreateTable
CREATE TABLE "Code" (
    "code" TEXT NOT NULL PRIMARY KEY,
    "sessionId" TEXT,
    "classId" TEXT,
    CONSTRAINT "Code_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Code_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Code_sessionId_key" ON "Code"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "Code_classId_key" ON "Code"("classId");

-- The codes of sessions that wait or are played.
INSERT INTO "Code" ("code", "sessionId") SELECT "code", "id" FROM "Session" WHERE "code" IS NOT NULL;
