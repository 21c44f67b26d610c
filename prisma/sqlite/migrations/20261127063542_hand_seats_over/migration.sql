-- AlterTable
ALTER TABLE "Seat" ADD COLUMN "codeHash" TEXT;
ALTER TABLE "Seat" ADD COLUMN "codeUntil" DATETIME;

-- CreateIndex
CREATE UNIQUE INDEX "Seat_codeHash_key" ON "Seat"("codeHash");
