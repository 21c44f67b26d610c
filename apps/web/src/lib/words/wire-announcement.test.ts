import type { SeenEvent, View } from '@woshou/session'
import { expect, test } from 'vitest'
import { m } from '#lib/paraglide/messages.js'
import { wireAnnouncement } from './wire-announcement.ts'

test('who looks on hears that time stands still, and that it goes on', () => {
  const say = (event: object) =>
    wireAnnouncement([event as SeenEvent<'network'>], { events: [] } as unknown as View<'network'>, 'auto')
  expect(say({ type: 'time-stopped', since: 0, version: 4, at: 0 })).toContain(m.turn_paused())
  expect(say({ type: 'time-went-on', gap: 9_000, version: 5, at: 0 })).toBe(m.play_goes_on())
})
