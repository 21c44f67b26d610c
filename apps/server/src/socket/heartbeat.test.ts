import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Heartbeat, RHYTHM } from './heartbeat.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.restoreAllMocks()
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

it('gives nobody up for a silence that was its own: a process that stood still first reads what has arrived', () => {
  const heartbeat = new Heartbeat()
  const heard = Array.from({ length: 200 }, () => connect(heartbeat, false))
  vi.advanceTimersByTime(6_000)
  for (const { state } of heard) expect(state.gaveUpAt).toBeNull()
  // frozen for 20 s, and nobody could be heard; then the timers are first
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 20_000)
  const wokeAt = performance.now()
  vi.advanceTimersByTime(RHYTHM.interval)
  for (const { state } of heard) {
    expect(state.gaveUpAt).toBeNull()
    // asked again meanwhile
    expect(state.beats.at(-1)).toBeGreaterThanOrEqual(wokeAt)
  }
  // who says nothing now either is given up as ever
  vi.advanceTimersByTime(10_000 - RHYTHM.interval)
  for (const { state } of heard) {
    const after = (state.gaveUpAt ?? Number.POSITIVE_INFINITY) - wokeAt
    expect(after).toBeGreaterThanOrEqual(RHYTHM.silence)
    expect(after).toBeLessThanOrEqual(10_000)
  }
  heartbeat.close()
})
