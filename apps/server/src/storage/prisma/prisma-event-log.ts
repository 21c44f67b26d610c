import type { SessionEvent } from '@woshou/session'
import type { Prisma, PrismaClient } from '../../generated/sqlite/client.ts'
import type { Appended, Appendix, EventLog, Newest } from '../event-log.ts'
import { GroupCommit } from '../group-commit.ts'
import { isCollision, isDuplicate, isOrphan, isRowRefused } from './constraint.ts'
import { type EngineSql, type Execute, stamped } from './engine-sql.ts'

/** More events than any log has. */
const ALL = 2 ** 31 - 1

const CONFLICT: Appended = { ok: false, conflict: true }

/** The log in a database. */
export class PrismaEventLog implements EventLog {
  readonly #prisma: PrismaClient
  readonly #sql: EngineSql
  readonly #execute: Execute
  readonly #commits: GroupCommit<Appendix, Appended>

  /** @param committed hears how many appends shared a commit */
  constructor(prisma: PrismaClient, sql: EngineSql, execute: Execute, committed: (size: number) => void) {
    this.#execute = execute
    this.#prisma = prisma
    this.#sql = sql
    this.#commits = new GroupCommit((batch) => {
      committed(batch.length)
      return this.#commit(batch)
    })
  }

  append(appendix: Appendix): Promise<Appended> {
    return this.#commits.add(appendix)
  }

  async read(session: string, after = 0, most = ALL): Promise<SessionEvent[]> {
    return JSON.parse(await this.#textOf(session, after, most)) as SessionEvent[]
  }

  readText(session: string, after = 0): Promise<string> {
    return this.#textOf(session, after, ALL)
  }

  async #textOf(session: string, after: number, most: number): Promise<string> {
    const [row] = await this.#prisma.$queryRaw<{ text: string | null }[]>(this.#sql.eventsText(session, after, most))
    return row?.text ?? '[]'
  }

  async newest(sessions: readonly string[]): Promise<Map<string, Newest>> {
    if (sessions.length === 0) return new Map()
    const rows = await this.#prisma.$queryRaw<{ sessionId: string; version: number | bigint; at: number | bigint }[]>(
      this.#sql.newest(JSON.stringify(sessions)),
    )
    return new Map(
      rows.map(({ sessionId, version, at }) => [sessionId, { version: Number(version), at: Number(at) }] as const),
    )
  }

  /** A row that the database refuses fails the whole statement: then each member of the batch gets its own. */
  async #commit(batch: readonly Appendix[]): Promise<(Appended | Promise<Appended>)[]> {
    try {
      await this.#execute(statementsFor(this.#sql, batch))
      return batch.map(() => ({ ok: true }))
    } catch (error) {
      const alone = isRowRefused(error) || isCollision(error)
      if (batch.length > 1 && alone) return batch.map((appendix) => this.#appendAlone(appendix))
      if (isDuplicate(error) || isOrphan(error)) return batch.map(() => CONFLICT)
      throw error
    }
  }

  async #appendAlone(appendix: Appendix): Promise<Appended> {
    const [appended] = await this.#commit([appendix])
    return appended ?? CONFLICT
  }
}

/** What stores the appendices: a seat and an end come with few of them, once or twice per session. */
export function statementsFor(sql: EngineSql, appendices: readonly Appendix[]): Prisma.Sql[] {
  // In one order on every server: two batches that want the same rows in different orders would wait for each other.
  const ordered = appendices.toSorted((a, b) => (a.session < b.session ? -1 : a.session > b.session ? 1 : 0))
  const takenAt = stamped(Date.now())
  const seats = ordered.flatMap(({ session, seat }) => (seat ? { session, ...seat, takenAt } : []))
  const handed = ordered.flatMap(({ session, handed }) => (handed ? [{ session, ...handed }] : []))
  const events = ordered.flatMap(({ session, events }) =>
    events.map(({ version, at, type, ...payload }) => ({ session, version, at, type, payload })),
  )
  const ends = ordered.flatMap(({ session, events }) => {
    const end = events.find((event) => event.type === 'session-ended')
    return end ? { session, at: end.at, reason: end.reason, length: events.at(-1)?.version } : []
  })
  return [
    ...(seats.length > 0 ? [sql.insertSeats(JSON.stringify(seats))] : []),
    ...(handed.length > 0 ? [sql.handSeatsOver(JSON.stringify(handed))] : []),
    sql.insertEvents(JSON.stringify(events)),
    ...(ends.length > 0 ? [sql.endSessions(JSON.stringify(ends))] : []),
  ]
}
