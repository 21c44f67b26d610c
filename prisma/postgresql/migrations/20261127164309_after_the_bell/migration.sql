-- AlterTable
ALTER TABLE "Class" ADD COLUMN     "rubric" JSONB;

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

    CONSTRAINT "SeatResult_pkey" PRIMARY KEY ("sessionId","role","student")
);

-- CreateTable
CREATE TABLE "SeatRule" (
    "sessionId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "student" INTEGER NOT NULL,
    "rule" TEXT NOT NULL,
    "times" INTEGER NOT NULL,
    "firstVersion" INTEGER NOT NULL,

    CONSTRAINT "SeatRule_pkey" PRIMARY KEY ("sessionId","role","student","rule")
);

-- CreateTable
CREATE TABLE "Vote" (
    "classId" TEXT NOT NULL,
    "poll" INTEGER NOT NULL,
    "ballot" INTEGER NOT NULL,
    "participantId" TEXT NOT NULL,
    "choice" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Vote_pkey" PRIMARY KEY ("classId","poll","ballot","participantId")
);

-- CreateTable
CREATE TABLE "Comment" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "accountId" TEXT,
    "words" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Mark" (
    "sessionId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "student" INTEGER NOT NULL,
    "key" TEXT NOT NULL,

    CONSTRAINT "Mark_pkey" PRIMARY KEY ("sessionId","role","student","key")
);

-- CreateTable
CREATE TABLE "ShareLink" (
    "id" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "classId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sessionId" TEXT,
    "names" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),

    CONSTRAINT "ShareLink_pkey" PRIMARY KEY ("id")
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

-- AddForeignKey
ALTER TABLE "SeatResult" ADD CONSTRAINT "SeatResult_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SeatRule" ADD CONSTRAINT "SeatRule_sessionId_role_student_fkey" FOREIGN KEY ("sessionId", "role", "student") REFERENCES "SeatResult"("sessionId", "role", "student") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Vote" ADD CONSTRAINT "Vote_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Comment" ADD CONSTRAINT "Comment_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Mark" ADD CONSTRAINT "Mark_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ShareLink" ADD CONSTRAINT "ShareLink_classId_fkey" FOREIGN KEY ("classId") REFERENCES "Class"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ShareLink" ADD CONSTRAINT "ShareLink_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
