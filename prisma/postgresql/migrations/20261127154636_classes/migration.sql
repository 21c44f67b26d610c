-- AlterTable
ALTER TABLE "Seat" ADD COLUMN     "participantId" TEXT;

-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "classId" TEXT,
ADD COLUMN     "pair" INTEGER,
ADD COLUMN     "round" INTEGER;

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "login" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Login" (
    "tokenHash" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "until" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Login_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "OneTimeLink" (
    "tokenHash" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "accountId" TEXT,
    "until" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "OneTimeLink_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "Identity" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,

    CONSTRAINT "Identity_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateTable
CREATE TABLE "Class" (
    "key" SERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "usedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Class_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "ClassTeacher" (
    "classId" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "right" TEXT NOT NULL,

    CONSTRAINT "ClassTeacher_pkey" PRIMARY KEY ("classId","accountId")
);

-- CreateTable
CREATE TABLE "Participant" (
    "id" TEXT NOT NULL,
    "classId" TEXT NOT NULL,
    "nth" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "phoneHash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "cameAt" TIMESTAMP(3) NOT NULL,
    "codeHash" TEXT,
    "linkHash" TEXT,
    "codeUntil" TIMESTAMP(3),

    CONSTRAINT "Participant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ClassAppend" (
    "log" INTEGER NOT NULL,
    "first" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "events" TEXT NOT NULL,

    CONSTRAINT "ClassAppend_pkey" PRIMARY KEY ("log","first")
);

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

-- CreateIndex
CREATE INDEX "Session_classId_round_idx" ON "Session"("classId", "round");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Login" ADD CONSTRAINT "Login_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OneTimeLink" ADD CONSTRAINT "OneTimeLink_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Identity" ADD CONSTRAINT "Identity_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClassTeacher" ADD CONSTRAINT "ClassTeacher_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClassTeacher" ADD CONSTRAINT "ClassTeacher_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Participant" ADD CONSTRAINT "Participant_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClassAppend" ADD CONSTRAINT "ClassAppend_log_fkey" FOREIGN KEY ("log") REFERENCES "Class"("key") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "Code" (
    "code" TEXT NOT NULL,
    "sessionId" TEXT,
    "classId" TEXT,

    CONSTRAINT "Code_pkey" PRIMARY KEY ("code")
);

-- CreateIndex
CREATE UNIQUE INDEX "Code_sessionId_key" ON "Code"("sessionId");

-- CreateIndex
CREATE UNIQUE INDEX "Code_classId_key" ON "Code"("classId");

-- AddForeignKey
ALTER TABLE "Code" ADD CONSTRAINT "Code_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Code" ADD CONSTRAINT "Code_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The codes of sessions that wait or are played.
INSERT INTO "Code" ("code", "sessionId") SELECT "code", "id" FROM "Session" WHERE "code" IS NOT NULL;
