import { createReadStream, createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { CLASS_VERSION, type ClassEvent } from '@woshou/classroom'
import { hasNewerRules, RULES_VERSION, type SessionEvent } from '@woshou/session'
import type { Prisma, PrismaClient } from '../../generated/sqlite/client.ts'
import { eventsOfText } from '../event-log.ts'

/**
 * What every backup begins with: `format` grows when older builds could no longer read it. 1: each event is a row of its
 * own, `sessionEvent`. 2: rows are appends. 3: there are accounts and classes. 4: sessions say their level, and what they came to.
 */
interface Header {
  readonly woshou: 'backup'
  readonly format: (typeof FORMATS)[number]
  readonly at: string
}

const FORMATS = [1, 2, 3, 4] as const

type Row = Record<string, unknown>

/** The part of a Prisma model that a backup needs. */
interface Table {
  findMany(query: {
    orderBy?: Row[]
    take?: number
    cursor?: Row
    skip?: number
    where?: Row
    select?: Row
  }): Promise<Row[]>
  createMany(query: { data: Row[] }): Promise<{ count: number }>
  count(query: { where: Row }): Promise<number>
}

/**
 * Every model: in which order its rows are read, and what names one of them. Parents stand before their children. Keys that
 * the database counts itself stay behind: a row that has one names its owner by the owner's id.
 */
const TABLES: readonly { model: Uncapitalize<Prisma.ModelName>; orderBy: Row[]; cursor: (row: Row) => Row }[] = [
  byOne('account', 'id'),
  byOne('login', 'tokenHash'),
  byOne('oneTimeLink', 'tokenHash'),
  byMany('identity', 'issuer', 'subject'),
  byOne('class', 'id'),
  byMany('classTeacher', 'classId', 'accountId'),
  byOne('participant', 'id'),
  // as good as predecessors first: `Succession` sees to the rest
  { model: 'session', orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], cursor: ({ id }) => ({ id }) },
  byOne('code', 'code'),
  byMany('seat', 'sessionId', 'role'),
  byMany('classAppend', 'log', 'first'),
  byMany('sessionAppend', 'log', 'first'),
  byMany('seatResult', 'sessionId', 'role', 'student'),
  byMany('seatRule', 'sessionId', 'role', 'student', 'rule'),
  byMany('vote', 'classId', 'poll', 'ballot', 'participantId'),
  byOne('comment', 'id'),
  byMany('mark', 'sessionId', 'role', 'student', 'key'),
  byOne('shareLink', 'id'),
]

function byOne(model: Uncapitalize<Prisma.ModelName>, key: string) {
  return { model, orderBy: [{ [key]: 'asc' }], cursor: (row: Row): Row => ({ [key]: row[key] }) }
}

function byMany(model: Uncapitalize<Prisma.ModelName>, ...keys: readonly string[]) {
  const named = (row: Row): Row => Object.fromEntries(keys.map((key) => [key, row[key]]))
  const cursor = (row: Row): Row => ({ [keys.join('_')]: named(row) })
  return { model, orderBy: keys.map((key) => ({ [key]: 'asc' })), cursor }
}

/** Whose key the rows of a log have, and as what a backup names them. */
const OWNERS: Readonly<Record<string, { readonly model: 'class' | 'session'; readonly id: string }>> = {
  classAppend: { model: 'class', id: 'classId' },
  sessionAppend: { model: 'session', id: 'sessionId' },
}

/** Rows read or written at a time. */
const PAGE = 1_000

/** Milliseconds that a backup's transaction may last. */
const LONGEST = 6 * 60 * 60 * 1_000

/** How many rows of each model. */
export type Counts = Readonly<Record<string, number>>

/** Why a file can't be restored: says what to do. */
export class BackupError extends Error {}

/**
 * Writes all that is stored into a file, as it is at one moment, while servers go on: gzipped lines of JSON, the same
 * for every engine. What was begun later is not in it; a file that is there is a whole backup.
 */
export async function backUp(prisma: PrismaClient, isolated: boolean, file: string): Promise<Counts> {
  const counts: Record<string, number> = {}
  const isolation = isolated ? { isolationLevel: 'RepeatableRead' as never } : {}
  await prisma.$transaction(
    async (transaction) => {
      const lines = Readable.from(readAll(transaction as unknown as PrismaClient, counts))
      await pipeline(lines, createGzip(), createWriteStream(`${file}.part`, { flags: 'w', mode: 0o600 }))
    },
    { timeout: LONGEST, ...isolation },
  )
  await rename(`${file}.part`, file)
  return counts
}

async function* readAll(prisma: PrismaClient, counts: Record<string, number>): AsyncGenerator<string> {
  const header: Header = { woshou: 'backup', format: 4, at: new Date().toISOString() }
  yield `${JSON.stringify(header)}\n`
  for (const { cursor, model, orderBy } of TABLES) {
    counts[model] = 0
    let last: Row | undefined
    do {
      const after = last && { cursor: cursor(last), skip: 1 }
      const rows: Row[] = await tableOf(prisma, model).findMany({ orderBy, take: PAGE, ...after })
      for (const row of await keyless(prisma, model, rows)) yield `${JSON.stringify([model, row], plainNumbers)}\n`
      counts[model] += rows.length
      last = rows.at(-1)
    } while (last)
  }
}

/** Rows as a backup holds them. */
async function keyless(prisma: PrismaClient, model: string, rows: readonly Row[]): Promise<readonly Row[]> {
  if (model === 'session' || model === 'class') return rows.map(({ key: _key, ...row }) => row)
  const owner = OWNERS[model]
  if (!owner) return rows
  const owners = await tableOf(prisma, owner.model).findMany({
    where: { key: { in: [...new Set(rows.map(({ log }) => log))] } },
    select: { key: true, id: true },
  })
  const ids = new Map(owners.map(({ key, id }) => [key, id]))
  return rows.map(({ log, ...row }) => ({ [owner.id]: ids.get(log), ...row }))
}

/** Rows of a backup as the database takes them. */
async function keyed(prisma: PrismaClient, model: string, rows: readonly Row[]): Promise<Row[]> {
  const owner = OWNERS[model]
  if (!owner) return [...rows]
  const owners = await tableOf(prisma, owner.model).findMany({
    where: { id: { in: [...new Set(rows.map((row) => row[owner.id]))] } },
    select: { key: true, id: true },
  })
  const keys = new Map(owners.map(({ key, id }) => [id, key]))
  return rows.map(({ [owner.id]: id, ...row }) => ({ log: keys.get(id), ...row }))
}

/** A record as this build writes it: an event of format 1 becomes an append. */
function recordOf([model, row]: [string, Row]): [string, Row] {
  if (model !== 'sessionEvent') return [model, row]
  const { sessionId, version, at, type, payload } = row
  const events = JSON.stringify({ ...Object(payload), type, version, at })
  return ['sessionAppend', { sessionId, first: version, last: version, at, events }]
}

/** JSON has no BigInt; play times are far below 2^53. */
const plainNumbers = (_key: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)

/**
 * Puts sessions behind those that they follow. `createdAt` alone does not: two servers' clocks differ, and a successor
 * that another server made may seem to be the older one.
 */
class Succession {
  readonly #known = new Set<unknown>()
  /** By the session they wait for, which has one successor at most. */
  readonly #waiting = new Map<unknown, Row>()

  /** @throws BackupError when a session follows one that was not among them */
  end(file: string): void {
    for (const [missing, { id }] of this.#waiting)
      throw new BackupError(`${file} is not whole: it holds session ${id}, and not ${missing}, which it follows`)
  }

  /** The session with those that have waited for it; nothing while it waits itself. */
  *follow(session: Row): Iterable<Row> {
    const { predecessorId } = session
    if (predecessorId !== null && !this.#known.has(predecessorId)) {
      this.#waiting.set(predecessorId, session)
      return
    }
    for (let next: Row | undefined = session; next; ) {
      const { id } = next
      yield next
      this.#known.add(id)
      next = this.#waiting.get(id)
      this.#waiting.delete(id)
    }
  }
}

/** What a server makes for itself that has only been started: it is there no more when the backup is. */
const SET_UP = { kind: 'setup' }

/**
 * Reads a backup into an empty database, of whichever engine.
 * @throws BackupError when it is no backup, is cut short, or the database is not empty
 */
export async function restore(prisma: PrismaClient, file: string): Promise<Counts> {
  for (const { model } of TABLES) {
    const where = model === 'oneTimeLink' ? { NOT: SET_UP } : {}
    if ((await tableOf(prisma, model).count({ where })) === 0) continue
    throw new BackupError('the database is not empty: name a new one in DATABASE_URL, or move the file away first')
  }
  // looked through first: what can't be restored as a whole is not begun
  for await (const record of recordsOf(file)) knowRules(record, file)
  await prisma.oneTimeLink.deleteMany({ where: SET_UP })
  const counts: Record<string, number> = {}
  let page: { model: string; rows: Row[] } = { model: '', rows: [] }
  const store = async () => {
    if (page.rows.length === 0) return
    const data = await keyed(prisma, page.model, page.rows)
    const { count } = await tableOf(prisma, page.model).createMany({ data })
    counts[page.model] = (counts[page.model] ?? 0) + count
  }
  const succession = new Succession()
  const unlisted = new Set<unknown>()
  const beginnings: Beginning[] = []
  for await (const [model, given] of recordsOf(file)) {
    if (model !== 'session') succession.end(file)
    else if (given.level === undefined) unlisted.add(given.id)
    const created = beginningOf(model, given)
    if (created && unlisted.has(given.sessionId)) beginnings.push({ id: String(given.sessionId), created })
    for (const row of model === 'session' ? succession.follow(given) : [given]) {
      if (model !== page.model || page.rows.length >= PAGE) {
        await store()
        page = { model, rows: [] }
      }
      page.rows.push(row)
    }
  }
  succession.end(file)
  await store()
  for (const beginning of beginnings) await list(prisma, beginning)
  await keepCodes(prisma)
  return counts
}

/** A backup's records, one by one: the model and the row, of whichever format as this build writes them. */
async function* recordsOf(file: string): AsyncGenerator<[string, Row]> {
  let known = false
  const source = createReadStream(file)
  const text = source.pipe(createGunzip())
  source.on('error', (error) => text.destroy(error))
  try {
    for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
      const json: unknown = JSON.parse(line)
      if (known) yield recordOf(json as [string, Row])
      else if (isHeader(json)) known = true
      else throw new BackupError(`${file} is not a backup of Woshou's that this build can read`)
    }
  } catch (error) {
    if (error instanceof BackupError || (error as NodeJS.ErrnoException).code === 'ENOENT') throw error
    throw new BackupError(`${file} can't be read to its end: ${(error as Error).message}`)
  }
}

type SessionCreated = Extract<SessionEvent, { type: 'session-created' }>

interface Beginning {
  readonly id: string
  readonly created: SessionCreated
}

/** The event that begins a log, where a record holds it. */
function beginningOf(model: string, { first, events }: Row): SessionCreated | null {
  if (model !== 'sessionAppend' || first !== 1) return null
  const [created] = eventsOfText<SessionEvent>(`${events}`)
  return created?.type === 'session-created' ? created : null
}

/** @throws BackupError when the record begins a log by rules that this build does not have */
function knowRules([model, row]: [string, Row], file: string): void {
  if (model === 'classAppend' && row.first === 1) knowClass(row, file)
  const created = beginningOf(model, row)
  if (!created || !hasNewerRules(created)) return
  const rules = `rules ${created.rulesVersion}, and this build has ${RULES_VERSION}`
  throw new BackupError(
    `${file} holds session ${row.sessionId} of ${rules}: restore it with a build as new as the one that made it`,
  )
}

function knowClass({ classId, events }: Row, file: string): void {
  const [opened] = eventsOfText<ClassEvent>(`${events}`)
  if (opened?.type !== 'class-opened' || opened.classVersion <= CLASS_VERSION) return
  const version = `version ${opened.classVersion}, and this build has ${CLASS_VERSION}`
  throw new BackupError(
    `${file} holds class ${classId} of ${version}: restore it with a build as new as the one that made it`,
  )
}

/** Writes down the codes that sessions of builds before 2026-11-27 have in their rows alone. */
async function keepCodes(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRaw`INSERT INTO "Code" ("code", "sessionId") SELECT s."code", s."id" FROM "Session" s
    WHERE s."code" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Code" c WHERE c."code" = s."code")`
}

/** Gives a session's row what an older build, which wrote the backup, had in its first event alone. */
async function list(prisma: PrismaClient, { id, created }: Beginning): Promise<void> {
  const { level, network = false } = created
  const { summary, title } = created.scenario
  await prisma.session.update({ where: { id }, data: { title, summary, network, level } })
}

const isHeader = (json: unknown): json is Header =>
  typeof json === 'object' &&
  json !== null &&
  'woshou' in json &&
  'format' in json &&
  FORMATS.some((format) => format === json.format)

function tableOf(prisma: PrismaClient, model: string): Table {
  if (!TABLES.some((table) => table.model === model)) throw new BackupError(`this build knows no table ${model}`)
  return (prisma as unknown as Record<string, Table>)[model] as Table
}
