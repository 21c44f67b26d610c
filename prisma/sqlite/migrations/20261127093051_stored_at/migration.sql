-- AlterTable
ALTER TABLE "Session" ADD COLUMN "storedAt" DATETIME;

-- CreateIndex
CREATE INDEX "Session_storedAt_idx" ON "Session"("storedAt");
