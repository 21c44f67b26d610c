-- CreateIndex
CREATE INDEX "Session_endedAt_createdAt_idx" ON "Session"("endedAt", "createdAt");
