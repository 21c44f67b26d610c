import { Prisma } from '../../generated/sqlite/client.ts'
import type { ParticipantState, StoredParticipant } from '../classes.ts'
import { type EngineSql, NOBODYS } from './engine-sql.ts'

/** As Prisma reads one. */
interface Row {
  readonly id: string
  readonly nth: number
  readonly name: string
  readonly tokenHash: string
  readonly state: string
  readonly cameAt: Date
}

export const participantOf = ({ cameAt, id, name, nth, state, tokenHash }: Row): StoredParticipant => ({
  id,
  nth,
  name,
  tokenHash,
  state: state as ParticipantState,
  cameAt: cameAt.getTime(),
})

/** No token opens the seats of these students any more. */
export async function emptySeats(
  transaction: Prisma.TransactionClient,
  sql: EngineSql,
  participants: readonly string[],
): Promise<void> {
  await transaction.$executeRaw(Prisma.sql`
    UPDATE "Seat" SET "tokenHash" = ${NOBODYS}, "codeHash" = NULL, "codeUntil" = NULL
    WHERE "participantId" IN (SELECT asked.value FROM ${sql.list(JSON.stringify(participants))})`)
}

/** The seats of a student open to the token that is theirs now, and to no other. */
export async function seatAgain(transaction: Prisma.TransactionClient, participant: string): Promise<void> {
  await transaction.$executeRaw(Prisma.sql`
    UPDATE "Seat" SET "tokenHash" = p."tokenHash", "codeHash" = NULL, "codeUntil" = NULL
    FROM "Participant" p WHERE p."id" = "Seat"."participantId" AND p."id" = ${participant}`)
}
