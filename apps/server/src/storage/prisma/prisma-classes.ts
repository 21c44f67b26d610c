import { pseudonym } from '@woshou/classroom'
import { CLASS_RIGHTS, type ClassRight } from '@woshou/classroom/api'
import { Prisma, type PrismaClient } from '../../generated/sqlite/client.ts'
import type {
  CameBack,
  CameIn,
  Classes,
  ClassSession,
  Doors,
  NewClass,
  Newcomer,
  ReturnCode,
  StoredClass,
  StoredParticipant,
  StoredTeacher,
} from '../classes.ts'
import { joinedText, spanOf } from '../event-log.ts'
import { GroupCommit } from '../group-commit.ts'
import { hashToken, matchesHash } from '../seat-token.ts'
import { ComingIn } from './coming-in.ts'
import { isDuplicate, isOrphan } from './constraint.ts'
import { createClassSessions } from './create-class-sessions.ts'
import { type EngineSql, type Execute, stamped } from './engine-sql.ts'
import { lockClass } from './lock-class.ts'
import { CLASS_LOGS, type LogSql } from './log-sql.ts'
import { emptySeats, participantOf, seatAgain } from './participant-row.ts'
import type { Database } from './shared-connection.ts'

/** Sessions that are deleted, or names that are forgotten, in one commit: nobody's move waits long behind it. */
const BATCH = 20

const WITH_CODE = { drawn: { select: { code: true } } } as const

/** A row of the table, with its code. */
interface ClassRow {
  readonly id: string
  readonly name: string
  readonly secret: string
  readonly createdAt: Date
  readonly usedAt: Date
  readonly drawn: { readonly code: string } | null
}

/** Classes in a database. */
export class PrismaClasses implements Classes {
  readonly #prisma: PrismaClient
  readonly #sql: EngineSql
  readonly #logs: LogSql
  readonly #execute: Execute
  readonly #comingIn: ComingIn
  readonly #doors: GroupCommit<string, StoredClass | null>

  constructor({ prisma, sql, execute }: Pick<Database, 'prisma' | 'sql' | 'execute'>) {
    this.#prisma = prisma
    this.#sql = sql
    this.#logs = sql.logs(CLASS_LOGS)
    this.#execute = execute
    this.#comingIn = new ComingIn(prisma, sql)
    this.#doors = new GroupCommit((doors) => this.#byDoors(doors), 0)
  }

  async create({ createdAt, doors, events, id, name, owner }: NewClass): Promise<'created' | 'code-taken'> {
    const span = spanOf(events)
    if (span.first !== 1) throw new Error('a log begins with version 1')
    const at = stamped(createdAt)
    return codeFree(
      this.#execute([
        Prisma.sql`INSERT INTO "Class" ("id", "name", "secret", "createdAt", "usedAt")
          VALUES (${id}, ${name}, ${doors.secret}, ${at}, ${at})`,
        // whether it is free the database decides, of sessions' codes and classes'
        Prisma.sql`INSERT INTO "Code" ("code", "classId") VALUES (${doors.code}, ${id})`,
        Prisma.sql`INSERT INTO "ClassTeacher" ("classId", "accountId", "right") VALUES (${id}, ${owner}, 'owner')`,
        this.#logs.append({ log: id, ...span, events: joinedText(events) }),
      ]),
      'created',
    )
  }

  async find(id: string): Promise<StoredClass | null> {
    return storedOf(await this.#prisma.class.findUnique({ where: { id }, include: WITH_CODE }))
  }

  async byDoor(codeOrSecret: string): Promise<StoredClass | null> {
    return await this.#doors.add(codeOrSecret)
  }

  /** A lecture hall that stands at one door asks once. */
  async #byDoors(doors: readonly string[]): Promise<readonly (StoredClass | null)[]> {
    const asked = this.#sql.list(JSON.stringify([...new Set(doors)]))
    const found = await this.#prisma.$queryRaw<{ door: string; id: string }[]>`
      SELECT asked.value AS "door", c."id" FROM ${asked} JOIN "Class" c ON c."secret" = asked.value
      UNION ALL SELECT asked.value AS "door", k."classId" AS "id" FROM ${asked} JOIN "Code" k ON k."code" = asked.value
      WHERE k."classId" IS NOT NULL`
    if (found.length === 0) return doors.map(() => null)
    const where = { id: { in: [...new Set(found.map(({ id }) => id))] } }
    const rows = await this.#prisma.class.findMany({ where, include: WITH_CODE })
    const classes = new Map(rows.map((row) => [row.id, storedOf(row)]))
    const byDoor = new Map(found.map(({ door, id }) => [door, classes.get(id) ?? null]))
    return doors.map((door) => byDoor.get(door) ?? null)
  }

  async changeDoors(id: string, { code, secret }: Doors): Promise<'changed' | 'code-taken'> {
    return codeFree(
      this.#execute([
        Prisma.sql`UPDATE "Class" SET "secret" = ${secret} WHERE "id" = ${id}`,
        Prisma.sql`UPDATE "Code" SET "code" = ${code} WHERE "classId" = ${id}`,
      ]),
      'changed',
    )
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#prisma.class.updateMany({ where: { id }, data: { name } })
  }

  async used(id: string, now: number): Promise<void> {
    await this.#prisma.class.updateMany({ where: { id }, data: { usedAt: new Date(now) } })
  }

  async delete(id: string): Promise<boolean> {
    // what is most goes first, in small commits; all else goes with the class: ON DELETE CASCADE
    for (;;) {
      const some = await this.#prisma.session.findMany({ where: { classId: id }, take: BATCH, select: { id: true } })
      if (some.length === 0) break
      await this.#prisma.session.deleteMany({ where: { id: { in: some.map((session) => session.id) } } })
    }
    return (await this.#prisma.class.deleteMany({ where: { id } })).count > 0
  }

  async unused(before: number): Promise<string[]> {
    const where = { usedAt: { lt: new Date(before) } }
    const rows = await this.#prisma.class.findMany({ where, orderBy: { usedAt: 'asc' }, select: { id: true } })
    return rows.map(({ id }) => id)
  }

  async newestUsedAt(): Promise<number | null> {
    const newest = await this.#prisma.class.findFirst({ orderBy: { usedAt: 'desc' }, select: { usedAt: true } })
    return newest?.usedAt.getTime() ?? null
  }

  async ofAccount(account: string) {
    const rows = await this.#prisma.class.findMany({
      where: { teachers: { some: { accountId: account } } },
      orderBy: [{ usedAt: 'desc' }, { id: 'asc' }],
      include: {
        ...WITH_CODE,
        teachers: { where: { accountId: account } },
        _count: { select: { participants: { where: { state: 'in' } } } },
      },
    })
    return rows.flatMap(({ _count, teachers, ...row }) => {
      const stored = storedOf(row)
      const [teacher] = teachers
      return stored && teacher ? [{ ...stored, right: teacher.right as ClassRight, students: _count.participants }] : []
    })
  }

  async rightOf(id: string, account: string): Promise<ClassRight | null> {
    const where = { classId_accountId: { classId: id, accountId: account } }
    const row = await this.#prisma.classTeacher.findUnique({ where })
    return (row?.right as ClassRight | undefined) ?? null
  }

  async teachers(id: string): Promise<StoredTeacher[]> {
    const rows = await this.#prisma.classTeacher.findMany({ where: { classId: id }, include: { account: true } })
    const teachers = rows.map(({ account, right }) => ({
      account: account.id,
      login: account.login,
      name: account.name,
      right: right as ClassRight,
    }))
    const rank = ({ right }: StoredTeacher) => Number(right !== CLASS_RIGHTS[0])
    return teachers.sort((a, b) => rank(a) - rank(b) || (a.login < b.login ? -1 : 1))
  }

  async setRight(id: string, account: string, right: Exclude<ClassRight, 'owner'>): Promise<boolean> {
    const where = { classId: id, accountId: account }
    const known = await this.#prisma.classTeacher.findUnique({ where: { classId_accountId: where } })
    if (known) {
      await this.#prisma.classTeacher.updateMany({ where: { ...where, right: { not: 'owner' } }, data: { right } })
      return true
    }
    try {
      await this.#prisma.classTeacher.create({ data: { ...where, right } })
      return true
    } catch (error) {
      if (isDuplicate(error)) return this.setRight(id, account, right)
      if (isOrphan(error)) return false
      throw error
    }
  }

  async endRight(id: string, account: string): Promise<boolean> {
    const where = { classId: id, accountId: account, right: { not: 'owner' } }
    return (await this.#prisma.classTeacher.deleteMany({ where })).count > 0
  }

  comeIn(id: string, newcomer: Newcomer): Promise<CameIn> {
    return this.#comingIn.comeIn(id, newcomer)
  }

  async participants(id: string): Promise<StoredParticipant[]> {
    const rows = await this.#prisma.participant.findMany({ where: { classId: id }, orderBy: { nth: 'asc' } })
    return rows.map(participantOf)
  }

  students(id: string): Promise<number> {
    return this.#prisma.participant.count({ where: { classId: id, state: 'in' } })
  }

  async participant(id: string, participant: string): Promise<StoredParticipant | null> {
    const row = await this.#prisma.participant.findFirst({ where: { id: participant, classId: id } })
    return row && participantOf(row)
  }

  async participantOf(id: string, token: string): Promise<StoredParticipant | null> {
    // found by the hash, whose letters tell nothing of the token's
    const where = { classId: id, tokenHash: hashToken(token) }
    const rows = await this.#prisma.participant.findMany({ where, orderBy: { nth: 'desc' } })
    const row = rows.find(({ state }) => state === 'in') ?? rows[0]
    return row && matchesHash(token, row.tokenHash) ? participantOf(row) : null
  }

  remove(id: string, participants: readonly string[], bar: boolean): Promise<string[]> {
    return this.#prisma.$transaction(async (transaction) => {
      if (!(await lockClass(transaction, id))) return []
      const before = bar ? Prisma.sql`"state" <> 'barred'` : Prisma.sql`"state" = 'in'`
      const which = Prisma.sql`"classId" = ${id} AND ${before}
        AND "id" IN (SELECT asked.value FROM ${this.#sql.list(JSON.stringify(participants))})`
      const rows = await transaction.$queryRaw<{ id: string }[]>`SELECT "id" FROM "Participant" WHERE ${which}`
      if (rows.length === 0) return []
      await transaction.$executeRaw`UPDATE "Participant" SET "state" = ${bar ? 'barred' : 'removed'},
        "codeHash" = NULL, "linkHash" = NULL, "codeUntil" = NULL WHERE ${which}`
      const removed = rows.map((row) => row.id)
      await emptySeats(transaction, this.#sql, removed)
      return removed
    })
  }

  async forgetNames(id: string): Promise<void> {
    const rows = await this.#prisma.participant.findMany({ where: { classId: id }, select: { id: true, nth: true } })
    for (let from = 0; from < rows.length; from += BATCH)
      await this.#prisma.$transaction(
        rows.slice(from, from + BATCH).map((row) =>
          // updateMany: whoever is gone by now need not be called anything
          this.#prisma.participant.updateMany({ where: { id: row.id }, data: { name: pseudonym(row.nth).en } }),
        ),
      )
  }

  async keepReturnCode(
    id: string,
    participant: string,
    { codeHash, linkHash, until }: ReturnCode,
  ): Promise<'kept' | 'taken' | 'unknown'> {
    try {
      const { count } = await this.#prisma.participant.updateMany({
        where: { id: participant, classId: id, state: 'in' },
        data: { codeHash, linkHash, codeUntil: new Date(until) },
      })
      return count > 0 ? 'kept' : 'unknown'
    } catch (error) {
      if (isDuplicate(error)) return 'taken'
      throw error
    }
  }

  async comeBack(
    hash: string,
    as: (id: string) => { readonly tokenHash: string; readonly phoneHash: string },
    now: number,
  ): Promise<CameBack | null> {
    const where = {
      OR: [{ codeHash: hash }, { linkHash: hash }],
      codeUntil: { gt: new Date(now) },
      state: 'in',
    }
    const found = await this.#prisma.participant.findFirst({ where, select: { classId: true } })
    if (!found) return null
    const id = found.classId
    return this.#prisma.$transaction(async (transaction) => {
      // looked at again when nobody else can: of two phones one comes back
      if (!(await lockClass(transaction, id, now))) return null
      const own = await transaction.participant.findFirst({ where })
      if (!own) return null
      const { phoneHash, tokenHash } = as(id)
      const others = await transaction.participant.findMany({ where: { classId: id, phoneHash, id: { not: own.id } } })
      if (others.some(({ state }) => state === 'barred')) return null
      const [instead] = others.filter(({ state }) => state === 'in')
      if (instead) {
        await transaction.participant.update({ where: { id: instead.id }, data: { state: 'removed' } })
        await emptySeats(transaction, this.#sql, [instead.id])
      }
      const data = { tokenHash, phoneHash, codeHash: null, linkHash: null, codeUntil: null }
      const row = await transaction.participant.update({ where: { id: own.id }, data })
      await seatAgain(transaction, own.id)
      return { class: id, participant: participantOf(row), instead: instead?.id ?? null }
    })
  }

  createSessions(id: string, sessions: readonly ClassSession[]): Promise<void> {
    return createClassSessions(this.#prisma, this.#sql, id, sessions)
  }

  async classOf(session: string) {
    const select = { classId: true, round: true, pair: true } as const
    const row = await this.#prisma.session.findUnique({ where: { id: session }, select })
    if (!row || row.classId === null || row.round === null || row.pair === null) return null
    return { class: row.classId, round: row.round, pair: row.pair }
  }

  async classesOf(sessions: readonly string[]): Promise<Map<string, string>> {
    if (sessions.length === 0) return new Map()
    const asked = this.#sql.list(JSON.stringify(sessions))
    const rows = await this.#prisma.$queryRaw<{ id: string; classId: string }[]>`
      SELECT s."id", s."classId" FROM ${asked} JOIN "Session" s ON s."id" = asked.value WHERE s."classId" IS NOT NULL`
    return new Map(rows.map((row) => [row.id, row.classId]))
  }

  async endedSessions(id: string, round: number): Promise<string[]> {
    const where = { classId: id, round, endedAt: { not: null } }
    return (await this.#prisma.session.findMany({ where, select: { id: true } })).map((row) => row.id)
  }

  async openRounds(id: string): Promise<number[]> {
    const rows = await this.#prisma.session.groupBy({ by: ['round'], where: { classId: id, endedAt: null } })
    return rows.flatMap(({ round }) => round ?? [])
  }
}

/** Null for no row, and for one whose code was deleted at this moment. */
function storedOf(row: ClassRow | null): StoredClass | null {
  if (!row?.drawn) return null
  const { createdAt, drawn, id, name, secret, usedAt } = row
  const doors = { code: drawn.code, secret }
  return { id, name, doors, createdAt: createdAt.getTime(), usedAt: usedAt.getTime() }
}

/** @throws whatever else is wrong */
async function codeFree<Done>(storing: Promise<void>, done: Done): Promise<Done | 'code-taken'> {
  try {
    await storing
    return done
  } catch (error) {
    // ids and secrets are drawn from more than anybody meets twice
    if (isDuplicate(error)) return 'code-taken'
    throw error
  }
}
