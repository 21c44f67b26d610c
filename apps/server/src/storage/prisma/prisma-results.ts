import { RULE_IDS, type RuleId } from '@woshou/protocol'
import type { Role } from '@woshou/session'
import { Prisma, type PrismaClient } from '../../generated/sqlite/client.ts'
import type { PlayedSeat, PlayedSession, Results, ToReckon } from '../results.ts'
import type { StoredOutcome, StoredResult } from '../session-log.ts'
import { isCollision, isDuplicate, isOrphan, isRowRefused } from './constraint.ts'
import type { EngineSql, Execute } from './engine-sql.ts'
import { type CameOut, outcomesStored } from './outcomes-stored.ts'
import type { Database } from './shared-connection.ts'

/** Sessions whose results are stored in one commit: nobody's move waits long behind it. */
const BATCH = 20

/** Results in a database. */
export class PrismaResults implements Results {
  readonly #prisma: PrismaClient
  readonly #sql: EngineSql
  readonly #execute: Execute

  constructor({ prisma, sql, execute }: Pick<Database, 'prisma' | 'sql' | 'execute'>) {
    this.#prisma = prisma
    this.#sql = sql
    this.#execute = execute
  }

  async unreckoned(reckoning: number, limit: number): Promise<ToReckon[]> {
    // two questions, each of which one look into the index answers
    const of = (reckoned: null | { lt: number }, take: number) =>
      this.#prisma.session.findMany({
        where: { reckoned, endedAt: { not: null } },
        take,
        select: { id: true, storedAt: true },
      })
    const never = await of(null, limit)
    const older = never.length < limit ? await of({ lt: reckoning }, limit - never.length) : []
    return [...never, ...older].map(toReckon)
  }

  async ended(after: string | null, limit: number): Promise<ToReckon[]> {
    const rows = await this.#prisma.session.findMany({
      where: { endedAt: { not: null }, ...(after !== null && { id: { gt: after } }) },
      orderBy: { id: 'asc' },
      take: limit,
      select: { id: true, storedAt: true },
    })
    return rows.map(toReckon)
  }

  async store(outcomes: ReadonlyMap<string, StoredOutcome>): Promise<void> {
    // in one order on every server: two that store the same would wait for each other
    const all = [...outcomes].map(([session, came]) => ({ session, came }))
    all.sort((a, b) => (a.session < b.session ? -1 : 1))
    for (let from = 0; from < all.length; from += BATCH) await this.#store(all.slice(from, from + BATCH))
  }

  async #store(some: readonly CameOut[]): Promise<void> {
    try {
      await this.#execute(outcomesStored(this.#sql, some))
    } catch (error) {
      // another server has stored the same, or a session has been deleted: then there is nothing to be stored of it
      if (!isRowRefused(error) && !isCollision(error)) throw error
      if (some.length > 1) for (const one of some) await this.#store([one])
      else if (!isDuplicate(error) && !isOrphan(error)) throw error
    }
  }

  async played(classes: readonly string[], participant?: string): Promise<PlayedSeat[]> {
    const own = participant === undefined ? Prisma.empty : Prisma.sql`AND r."participantId" = ${participant}`
    const asked = this.#sql.list(JSON.stringify(classes))
    const rows = await this.#prisma.$queryRaw<SeatRow[]>`
      SELECT s."classId", s."id", s."round", s."pair", s."createdAt", r."role", r."student", r."participantId", r."ended",
      r."tries", r."firstTries", r."wrong", r."hints", r."revealed", r."duration", r."stakes"
      FROM ${asked} JOIN "Session" s ON s."classId" = asked.value JOIN "SeatResult" r ON r."sessionId" = s."id"
      WHERE r."participantId" IS NOT NULL ${own}
      ORDER BY s."classId", s."round", s."pair", r."role", r."student"`
    const broken = await this.#prisma.$queryRaw<RuleRow[]>`
      SELECT u."sessionId", u."role", u."student", u."rule", u."times", u."firstVersion"
      FROM ${asked} JOIN "Session" s ON s."classId" = asked.value JOIN "SeatResult" r ON r."sessionId" = s."id"
      JOIN "SeatRule" u ON u."sessionId" = r."sessionId" AND u."role" = r."role" AND u."student" = r."student"
      WHERE r."participantId" IS NOT NULL ${own} ORDER BY u."firstVersion"`
    const rules = new Map<string, PlayedSeat['rules'][number][]>()
    for (const { firstVersion, role, rule, sessionId, student, times } of broken) {
      if (!isRule(rule)) continue
      const key = `${sessionId} ${role} ${Number(student)}`
      const known = rules.get(key) ?? []
      known.push({ rule, times: Number(times), firstVersion: Number(firstVersion) })
      rules.set(key, known)
    }
    return rows.map((row) => ({
      ...whereOf(row),
      participant: row.participantId,
      role: row.role as Role,
      student: Number(row.student),
      ended: row.ended as StoredResult['reason'],
      tries: Number(row.tries),
      firstTries: Number(row.firstTries),
      wrong: Number(row.wrong),
      hints: Number(row.hints),
      revealed: Number(row.revealed),
      duration: Number(row.duration),
      stakes: stakesOf(row.stakes),
      rules: rules.get(`${row.id} ${row.role} ${Number(row.student)}`) ?? [],
    }))
  }

  async sessions(classes: readonly string[], participant?: string): Promise<PlayedSession[]> {
    const own =
      participant === undefined
        ? Prisma.empty
        : Prisma.sql`WHERE s."id" IN (SELECT r."sessionId" FROM "SeatResult" r WHERE r."participantId" = ${participant})`
    const asked = this.#sql.list(JSON.stringify(classes))
    const rows = await this.#prisma.$queryRaw<SessionRow[]>`
      SELECT s."classId", s."id", s."round", s."pair", s."createdAt", s."scenarioId", s."endedAt" IS NOT NULL AS "ended",
      s."reckoned" IS NOT NULL AS "isReckoned", CAST(s."title" AS TEXT) AS "title"
      FROM ${asked} JOIN "Session" s ON s."classId" = asked.value ${own}
      ORDER BY s."classId", s."round", s."pair"`
    return rows.map((row) => ({
      ...whereOf(row),
      scenario: row.scenarioId,
      title: JSON.parse(row.title),
      ended: Boolean(row.ended),
      reckoned: Boolean(row.isReckoned),
    }))
  }
}

interface WhereRow {
  readonly classId: string
  readonly id: string
  readonly round: number | bigint
  readonly pair: number | bigint
  readonly createdAt: Date | string
}

interface SeatRow extends WhereRow {
  readonly role: string
  readonly student: number | bigint
  readonly participantId: string
  readonly ended: string
  readonly tries: number | bigint
  readonly firstTries: number | bigint
  readonly wrong: number | bigint
  readonly hints: number | bigint
  readonly revealed: number | bigint
  readonly duration: number | bigint
  readonly stakes: string
}

interface SessionRow extends WhereRow {
  readonly scenarioId: string
  readonly title: string
  readonly ended: number | bigint | boolean
  readonly isReckoned: number | bigint | boolean
}

interface RuleRow {
  readonly sessionId: string
  readonly role: string
  readonly student: number | bigint
  readonly rule: string
  readonly times: number | bigint
  readonly firstVersion: number | bigint
}

const whereOf = ({ classId, createdAt, id, pair, round }: WhereRow) => ({
  class: classId,
  session: id,
  round: Number(round),
  pair: Number(pair),
  createdAt: new Date(createdAt).getTime(),
})

const toReckon = ({ id, storedAt }: { readonly id: string; readonly storedAt: Date | null }): ToReckon => ({
  session: id,
  elsewhere: storedAt !== null,
})

const RULES: ReadonlySet<string> = new Set(RULE_IDS)

/** A newer build may have stored more: what this one has no words for is left out. */
const isRule = (rule: string): rule is RuleId => RULES.has(rule)

const stakesOf = (text: string): PlayedSeat['stakes'] =>
  (JSON.parse(text) as [string, number, number][]).flatMap(([rule, tries, right]) =>
    isRule(rule) ? [{ rule, tries, right }] : [],
  )
