-- AlterTable
ALTER TABLE "Session" ADD COLUMN "linksClosed" BOOLEAN NOT NULL DEFAULT false;
