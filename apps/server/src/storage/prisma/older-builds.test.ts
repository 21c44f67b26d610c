import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { hasNewerRules, type SessionEvent } from '@woshou/session'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { createDatabase, dropDatabase } from '../../testing/own-postgres.ts'
import { ask, joinPair, type Pair, playToEnd, type TakenSeat } from '../../testing/pair.ts'
import { SeatSocket } from '../../testing/seat-socket.ts'
import { startServer } from '../../testing/start-server.ts'
import { TemporaryFolder } from '../../testing/temporary-folder.ts'
import type { Summary } from '../directory.ts'
import { drawToken, hashToken } from '../seat-token.ts'
import { openBackup } from './open-backup.ts'
import { openDatabase, openStorage } from './open-storage.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')
const fixture = (name: string) => join(FIXTURES, `one-row-per-event.${name}`)

/** What the older build read from its own database. */
interface Known {
  readonly sessions: {
    readonly ended: Pair & { readonly nameless: string; readonly successor: string }
    readonly running: Pair
    readonly waiting: TakenSeat & { readonly code: string; readonly invitation: string }
    readonly network: Pair & { readonly network: TakenSeat }
    readonly handed: Pair & { readonly old: string; readonly pending: string }
    readonly solo: { readonly session: string }
  }
  readonly summaries: readonly Summary[]
  readonly logs: Readonly<Record<string, readonly SessionEvent[]>>
}

const postgres = inject('postgresUrl')
const engines = ['sqlite', 'postgresql'] as const
type Engine = (typeof engines)[number]
const there = engines.filter((engine) => engine === 'sqlite' || postgres !== null)

let folder: TemporaryFolder
const created: string[] = []
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(async () => {
  for (const url of created.splice(0)) await dropDatabase(postgres ?? '', url)
  folder[Symbol.dispose]()
})

async function empty(engine: Engine): Promise<string> {
  if (engine === 'sqlite') return `file:${folder.file(`${drawToken()}.db`)}`
  const url = await createDatabase(postgres ?? '')
  created.push(url)
  return url
}

const knownOf = (engine: Engine): Known => JSON.parse(readFileSync(fixture(`${engine}.json`), 'utf8'))

/** A database as the older build left it. */
async function left(engine: Engine): Promise<string> {
  const url = await empty(engine)
  const dump = readFileSync(fixture(`${engine}.sql`), 'utf8')
  if (engine === 'sqlite') {
    const Database = createRequire(import.meta.url)('better-sqlite3')
    const database = new Database(url.slice('file:'.length))
    database.exec(dump)
    database.close()
    return url
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(dump)
  await client.end()
  return url
}

/** All that the older build read, read now. */
async function expectAll(url: string, { logs, sessions, summaries }: Known): Promise<void> {
  const { close, directory, log } = await openStorage(url)
  const ids = Object.keys(logs)
  const byId = (a: Summary, b: Summary) => (a.id < b.id ? -1 : 1)
  expect((await directory.summaries(ids)).toSorted(byId)).toEqual(summaries.toSorted(byId))
  for (const [id, events] of Object.entries(logs)) {
    expect(await log.read(id)).toEqual(events)
    expect(JSON.parse(await log.readText(id))).toEqual(events)
    expect(await log.read(id, 1, 1)).toEqual(events.slice(1, 2))
    expect((await log.newest([id])).get(id)).toEqual({ version: events.length, at: events.at(-1)?.at })
    expect(hasNewerRules(events[0])).toBe(false)
  }
  const { ended, handed, running, waiting } = sessions
  expect(await directory.successorOf(ended.session)).toBe(ended.successor)
  expect(await directory.byNameless(ended.nameless)).toBe(ended.session)
  expect(await directory.byCode(waiting.code)).toBe(waiting.session)
  expect(await directory.byInvitation(waiting.invitation)).toBe(waiting.session)
  // and nobody else is given it
  expect(await directory.codeInUse(waiting.code)).toBe(true)
  expect(await directory.seatOf(running.session, running.seats.server.token)).toBe('server')
  expect(await directory.seatOf(handed.session, handed.seats.server.token)).toBe('server')
  expect(await directory.seatOf(handed.session, handed.old)).toBeNull()
  expect(await directory.offeredSeat(hashToken(handed.pending), 0)).toEqual({ session: handed.session, role: 'server' })
  await close()
  const database = await openDatabase(url)
  const levels = await database.prisma.session.findMany({ select: { id: true, level: true } })
  await database.close()
  expect(levels).toHaveLength(ids.length)
  for (const { id, level } of levels) expect(logs[id]?.[0]).toMatchObject({ type: 'session-created', level })
}

/** Whatever runs in it is played to its end, and what has ended is replayed. */
async function expectAllGoesOn(url: string, { logs, sessions }: Known): Promise<void> {
  // whenever this test runs, its students come back in time
  const kept = { sessionRetentionDays: null, soloRetentionDays: null, sessionIdleHours: null }
  const server = await startServer({ env: { databaseUrl: url, ...kept } })
  const { ended, handed, network, running, solo, waiting } = sessions
  for (const { session } of [ended, solo])
    expect(await ask(server.url, `/api/sessions/${session}/events`)).toHaveProperty('events', logs[session])
  const third = await SeatSocket.open(server.url)
  const { session, token } = network.network
  third.send({ type: 'join', session, token, since: 0 })
  await third.next('welcome')
  const taken = await ask<TakenSeat>(server.url, `/api/invitations/${waiting.code}/seats`, { name: 'Jonas' })
  const seats = { client: taken, server: { ...waiting } }
  // an exam, where each arrival is to be checked: its first move will do
  const exam = await joinPair(server.url, { session: waiting.session, code: waiting.code, seats })
  const syn = await exam.client.until(() => exam.client.view?.started && exam.client.due)
  expect((await exam.client.sendSegment(syn)).type).toBe('accepted')
  for (const socket of Object.values(exam)) socket.close()
  for (const pair of [running, network, handed]) {
    const sockets = await joinPair(server.url, pair)
    await playToEnd(sockets)
    const { events } = await ask<{ events: SessionEvent[] }>(server.url, `/api/sessions/${pair.session}/events`)
    const before = logs[pair.session] ?? []
    expect(events.slice(0, before.length)).toEqual(before)
    expect(events.at(-1)?.type).toBe('session-ended')
    expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1))
    for (const socket of Object.values(sockets)) socket.close()
  }
  third.close()
  await server.close()
}

describe.each(there)('what a build stored that had one row per event, on %s', (engine) => {
  it('is all there after the migration; what ran goes on, what had ended is replayed', async () => {
    const known = knownOf(engine)
    const url = await left(engine)
    await expectAll(url, known)
    await expectAllGoesOn(url, known)
  })
})

describe.each(there.flatMap((from) => there.map((into) => [from, into] as const)))('its backup of %s', (from, into) => {
  it(`is restored into ${into}, and so is the backup that this build makes of that`, async () => {
    const known = knownOf(from)
    const restore = async (file: string) => {
      const url = await empty(into)
      const backup = await openBackup(url)
      expect(await backup.restore(file)).toMatchObject({ session: 7, seat: 13, sessionAppend: 51 })
      const again = folder.file(`again-${drawToken()}.backup`)
      await backup.backUp(again)
      await backup.close()
      await expectAll(url, known)
      return again
    }
    await restore(await restore(fixture(`${from}.backup.gz`)))
  })
})

it('a backup of a build that had titles in the logs alone is restored with what lists show', async () => {
  const { logs, summaries } = knownOf('sqlite')
  const [header, ...records] = gunzipSync(readFileSync(fixture('sqlite.backup.gz')))
    .toString()
    .trim()
    .split('\n')
  const older = records.map((line) => {
    const [model, { title, summary, network, ...row }] = JSON.parse(line)
    return JSON.stringify([model, row])
  })
  const file = folder.file('older.backup')
  writeFileSync(file, gzipSync([header, ...older].join('\n')))
  const url = await empty('sqlite')
  const backup = await openBackup(url)
  await backup.restore(file)
  await backup.close()
  const { close, directory } = await openStorage(url)
  const restored = await directory.summaries(Object.keys(logs))
  await close()
  expect(restored).toHaveLength(summaries.length)
  expect(summaries).toEqual(expect.arrayContaining(restored))
})
