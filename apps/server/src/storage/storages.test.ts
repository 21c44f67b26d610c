import type { SessionEvent } from '@woshou/session'
import { describe, inject } from 'vitest'
import { Prisma } from '../generated/sqlite/client.ts'
import { diariesIn, diariesInMemory } from '../testing/diaries.ts'
import { createMigrated } from '../testing/migrated-database.ts'
import { putMigratedFile } from '../testing/migrated-file.ts'
import { dropDatabase } from '../testing/own-postgres.ts'
import { PATIENT_BOUNDS } from '../testing/patience.ts'
import { type Contracted, hint, serverSeat, storeNew } from '../testing/stored-session.ts'
import { TemporaryFolder } from '../testing/temporary-folder.ts'
import { type AccountStores, describeAccounts } from './accounts.contract.ts'
import { describeBallots } from './ballots.contract.ts'
import { type ClassStores, describeClasses } from './classes.contract.ts'
import { describeDirectory } from './directory.contract.ts'
import { describeEventLog, type Logs } from './event-log.contract.ts'
import { MemoryLog } from './memory/memory-log.ts'
import { openDatabase, openStorage } from './prisma/open-storage.ts'
import { PrismaAccounts } from './prisma/prisma-accounts.ts'
import { describeResults, type ResultStores } from './results.contract.ts'
import { describeReview, type ReviewStores } from './review.contract.ts'
import { drawToken } from './seat-token.ts'
import { describeSeats } from './seats.contract.ts'
import type { BesideSession } from './session-log.ts'
import { describeShareLinks } from './share-links.contract.ts'

async function memory(): Promise<Contracted> {
  const log = new MemoryLog()
  return { log, elsewhere: log, directory: log, close: async () => {} }
}

/** Opens something over a SQLite file of its own. A second connection in this process would wait for the first one. */
async function inFile<Opened extends { close(): Promise<void> }>(open: (url: string) => Promise<Opened>) {
  const folder = new TemporaryFolder()
  const file = folder.file('woshou.db')
  await putMigratedFile(file)
  const opened = await open(`file:${file}`)
  const close = async () => {
    await opened.close()
    folder[Symbol.dispose]()
  }
  return { ...opened, close }
}

const sqlite = () =>
  inFile(async (url): Promise<Contracted> => {
    const { log, directory, close } = await openStorage(url)
    return { log, elsewhere: log, directory, close }
  })

const postgresUrl = inject('postgresUrl')

/** Opens something over a PostgreSQL database of its own. */
async function inDatabase<Opened extends { close(): Promise<void> }>(open: (url: string) => Promise<Opened>) {
  const url = await createMigrated()
  const opened = await open(url)
  const close = async () => {
    await opened.close()
    await dropDatabase(postgresUrl ?? '', url)
  }
  return { ...opened, close }
}

const postgres = () =>
  inDatabase(async (url): Promise<Contracted> => {
    const open = () => openStorage(url, undefined, { bounds: PATIENT_BOUNDS })
    const [here, there] = await Promise.all([open(), open()])
    const close = async () => void (await Promise.all([here.close(), there.close()]))
    return { log: here.log, elsewhere: there.log, directory: here.directory, close }
  })

/** Accounts over one connection, or two to one database. */
async function accountsIn(url: string, second: string | null): Promise<AccountStores> {
  const open = (at: string) => openDatabase(at, { bounds: PATIENT_BOUNDS })
  const here = await open(url)
  const there = second === null ? here : await open(second)
  const { prisma } = here
  return {
    accounts: new PrismaAccounts(here),
    elsewhere: new PrismaAccounts(there),
    async storeClass(rights) {
      const id = drawToken()
      const code = `${Math.floor(Math.random() * 90_000_000) + 10_000_000}`
      const now = new Date(0)
      const teachers = { create: Object.entries(rights).map(([accountId, right]) => ({ accountId, right })) }
      await prisma.class.create({
        data: {
          id,
          name: 'Networks',
          drawn: { create: { code } },
          secret: drawToken(),
          createdAt: now,
          usedAt: now,
          teachers,
        },
      })
      return id
    },
    async rightsIn(id) {
      const rows = await prisma.classTeacher.findMany({ where: { classId: id } })
      return Object.fromEntries(rows.map(({ accountId, right }) => [accountId, right]))
    },
    clear: async () => {
      await prisma.$transaction([
        prisma.class.deleteMany(),
        prisma.oneTimeLink.deleteMany(),
        prisma.account.deleteMany(),
      ])
    },
    close: async () => {
      if (there !== here) await there.close()
      await here.close()
    },
  }
}

/** Classes over one connection, or two to one database. */
async function classesIn(url: string, second: string | null): Promise<ClassStores & ReviewStores> {
  const open = (at: string) => openStorage(at, undefined, { bounds: PATIENT_BOUNDS })
  const here = await open(url)
  const there = second === null ? here : await open(second)
  const { accounts, ballots, classes, classLog, directory, log, remarks, review, shareLinks } = here
  return {
    accounts,
    ballots,
    remarks,
    review,
    classes,
    classLog,
    directory,
    log,
    shareLinks,
    elsewhere: there,
    async storeAccount(login) {
      const tokenHash = drawToken()
      const until = Date.now() + 60_000
      await accounts.keepLink({ tokenHash, kind: 'invitation', role: 'instructor', account: null, until })
      const account = {
        id: drawToken(),
        login,
        name: login.toUpperCase(),
        role: 'instructor',
        passwordHash: '',
      } as const
      if ((await accounts.create(account, tokenHash, 0)) !== 'created') throw new Error(`${login} is there already`)
      return account.id
    },
    storeAfterwards: ({ class: id, participant, session }) => storeAfterwards(url, id, session, participant),
    rows: () => countRows(url),
    async storeComments(sessionId, many) {
      const { close, prisma } = await openDatabase(url, { bounds: PATIENT_BOUNDS })
      const comment = { sessionId, version: 1, words: 'x', shared: false, at: new Date(0) }
      await prisma.comment.createMany({ data: Array.from({ length: many }, () => ({ ...comment, id: drawToken() })) })
      await close()
    },
    tablesWith: (words) => tablesWith(url, words),
    close: async () => {
      if (there !== here) await there.close()
      await here.close()
    },
  }
}

/** Results over one connection. */
async function resultsIn(url: string): Promise<ResultStores> {
  const stores = await classesIn(url, null)
  const { close, prisma } = await openDatabase(url, { bounds: PATIENT_BOUNDS })
  const { results, ...storage } = await openStorage(url, undefined, { bounds: PATIENT_BOUNDS })
  const json = (rows: unknown) =>
    JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? Number(value) : value))
  return {
    ...stores,
    results,
    async resultRows(session) {
      const where = { sessionId: session }
      const orderBy = [{ role: 'asc' as const }, { student: 'asc' as const }]
      return {
        results: json(await prisma.seatResult.findMany({ where, orderBy })),
        rules: json(await prisma.seatRule.findMany({ where, orderBy: [...orderBy, { firstVersion: 'asc' }] })),
        row: json(await prisma.session.findUnique({ where: { id: session }, select: { level: true, reckoned: true } })),
      }
    },
    close: async () => {
      await storage.close()
      await close()
      await stores.close()
    },
  }
}

/** A row in each table that is filled when a round is over. */
async function storeAfterwards(url: string, classId: string, sessionId: string, participantId: string): Promise<void> {
  const { close, prisma } = await openDatabase(url, { bounds: PATIENT_BOUNDS })
  const seat = { sessionId, role: 'client', student: 0 }
  const [id, tokenHash, at] = [drawToken(), drawToken(), new Date(0)]
  const counts = { tries: 1, firstTries: 1, wrong: 0, hints: 0, revealed: 0, duration: 1 }
  await prisma.seatResult.create({ data: { ...seat, participantId, ended: 'left', ...counts } })
  await prisma.seatRule.create({ data: { ...seat, rule: 'ack-number', times: 1, firstVersion: 1 } })
  await prisma.vote.create({ data: { classId, poll: 1, ballot: 1, participantId, choice: 0, at } })
  await prisma.comment.create({ data: { id, sessionId, version: 1, words: 'Look here.', shared: false, at } })
  await prisma.mark.create({ data: { ...seat, key: 'handshake' } })
  const link = { id, tokenHash, classId, sessionId, kind: 'replay', names: false, createdAt: at }
  await prisma.shareLink.create({ data: link })
  await close()
}

/** Every row of every table that the database has, whichever the models know. */
async function readTables(url: string): Promise<Map<string, readonly object[]>> {
  const { close, prisma } = await openDatabase(url, { bounds: PATIENT_BOUNDS })
  const names = url.startsWith('file:')
    ? Prisma.sql`SELECT "name" FROM sqlite_master WHERE "type" = 'table'`
    : Prisma.sql`SELECT table_name AS "name" FROM information_schema.tables WHERE table_schema = 'public'`
  const tables = new Map<string, readonly object[]>()
  for (const { name } of await prisma.$queryRaw<{ name: string }[]>(names))
    tables.set(name, await prisma.$queryRaw<object[]>`SELECT * FROM ${Prisma.raw(`"${name}"`)}`)
  await close()
  // how far keys have been counted is no row about anybody
  tables.delete('sqlite_sequence')
  return tables
}

async function countRows(url: string): Promise<Record<string, number>> {
  return Object.fromEntries([...(await readTables(url))].map(([name, rows]) => [name, rows.length]))
}

async function tablesWith(url: string, words: readonly string[]): Promise<string[]> {
  const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)
  const holds = (rows: readonly object[]) => {
    const text = JSON.stringify(rows, plain)
    return words.some((word) => text.includes(word))
  }
  return [...(await readTables(url))].flatMap(([name, rows]) => (holds(rows) ? [name] : []))
}

/** The logs of a storage of sessions. */
async function sessionLogs(opening: Promise<Contracted>): Promise<Logs<SessionEvent, BesideSession>> {
  const { log, elsewhere, directory, close } = await opening
  return {
    log,
    elsewhere,
    close,
    async begin() {
      const { session, created } = await storeNew(directory)
      return { id: session, events: created.events }
    },
    event: hint,
    beside(session) {
      const token = drawToken()
      const stands = async () => (await directory.seatOf(session, token)) === 'server'
      return { row: { seat: serverSeat('Jonas', token) }, stands }
    },
  }
}

function describeStorage(name: string, open: () => Promise<Contracted>): void {
  describeEventLog(`sessions’ logs in ${name}`, () => sessionLogs(open()))
  describeSeats(name, open)
  describeDirectory(name, open)
}

describeStorage('memory', memory)
describeEventLog('diaries in memory', diariesInMemory)
describeStorage('SQLite', sqlite)
describeEventLog('diaries in SQLite', () => inFile(diariesIn))
describeAccounts('SQLite', () => inFile((url) => accountsIn(url, null)))
describeClasses('SQLite', () => inFile((url) => classesIn(url, null)))
describeBallots('SQLite', () => inFile((url) => classesIn(url, null)))
describeShareLinks('SQLite', () => inFile((url) => classesIn(url, null)))
describeResults('SQLite', () => inFile(resultsIn))
describeReview('SQLite', () => inFile((url) => classesIn(url, null)))
describe.skipIf(postgresUrl === null)('with PostgreSQL', () => {
  describeStorage('PostgreSQL', postgres)
  describeEventLog('diaries in PostgreSQL', () => inDatabase((url) => diariesIn(url, url)))
  describeAccounts('PostgreSQL', () => inDatabase((url) => accountsIn(url, url)))
  describeClasses('PostgreSQL', () => inDatabase((url) => classesIn(url, url)))
  describeBallots('PostgreSQL', () => inDatabase((url) => classesIn(url, url)))
  describeShareLinks('PostgreSQL', () => inDatabase((url) => classesIn(url, url)))
  describeResults('PostgreSQL', () => inDatabase(resultsIn))
  describeReview('PostgreSQL', () => inDatabase((url) => classesIn(url, url)))
})
