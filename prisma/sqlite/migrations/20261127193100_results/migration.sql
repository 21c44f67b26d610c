-- AlterTable
ALTER TABLE "SeatResult" ADD COLUMN "stakes" TEXT NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "Session" ADD COLUMN "level" TEXT;
ALTER TABLE "Session" ADD COLUMN "reckoned" INTEGER;

-- What sessions that are there have in their first event
UPDATE "Session" SET "level" = json_extract('[' || a."events" || ']', '$[0].level')
FROM "SessionAppend" a WHERE a."log" = "Session"."key" AND a."first" = 1;

-- CreateIndex
CREATE INDEX "Session_reckoned_endedAt_idx" ON "Session"("reckoned", "endedAt");
