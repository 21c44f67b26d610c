import { debrief, Replay, type SessionEvent } from '@woshou/session'
import { expect, it } from 'vitest'
import { AbandonedSessions } from './abandoned.ts'
import { LocalBus } from './live/bus.ts'
import { openStorage } from './storage/prisma/open-storage.ts'
import { liveSessions } from './testing/live-sessions.ts'
import { ask, joinPair, seatPair, type TakenSeat } from './testing/pair.ts'
import { startServer } from './testing/start-server.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

it('a session that both walked away from is replayed, followed and removed like any other, once it has ended by itself', async () => {
  using folder = new TemporaryFolder()
  const databaseUrl = `file:${folder.file('woshou.db')}`
  const first = await startServer({ env: { databaseUrl } })
  const pair = await seatPair(first.url)
  const sockets = await joinPair(first.url, pair)
  const due = sockets.client.due
  if (!due) throw new Error('the client has nothing to send')
  await sockets.client.sendSegment(due)
  // what is on its way when a server stops arrives when somebody next looks, and that is no idle hour
  await sockets.server.inState('SYN-RECEIVED')
  const path = `/api/sessions/${pair.session}/events`
  expect((await fetch(first.url + path)).status).toBe(409)
  await first.close()

  // thirteen hours later
  const clock = () => Date.now() + 13 * 3_600_000
  const storage = await openStorage(databaseUrl)
  const registry = liveSessions({ log: storage.log, bus: new LocalBus(), clock, ticks: clock })
  const abandoned = new AbandonedSessions(12, { storage, registry, clock } as never)
  expect([await abandoned.end(), await abandoned.end(), await abandoned.end()]).toEqual([0, 1, 0])
  await registry.close()
  await storage.close()

  const later = await startServer({ env: { databaseUrl } })
  try {
    const [listed] = await ask<{ reason: string; version: number }[]>(later.url, `/api/sessions?id=${pair.session}`)
    const { events, nameless } = await ask<{ events: SessionEvent[]; nameless: string }>(later.url, path)
    expect(listed).toMatchObject({ reason: 'abandoned', version: events.length })
    expect(events.at(-1)).toMatchObject({ type: 'session-ended', reason: 'abandoned' })
    expect(new Replay(events).at(events.length).ended).toMatchObject({ reason: 'abandoned' })
    expect(debrief(events).progress.client).toMatchObject({ sent: 1, wrong: 0 })
    expect((await fetch(`${later.url}/api/sessions/${nameless}/events`)).status).toBe(200)
    expect((await fetch(`${later.url}/api/invitations/${pair.code}`)).status).toBe(404)
    const next = await ask<TakenSeat>(
      later.url,
      `/api/sessions/${pair.session}/successor`,
      { scenario: 'lost-syn' },
      pair.seats.client.token,
    )
    expect(next.role).toBe('server')

    const again = await later.storage()
    expect(await again.directory.deleteOlder({ created: Date.now() + 1, stored: null }, 10)).toBe(2)
    await again.close()
    for (const gone of [path, `/api/sessions/${nameless}/events`, `/api/sessions/${pair.session}`])
      expect((await fetch(later.url + gone)).status).toBe(404)
    expect(await ask(later.url, `/api/sessions?id=${pair.session}`)).toEqual([])
  } finally {
    await later.close()
  }
})
