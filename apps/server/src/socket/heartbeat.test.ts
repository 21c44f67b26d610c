import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Heartbeat, RHYTHM } from './heartbeat.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const pulse = () => ({ heardAt: performance.now(), beats: [] as number[], gaveUpAt: null as number | null })

function connect(heartbeat: Heartbeat, alive: boolean) {
  const state = pulse()
  const remove = heartbeat.add({
    get heardAt() {
      return alive ? performance.now() : state.heardAt
    },
    beat: () => state.beats.push(performance.now()),
    giveUp: () => {
      state.gaveUpAt ??= performance.now()
    },
  })
  return { state, remove }
}

it('beats for every connection once in 4 s, not for all at once', () => {
  const heartbeat = new Heartbeat()
  const connections = Array.from({ length: 16 }, () => connect(heartbeat, true).state)
  vi.advanceTimersByTime(12_000)
  for (const { beats } of connections) {
    expect(beats).toHaveLength(3)
    expect((beats[1] ?? 0) - (beats[0] ?? 0)).toBeCloseTo(RHYTHM.interval)
  }
  expect(new Set(connections.map(({ beats }) => beats[0])).size).toBe(16)
  heartbeat.close()
})

it('gives up each silent connection within 10 s, and no other', () => {
  const heartbeat = new Heartbeat()
  const silent = Array.from({ length: 200 }, () => connect(heartbeat, false))
  const alive = connect(heartbeat, true)
  vi.advanceTimersByTime(10_000)
  for (const { remove, state } of silent) {
    const after = (state.gaveUpAt ?? Number.POSITIVE_INFINITY) - state.heardAt
    expect(after).toBeGreaterThanOrEqual(RHYTHM.silence)
    expect(after).toBeLessThanOrEqual(10_000)
    remove()
  }
  expect(alive.state.gaveUpAt).toBeNull()
  heartbeat.close()
})
