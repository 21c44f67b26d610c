-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "invitation" TEXT,
ADD COLUMN     "network" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "summary" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "title" JSONB NOT NULL DEFAULT '{}';

-- What sessions that are there have in their first event
UPDATE "Session" SET
  "title" = e."payload"->'scenario'->'title',
  "summary" = e."payload"->'scenario'->'summary',
  "network" = coalesce((e."payload"->>'network')::boolean, false)
FROM "SessionEvent" e WHERE e."sessionId" = "Session"."id" AND e."version" = 1
  AND e."payload"->'scenario'->'title' IS NOT NULL AND e."payload"->'scenario'->'summary' IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "Session_invitation_key" ON "Session"("invitation");
