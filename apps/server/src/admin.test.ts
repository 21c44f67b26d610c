import { type ExecFileException, execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { administer } from './administer.ts'
import { drawToken, hashToken } from './storage/seat-token.ts'
import { storeAccount } from './testing/instructor.ts'
import { KeptOutput } from './testing/kept-output.ts'
import { createMigrated } from './testing/migrated-database.ts'
import { putMigratedFile } from './testing/migrated-file.ts'
import { dropDatabase } from './testing/own-postgres.ts'
import { ask, joinPair, playToEnd, seatPair } from './testing/pair.ts'
import { playedLog, storePlayed } from './testing/played-log.ts'
import { startServer, type TestServer } from './testing/start-server.ts'
import { letIn, newClass, newcomer, pairSession } from './testing/stored-class.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

const postgres = inject('postgresUrl')

let folder: TemporaryFolder
let url: string
let server: TestServer | null = null
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(async () => {
  await server?.close()
  server = null
  if (url.startsWith('postgres')) await dropDatabase(postgres ?? '', url)
  folder[Symbol.dispose]()
})

interface Told {
  readonly code: number
  readonly out: string
  readonly error: string
}

const environment = () => ({ ...process.env, DATABASE_URL: url, INIT_CWD: folder.file('.') })

/** What the command does in the test's folder, without a process that takes seconds to start. */
async function admin(...args: string[]): Promise<Told> {
  const output = new KeptOutput()
  const code = await administer(args, environment(), output)
  return { code, out: output.out, error: output.printedAsError }
}

/** The command as its script runs it. */
const command = (...args: string[]): Promise<Told> =>
  new Promise((resolve) => {
    const env = environment()
    execFile(process.execPath, [join(import.meta.dirname, 'admin.ts'), ...args], { env }, (failed, out, error) =>
      resolve({ code: Number((failed as ExecFileException | null)?.code ?? 0), out, error }),
    )
  })

describe.each([
  { engine: 'SQLite', found: true },
  { engine: 'PostgreSQL', found: postgres !== null },
])('npm run admin on $engine, while a server runs', ({ engine, found }) => {
  beforeEach(async (context) => {
    if (!found) context.skip()
    url = engine === 'SQLite' ? `file:${folder.file('woshou.db')}` : await createMigrated()
    if (engine === 'SQLite') await putMigratedFile(folder.file('woshou.db'))
    server = await startServer({ env: { databaseUrl: url } })
  })

  it('finds by name, shows, and exports all that is stored, without what lets anybody in', async () => {
    const mine = await seatPair(server?.url ?? '', { names: { client: "Mei 梅'; --", server: 'Jonas' } })
    const other = await seatPair(server?.url ?? '', { names: { client: 'Mei', server: 'Ada' } })

    // who watches has no name, whatever stands in its place
    if (!server) throw new Error('no server')
    const storage = await server.storage()
    const watcher = hashToken(drawToken())
    await storage.directory.letWatch(mine.session, watcher, 'Ada')
    await storage.directory.letWatch(other.session, watcher, '4 6')

    await storeAccount(storage, 'ada', 'admin')
    // each engine once by the command itself
    expect(await command('account', 'list')).toMatchObject({ code: 0, out: 'ada  admin  "ada"\n' })
    await storage.close()

    const all = (await admin('list')).out.trim().split('\n')
    expect(all.map((line) => line.slice(0, 22))).toEqual([mine.session, other.session])
    const listed = await admin('list', '--name', " Mei  梅'; -- ")
    expect(listed.out).toMatch(new RegExp(`^${mine.session} .*running .*client "Mei 梅'; --", server "Jonas"\n$`))

    const shown = JSON.parse((await admin('show', mine.session)).out)
    expect(shown).toMatchObject({
      id: mine.session,
      names: ["Mei 梅'; --", 'Jonas'],
      events: { 'session-created': 1, 'seat-taken': 2 },
    })

    const exported = await admin('export', '--name', 'Ada', 'ada.json')
    expect(exported).toMatchObject({ code: 0, out: expect.stringContaining('1 × session') })
    const file = folder.file('ada.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const text = readFileSync(file, 'utf8')
    const { sessions } = JSON.parse(text)
    expect(sessions).toHaveLength(1)
    expect(sessions[0].session.id).toBe(other.session)
    expect(sessions[0].seats.map(({ name }: { name: string }) => name)).toEqual(['Mei', 'Ada'])
    expect(sessions[0].events.map(({ version }: { version: number }) => version)).toEqual(
      sessions[0].events.map((_: unknown, index: number) => index + 1),
    )
    const { token } = other.seats.server
    for (const secret of [other.code, token, hashToken(token), watcher]) expect(text).not.toContain(secret)
    // and a file that is there is nobody's to overwrite
    expect(await admin('export', other.session, 'ada.json')).toMatchObject({ code: 1 })
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('deletes nothing without --yes; with it all of a name, for good: also for the browsers that play', async () => {
    const origin = server?.url ?? ''
    const name = `Erased ${drawToken()}`
    const ended = await seatPair(origin, { names: { client: name, server: 'Jonas' } })
    const sockets = await joinPair(origin, ended)
    await playToEnd(sockets)
    for (const socket of Object.values(sockets)) socket.close()
    const replay = `/api/sessions/${ended.session}/events`
    // a server keeps the logs that it was asked for
    await ask(origin, replay, undefined, ended.seats.client.token)
    const running = await seatPair(origin, { names: { client: 'Ada', server: name } })
    const live = await joinPair(origin, running)
    const kept = await seatPair(origin, { names: { client: 'Mei', server: 'Jonas' } })

    const asked = await admin('delete', '--name', name)
    expect(asked).toMatchObject({ code: 2, error: expect.stringContaining('Nothing has been deleted') })
    expect(asked.out.trim().split('\n')).toHaveLength(2)
    expect((await admin('list')).out.trim().split('\n')).toHaveLength(3)

    expect(await admin('delete', '--name', name, '--yes')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Deleted: 2 × session/),
    })
    expect((await admin('list')).out.slice(0, 22)).toBe(kept.session)
    await expect(ask(origin, replay, undefined, ended.seats.client.token)).rejects.toThrow('404')
    // whoever is playing is told with the next move
    const { client } = live
    await client.until(() => client.due)
    if (!client.due) throw new Error('nothing to send')
    expect(await client.sendSegment(client.due)).toMatchObject({ type: 'error', code: 'unknown-session' })
    for (const socket of Object.values(live)) socket.close()
    if (engine === 'SQLite') {
      await server?.close()
      server = null
      const files = readdirSync(folder.file('.')).filter((file) => file.startsWith('woshou.db'))
      for (const file of files) expect(readFileSync(folder.file(file)).includes(name), file).toBe(false)
    }
  })

  it('finds the students of classes, exports what they played, and has them be forgotten: their pseudonyms are left', async () => {
    if (!server) throw new Error('no server')
    const storage = await server.storage()
    const { classes, directory, log } = storage
    const made = newClass(await storeAccount(storage, 'anna', 'instructor'), { name: 'Networks 1' })
    await classes.create(made)
    const [token, name] = [drawToken(), `Mei ${drawToken()}`]
    const mei = await letIn(classes, made.id, newcomer(name, token))
    const other = await letIn(classes, made.id, newcomer('Jonas'))
    const pair = pairSession(made.id, 1, mei.id)
    await classes.createSessions(made.id, [pair, pairSession(made.id, 2, other.id)])
    const { id: session } = pair.session
    expect((await admin('list', '--name', name)).out).toMatch(
      new RegExp(`^class ${made.id}  2026-\\S+  in  "Networks 1"  "${name}" \\(Amber 1\\), 1 × session\n$`),
    )
    expect(await admin('export', '--name', name, 'mei.json')).toMatchObject({
      out: expect.stringContaining('1 × session, 1 × student of a class'),
    })
    const { sessions, students } = JSON.parse(readFileSync(folder.file('mei.json'), 'utf8'))
    expect(students).toMatchObject([{ class: made.id, name, pseudonym: 'Amber 1', sessions: [session] }])
    expect(sessions).toMatchObject([{ session: { id: session, class: made.id, round: 1, pair: 1 } }])
    expect(await admin('delete', '--name', name)).toMatchObject({ code: 2 })
    expect(await admin('delete', '--name', name, '--yes')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Deleted: 0 × session. Forgotten: 1 × student of a class.'),
    })
    expect(await admin('list', '--name', name)).toMatchObject({ code: 3 })
    const [forgotten] = await classes.participants(made.id)
    expect(forgotten).toMatchObject({ id: mei.id, nth: 0, name: 'Amber 1', state: 'removed' })
    expect(await classes.participantOf(made.id, token)).toBeNull()
    expect(await directory.seatOf(session, token)).toBeNull()
    // what they played is their partner's as well
    expect(await log.read(session)).toEqual(pair.session.events)
    expect((await classes.participants(made.id))[1]).toEqual(other)
    await storage.close()
  })

  it('makes the results of every session anew, to the very bytes with which its end stored them', async () => {
    if (!server) throw new Error('no server')
    const storage = await server.storage()
    const pair = await seatPair(server.url)
    const sockets = await joinPair(server.url, pair)
    await playToEnd(sockets)
    for (const socket of Object.values(sockets)) socket.close()
    const made = newClass(await storeAccount(storage, 'anna', 'instructor'))
    await storage.classes.create(made)
    const mei = await letIn(storage.classes, made.id, newcomer('Mei'))
    const jo = await letIn(storage.classes, made.id, newcomer('Jo'))
    for (let round = 1; round <= 3; round++)
      await storePlayed(storage, made.id, { log: playedLog(round), pair: 1, round })
    await storePlayed(storage, made.id, { log: playedLog(4).slice(0, 12), pair: 1, round: 4 })
    await storage.close()
    const { openDatabase } = await import('./storage/prisma/open-storage.ts')
    const { close, prisma } = await openDatabase(url)
    const bytes = async () => {
      const results = await prisma.$queryRawUnsafe('SELECT * FROM "SeatResult" ORDER BY "sessionId", "role", "student"')
      const rules = await prisma.$queryRawUnsafe('SELECT * FROM "SeatRule" ORDER BY "sessionId", "role", "rule"')
      const rows = await prisma.$queryRawUnsafe('SELECT "id", "reckoned", "level" FROM "Session" ORDER BY "id"')
      return JSON.stringify([results, rules, rows], (_key, value) =>
        typeof value === 'bigint' ? String(value) : value,
      )
    }
    const before = await bytes()
    expect(await prisma.seatResult.count()).toBe(8)
    expect(await prisma.seatResult.count({ where: { participantId: { in: [mei.id, jo.id] } } })).toBe(6)
    await prisma.seatRule.updateMany({ data: { times: 99 } })
    await prisma.seatResult.deleteMany({ where: { role: 'server' } })
    await prisma.session.updateMany({ data: { reckoned: null, level: 'wire' }, where: { endedAt: { not: null } } })
    expect(await bytes()).not.toBe(before)
    expect(await admin('rebuild-results')).toMatchObject({ code: 0, out: 'Made anew: the results of 4 × session.\n' })
    expect(await bytes()).toBe(before)
    await close()
  })

  it('finds who has given the seat to somebody else as well', async () => {
    const origin = server?.url ?? ''
    const solo = await seatPair(origin, { names: { client: 'Former', server: 'Jonas' } })
    const { openDatabase } = await import('./storage/prisma/open-storage.ts')
    const { prisma } = await openDatabase(url)
    await prisma.seat.updateMany({ where: { sessionId: solo.session, role: 'client' }, data: { name: 'Newcomer' } })
    await prisma.$disconnect()
    expect((await admin('list', '--name', 'Former')).out.slice(0, 22)).toBe(solo.session)
    expect((await admin('list', '--name', 'Newcomer')).out.slice(0, 22)).toBe(solo.session)
  })
})

describe('npm run admin, called wrongly', () => {
  beforeEach(() => {
    url = `file:${folder.file('none.db')}`
  })

  it.each([
    [[], 'say what to do'],
    [['remove'], 'there is no "remove"'],
    [['show'], 'name a session'],
    [['show', '../x'], `"../x" is no session's id`],
    [['delete', '--name'], 'a name is missing'],
    [['list', '--yes'], 'list takes no --yes'],
    [['export', '-aaaaaaaaaaaaaaaaaaaaa'], 'name a file'],
    [['list', 'x'], '"x" is too much'],
    [['account'], 'account: say what to do'],
    [['rebuild-results', 'all'], '"all" is too much'],
  ])('%j says what is wrong and how it is called', async (args, sentence) => {
    const { code, error } = await admin(...args)
    expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining(sentence) })
    expect(error).toContain('npm run admin -- export SESSION FILE')
  })

  it('makes no database where there is none, and says when nothing is found', async () => {
    expect(await command('list')).toMatchObject({ code: 1, error: expect.stringContaining('there is no database') })
    expect(existsSync(folder.file('none.db'))).toBe(false)
    const server = await startServer({ env: { databaseUrl: url } })
    await server.close()
    expect(await admin('delete', '--name', 'Nobody', '--yes')).toMatchObject({ code: 3 })
    expect(await admin('show', drawToken())).toMatchObject({ code: 3 })
    expect(await admin('list')).toMatchObject({ code: 0, out: '' })
  })
})
