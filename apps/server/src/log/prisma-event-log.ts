import type { SessionEvent } from '@woshou/session'
import type { Prisma, PrismaClient } from '../generated/sqlite/client.ts'
import type { Appended, Appendix, EventLog, Newest } from './event-log.ts'
import { GroupCommit } from './group-commit.ts'
import { isCollision, isDuplicate, isRowRefused } from './prisma-constraint.ts'
import type { EngineSql, Execute } from './prisma-sql.ts'

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

  async append(appendix: Appendix): Promise<Appended> {
    const ended = appendix.events.some(({ type }) => type === 'session-ended')
    // a seat and an end happen twice and once per session, and take more than one statement
    return appendix.seat || ended ? this.#appendTogether(appendix) : this.#commits.add(appendix)
  }

  async read(session: string, after = 0): Promise<SessionEvent[]> {
    const rows = await this.#prisma.sessionEvent.findMany({
      where: { sessionId: session, version: { gt: after } },
      orderBy: { version: 'asc' },
    })
    return rows.map(
      ({ version, at, type, payload }) =>
        ({ ...(payload as object), type, version, at: Number(at) }) as unknown as SessionEvent,
    )
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
      await this.#execute(this.#sql.insertEvents(rowsOf(batch)))
      return batch.map(() => ({ ok: true }))
    } catch (error) {
      const alone = isRowRefused(error) || isCollision(error)
      if (batch.length > 1 && alone) return batch.map((appendix) => this.#appendAlone(appendix))
      if (isDuplicate(error)) return batch.map(() => CONFLICT)
      throw error
    }
  }

  async #appendAlone(appendix: Appendix): Promise<Appended> {
    const [appended] = await this.#commit([appendix])
    return appended ?? CONFLICT
  }

  async #appendTogether(appendix: Appendix): Promise<Appended> {
    const { session, events, seat } = appendix
    const statements: Prisma.PrismaPromise<unknown>[] = []
    if (seat) statements.push(this.#prisma.seat.create({ data: { ...seat, sessionId: session, takenAt: new Date() } }))
    statements.push(insertEvents(this.#prisma, this.#sql, [appendix]))
    const ended = events.find((event) => event.type === 'session-ended')
    const last = events.at(-1)
    if (ended && last) {
      const where = { id: session }
      const { createdAt } = await this.#prisma.session.findUniqueOrThrow({ where, select: { createdAt: true } })
      const endedAt = new Date(createdAt.getTime() + ended.at)
      const data = { code: null, endedAt, endReason: ended.reason, length: last.version }
      statements.push(this.#prisma.session.update({ where, data }))
    }
    try {
      await this.#prisma.$transaction(statements)
      return { ok: true }
    } catch (error) {
      if (isDuplicate(error)) return CONFLICT
      throw error
    }
  }
}

/** Stores all events with one statement, which may stand in a transaction. */
export function insertEvents(
  prisma: PrismaClient,
  sql: EngineSql,
  appendices: readonly Pick<Appendix, 'session' | 'events'>[],
): Prisma.PrismaPromise<number> {
  return prisma.$executeRaw(sql.insertEvents(rowsOf(appendices)))
}

/** Events as the engines' statements take them. */
function rowsOf(appendices: readonly Pick<Appendix, 'session' | 'events'>[]): string {
  // In one order on every server: two batches that want the same rows in different orders would wait for each other.
  const ordered = appendices.toSorted((a, b) => (a.session < b.session ? -1 : a.session > b.session ? 1 : 0))
  const rows = ordered.flatMap(({ session, events }) =>
    events.map(({ version, at, type, ...payload }) => ({ session, version, at, type, payload })),
  )
  return JSON.stringify(rows)
}
