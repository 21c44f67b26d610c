import type { ClassRight } from '@woshou/classroom/api'
import { isRole, type Localized } from '@woshou/session'
import { Prisma, type PrismaClient } from '../../generated/sqlite/client.ts'
import type { Place, Review, Reviewed, ReviewedStudent, Wanted } from '../review.ts'
import type { EngineSql } from './engine-sql.ts'
import { timeOf } from './row-time.ts'
import { rubricOf } from './rubric-row.ts'
import type { Database } from './shared-connection.ts'

/**
 * As many sessions are looked up at once: a rule that was broken in fewer leads to them; one that was broken in more is soon
 * met on the way through all of them.
 */
const RARE = 4_000

/** Times beyond which no session is, and which both engines can write. */
const EARLIEST = 0
const LATEST = Date.UTC(9999, 11, 31)

const UNFINISHED = Prisma.sql`(s."endReason" IS NULL OR s."endReason" <> 'goal-reached')`
const FINISHED = Prisma.sql`s."endReason" = 'goal-reached'`
/** As the index has it, so that a page is read off it. */
const ORDER = Prisma.sql`s."createdAt" DESC, s."pair", s."id"`
/** Where a session stands in that order, as one text: see `placeOf`. */
const PLACE = Prisma.sql`CAST(s."createdAt" AS TEXT) || '|' || CAST(s."pair" AS TEXT) || '|' || s."id" AS "place"`

/** Lists of sessions in a database. */
export class PrismaReview implements Review {
  readonly #prisma: PrismaClient
  readonly #sql: EngineSql

  constructor({ prisma, sql }: Pick<Database, 'prisma' | 'sql'>) {
    this.#prisma = prisma
    this.#sql = sql
  }

  async classesOf(account: string) {
    const rows = await this.#prisma.classTeacher.findMany({ where: { accountId: account } })
    return rows.map(({ classId, right }) => ({ id: classId, right: right as ClassRight }))
  }

  async sessions(classes: readonly string[], wanted: Wanted, limit: number): Promise<Reviewed[]> {
    if (classes.length === 0) return []
    const asked = this.#sql.list(JSON.stringify(classes))
    const leading = await this.#leading(wanted)
    const rows = await this.#prisma.$queryRaw<{ places: string | null }[]>(
      leading ? ledBy(this.#sql.list(JSON.stringify(leading)), asked, wanted, limit) : walked(asked, wanted, limit),
    )
    const places = rows.flatMap(({ places }) => places?.split(',').map(placeOf) ?? [])
    return this.#read(places.sort(inOrder).slice(0, limit), wanted)
  }

  /**
   * Few sessions, of which those that are wanted are picked; null: all are walked through. Asked for on their own: a database
   * that knows how many there are would rather read all sessions than look these up.
   */
  async #leading({ participant, rule }: Wanted): Promise<readonly string[] | null> {
    if (participant !== undefined)
      return this.#idsOf(Prisma.sql`SELECT "sessionId" FROM "SeatResult" WHERE "participantId" = ${participant}
        UNION SELECT "sessionId" FROM "Seat" WHERE "participantId" = ${participant}`)
    if (rule === undefined) return null
    const few = await this.#idsOf(
      Prisma.sql`SELECT DISTINCT "sessionId" FROM "SeatRule" WHERE "rule" = ${rule} LIMIT ${RARE}`,
    )
    return few.length < RARE ? few : null
  }

  /** @param sessions a `sessionId` in each row */
  async #idsOf(sessions: Prisma.Sql): Promise<readonly string[]> {
    // as one text: thousands of rows would each be an object on their way here
    const [row] = await this.#prisma.$queryRaw<{ ids: string | null }[]>`
      SELECT string_agg(led."sessionId", ',') AS "ids" FROM (${sessions}) led`
    return row?.ids?.split(',') ?? []
  }

  /** All that a list shows of sessions, in their order; those that have just been deleted are left out. */
  async #read(places: readonly Place[], { participant, rule }: Wanted): Promise<Reviewed[]> {
    if (places.length === 0) return []
    const rows = await this.#prisma.session.findMany({
      where: { id: { in: places.map(({ session }) => session) } },
      select: {
        ...{ id: true, classId: true, round: true, pair: true, scenarioId: true, title: true, level: true },
        ...{ createdAt: true, endReason: true },
        results: {
          select: {
            ...{ role: true, student: true, participantId: true, tries: true, wrong: true },
            rules: { where: { rule: rule ?? '' }, select: { firstVersion: true } },
          },
        },
        seats: { where: { participantId: { not: null } }, select: { role: true, participantId: true } },
        marks: { select: { role: true, student: true, key: true } },
        _count: { select: { comments: true } },
      },
    })
    const read = new Map(rows.map((row) => [row.id, row]))
    const [classes, called] = await Promise.all([
      this.#classesOf(rows.flatMap(({ classId }) => classId ?? [])),
      this.#called(rows.flatMap(({ results, seats }) => [...results, ...seats].map((one) => one.participantId))),
    ])
    return places.flatMap(({ session }): Reviewed[] => {
      const row = read.get(session)
      const of = classes.get(row?.classId ?? '')
      if (!row || !of || row.round === null || row.pair === null) return []
      const { results, seats } = row
      const whose = (participant: string | null) => ({ participant, who: called.get(participant ?? '') ?? null })
      const keysOf = (role: string, student: number) =>
        row.marks.flatMap((mark) => (mark.role === role && mark.student === student ? mark.key : []))
      const moved = results.map(({ participantId, role, student, tries, wrong }) => ({
        ...{ role, student, ...whose(participantId), done: { tries, wrong }, keys: keysOf(role, student) },
      }))
      // before the end who sits there; and the network makes no moves that count
      const sitting = seats
        .filter(({ role }) => results.length === 0 || !isRole(role))
        .map(({ participantId, role }) => ({
          ...{ role, student: 0, ...whose(participantId), done: null, keys: keysOf(role, 0) },
        }))
      const broken = results
        .filter((result) => participant === undefined || result.participantId === participant)
        .flatMap(({ rules }) => rules.map(({ firstVersion }) => firstVersion))
      return [
        {
          ...{ session, class: of.id, className: of.name, rubric: rubricOf(of.rubric) },
          ...{ round: row.round, pair: row.pair, level: row.level },
          scenario: { id: row.scenarioId, title: row.title as unknown as Localized },
          createdAt: row.createdAt.getTime(),
          ended: row.endReason,
          students: [...moved, ...sitting].sort(bySeat) as ReviewedStudent[],
          firstVersion: rule === undefined || broken.length === 0 ? null : Math.min(...broken),
          comments: row._count.comments,
        },
      ]
    })
  }

  async #classesOf(ids: readonly string[]) {
    const where = { id: { in: [...new Set(ids)] } }
    const rows = await this.#prisma.class.findMany({ where, select: { id: true, name: true, rubric: true } })
    return new Map(rows.map((row) => [row.id, row]))
  }

  /** Who some students are. */
  async #called(ids: readonly (string | null)[]) {
    const where = { id: { in: [...new Set(ids.flatMap((id) => id ?? []))] } }
    const rows = await this.#prisma.participant.findMany({ where, select: { id: true, name: true, nth: true } })
    return new Map(rows.map(({ id, ...row }) => [id, row]))
  }
}

/** Of each class a page, read off the index: as quick with many classes as with one. */
const walked = (classes: Prisma.Sql, wanted: Wanted, limit: number): Prisma.Sql => Prisma.sql`
  SELECT (SELECT string_agg(page."place", ',') FROM (
  SELECT ${PLACE} FROM "Session" s WHERE s."classId" = asked.value AND ${isWanted(wanted)}${breaks(wanted)}
  ORDER BY ${ORDER} LIMIT ${limit}) page) AS "places" FROM ${classes}`

/** @param sessions the ids of those among which they are, as a table `asked(value)`: a rule's broke it, a student's may have */
const ledBy = (sessions: Prisma.Sql, classes: Prisma.Sql, wanted: Wanted, limit: number): Prisma.Sql => Prisma.sql`
  SELECT string_agg(page."place", ',') AS "places" FROM (
  SELECT ${PLACE} FROM (SELECT asked.value AS "id" FROM ${sessions}) led JOIN "Session" s ON s."id" = led."id"
  WHERE s."classId" IN (SELECT asked.value FROM ${classes}) AND ${isWanted(wanted)}
  ${wanted.participant === undefined ? Prisma.empty : breaks(wanted)} ORDER BY ${ORDER} LIMIT ${limit}) page`

/** Whether the rule that is asked for was broken: by the student who is asked for, or by anybody. */
function breaks({ participant, rule }: Wanted): Prisma.Sql {
  if (rule === undefined) return Prisma.empty
  const own = Prisma.sql`JOIN "SeatResult" t
    ON t."sessionId" = r."sessionId" AND t."role" = r."role" AND t."student" = r."student" AND t."participantId" = ${participant}`
  return Prisma.sql` AND EXISTS (SELECT 1 FROM "SeatRule" r ${participant === undefined ? Prisma.empty : own}
    WHERE r."rule" = ${rule} AND r."sessionId" = s."id")`
}

/** What stands in the session's own row. */
function isWanted({ after, from, level, round, to, unfinished }: Wanted): Prisma.Sql {
  const at = (ms: number) => new Date(Math.min(Math.max(ms, EARLIEST), LATEST))
  const conditions = [Prisma.sql`s."pair" IS NOT NULL`]
  if (round !== undefined) conditions.push(Prisma.sql`s."round" = ${round}`)
  if (level !== undefined) conditions.push(Prisma.sql`s."level" = ${level}`)
  if (unfinished !== undefined) conditions.push(unfinished ? UNFINISHED : FINISHED)
  if (from !== undefined) conditions.push(Prisma.sql`s."createdAt" >= ${at(from)}`)
  if (to !== undefined) conditions.push(Prisma.sql`s."createdAt" <= ${at(to)}`)
  if (after !== undefined) {
    const { createdAt, pair, session } = after
    conditions.push(Prisma.sql`s."createdAt" <= ${at(createdAt)} AND (s."createdAt" < ${at(createdAt)}
      OR s."pair" > ${pair} OR (s."pair" = ${pair} AND s."id" > ${session}))`)
  }
  return Prisma.join(conditions, ' AND ')
}

function placeOf(text: string): Place {
  const [createdAt = '', pair, session = ''] = text.split('|')
  return { createdAt: timeOf(createdAt), pair: Number(pair), session }
}

const inOrder = (a: Place, b: Place): number =>
  b.createdAt - a.createdAt || a.pair - b.pair || (a.session < b.session ? -1 : 1)

const SEATS = ['client', 'server', 'network']

const bySeat = (a: { role: string; student: number }, b: { role: string; student: number }): number =>
  SEATS.indexOf(a.role) - SEATS.indexOf(b.role) || a.student - b.student
