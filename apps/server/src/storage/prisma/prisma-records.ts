import type { Seat, SessionEvent } from '@woshou/session'
import { cleanName } from '@woshou/session/api'
import type { PrismaClient } from '../../generated/sqlite/client.ts'
import type { Summary } from '../directory.ts'
import { eventsOfText } from '../event-log.ts'
import { WATCHING } from './prisma-directory.ts'

/** Sessions per statement: nobody's move waits long behind it. */
const BATCH = 20

/** What is stored of whoever sits, or sat last, on a seat; without the hashes, which let nobody in and are of no use. */
interface SeatRecord {
  readonly role: Seat
  readonly name: string
  /** ISO 8601, UTC. */
  readonly takenAt: string
}

/**
 * What was played in a session, and by whom; without what lets somebody into it (codes, invitation, tokens' hashes, the right
 * to watch), its results, which follow from the events, and what teachers wrote.
 */
export interface SessionRecord {
  readonly session: Omit<Summary, 'code' | 'invitation' | 'names'> & {
    /** When one that was played elsewhere was stored, ms since 1970, UTC. */
    readonly storedAt?: number
    /** The class whose round it is a pair's session of. */
    readonly class?: string
    readonly round?: number
    readonly pair?: number
  }
  readonly seats: readonly SeatRecord[]
  readonly events: readonly SessionEvent[]
}

/** Reads a session's events, and what a list shows of sessions: as `EventLog` and `Directory` do. */
export interface Readers {
  readonly read: (session: string) => Promise<SessionEvent[]>
  readonly summaries: (ids: readonly string[]) => Promise<Summary[]>
}

/** What is stored about people, for whoever answers for it: found by name, shown, and deleted. */
export class PrismaRecords {
  readonly #prisma: PrismaClient
  readonly #readers: Readers

  constructor(prisma: PrismaClient, readers: Readers) {
    this.#prisma = prisma
    this.#readers = readers
  }

  /** The ids of all sessions, the oldest first. */
  async all(): Promise<string[]> {
    const rows = await this.#prisma.session.findMany({
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      select: { id: true },
    })
    return rows.map(({ id }) => id)
  }

  /**
   * The ids of the sessions in which somebody of that name sits, or sat before the seat was handed over, the oldest
   * first. Names are compared letter by letter, as they are stored (`cleanName`).
   */
  async ofName(name: string): Promise<string[]> {
    const stored = cleanName(name)
    // An earlier student's name is in the log alone, as JSON writes it: rows that hold it (both engines know `replace`)
    // are looked through below.
    const written = JSON.stringify(stored)
    const found = await this.#prisma.$queryRaw<{ id: string; text: string | null }[]>`
      SELECT s."id", found."text" FROM (
        SELECT "sessionId" AS "id", CAST(NULL AS TEXT) AS "text" FROM "Seat" WHERE "name" = ${stored} AND "role" <> ${WATCHING}
        UNION ALL SELECT o."id", a."events" FROM "SessionAppend" a JOIN "Session" o ON o."key" = a."log"
        WHERE replace(a."events", ${written}, '') <> a."events") found
      JOIN "Session" s ON s."id" = found."id" ORDER BY s."createdAt", s."id"`
    return [...new Set(found.flatMap(({ id, text }) => (text === null || seats(text, stored) ? [id] : [])))]
  }

  /** What a list shows, in the order of the ids; those that are not there are left out. */
  async *summaries(ids: readonly string[]): AsyncGenerator<Summary> {
    for (let from = 0; from < ids.length; from += BATCH) {
      const some = ids.slice(from, from + BATCH)
      const found = new Map((await this.#readers.summaries(some)).map((summary) => [summary.id, summary]))
      for (const id of some) {
        const summary = found.get(id)
        if (summary) yield summary
      }
    }
  }

  /** Of one session; null when it is not there. */
  async record(id: string): Promise<SessionRecord | null> {
    const [summary] = await this.#readers.summaries([id])
    if (!summary) return null
    const { code: _code, invitation: _invitation, names: _names, ...shown } = summary
    const select = { storedAt: true, classId: true, round: true, pair: true } as const
    const row = await this.#prisma.session.findUnique({ where: { id }, select })
    const { classId = null, round, pair } = row ?? {}
    const session = {
      ...shown,
      ...(row?.storedAt && { storedAt: row.storedAt.getTime() }),
      ...(classId !== null && { class: classId, round: round ?? 0, pair: pair ?? 0 }),
    }
    const where = { sessionId: id, role: { not: WATCHING } }
    const rows = await this.#prisma.seat.findMany({ where, orderBy: { role: 'asc' } })
    const seats = rows.map(({ name, role, takenAt }) => ({ role: role as Seat, name, takenAt: takenAt.toISOString() }))
    return { session, seats, events: await this.#readers.read(id) }
  }

  /**
   * Deletes sessions with their seats and events, durably.
   * @returns how many there were
   */
  async delete(ids: readonly string[]): Promise<number> {
    let deleted = 0
    for (let from = 0; from < ids.length; from += BATCH) {
      // seats and events go with them: ON DELETE CASCADE
      const where = { id: { in: ids.slice(from, from + BATCH) } }
      deleted += (await this.#prisma.session.deleteMany({ where })).count
    }
    return deleted
  }
}

/** Whether somebody of that name sits down in stored events. */
const seats = (events: string, name: string): boolean =>
  eventsOfText<SessionEvent>(events).some(
    (event) => (event.type === 'seat-taken' || event.type === 'seat-handed-over') && event.name === name,
  )
