import { dueNow } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { SoloSession } from '@woshou/session/solo'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Play } from './play.svelte.ts'
import { SoloChannel } from './solo-channel.svelte.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  sessionStorage.clear()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function sit(kept = () => {}) {
  const scenario = SCENARIOS.find(({ id }) => id === 'open-and-close-from-client')
  if (!scenario) throw new Error('no such scenario')
  const names = { client: 'Lin', server: 'Mei' }
  const wish = { scenario, role: 'client', character: 'prompt', level: 'coached', pace: 1, names } as const
  const solo = SoloSession.start({ ...wish, seed: 1, createdAt: 0 })
  const seat = { session: 's'.repeat(22), role: 'client', token: '', name: '', takenAt: 0 } as const
  const play = new Play(seat, { channel: (end) => new SoloChannel(solo, end, kept) })
  return { solo, play }
}

/** What is right, as the composer would say it. */
function send(play: Play): boolean {
  const end = play.view?.end
  const due = end && dueNow(end)[0]
  if (!due) return false
  const { ack, flags, seq, text } = due.segment
  return play.move({ type: 'send-segment', segment: { flags, seq, ack, length: text.length } })
}

test('a seat plays a whole session against the authority in this browser, with no socket', async () => {
  const kept = vi.fn()
  const { play, solo } = sit(kept)
  play.start()
  expect(play.status).toBe('open')
  expect(play.view?.started).toBe(true)
  for (let step = 0; step < 60 && !play.view?.ended; step++) {
    send(play)
    await vi.advanceTimersByTimeAsync(5_000)
  }
  expect(play.view?.ended?.reason).toBe('goal-reached')
  expect(play.waiting).toBe(false)
  expect(kept).toHaveBeenCalled()
  expect(solo.session.ended).not.toBeNull()
  play.stop()
})

test('a wrong segment is answered with its violations and stays', () => {
  const { play } = sit()
  play.start()
  play.move({ type: 'send-segment', segment: { flags: 16, seq: 1, ack: 1, length: 0 } })
  expect(play.withheld?.violations[0]?.rule).toBe('first-segment-must-be-syn')
  expect(play.waiting).toBe(false)
  play.stop()
})

test('time stands still while the page is hidden, and goes on from there', async () => {
  const { play, solo } = sit()
  play.start()
  send(play)
  const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.advanceTimersByTimeAsync(600_000)
  expect(solo.session.ends.server.tcb.state).toBe('LISTEN')
  expect(play.move({ type: 'take-hint' })).toBe(true)
  hidden.mockReturnValue('visible')
  document.dispatchEvent(new Event('visibilitychange'))
  // what could not be sent meanwhile is sent now
  expect(play.waiting).toBe(false)
  await vi.advanceTimersByTimeAsync(1_600)
  expect(solo.session.ends.server.tcb.state).toBe('SYN-RECEIVED')
  expect(solo.session.at).toBeLessThan(10_000)
  play.stop()
})
