import { resultsOf } from '@woshou/classroom'
import { PARTNER_NAMES } from '@woshou/session/solo'
import { expect, test, vi } from 'vitest'
import { SimulatedPair } from '../../../../packages/classroom/src/testing/simulated-pair.ts'
import { MemoryLog } from '../storage/memory/memory-log.ts'
import type { StoredOutcome } from '../storage/session-log.ts'
import { hostOf, liveSessions } from '../testing/live-sessions.ts'
import { outcomeOf, playedLog } from '../testing/played-log.ts'
import { newSession } from '../testing/stored-session.ts'
import { LocalBus } from './bus.ts'
import { reckoned } from './reckoned.ts'
import { storeEnded } from './store-ended.ts'

/** A session in which one has been wrong so often that its host no longer has its whole log, and what its end brings. */
async function stubborn() {
  const { log } = new SimulatedPair(5, { client: 'stubborn', server: 'right' }).until(1_200_000)
  expect(log.length).toBeGreaterThan(200)
  const memory = new MemoryLog()
  const made = newSession({ events: log })
  await memory.create(made)
  const append = vi.spyOn(memory, 'append')
  const registry = liveSessions({ log: memory, bus: new LocalBus(), clock: () => made.createdAt + 1_200_000 })
  const host = await hostOf(registry, made.id)
  const came = () => append.mock.calls.flatMap(([{ beside }]) => beside?.result?.came ?? [])
  return { came, host, id: made.id, memory, registry }
}

test('what ends a session stores what it came to with it: what its whole log comes to, however long it is', async () => {
  const { came, host, id, memory, registry } = await stubborn()
  expect(host.wholeLog).toBeNull()
  expect(await host.closeWithRound()).toBeNull()
  const log = await memory.read(id)
  expect(came()).toEqual([outcomeOf(log)])
  const { results, rules } = resultsOf(log)
  const seats = came()[0]?.seats ?? []
  expect(seats.map(({ ended, role, wrong }) => ({ ended, role, wrong }))).toEqual(
    results.map(({ role, wrong }) => ({ ended: 'round-closed', role, wrong })),
  )
  expect(seats.flatMap((seat) => seat.rules)).toHaveLength(rules.length)
  expect(seats[0]?.wrong).toBeGreaterThan(50)
  await registry.close()
})

test('a session whose log can’t be read now does not end now, and nothing of its end is stored', async () => {
  const { host, id, memory, registry } = await stubborn()
  const { length } = await memory.read(id)
  const read = vi.spyOn(memory, 'read').mockRejectedValueOnce(new Error('the disk is gone'))
  expect(await host.closeWithRound()).toMatchObject({ notNow: 'storage-lost' })
  read.mockRestore()
  expect(await memory.read(id)).toHaveLength(length)
  expect(await host.closeWithRound()).toBeNull()
  expect((await memory.read(id)).at(-1)).toMatchObject({ type: 'session-ended', reason: 'round-closed' })
  await registry.close()
})

test('of a solo session the student’s moves count, and the partner’s are nobody’s', async () => {
  const log = playedLog(2, { client: 'Mei', server: PARTNER_NAMES.prompt['zh-CN'] })
  const memory = new MemoryLog()
  const create = vi.spyOn(memory, 'create')
  await storeEnded({ directory: memory }, log, Date.now())
  const came: StoredOutcome | null | undefined = create.mock.calls[0]?.[0].result?.came
  expect(came?.seats.map(({ role }) => role)).toEqual(['client'])
  // somebody who is called so in a pair's own session is somebody
  expect(outcomeOf(log).seats.map(({ role }) => role)).toEqual(['client', 'server'])
})

test('what has not ended has come to nothing yet', () => {
  const work = reckoned(playedLog(2).slice(0, 12), false)
  expect(() => {
    while (!work.next().done);
  }).toThrow('has not ended')
})
