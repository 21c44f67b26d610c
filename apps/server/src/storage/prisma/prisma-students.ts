import { pseudonym } from '@woshou/classroom'
import { cleanName } from '@woshou/session/api'
import { Prisma, type PrismaClient } from '../../generated/sqlite/client.ts'
import type { ParticipantState } from '../classes.ts'
import { NOBODYS } from './engine-sql.ts'

/**
 * Who a student of a class is, and where they sit; without the hashes, which let nobody in and are of no use, what the
 * sessions came to, which follows from their logs, votes, and what teachers wrote.
 */
export interface StudentRecord {
  readonly class: string
  /** What the class is called. */
  readonly className: string
  readonly participant: string
  readonly name: string
  /** By which the logs call them. */
  readonly pseudonym: string
  readonly state: ParticipantState
  /** ISO 8601, UTC. */
  readonly cameAt: string
  /** The ids of the sessions in which they sit, or sat last. */
  readonly sessions: readonly string[]
}

/** The students of classes, for whoever answers for what is stored about people: found by name, and forgotten. */
export class PrismaStudents {
  readonly #prisma: PrismaClient

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma
  }

  /** The students who have that name in a class, letter by letter as it is stored, who came first first. */
  async ofName(name: string): Promise<StudentRecord[]> {
    const rows = await this.#prisma.participant.findMany({
      where: { name: cleanName(name) },
      orderBy: [{ cameAt: 'asc' }, { id: 'asc' }],
      include: { class: { select: { name: true } } },
    })
    const records: StudentRecord[] = []
    for (const row of rows) {
      const { cameAt, class: taught, classId, id, nth, state } = row
      const where = { participantId: id }
      const seats = await this.#prisma.seat.findMany({
        where,
        select: { sessionId: true },
        orderBy: { takenAt: 'asc' },
      })
      records.push({
        class: classId,
        className: taught.name,
        participant: id,
        name: row.name,
        pseudonym: pseudonym(nth).en,
        state: state as ParticipantState,
        cameAt: cameAt.toISOString(),
        sessions: seats.map(({ sessionId }) => sessionId),
      })
    }
    return records
  }

  /**
   * Has students be known by their pseudonyms alone, for good: no name is left of them, no browser is them any more, and
   * what they played stays with whom they played with. @returns how many there were
   */
  async forget(students: readonly Pick<StudentRecord, 'participant' | 'pseudonym'>[]): Promise<number> {
    let forgotten = 0
    for (const { participant, pseudonym: called } of students) {
      const hashes = { tokenHash: NOBODYS, phoneHash: NOBODYS, codeHash: null, linkHash: null, codeUntil: null }
      const [{ count }] = await this.#prisma.$transaction([
        this.#prisma.participant.updateMany({
          where: { id: participant },
          data: { name: called, state: 'removed', ...hashes },
        }),
        this.#prisma.$executeRaw(
          Prisma.sql`UPDATE "Seat" SET "tokenHash" = ${NOBODYS} WHERE "participantId" = ${participant}`,
        ),
      ])
      forgotten += count
    }
    return forgotten
  }
}
