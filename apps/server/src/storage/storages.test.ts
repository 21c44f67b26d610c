import type { SessionEvent } from '@woshou/session'
import { afterAll, beforeAll, describe, inject } from 'vitest'
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
import { openDatabase, storageIn } from './prisma/open-storage.ts'
import type { Database } from './prisma/shared-connection.ts'
import { SQLITE } from './prisma/sqlite/sqlite-sql.ts'
import { describeResults, type ResultStores } from './results.contract.ts'
import { describeReview, type ReviewStores } from './review.contract.ts'
import { drawToken } from './seat-token.ts'
import { describeSeats } from './seats.contract.ts'
import type { BesideSession } from './session-log.ts'
import { describeShareLinks } from './share-links.contract.ts'

/** Accounts in a database that has nothing else. */
function accountsIn({ prisma }: Database): Pick<AccountStores, 'clear' | 'rightsIn' | 'storeClass'> {
  return {
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
  }
}

/** What a contract asks that no server does. */
type Asked = 'resultRows' | 'rows' | 'storeAfterwards' | 'storeComments' | 'tablesWith'

function rowsIn({ prisma, sql }: Database): Pick<ClassStores & ResultStores & ReviewStores, Asked> {
  const json = (rows: unknown) =>
    JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? Number(value) : value))

  /** Every row of every table that the database has, whichever the models know. */
  async function readTables(): Promise<Map<string, readonly object[]>> {
    const names =
      sql === SQLITE
        ? Prisma.sql`SELECT "name" FROM sqlite_master WHERE "type" = 'table'`
        : Prisma.sql`SELECT table_name AS "name" FROM information_schema.tables WHERE table_schema = 'public'`
    const tables = new Map<string, readonly object[]>()
    for (const { name } of await prisma.$queryRaw<{ name: string }[]>(names))
      tables.set(name, await prisma.$queryRaw<object[]>`SELECT * FROM ${Prisma.raw(`"${name}"`)}`)
    // how far keys have been counted is no row about anybody
    tables.delete('sqlite_sequence')
    return tables
  }

  return {
    async resultRows(session) {
      const where = { sessionId: session }
      const orderBy = [{ role: 'asc' as const }, { student: 'asc' as const }]
      return {
        results: json(await prisma.seatResult.findMany({ where, orderBy })),
        rules: json(await prisma.seatRule.findMany({ where, orderBy: [...orderBy, { firstVersion: 'asc' }] })),
        row: json(await prisma.session.findUnique({ where: { id: session }, select: { level: true, reckoned: true } })),
      }
    },
    async rows() {
      return Object.fromEntries([...(await readTables())].map(([name, rows]) => [name, rows.length]))
    },
    async storeAfterwards({ class: classId, participant: participantId, session: sessionId }) {
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
    },
    async storeComments(sessionId, many) {
      const comment = { sessionId, version: 1, words: 'x', shared: false, at: new Date(0) }
      await prisma.comment.createMany({ data: Array.from({ length: many }, () => ({ ...comment, id: drawToken() })) })
    },
    async tablesWith(words) {
      const holds = (rows: readonly object[]) => {
        const text = json(rows)
        return words.some((word) => text.includes(word))
      }
      return [...(await readTables())].flatMap(([name, rows]) => (holds(rows) ? [name] : []))
    },
  }
}

/** All that contracts ask of a database. @param there the same, as another server has it */
function storesIn(here: Database, there: Database) {
  const storage = storageIn(here)
  const { accounts } = storage
  return {
    ...storage,
    ...accountsIn(here),
    ...rowsIn(here),
    elsewhere: storageIn(there),
    async storeAccount(login: string) {
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
  }
}

/** The logs of a storage of sessions. */
function sessionLogs({ directory, elsewhere, log }: Contracted): Logs<SessionEvent, BesideSession> {
  return {
    log,
    elsewhere,
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

function describeSessions(name: string, open: () => Contracted): void {
  describeEventLog(`sessions’ logs in ${name}`, async () => sessionLogs(open()))
  describeSeats(name, async () => open())
  describeDirectory(name, async () => open())
}

/** An empty database as two servers have it, if it may have two. */
interface Opened {
  readonly here: Database
  readonly there: Database
  close(): Promise<void>
}

/** Every contract in one database: each makes what it asks about. */
function describeStorage(name: string, open: () => Promise<Opened>): void {
  describe(`a storage in ${name}`, () => {
    let opened: Opened
    let stores: ReturnType<typeof storesIn>
    beforeAll(async () => {
      opened = await open()
      stores = storesIn(opened.here, opened.there)
    })
    afterAll(() => opened.close())

    // begins with none, and deletes them all
    describeAccounts(name, async () => ({ ...stores, elsewhere: stores.elsewhere.accounts }))
    describeClasses(name, async () => stores)
    describeBallots(name, async () => stores)
    describeShareLinks(name, async () => stores)
    describeResults(name, async () => stores)
    describeReview(name, async () => stores)
    // deletes what is old
    describeSessions(name, () => ({ ...stores, elsewhere: stores.elsewhere.log }))
    // has tables that are no class's
    describeEventLog(`diaries in ${name}`, () => diariesIn(opened.here, opened.there))
  })
}

const memory = new MemoryLog()
describeSessions('memory', () => ({ log: memory, elsewhere: memory, directory: memory }))
describeEventLog('diaries in memory', diariesInMemory)

/** A second connection to the file in this process would wait for the first one. */
describeStorage('SQLite', async () => {
  const folder = new TemporaryFolder()
  const file = folder.file('woshou.db')
  await putMigratedFile(file)
  const here = await openDatabase(`file:${file}`, { bounds: PATIENT_BOUNDS })
  const close = async () => {
    await here.close()
    folder[Symbol.dispose]()
  }
  return { here, there: here, close }
})

const postgresUrl = inject('postgresUrl')
describe.skipIf(postgresUrl === null)('with PostgreSQL', () => {
  describeStorage('PostgreSQL', async () => {
    const url = await createMigrated()
    const [here, there] = [
      await openDatabase(url, { bounds: PATIENT_BOUNDS }),
      await openDatabase(url, { bounds: PATIENT_BOUNDS }),
    ]
    const close = async () => {
      await Promise.all([here.close(), there.close()])
      await dropDatabase(postgresUrl ?? '', url)
    }
    return { here, there, close }
  })
})
