import { createReadStream, createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { hasNewerRules, RULES_VERSION, type SessionEvent } from '@woshou/session'
import type { Prisma, PrismaClient } from '../../generated/sqlite/client.ts'

/** What every backup begins with: `format` grows when older builds could no longer read it. */
interface Header {
  readonly woshou: 'backup'
  readonly format: 1
  readonly at: string
}

type Row = Record<string, unknown>

/** The part of a Prisma model that a backup needs. */
interface Table {
  findMany(query: { orderBy: Row[]; take: number; cursor?: Row; skip?: number }): Promise<Row[]>
  createMany(query: { data: Row[] }): Promise<{ count: number }>
  count(): Promise<number>
}

/** Every model: in which order its rows are read, and what names one of them. Parents stand before their children. */
const TABLES: readonly { model: Uncapitalize<Prisma.ModelName>; orderBy: Row[]; cursor: (row: Row) => Row }[] = [
  // as good as predecessors first: `Succession` sees to the rest
  { model: 'session', orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], cursor: ({ id }) => ({ id }) },
  {
    model: 'seat',
    orderBy: [{ sessionId: 'asc' }, { role: 'asc' }],
    cursor: ({ sessionId, role }) => ({ sessionId_role: { sessionId, role } }),
  },
  {
    model: 'sessionEvent',
    orderBy: [{ sessionId: 'asc' }, { version: 'asc' }],
    cursor: ({ sessionId, version }) => ({ sessionId_version: { sessionId, version } }),
  },
]

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
  const header: Header = { woshou: 'backup', format: 1, at: new Date().toISOString() }
  yield `${JSON.stringify(header)}\n`
  for (const { cursor, model, orderBy } of TABLES) {
    counts[model] = 0
    let last: Row | undefined
    do {
      const after = last && { cursor: cursor(last), skip: 1 }
      const rows: Row[] = await tableOf(prisma, model).findMany({ orderBy, take: PAGE, ...after })
      for (const row of rows) yield `${JSON.stringify([model, row], plainNumbers)}\n`
      counts[model] += rows.length
      last = rows.at(-1)
    } while (last)
  }
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

/**
 * Reads a backup into an empty database, of whichever engine.
 * @throws BackupError when it is no backup, is cut short, or the database is not empty
 */
export async function restore(prisma: PrismaClient, file: string): Promise<Counts> {
  for (const { model } of TABLES) {
    if ((await tableOf(prisma, model).count()) === 0) continue
    throw new BackupError('the database is not empty: name a new one in DATABASE_URL, or move the file away first')
  }
  // looked through first: what can't be restored as a whole is not begun
  for await (const record of recordsOf(file)) knowRules(record, file)
  const counts: Record<string, number> = {}
  let page: { model: string; rows: Row[] } = { model: '', rows: [] }
  const store = async () => {
    if (page.rows.length === 0) return
    const { count } = await tableOf(prisma, page.model).createMany({ data: page.rows })
    counts[page.model] = (counts[page.model] ?? 0) + count
  }
  const succession = new Succession()
  const unlisted: unknown[] = []
  for await (const [model, given] of recordsOf(file)) {
    if (model !== 'session') succession.end(file)
    else if (given.title === undefined) unlisted.push(given.id)
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
  for (const id of unlisted) await list(prisma, String(id))
  return counts
}

/** A backup's records, one by one: the model and the row. */
async function* recordsOf(file: string): AsyncGenerator<[string, Row]> {
  let known = false
  const source = createReadStream(file)
  const text = source.pipe(createGunzip())
  source.on('error', (error) => text.destroy(error))
  try {
    for await (const line of createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })) {
      const json: unknown = JSON.parse(line)
      if (known) yield json as [string, Row]
      else if (isHeader(json)) known = true
      else throw new BackupError(`${file} is not a backup of Woshou's that this build can read`)
    }
  } catch (error) {
    if (error instanceof BackupError || (error as NodeJS.ErrnoException).code === 'ENOENT') throw error
    throw new BackupError(`${file} can't be read to its end: ${(error as Error).message}`)
  }
}

/** @throws BackupError when the record begins a log by rules that this build does not have */
function knowRules([model, { payload, sessionId, version }]: [string, Row], file: string): void {
  if (model !== 'sessionEvent' || version !== 1 || !hasNewerRules(Object(payload))) return
  const { rulesVersion } = payload as Extract<SessionEvent, { type: 'session-created' }>
  const rules = `rules ${rulesVersion}, and this build has ${RULES_VERSION}`
  throw new BackupError(
    `${file} holds session ${sessionId} of ${rules}: restore it with a build as new as the one that made it`,
  )
}

/** Gives a session's row what builds before 2026-11-27, which wrote the backup, had in its first event alone. */
async function list(prisma: PrismaClient, id: string): Promise<void> {
  const where = { sessionId_version: { sessionId: id, version: 1 } }
  const first = await prisma.sessionEvent.findUnique({ where, select: { payload: true } })
  if (!first) return
  const { scenario, network } = first.payload as unknown as Extract<SessionEvent, { type: 'session-created' }>
  const { summary, title } = scenario
  await prisma.session.update({ where: { id }, data: { title, summary, network: network ?? false } })
}

const isHeader = (json: unknown): json is Header =>
  typeof json === 'object' && json !== null && 'woshou' in json && 'format' in json && json.format === 1

function tableOf(prisma: PrismaClient, model: string): Table {
  if (!TABLES.some((table) => table.model === model)) throw new BackupError(`this build knows no table ${model}`)
  return (prisma as unknown as Record<string, Table>)[model] as Table
}
