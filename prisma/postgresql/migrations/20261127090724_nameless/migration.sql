-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "nameless" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "Session_nameless_key" ON "Session"("nameless");
