import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { see } from '../eyes/eyes.ts'
import { ScenarioSchema } from '../facts/scenario.ts'
import { SoloSession } from '../solo/solo-session.ts'
import { SoloStudent } from '../testing/solo-student.ts'
import { scenario } from '../testing/table.ts'
import { cwndOfLog, cwndPoints } from './cwnd.ts'

const MSS = 100

/** The client sends segments of one MSS as congestion control lets it; the n-th texts named are lost. */
function played(options: {
  readonly segments: number
  readonly drop?: readonly number[]
  readonly ssthresh?: number
  readonly rto?: number
  readonly congestion?: 'none' | 'reno'
}): SoloStudent {
  const { congestion = 'reno', drop = [], rto = 60_000, segments, ssthresh = 8 } = options
  const used = v.parse(ScenarioSchema, {
    ...scenario('fast-retransmit'),
    ends: {
      client: {
        start: 'CLOSED',
        wishes: [
          { call: { type: 'open-active' } },
          { call: { type: 'send', bytes: segments * MSS }, when: { states: ['ESTABLISHED'], nothingOwed: true } },
        ],
      },
      server: { start: 'LISTEN', wishes: [] },
    },
    link: { latency: 1500, faults: drop.map((nth) => ({ from: 'client', match: 'text', nth, do: 'drop' })) },
    policy: { rto, congestion, mss: MSS, initialCwnd: MSS, initialSsthresh: ssthresh * MSS },
  })
  const names = { client: 'Lin', server: 'Mei' }
  return new SoloStudent(
    SoloSession.start({
      scenario: used,
      role: 'client',
      character: 'prompt',
      level: 'coached',
      pace: 1,
      seed: 1,
      createdAt: 0,
      names,
    }),
  ).play()
}

const read = (student: SoloStudent) => cwndOfLog(student.solo.log, 'client')
/** cwnd in MSS where a round trip begins. */
const byRound = (student: SoloStudent) =>
  read(student)
    .filter(({ roundTrip }) => Number.isInteger(roundTrip))
    .map(({ cwnd, roundTrip }) => [roundTrip, cwnd / MSS])

describe('cwnd over round trips', () => {
  test('slow start doubles from one round trip to the next, to ssthresh; then each adds one segment', () => {
    const rounds = new Map(byRound(played({ segments: 1 + 2 + 4 + 8 + 9 + 10 })) as [number, number][])
    expect([1, 2, 3, 4, 5, 6].map((round) => rounds.get(round))).toEqual([1, 2, 4, 8, 9, 10])
  })

  test('every ACK of slow start is a point of its own, on its way from one round trip to the next', () => {
    const points = read(played({ segments: 7 })).map(({ because, cwnd, phase, roundTrip }) => [
      roundTrip,
      cwnd / MSS,
      phase,
      because,
    ])
    expect(points).toEqual([
      [1, 1, 'slow-start', 'opened'],
      [2, 2, 'slow-start', 'acknowledged'],
      [2.5, 3, 'slow-start', 'acknowledged'],
      [3, 4, 'slow-start', 'acknowledged'],
      [3.25, 5, 'slow-start', 'acknowledged'],
      [3.5, 6, 'slow-start', 'acknowledged'],
      [3.75, 7, 'slow-start', 'acknowledged'],
      [4, 8, 'congestion-avoidance', 'acknowledged'],
    ])
  })

  test('three duplicates: cwnd is three more than the new ssthresh, then one more each; recovered it is ssthresh', () => {
    const points = read(played({ segments: 31, drop: [8] }))
    const from = points.findIndex(({ because }) => because === 'third-duplicate')
    const [third, ...after] = points.slice(from)
    if (!third) throw new Error('a loss should have been noticed')
    expect(third.ssthresh).toBeLessThan(8 * MSS)
    expect(third).toMatchObject({ cwnd: third.ssthresh + 3 * MSS, phase: 'fast-recovery' })
    const end = after.findIndex(({ because }) => because === 'recovered')
    expect(end).toBeGreaterThan(0)
    for (const [nth, point] of after.slice(0, end).entries())
      expect(point).toMatchObject({
        because: 'further-duplicate',
        cwnd: third.cwnd + (nth + 1) * MSS,
      })
    // each duplicate says that one more segment of this window has arrived
    const trips = [third, ...after.slice(0, end)].map(({ roundTrip }) => roundTrip)
    expect(trips).toEqual([...trips].sort((a, b) => a - b))
    expect(Math.floor(trips.at(-1) ?? 0)).toBe(Math.floor(third.roundTrip))
    const { ssthresh } = third
    expect(after[end]).toMatchObject({ cwnd: ssthresh, ssthresh, phase: 'congestion-avoidance' })
    // as textbooks draw it: the round trip after the loss begins with the half
    expect(after[end]?.roundTrip).toBe(Math.floor(third.roundTrip) + 1)
  })

  test('a timeout: cwnd is one segment in the next round trip, ssthresh half of what was in flight', () => {
    // all that is on its way, so that no duplicates come
    const points = read(played({ segments: 3, drop: [1], rto: 8_000 }))
    const at = points.findIndex(({ because }) => because === 'timed-out')
    expect(at).toBeGreaterThan(0)
    expect(points[at]).toMatchObject({ cwnd: MSS, ssthresh: 2 * MSS, phase: 'slow-start' })
    expect(points[at]?.roundTrip).toBe(Math.floor(points[at - 1]?.roundTrip ?? 0) + 1)
    expect(points[at + 1]).toMatchObject({ because: 'acknowledged', cwnd: 2 * MSS })
  })

  test('a seat reads from what it has seen what the log gives of its end, and no end reads the other’s', () => {
    const student = played({ segments: 12, drop: [5] })
    const { log } = student.solo
    const seen = log.flatMap((event) => see(event, 'client') ?? [])
    expect(cwndPoints(seen)).toEqual(read(student))
    expect(cwndOfLog(log, 'server').map(({ because }) => because)).toEqual(['opened'])
    const [first, second] = read(student)
    expect(cwndOfLog(log, 'client', (second?.version ?? 0) - 1)).toEqual([first])
  })

  test('without congestion control there is nothing', () => {
    expect(read(played({ segments: 5, congestion: 'none' }))).toEqual([])
  })
})
