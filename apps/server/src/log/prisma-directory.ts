import type { Seat, SessionEvent } from '@woshou/session'
import type { PrismaClient } from '../generated/sqlite/client.ts'
import type { Created, Directory, NewSession, OfferedSeat, Summary, Unfinished } from './directory.ts'
import { duplicateField, isDuplicate } from './prisma-constraint.ts'
import { statementsFor } from './prisma-event-log.ts'
import { type EngineSql, type Execute, stamped } from './prisma-sql.ts'
import { matchesHash } from './seat-token.ts'

type SessionCreated = Extract<SessionEvent, { type: 'session-created' }>

/** The directory in a database. */
export class PrismaDirectory implements Directory {
  readonly #prisma: PrismaClient
  readonly #sql: EngineSql
  readonly #execute: Execute

  constructor(prisma: PrismaClient, sql: EngineSql, execute: Execute) {
    this.#prisma = prisma
    this.#sql = sql
    this.#execute = execute
  }

  async create({ id, code, predecessor, seat, events }: NewSession): Promise<Created> {
    const [created] = events
    if (created?.type !== 'session-created') throw new Error('a session begins with session-created')
    const { createdAt, scenario } = created
    const row = { id, code, scenarioId: scenario.id, predecessorId: predecessor, createdAt: stamped(createdAt) }
    try {
      await this.#execute([
        this.#sql.insertSessions(JSON.stringify([row])),
        ...statementsFor(this.#sql, [{ session: id, events, seat }]),
      ])
      return { ok: true }
    } catch (error) {
      if (!isDuplicate(error)) throw error
      return { ok: false, taken: duplicateField(error, 'predecessorId') ? 'predecessor' : 'code' }
    }
  }

  async summaries(ids: readonly string[]): Promise<Summary[]> {
    const sessions = await this.#prisma.session.findMany({
      where: { id: { in: [...ids] } },
      include: {
        seats: { select: { role: true, name: true } },
        events: { where: { version: 1 }, select: { payload: true } },
      },
    })
    return sessions.flatMap(({ id, code, seats, events: [first], createdAt, endedAt, endReason, length }) => {
      if (!first) return []
      const { scenario, network } = first.payload as unknown as SessionCreated
      const name = (role: Seat) => seats.find((seat) => seat.role === role)?.name ?? null
      return {
        id,
        code,
        scenario,
        names: { client: name('client'), server: name('server'), network: name('network') },
        network,
        createdAt: createdAt.getTime(),
        endedAt: endedAt?.getTime() ?? null,
        reason: endReason as Summary['reason'],
        version: length ?? 0,
      }
    })
  }

  async byCode(code: string): Promise<string | null> {
    const session = await this.#prisma.session.findUnique({ where: { code }, select: { id: true } })
    return session?.id ?? null
  }

  async successorOf(id: string): Promise<string | null> {
    const where = { predecessorId: id }
    const session = await this.#prisma.session.findUnique({ where, select: { id: true } })
    return session?.id ?? null
  }

  async seatOf(session: string, token: string): Promise<Seat | null> {
    const seats = await this.#prisma.seat.findMany({ where: { sessionId: session } })
    const seat = seats.find(({ tokenHash }) => matchesHash(token, tokenHash))
    return (seat?.role as Seat | undefined) ?? null
  }

  async offerSeat(session: string, role: Seat, codeHash: string, until: number): Promise<boolean> {
    try {
      const data = { codeHash, codeUntil: new Date(until) }
      await this.#prisma.seat.updateMany({ where: { sessionId: session, role }, data })
      return true
    } catch (error) {
      if (isDuplicate(error)) return false
      throw error
    }
  }

  async offeredSeat(codeHash: string, now: number): Promise<OfferedSeat | null> {
    const seat = await this.#prisma.seat.findUnique({ where: { codeHash } })
    if (!seat?.codeUntil || seat.codeUntil.getTime() <= now) return null
    return { session: seat.sessionId, role: seat.role as Seat }
  }

  async deleteOlder(before: number, limit: number): Promise<number> {
    const old = await this.#prisma.session.findMany({
      where: { createdAt: { lt: new Date(before) } },
      orderBy: { createdAt: 'asc' },
      take: limit,
      select: { id: true },
    })
    if (old.length === 0) return 0
    // seats and events go with them: ON DELETE CASCADE
    const { count } = await this.#prisma.session.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } })
    return count
  }

  async unfinished(since: number, limit: number): Promise<Unfinished[]> {
    const sessions = await this.#prisma.session.findMany({
      where: { endedAt: null, createdAt: { gte: new Date(since) } },
      orderBy: { createdAt: 'desc' },
      take: limit,
      select: { id: true, createdAt: true },
    })
    return sessions.map(({ id, createdAt }) => ({ id, createdAt: createdAt.getTime() }))
  }
}
