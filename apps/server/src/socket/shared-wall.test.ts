import { expect, it, vi } from 'vitest'
import { LocalBus } from '../live/bus.ts'
import type { Services } from '../services.ts'
import type { StoredShareLink } from '../storage/share-links.ts'
import { sharedWall } from './shared-wall.ts'

const LINK: StoredShareLink = {
  id: 'link',
  class: 'class',
  kind: 'wall',
  session: null,
  names: false,
  createdAt: 0,
  expiresAt: 1_500,
}

it('is looked at again until the clock is there: a timer may have run out a moment before', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let now = 0
  const opens = async (_token: string, at: number) => (at < 1_500 ? LINK : null)
  const services = { bus: new LocalBus(), clock: () => now, storage: { shareLinks: { opens } } }
  const wall = await sharedWall(services as unknown as Services, 'token')
  const doubts: number[] = []
  const stop = wall.ok ? wall.right.watch(() => doubts.push(now)) : expect.fail()
  now = 1_499
  vi.advanceTimersByTime(1_500)
  expect(doubts).toEqual([])
  now = 1_500
  vi.advanceTimersByTime(1)
  expect(doubts).toEqual([1_500])
  stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})
