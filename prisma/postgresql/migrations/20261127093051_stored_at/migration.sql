-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "storedAt" TIMESTAMP(3);

-- CreateIndex
CREATE INDEX "Session_storedAt_idx" ON "Session"("storedAt");
