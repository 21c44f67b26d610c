-- AlterTable
ALTER TABLE "Session" ADD COLUMN "invitation" TEXT;
ALTER TABLE "Session" ADD COLUMN "network" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Session" ADD COLUMN "summary" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "Session" ADD COLUMN "title" JSONB NOT NULL DEFAULT '{}';

-- What sessions that are there have in their first event
UPDATE "Session" SET
  "title" = json_extract(e."payload", '$.scenario.title'),
  "summary" = json_extract(e."payload", '$.scenario.summary'),
  "network" = coalesce(json_extract(e."payload", '$.network'), false)
FROM "SessionEvent" e WHERE e."sessionId" = "Session"."id" AND e."version" = 1
  AND json_extract(e."payload", '$.scenario.title') IS NOT NULL
  AND json_extract(e."payload", '$.scenario.summary') IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "Session_invitation_key" ON "Session"("invitation");
