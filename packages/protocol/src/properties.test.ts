import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, diff, geq, gt, inWindow, leq, lt, type State, TRANSITIONS } from './index.ts'
import { Play } from './link.test-support.ts'
import { scenario } from './scenario.test-support.ts'

/** How many random links are played. */
const LINKS = Number(process.env.WOSHOU_LINKS ?? 500)
const SEED = Number(process.env.WOSHOU_SEED ?? 20260112)

/** Pairs of states that two ends can be in at once, from Figure 5's arrows taken independently are too many: these are not among them. */
const IMPOSSIBLE: readonly (readonly [State, State])[] = [
  ['LISTEN', 'ESTABLISHED'],
  ['SYN-SENT', 'ESTABLISHED'],
  ['SYN-SENT', 'FIN-WAIT-2'],
  ['SYN-SENT', 'CLOSE-WAIT'],
  ['ESTABLISHED', 'FIN-WAIT-2'],
  ['ESTABLISHED', 'CLOSING'],
  ['ESTABLISHED', 'TIME-WAIT'],
  ['CLOSE-WAIT', 'CLOSE-WAIT'],
  ['LAST-ACK', 'LAST-ACK'],
  ['CLOSE-WAIT', 'CLOSING'],
  ['FIN-WAIT-2', 'FIN-WAIT-2'],
]

/** Figure 5's arrows, with its note 3: a RST leads to CLOSED. */
const FIGURE_5 = new Set([
  ...TRANSITIONS.map(({ from, to }) => `${from} ${to}`),
  'CLOSING CLOSED',
  'LAST-ACK CLOSED',
  'SYN-SENT CLOSED',
])

/** Those which need a call of CLOSE or SEND before the connection is there, a RST, or a FIN that tells both at once. */
const NEVER = new Set([
  'CLOSED LISTEN',
  'LISTEN CLOSED',
  'LISTEN SYN-SENT',
  'SYN-SENT CLOSED',
  'SYN-RECEIVED LISTEN',
  'FIN-WAIT-1 TIME-WAIT',
  'TIME-WAIT CLOSED',
])

describe('two engine ends over any link', () => {
  test(`deliver every byte once and in order, end, and never send what judge refuses (${LINKS} links from seed ${SEED})`, () => {
    const failures: string[] = []
    const arrows = new Set<string>()
    for (let i = 0; i < LINKS; i++) {
      const seed = SEED + i
      const { link, wishes, texts } = scenario(seed)
      const play = new Play(link, wishes, seed)
      play.run(40_000)
      const say = (what: string): void => {
        failures.push(
          `seed ${seed}: ${what} (client ${play.tcbs.client.state}, server ${play.tcbs.server.state}, ${play.steps} steps)`,
        )
      }
      if (play.complaints.length > 0) say(`due was judged wrong: ${play.complaints[0]}`)
      if (play.tcbs.client.state !== 'CLOSED' || play.tcbs.server.state !== 'CLOSED') say('did not end')
      else {
        if (play.received.server !== texts.client)
          say(`server received ${play.received.server.length} of ${texts.client.length}`)
        if (play.received.client !== texts.server)
          say(`client received ${play.received.client.length} of ${texts.server.length}`)
      }
      for (const [a, b] of IMPOSSIBLE)
        if (play.pairs.has(`${a} ${b}`) || play.pairs.has(`${b} ${a}`)) say(`${a} with ${b}`)
      for (const arrow of play.arrows) {
        arrows.add(arrow)
        if (!FIGURE_5.has(arrow)) say(`${arrow} is no arrow of Figure 5`)
      }
      if (failures.length > 5) break
    }
    expect(failures).toEqual([])
    // Every arrow that two well-behaved ends can take is taken.
    expect([...FIGURE_5].filter((arrow) => !arrows.has(arrow) && !NEVER.has(arrow))).toEqual([])
  })
})

describe('sequence arithmetic, RFC 9293 §3.4', () => {
  const seq = fc.integer({ min: 0, max: 2 ** 32 - 1 })
  const near = fc.integer({ min: -(2 ** 30), max: 2 ** 30 })
  test('add and diff undo each other across the wrap', () => {
    fc.assert(
      fc.property(seq, near, (a, n) => diff(add(a, n), a) === n),
      { seed: SEED },
    )
  })
  test('exactly one of a < b, a = b, a > b holds within half the circle', () => {
    fc.assert(
      fc.property(seq, near, (a, n) => {
        const b = add(a, n)
        return (
          Number(lt(a, b)) + Number(a === b) + Number(gt(a, b)) === 1 &&
          leq(a, b) === !gt(a, b) &&
          geq(a, b) === !lt(a, b)
        )
      }),
      { seed: SEED },
    )
  })
  test('a window contains its first number and not the one after its last', () => {
    fc.assert(
      fc.property(
        seq,
        fc.integer({ min: 1, max: 65_535 }),
        (a, size) => inWindow(a, a, size) && !inWindow(add(a, size), a, size),
      ),
      { seed: SEED },
    )
  })
})
