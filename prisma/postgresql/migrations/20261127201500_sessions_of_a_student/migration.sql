-- DropIndex
DROP INDEX "Seat_participantId_idx";

-- DropIndex
DROP INDEX "SeatResult_participantId_idx";

-- CreateIndex
CREATE INDEX "Seat_participantId_sessionId_idx" ON "Seat"("participantId", "sessionId");

-- CreateIndex
CREATE INDEX "SeatResult_participantId_sessionId_idx" ON "SeatResult"("participantId", "sessionId");
