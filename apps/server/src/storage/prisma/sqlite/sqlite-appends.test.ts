import { expect, test } from 'vitest'
import { hint, storeNew } from '../../../testing/stored-session.ts'
import { TemporaryFolder } from '../../../testing/temporary-folder.ts'
import { drawToken } from '../../seat-token.ts'
import { openDatabase, sessionLogOf } from '../open-storage.ts'
import { PrismaDirectory } from '../prisma-directory.ts'
import { LogEnds } from './log-ends.ts'

const CONFLICT = { ok: false, conflict: true }

/** A session's log over a file of its own, which has been appended to: this server knows where it ends. */
async function appended() {
  const folder = new TemporaryFolder()
  const database = await openDatabase(`file:${folder.file('woshou.db')}`)
  const { prisma } = database
  const log = sessionLogOf(database)
  const { next, session } = await storeNew(new PrismaDirectory(database))
  for (const version of [next, next + 1, next + 2])
    expect(await log.append({ log: session, events: [hint(version, `move-${version}-0001`)] })).toEqual({ ok: true })
  const close = async () => {
    await database.close()
    folder[Symbol.dispose]()
  }
  return { close, log, prisma, session, version: next + 3 }
}

test('what another process has appended since is a conflict, and afterwards the log goes on behind it', async () => {
  const { close, log, prisma, session, version } = await appended()
  const { key } = await prisma.session.findUniqueOrThrow({ where: { id: session }, select: { key: true } })
  const theirs = [hint(version, 'move-theirs-1'), hint(version + 1, 'move-theirs-2')]
  const events = theirs.map((event) => JSON.stringify(event)).join(',')
  await prisma.sessionAppend.create({ data: { log: key, first: version, last: version + 1, at: 1, events } })
  const own = [hint(version, 'move-own-0001')]
  expect(await log.append({ log: session, events: own })).toEqual(CONFLICT)
  expect(await log.append({ log: session, events: [hint(version + 1, 'move-own-0001')] })).toEqual(CONFLICT)
  expect(await log.append({ log: session, events: [hint(version + 2, 'move-own-0001')] })).toEqual({ ok: true })
  expect((await log.read(session, version - 1)).map((event) => 'move' in event && event.move)).toEqual([
    'move-theirs-1',
    'move-theirs-2',
    'move-own-0001',
  ])
  await close()
})

test('nothing is appended to what has been deleted since', async () => {
  const { close, log, prisma, session, version } = await appended()
  await prisma.session.delete({ where: { id: session } })
  expect(await log.append({ log: session, events: [hint(version)] })).toEqual(CONFLICT)
  expect(await prisma.sessionAppend.count()).toBe(0)
  await close()
})

test('where logs end is known of the logs that came last, and where they end now', () => {
  const ends = new LogEnds()
  const ids = Array.from({ length: 20_001 }, drawToken)
  for (const [key, id] of ids.entries()) ends.appended(id, { first: 1, last: 2, at: 0 }, key)
  const follows = { first: 3, last: 3, at: 0 }
  expect(ends.keyBefore(ids[0] ?? '', follows)).toBeNull()
  expect(ends.keyBefore(ids[20_000] ?? '', follows)).toBe(20_000)
  expect(ends.keyBefore(ids[20_000] ?? '', { ...follows, first: 4 })).toBeNull()
  // by the key that is known, and by one that was found anew
  ends.appended(ids[20_000] ?? '', follows, null)
  expect(ends.keyBefore(ids[20_000] ?? '', { ...follows, first: 4 })).toBe(20_000)
  ends.appended(ids[20_000] ?? '', { first: 1, last: 1, at: 0 }, 7)
  expect(ends.keyBefore(ids[20_000] ?? '', { ...follows, first: 2 })).toBe(7)
  // what is not known to begin with is not known by having been appended to
  ends.appended(ids[0] ?? '', follows, null)
  expect(ends.keyBefore(ids[0] ?? '', { ...follows, first: 4 })).toBeNull()
})
