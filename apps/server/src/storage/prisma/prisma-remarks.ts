import type { Rubric } from '@woshou/classroom'
import type { Role } from '@woshou/session'
import type { PrismaClient } from '../../generated/sqlite/client.ts'
import { MOST_COMMENTS, type NewComment, type Remarks, type StoredComment, type StoredMarks } from '../remarks.ts'
import { isOrphan } from './constraint.ts'
import { rubricOf } from './rubric-row.ts'
import type { Database } from './shared-connection.ts'

const BY = { account: { select: { id: true, name: true } } } as const

/** A row of the table, with who wrote it. */
interface CommentRow {
  readonly id: string
  readonly sessionId: string
  readonly version: number
  readonly words: string
  readonly shared: boolean
  readonly at: Date
  readonly account: { readonly id: string; readonly name: string } | null
}

/** Comments, rubrics and marks in a database. */
export class PrismaRemarks implements Remarks {
  readonly #prisma: PrismaClient

  constructor({ prisma }: Pick<Database, 'prisma'>) {
    this.#prisma = prisma
  }

  async comment({ account: accountId, at, session: sessionId, ...comment }: NewComment) {
    if ((await this.#prisma.comment.count({ where: { sessionId } })) >= MOST_COMMENTS) return 'full'
    try {
      await this.#prisma.comment.create({ data: { ...comment, sessionId, accountId, at: new Date(at) } })
      return 'stored'
    } catch (error) {
      if (isOrphan(error)) return 'unknown'
      throw error
    }
  }

  async comments(session: string): Promise<StoredComment[]> {
    const orderBy = [{ version: 'asc' }, { at: 'asc' }, { id: 'asc' }] as const
    const rows = await this.#prisma.comment.findMany({
      where: { sessionId: session },
      orderBy: [...orderBy],
      include: BY,
    })
    return rows.map(commentOf)
  }

  async findComment(session: string, id: string): Promise<StoredComment | null> {
    const row = await this.#prisma.comment.findFirst({ where: { id, sessionId: session }, include: BY })
    return row && commentOf(row)
  }

  async changeComment(
    session: string,
    id: string,
    { shared, words }: { readonly words?: string | undefined; readonly shared?: boolean | undefined },
  ): Promise<StoredComment | null> {
    const data = { ...(words !== undefined && { words }), ...(shared !== undefined && { shared }) }
    await this.#prisma.comment.updateMany({ where: { id, sessionId: session }, data })
    return this.findComment(session, id)
  }

  async deleteComment(session: string, id: string): Promise<boolean> {
    return (await this.#prisma.comment.deleteMany({ where: { id, sessionId: session } })).count > 0
  }

  async commentCounts(sessions: readonly string[]) {
    if (sessions.length === 0) return new Map()
    const rows = await this.#prisma.comment.groupBy({
      by: ['sessionId', 'shared'],
      where: { sessionId: { in: [...sessions] } },
      _count: true,
    })
    const counts = new Map<string, { all: number; shared: number }>()
    for (const { _count, sessionId, shared } of rows) {
      const known = counts.get(sessionId) ?? { all: 0, shared: 0 }
      counts.set(sessionId, { all: known.all + _count, shared: known.shared + (shared ? _count : 0) })
    }
    return counts
  }

  async sharedWith(participant: string): Promise<StoredComment[]> {
    const rows = await this.#prisma.comment.findMany({
      where: {
        shared: true,
        session: {
          endedAt: { not: null },
          OR: [
            { results: { some: { participantId: participant } } },
            { seats: { some: { participantId: participant } } },
          ],
        },
      },
      orderBy: [{ session: { createdAt: 'desc' } }, { sessionId: 'asc' }, { version: 'asc' }, { id: 'asc' }],
      include: BY,
    })
    return rows.map(commentOf)
  }

  async rubric(id: string): Promise<Rubric> {
    const row = await this.#prisma.class.findUnique({ where: { id }, select: { rubric: true } })
    return rubricOf(row?.rubric ?? null)
  }

  async keepRubric(id: string, { keys }: Rubric): Promise<boolean> {
    return (await this.#prisma.class.updateMany({ where: { id }, data: { rubric: { keys } } })).count > 0
  }

  async marks(session: string): Promise<StoredMarks[]> {
    const where = { sessionId: session }
    const rows = await this.#prisma.mark.findMany({ where, orderBy: [{ role: 'asc' }, { student: 'asc' }] })
    const marks: StoredMarks[] = []
    for (const { key, role, student } of rows) {
      const last = marks.at(-1)
      if (last?.role === role && last.student === student) marks.splice(-1, 1, { ...last, keys: [...last.keys, key] })
      else marks.push({ role: role as Role, student, keys: [key] })
    }
    return marks
  }

  giveMarks(session: string, { keys, role, student }: StoredMarks): Promise<boolean> {
    const whose = { sessionId: session, role, student }
    return this.#prisma.$transaction(async (transaction) => {
      // held until all is stored: of two at once one comes after the other, and neither mixes with it
      const held = await transaction.$executeRaw`UPDATE "Session" SET "network" = "network" WHERE "id" = ${session}`
      if (held === 0) return false
      await transaction.mark.deleteMany({ where: whose })
      await transaction.mark.createMany({ data: keys.map((key) => ({ ...whose, key })) })
      return true
    })
  }

  async students(session: string) {
    const where = { sessionId: session }
    const rows = await this.#prisma.seatResult.findMany({
      where,
      orderBy: [{ role: 'asc' }, { student: 'asc' }],
      select: { role: true, student: true },
    })
    return rows.map(({ role, student }) => ({ role: role as Role, student }))
  }

  async marksOf(id: string) {
    const rows = await this.#prisma.$queryRaw<{ participant: string; session: string; key: string }[]>`
      SELECT t."participantId" AS "participant", t."sessionId" AS "session", m."key" FROM "Session" s
      JOIN "Mark" m ON m."sessionId" = s."id"
      JOIN "SeatResult" t ON t."sessionId" = m."sessionId" AND t."role" = m."role" AND t."student" = m."student"
      WHERE s."classId" = ${id} AND t."participantId" IS NOT NULL
      ORDER BY t."participantId", t."sessionId", t."role", t."student", m."key"`
    const given = Map.groupBy(rows, ({ participant, session }) => `${participant} ${session}`)
    return [...given.values()].map((some) => ({
      participant: some[0]?.participant ?? '',
      keys: some.map(({ key }) => key),
    }))
  }
}

const commentOf = ({ account, at, id, sessionId, shared, version, words }: CommentRow): StoredComment => ({
  ...{ id, session: sessionId, version, words, shared, at: at.getTime() },
  by: account && { account: account.id, name: account.name },
})
