import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { callBackup } from './backup-call.ts'
import { Prisma } from './generated/sqlite/client.ts'
import { openBackup } from './storage/prisma/open-backup.ts'
import { openDatabase, openStorage } from './storage/prisma/open-storage.ts'
import { drawToken } from './storage/seat-token.ts'
import type { Storage } from './storage/storage.ts'
import { storeAccount } from './testing/instructor.ts'
import { KeptOutput } from './testing/kept-output.ts'
import { createMigrated } from './testing/migrated-database.ts'
import { putMigratedFile } from './testing/migrated-file.ts'
import { dropDatabase } from './testing/own-postgres.ts'
import { ask, joinPair, type Pair, playToEnd, seatPair, type TakenSeat } from './testing/pair.ts'
import { PATIENT_BOUNDS } from './testing/patience.ts'
import { playedLog, resultOfLog } from './testing/played-log.ts'
import { startServer, type TestServer } from './testing/start-server.ts'
import { letIn, newClass, newcomer, pairSession } from './testing/stored-class.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

const run = promisify(execFile)
const postgres = inject('postgresUrl')

/** What the command does and prints, without a process that takes seconds to start. */
async function told(work: string, file: string, url: string) {
  const output = new KeptOutput()
  const code = await callBackup([work, file], { ...process.env, DATABASE_URL: url }, output)
  return { code, stdout: output.out, stderr: output.printedAsError }
}

/** The command as its script runs it. */
const command = (work: string, file: string, DATABASE_URL: string) =>
  run(process.execPath, [join(import.meta.dirname, 'backup.ts'), work, file], { env: { ...process.env, DATABASE_URL } })

/** The work of the command, without what it prints. */
async function call(work: 'backup' | 'restore', file: string, url: string) {
  const database = await openBackup(url)
  try {
    return await (work === 'backup' ? database.backUp(file) : database.restore(file))
  } finally {
    await database.close()
  }
}

let folder: TemporaryFolder
beforeAll(() => {
  folder = new TemporaryFolder()
})
afterAll(() => folder[Symbol.dispose]())

/** A session that was played to its end, the one that follows it, and one that has just begun. */
async function play(server: TestServer): Promise<{ ended: Pair; running: Pair; successor: TakenSeat }> {
  const ended = await seatPair(server.url, { names: { client: 'Mei 梅', server: "Jonas '; --" } })
  const sockets = await joinPair(server.url, ended)
  await playToEnd(sockets)
  const path = `/api/sessions/${ended.session}/successor`
  const successor = await ask<TakenSeat>(server.url, path, {}, ended.seats.client.token)
  const running = await seatPair(server.url)
  for (const socket of Object.values(sockets)) socket.close()
  return { ended, running, successor }
}

/** All that can be asked of a storage about these sessions. */
async function contents({ directory, log }: Storage, { ended, running, successor }: Awaited<ReturnType<typeof play>>) {
  const ids = [ended.session, running.session, successor.session]
  const summaries = await directory.summaries(ids)
  return {
    summaries: summaries.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)),
    logs: await Promise.all(ids.map((id) => log.read(id))),
    successor: await directory.successorOf(ended.session),
    seat: await directory.seatOf(running.session, running.seats.server.token),
    code: await directory.byCode(running.code),
    inUse: await directory.codeInUse(running.code),
  }
}

/** Stores a class with a student on a seat, and one who has been removed; what came of their session, and was said of it. */
async function storeClass(storage: Storage) {
  const { classes, log, remarks } = storage
  const owner = await storeAccount(storage, 'anna', 'instructor')
  const made = newClass(owner)
  await classes.create(made)
  const token = drawToken()
  const mei = await letIn(classes, made.id, newcomer('Mei 梅', token))
  const other = await letIn(classes, made.id, newcomer('Mei 梅'))
  await classes.remove(made.id, [other.id], true)
  await classes.keepReturnCode(made.id, mei.id, { codeHash: 'letters', linkHash: 'link', until: Date.now() })
  const { session, ...where } = pairSession(made.id, 1, mei.id)
  const events = playedLog(3)
  await classes.createSessions(made.id, [{ ...where, session: { ...session, events: events.slice(0, 10) } }])
  await log.append({ log: session.id, events: events.slice(10), beside: { result: resultOfLog(events) } })
  const said = { session: session.id, version: 12, words: '看这里', shared: true, at: 1_000, account: owner }
  await remarks.comment({ id: drawToken(), ...said })
  await remarks.keepRubric(made.id, { keys: [{ key: 'late', words: '迟到', points: -0.5 }] })
  await remarks.giveMarks(session.id, { role: 'client', student: 0, keys: ['late'] })
  return { ...made, token, session: session.id }
}

/** All that can be asked of a storage about it. */
async function classContents(
  { classes, classLog, directory, remarks, results, review }: Storage,
  { doors, id, owner, session, token }: Awaited<ReturnType<typeof storeClass>>,
) {
  return {
    reviewed: await review.sessions([id], {}, 9),
    played: await results.played([id]),
    comments: await remarks.comments(session),
    rubric: await remarks.rubric(id),
    marks: await remarks.marks(session),
    door: await classes.byDoor(doors.code),
    link: await classes.byDoor(doors.secret),
    participants: await classes.participants(id),
    right: await classes.rightOf(id, owner),
    log: await classLog.read(id),
    seat: await directory.seatOf(session, token),
    ofSession: (await classes.classOf(session))?.class,
    inUse: await directory.codeInUse(doors.code),
  }
}

/** Opens a storage for some work, and closes it. */
async function within<Result>(url: string, work: (storage: Storage) => Promise<Result>): Promise<Result> {
  const storage = await openStorage(url, undefined, { bounds: PATIENT_BOUNDS })
  return work(storage).finally(() => storage.close())
}

/** Databases with nothing in their tables. */
const engines = { SQLite: newSqlite, PostgreSQL: newPostgres }
async function newSqlite(): Promise<string> {
  const file = folder.file(`${drawToken()}.db`)
  await putMigratedFile(file)
  return `file:${file}`
}
const created: string[] = []
async function newPostgres(): Promise<string> {
  const url = await createMigrated()
  created.push(url)
  return url
}
afterAll(async () => {
  for (const url of created) await dropDatabase(postgres ?? '', url)
})

const there = (['SQLite', 'PostgreSQL'] as const).filter((engine) => engine === 'SQLite' || postgres !== null)

describe.each(there)('a backup of %s, made while the server runs,', (from) => {
  let source: string
  let file: string
  let played: Awaited<ReturnType<typeof play>>
  let made: Awaited<ReturnType<typeof storeClass>>
  const contentsOf = (url: string) =>
    within(url, async (storage) => ({
      sessions: await contents(storage, played),
      class: await classContents(storage, made),
    }))

  beforeAll(async () => {
    source = await engines[from]()
    file = folder.file(`${from}.backup`)
    const server = await startServer({ env: { databaseUrl: source } })
    played = await play(server)
    made = await within(source, storeClass)
    // each way once by the command itself
    const { stdout } = await (from === 'SQLite' ? command : told)('backup', file, source)
    expect(stdout).toContain('4 × session')
    await server.close()
  })

  it.each(there)(
    'is the same in %s: logs, seats, codes, successors; classes with their teachers, doors, students, rounds, logs, results and comments',
    async (into) => {
      const target = await engines[into]()
      // a server that has been started and never used
      await (await startServer({ env: { databaseUrl: target } })).close()
      if (from === 'PostgreSQL' && into === 'PostgreSQL') await command('restore', file, target)
      else
        expect(await call('restore', file, target)).toMatchObject({
          ...{ session: 4, class: 1, classTeacher: 1, participant: 2, code: 3 },
        })
      const restored = await contentsOf(target)
      expect(restored).toEqual(await contentsOf(source))
      expect(restored.class).toMatchObject({ seat: 'client', right: 'owner', ofSession: made.id })
      expect(restored.class.log).toHaveLength(1)
      expect(restored.class).toMatchObject({ reviewed: [{ ended: 'goal-reached', level: 'coached', comments: 1 }] })
      expect(restored.class.played).toHaveLength(2)
      expect(restored.class).toMatchObject({ comments: [{ by: { account: made.owner } }], marks: [{ keys: ['late'] }] })
      // and what is running there can be played on
      const server = await startServer({ env: { databaseUrl: target } })
      const sockets = await joinPair(server.url, played.running)
      await playToEnd(sockets)
      for (const socket of Object.values(sockets)) socket.close()
      await server.close()
    },
  )
})

describe('a backup', () => {
  it('of a class that a newer build has begun is refused by this one', async () => {
    const source = await engines.SQLite()
    const { id } = await within(source, storeClass)
    const file = folder.file('woshou.backup')
    await call('backup', file, source)
    const text = gunzipSync(readFileSync(file)).toString()
    writeFileSync(file, gzipSync(text.replace(/(?<=classVersion\\":)\d+/, '1000')))
    const refused = call('restore', file, await engines.SQLite())
    await expect(refused).rejects.toThrow(new RegExp(`holds class ${id} of version 1000`))
  })

  it('holds every table there is', async () => {
    const named = await call('backup', folder.file('empty.backup'), await engines.SQLite())
    const models = Object.values(Prisma.ModelName).map((model) => model[0]?.toLowerCase() + model.slice(1))
    expect(Object.keys(named).toSorted()).toEqual(models.toSorted())
  })
})

describe('restoring', () => {
  it('is refused into a database that holds something', async () => {
    const url = await engines.SQLite()
    const server = await startServer({ env: { databaseUrl: url } })
    await seatPair(server.url)
    const file = folder.file('woshou.backup')
    await call('backup', file, url)
    await server.app.setUpLink()
    await expect(call('restore', file, url)).rejects.toThrow('the database is not empty')
    // and what it holds stays: the link as well that a start has printed
    const { prisma } = await openDatabase(url)
    expect(await prisma.oneTimeLink.count({ where: { kind: 'setup' } })).toBe(1)
    await prisma.$disconnect()
    await server.close()
  })

  it('is refused of what is no backup, and of one that is cut short', async () => {
    const file = folder.file('woshou.backup')
    writeFileSync(file, gzipSync('{"some":"json"}\n'))
    await expect(call('restore', file, await engines.SQLite())).rejects.toThrow('is not a backup')
    const url = await engines.SQLite()
    const server = await startServer({ env: { databaseUrl: url } })
    await seatPair(server.url)
    await call('backup', file, url)
    await server.close()
    expect(gunzipSync(readFileSync(file)).toString()).not.toContain('"token"')
    writeFileSync(file, readFileSync(file).subarray(0, -20))
    await expect(call('restore', file, await engines.SQLite())).rejects.toThrow("can't be read to its end")
  })

  it('is refused of sessions of newer rules than this build has, before anything of it is stored', async () => {
    const url = await engines.SQLite()
    const server = await startServer({ env: { databaseUrl: url } })
    await seatPair(server.url)
    await server.close()
    const file = folder.file('woshou.backup')
    await call('backup', file, url)
    const text = gunzipSync(readFileSync(file)).toString()
    writeFileSync(file, gzipSync(text.replace(/(?<=rulesVersion\\":)\d+/, '1000')))
    const empty = await engines.SQLite()
    const refused = /holds session \S+ of rules 1000, and this build has \d+: restore it with a build as new/
    await expect(call('restore', file, empty)).rejects.toThrow(refused)
    writeFileSync(file, gzipSync(text))
    expect(await call('restore', file, empty)).toMatchObject({ session: 1, seat: 2 })
  })

  it('puts a session behind the one it follows, whichever of their servers’ clocks was ahead', async () => {
    const url = await engines.SQLite()
    const { prisma } = await openDatabase(url)
    const at = (second: number) => new Date(Date.UTC(2026, 4, 4, 8, 0, second))
    const session = (id: string, second: number, predecessorId: string | null = null) => ({
      id,
      predecessorId,
      scenarioId: 'free-play',
      createdAt: at(second),
    })
    // more between them than are written at a time
    const between = Array.from({ length: 1_001 }, (_, index) => session(`between-${index}`, 30))
    const pair = [session('first', 59), session('second', 1, 'first'), session('third', 0, 'second')]
    await prisma.session.createMany({ data: [...pair, ...between] })
    await prisma.$disconnect()
    const file = folder.file('woshou.backup')
    await call('backup', file, url)
    expect(await call('restore', file, await engines.SQLite())).toEqual({ session: 1_004 })

    // a file that somebody has cut a session out of
    const lines = gunzipSync(readFileSync(file)).toString().split('\n')
    writeFileSync(file, gzipSync(lines.filter((line) => !line.includes('"id":"first"')).join('\n')))
    await expect(call('restore', file, await engines.SQLite())).rejects.toThrow(
      /it holds session \w+, and not \w+, which it follows/,
    )
  })

  it('and backing up name what is missing, in one line and with an exit code', async () => {
    expect(await told('restore', '', await engines.SQLite())).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^name a file: .*npm run restore -- woshou\.backup\n$/),
    })
    // and so that a shell hears of it
    await expect(command('backup', folder.file('x'), `file:${folder.file('none.db')}`)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^there is no database .*\n$/),
    })
  })
})
