-- DropIndex
DROP INDEX "Session_classId_round_idx";

-- CreateIndex
CREATE INDEX "Session_classId_round_createdAt_pair_id_idx" ON "Session"("classId", "round", "createdAt" DESC, "pair", "id");
