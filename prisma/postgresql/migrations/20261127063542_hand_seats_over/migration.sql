-- AlterTable
ALTER TABLE "Seat" ADD COLUMN     "codeHash" TEXT,
ADD COLUMN     "codeUntil" TIMESTAMP(3);

-- CreateIndex
CREATE UNIQUE INDEX "Seat_codeHash_key" ON "Seat"("codeHash");
