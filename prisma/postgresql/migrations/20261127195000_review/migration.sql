-- DropIndex
DROP INDEX "SeatRule_rule_idx";

-- CreateIndex
CREATE INDEX "Comment_accountId_idx" ON "Comment"("accountId");

-- CreateIndex
CREATE INDEX "SeatRule_rule_sessionId_idx" ON "SeatRule"("rule", "sessionId");

-- CreateIndex
CREATE INDEX "Session_classId_createdAt_pair_id_round_level_endReason_idx" ON "Session"("classId", "createdAt" DESC, "pair", "id", "round", "level", "endReason");

-- AddForeignKey
ALTER TABLE "Comment" ADD CONSTRAINT "Comment_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account"("id") ON DELETE SET NULL ON UPDATE CASCADE;
