import { setImmediate as nextTurn } from 'node:timers/promises'
import { isSeat, type Seat } from '@woshou/session'
import { Prisma, type PrismaClient } from '../../generated/sqlite/client.ts'
import type { Created, Directory, Expiry, Listed, NewSession, OfferedSeat, Summary, Unfinished } from '../directory.ts'
import { joinedText, PAGE, spanOf } from '../event-log.ts'
import { namelessId } from '../nameless-id.ts'
import { matchesHash } from '../seat-token.ts'
import { besideSession } from './beside-session.ts'
import { duplicateField, isDuplicate } from './constraint.ts'
import { type EngineSql, type Execute, stamped } from './engine-sql.ts'
import { type LogSql, SESSION_LOGS } from './log-sql.ts'
import { timeOf } from './row-time.ts'
import type { Database } from './shared-connection.ts'

/** A summary as the database makes it. */
interface StoredRow extends Omit<Listed, 'names' | 'createdAt' | 'endedAt'> {
  /** Of seats that are taken. */
  readonly names: Partial<Summary['names']>
  readonly createdAt: string
  readonly endedAt: string | null
}

/** Beside the seats, who watches: a token's hash, and in the name's place what the right to watch rests on. */
export const WATCHING = 'observer'

/** The directory in a database. */
export class PrismaDirectory implements Directory {
  readonly #prisma: PrismaClient
  readonly #sql: EngineSql
  readonly #logs: LogSql
  readonly #execute: Execute

  constructor({ prisma, sql, execute }: Pick<Database, 'prisma' | 'sql' | 'execute'>) {
    this.#prisma = prisma
    this.#sql = sql
    this.#logs = sql.logs(SESSION_LOGS)
    this.#execute = execute
  }

  async create(made: NewSession): Promise<Created> {
    const { id, code, invitation, predecessor, level, network, createdAt, storedAt, seats, events, result } = made
    if (spanOf(events).first !== 1) throw new Error('a log begins with version 1')
    const { id: scenarioId, summary, title } = made.scenario
    const times = { createdAt: stamped(createdAt), storedAt: storedAt === null ? null : stamped(storedAt) }
    const row = {
      id,
      code,
      invitation,
      scenarioId,
      title,
      summary,
      network,
      level,
      predecessorId: predecessor,
      ...times,
    }
    const statements = [this.#sql.insertSessions(JSON.stringify([row]))]
    // whether it is free the database decides, of sessions' codes and classes'
    if (code !== null) statements.push(Prisma.sql`INSERT INTO "Code" ("code", "sessionId") VALUES (${code}, ${id})`)
    for (let from = 0; from < events.length; from += PAGE) {
      // one that was played elsewhere comes as a whole: it is written down while others have their turns
      if (from > 0) await nextTurn()
      const page = events.slice(from, from + PAGE)
      statements.push(this.#logs.append({ log: id, ...spanOf(page), events: joinedText(page) }))
    }
    const besides = [...seats.map((seat) => ({ seat })), ...(result ? [{ result }] : [])]
    statements.push(...besideSession(this.#sql)(besides.map((beside) => ({ log: id, beside }))))
    try {
      await this.#execute(statements)
      return { ok: true }
    } catch (error) {
      if (!isDuplicate(error)) throw error
      return { ok: false, taken: duplicateField(error, 'predecessorId') ? 'predecessor' : 'code' }
    }
  }

  summaries(ids: readonly string[]): Promise<Summary[]> {
    return this.#rows<Summary>(ids, true)
  }

  list(ids: readonly string[]): Promise<Listed[]> {
    return this.#rows<Listed>(ids, false)
  }

  async #rows<Row extends Listed>(ids: readonly string[], invite: boolean): Promise<Row[]> {
    if (ids.length === 0) return []
    const [row] = await this.#prisma.$queryRaw<{ text: string | null }[]>(
      this.#sql.summariesText(JSON.stringify([...new Set(ids)]), invite),
    )
    const rows = (JSON.parse(row?.text ?? '[]') as StoredRow[]).map(({ names, createdAt, endedAt, ...rest }) => ({
      ...rest,
      names: { client: names.client ?? null, server: names.server ?? null, network: names.network ?? null },
      createdAt: timeOf(createdAt),
      endedAt: endedAt === null ? null : timeOf(endedAt),
    }))
    return rows as unknown as Row[]
  }

  async byCode(code: string): Promise<string | null> {
    const session = await this.#prisma.session.findUnique({ where: { code }, select: { id: true } })
    return session?.id ?? null
  }

  async byInvitation(secret: string): Promise<string | null> {
    const session = await this.#prisma.session.findUnique({ where: { invitation: secret }, select: { id: true } })
    return session?.id ?? null
  }

  async codeInUse(code: string): Promise<boolean> {
    return (await this.#prisma.code.count({ where: { code } })) > 0
  }

  async successorOf(id: string): Promise<string | null> {
    const where = { predecessorId: id }
    const session = await this.#prisma.session.findUnique({ where, select: { id: true } })
    return session?.id ?? null
  }

  async nameless(id: string): Promise<string | null> {
    const known = await this.#prisma.session.findUnique({ where: { id }, select: { nameless: true } })
    if (!known || known.nameless !== null) return known?.nameless ?? null
    const nameless = namelessId(id)
    const { count } = await this.#prisma.session.updateMany({ where: { id }, data: { nameless } })
    return count > 0 ? nameless : null
  }

  async byNameless(nameless: string): Promise<string | null> {
    const session = await this.#prisma.session.findUnique({ where: { nameless }, select: { id: true } })
    return session?.id ?? null
  }

  async closeLinks(id: string, closed: boolean): Promise<void> {
    await this.#prisma.$transaction([
      this.#prisma.session.updateMany({ where: { id }, data: { linksClosed: closed } }),
      ...(closed ? [this.#prisma.seat.deleteMany({ where: { sessionId: id, role: WATCHING } })] : []),
    ])
  }

  async closedLinks(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set()
    const asked = this.#sql.list(JSON.stringify(ids))
    const rows = await this.#prisma.$queryRaw<{ id: string }[]>`
      SELECT s."id" FROM ${asked} JOIN "Session" s ON s."id" = asked.value WHERE s."linksClosed"`
    return new Set(rows.map(({ id }) => id))
  }

  async seatOf(session: string, token: string): Promise<Seat | null> {
    const seats = await this.#prisma.seat.findMany({ where: { sessionId: session } })
    const seat = seats.find(({ role, tokenHash }) => isSeat(role) && matchesHash(token, tokenHash))
    return (seat?.role as Seat | undefined) ?? null
  }

  async letWatch(session: string, tokenHash: string, agreement: string): Promise<void> {
    const key = { sessionId: session, role: WATCHING }
    const held = { name: agreement, tokenHash, takenAt: new Date() }
    await this.#prisma.seat.upsert({
      where: { sessionId_role: key },
      create: { ...key, ...held },
      update: held,
    })
  }

  async watchedBy(session: string, token: string): Promise<string | null> {
    const where = { sessionId_role: { sessionId: session, role: WATCHING } }
    const row = await this.#prisma.seat.findUnique({ where })
    return row && matchesHash(token, row.tokenHash) ? row.name : null
  }

  async offerSeat(session: string, role: Seat, codeHash: string, until: number): Promise<boolean> {
    try {
      const data = { codeHash, codeUntil: new Date(until) }
      // a class's seats are given by the class
      const where = { sessionId: session, role, session: { classId: null } }
      await this.#prisma.seat.updateMany({ where, data })
      return true
    } catch (error) {
      if (isDuplicate(error)) return false
      throw error
    }
  }

  async withdrawOffer(session: string, role: Seat): Promise<void> {
    const where = { sessionId: session, role, codeHash: { not: null } }
    // everybody joins and hardly ever is there a code: reading locks nothing
    if ((await this.#prisma.seat.count({ where })) === 0) return
    await this.#prisma.seat.updateMany({ where, data: { codeHash: null, codeUntil: null } })
  }

  async offeredSeat(codeHash: string, now: number): Promise<OfferedSeat | null> {
    const seat = await this.#prisma.seat.findUnique({ where: { codeHash } })
    if (!seat?.codeUntil || seat.codeUntil.getTime() <= now) return null
    return { session: seat.sessionId, role: seat.role as Seat }
  }

  async deleteOlder({ created, stored }: Expiry, limit: number): Promise<number> {
    const query = { take: limit, select: { id: true } }
    const old = [
      ...(created === null
        ? []
        : await this.#prisma.session.findMany({
            // a class's go with their class
            where: { storedAt: null, classId: null, createdAt: { lt: new Date(created) } },
            orderBy: { createdAt: 'asc' },
            ...query,
          })),
      ...(stored === null
        ? []
        : await this.#prisma.session.findMany({
            where: { storedAt: { lt: new Date(stored) } },
            orderBy: { storedAt: 'asc' },
            ...query,
          })),
    ].slice(0, limit)
    if (old.length === 0) return 0
    // seats and events go with them: ON DELETE CASCADE
    const { count } = await this.#prisma.session.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } })
    return count
  }

  async newestStoredAt(): Promise<number | null> {
    const [{ createdAt } = {}] = await this.#prisma.session.findMany({
      where: { storedAt: null },
      orderBy: { createdAt: 'desc' },
      take: 1,
      select: { createdAt: true },
    })
    const [{ storedAt } = {}] = await this.#prisma.session.findMany({
      where: { storedAt: { not: null } },
      orderBy: { storedAt: 'desc' },
      take: 1,
      select: { storedAt: true },
    })
    const times = [createdAt, storedAt].flatMap((time) => time?.getTime() ?? [])
    return times.length > 0 ? Math.max(...times) : null
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
