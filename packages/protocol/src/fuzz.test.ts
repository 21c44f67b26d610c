import { describe, expect, test } from 'vitest'
import { explain } from './catalogue/index.ts'
import {
  ACK,
  call,
  closed,
  delivered,
  due,
  expire,
  FIN,
  formatSegment,
  formatTyped,
  judge,
  judgeCheck,
  parseTyped,
  RST,
  receive,
  type Segment,
  SYN,
  send,
  type Tcb,
  type Timer,
  timers,
  variables,
} from './index.ts'
import { Play, random } from './link.test-support.ts'
import { scenario } from './scenario.test-support.ts'

/** How many random inputs each; WOSHOU_FUZZ=1000000 takes a minute or so. */
const COUNT = Number(process.env.WOSHOU_FUZZ ?? 20_000)
const SEED = Number(process.env.WOSHOU_SEED ?? 99)

const TIMERS: readonly Timer[] = [
  'time-wait',
  'retransmission',
  'persist',
  'keep-alive',
  'delayed-ack',
  'idle-restart',
  'user-timeout',
]

/** Numbers near what the end knows are the interesting ones; now and then any number, or none at all. */
function randomSegment(next: () => number, tcb: Tcb): Segment {
  const known = variables(tcb)
  const numbers = known.map(({ value }) => value).filter((value) => value !== null)
  const pick = (): number => {
    const r = next()
    if (r < 0.02) return [Number.NaN, -1, 2 ** 40, 1.5, Number.POSITIVE_INFINITY][Math.floor(next() * 5)] as number
    if (r < 0.2 || numbers.length === 0) return Math.floor(next() * 2 ** 32)
    return ((numbers[Math.floor(next() * numbers.length)] as number) + Math.floor(next() * 9) - 4) >>> 0
  }
  // Half of them are what a peer would send: otherwise hardly any connection would get beyond its opening.
  if (next() < 0.5) {
    const number = (name: string): number =>
      known.find((variable) => variable.name === name)?.value ?? Math.floor(next() * 2 ** 32)
    const flags = [SYN, SYN | ACK, ACK, FIN | ACK, RST][Math.floor(next() * 5)] ?? ACK
    return {
      flags,
      seq: number('RCV.NXT'),
      ack: number(next() < 0.3 ? 'SND.UNA' : 'SND.NXT'),
      window: 65_535,
      text: next() < 0.7 ? '' : 'abc',
    }
  }
  return {
    flags: Math.floor(next() * (next() < 0.05 ? 1000 : 64)),
    seq: pick(),
    ack: pick(),
    window: next() < 0.1 ? pick() : Math.floor(next() * 65_536),
    text: next() < 0.5 ? '' : 'abcdefghij'.slice(0, Math.floor(next() * 10)),
    ...(next() < 0.1 ? { options: { windowScale: Math.floor(next() * 20), mss: Math.floor(next() * 2000) } } : {}),
  }
}

describe('nothing throws', () => {
  test(`receive, judge, send, due, call and expire survive ${COUNT} random moves from seed ${SEED}`, () => {
    const next = random(SEED)
    let tcb: Tcb = closed()
    const states = new Set<string>()
    for (let i = 0; i < COUNT; i++) {
      if (i % 40 === 0)
        tcb = closed({
          explicit: next() < 0.5,
          isn: next() < 0.5 ? Math.floor(next() * 2 ** 32) : null,
          policy: { rfc5961: next() < 0.8, likeLinux: next() < 0.3, judgesTiming: next() < 0.5 },
        })
      const r = next()
      const segment = randomSegment(next, tcb)
      if (r < 0.35) tcb = receive(tcb, segment).tcb
      else if (r < 0.5) tcb = send(tcb, segment)
      else if (r < 0.7) {
        const [first] = due(tcb, { isn: 77_777 })
        if (first !== undefined) {
          expect({ move: first, state: tcb.state, violations: judge(tcb, first.segment).violations }).toMatchObject({
            violations: [],
          })
          tcb = send(tcb, first.segment)
        }
      } else if (r < 0.8) {
        const calls = [
          { type: 'open-active' },
          { type: 'open-passive' },
          { type: 'send', text: 'hello' },
          { type: 'close' },
          { type: 'abort' },
        ] as const
        const result = call(tcb, calls[Math.floor(next() * calls.length)] ?? calls[0])
        if (result.ok) tcb = result.tcb
      } else if (r < 0.85) tcb = expire(tcb, TIMERS[Math.floor(next() * TIMERS.length)] as Timer)
      else {
        const verdict = judge(tcb, segment)
        expect(verdict.legal).toBe(verdict.violations.length === 0)
        for (const violation of verdict.violations) explain(violation, 'zh-CN')
        judgeCheck(tcb, segment, { outcome: 'accepted', state: 'ESTABLISHED', next: segment.seq })
        formatTyped(segment)
        formatSegment(segment)
      }
      timers(tcb)
      delivered(tcb)
      states.add(tcb.state)
    }
    expect(states.size).toBe(11)
  })

  test(`parseTyped survives ${COUNT} random lines`, () => {
    const next = random(SEED + 1)
    const words = [
      'SA',
      'syn',
      'seq=',
      'ack',
      '=',
      '300',
      'text="a b"',
      '<SEQ=1>',
      '<CTL=SYN,ACK>',
      'len=5',
      ',',
      '\u0000',
      '握手',
      '99999999999',
      ' ',
      'win=1',
      '__proto__=1',
      'constructor',
      '"',
      '-',
    ]
    for (let i = 0; i < COUNT; i++) {
      let line = ''
      for (let n = Math.floor(next() * 8); n > 0; n--)
        line += words[Math.floor(next() * words.length)] + (next() < 0.5 ? ' ' : '')
      const parsed = parseTyped(line)
      if (!parsed.ok) expect(parsed.error.at).toBeLessThanOrEqual(line.length)
    }
  })
})

describe('a TCB is plain JSON', () => {
  test('there and back changes nothing, in whatever state', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { link, wishes } = scenario(seed)
      const play = new Play(link, wishes, seed, (tcb) => {
        expect(JSON.parse(JSON.stringify(tcb))).toEqual(tcb)
      })
      play.run(200)
    }
  })

  test('no undefined hides in it', () => {
    const walk = (value: unknown): void => {
      expect(value).not.toBe(undefined)
      if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) walk(inner)
    }
    const { link, wishes } = scenario(5)
    new Play(link, wishes, 5, walk).run(200)
  })
})
