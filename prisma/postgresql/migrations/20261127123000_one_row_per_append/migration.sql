-- Sessions get a small key, and the log one row for each append. A stored event becomes a row of its own.

-- A server of an older build may still be appending: what it has been told is stored is moved too, and then it fails.
LOCK TABLE "Session", "Seat", "SessionEvent" IN ACCESS EXCLUSIVE MODE;

-- DropForeignKey
ALTER TABLE "SessionEvent" DROP CONSTRAINT "SessionEvent_sessionId_fkey";
ALTER TABLE "Seat" DROP CONSTRAINT "Seat_sessionId_fkey";
ALTER TABLE "Session" DROP CONSTRAINT "Session_predecessorId_fkey";

-- AlterTable
ALTER TABLE "Session" DROP CONSTRAINT "Session_pkey",
ADD COLUMN     "key" SERIAL NOT NULL,
ADD CONSTRAINT "Session_pkey" PRIMARY KEY ("key");

-- CreateIndex
CREATE UNIQUE INDEX "Session_id_key" ON "Session"("id");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_predecessorId_fkey" FOREIGN KEY ("predecessorId") REFERENCES "Session"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Seat" ADD CONSTRAINT "Seat_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "SessionAppend" (
    "log" INTEGER NOT NULL,
    "first" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "events" TEXT NOT NULL
);
INSERT INTO "SessionAppend" ("log", "first", "last", "at", "events")
SELECT s."key", e."version", e."version", e."at",
  (e."payload" || jsonb_build_object('type', e."type", 'version', e."version", 'at', e."at"))::text
FROM "SessionEvent" e JOIN "Session" s ON s."id" = e."sessionId";

-- Keys last: they are made in one go
ALTER TABLE "SessionAppend" ADD CONSTRAINT "SessionAppend_pkey" PRIMARY KEY ("log","first");
ALTER TABLE "SessionAppend" ADD CONSTRAINT "SessionAppend_log_fkey" FOREIGN KEY ("log") REFERENCES "Session"("key") ON DELETE CASCADE ON UPDATE CASCADE;

-- DropTable
DROP TABLE "SessionEvent";
