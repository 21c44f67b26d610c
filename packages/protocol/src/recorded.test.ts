import { describe, expect, test } from 'vitest'
import { drive } from '../conformance/drive.ts'
import { recorded } from '../conformance/fixtures.ts'
import type { Side, Trace } from '../conformance/trace.ts'
import {
  delivered,
  due,
  expire,
  isSynchronized,
  lt,
  type Policy,
  type Segment,
  type SynchronizedTcb,
  send,
  type Tcb,
} from './index.ts'

// What Linux 6.18 did where students are asked next, beside what the engine proposes at the same moment. That its states and
// numbers agree is conformance.test.ts; here it is what each record was made for.

function named(name: string): Trace {
  const trace = recorded().find((one) => one.name === name)
  if (trace === undefined) throw new Error(`no record ${name}`)
  return trace
}

interface Sending {
  readonly tcb: SynchronizedTcb
  readonly segment: Segment
  readonly t: number
}

/** What the client sent once the connection was there, each with the engine's TCB that was about to send it. */
function sendings(trace: Trace, policy: Partial<Policy> = {}): readonly Sending[] {
  const out: Sending[] = []
  drive(trace, {
    policy: (side: Side) => (side === 'client' ? policy : {}),
    watch: (tcb, segment, i) => {
      const sent = trace.segments.find((s) => s.i === i && s.from === 'client')
      if (isSynchronized(tcb) && sent !== undefined) out.push({ tcb, segment, t: sent.t })
    },
  })
  return out
}

const isAgain = ({ tcb, segment }: Sending): boolean => segment.text !== '' && lt(segment.seq, tcb.snd.nxt)
const isProbe = ({ tcb, segment }: Sending): boolean => segment.text === '' && segment.seq === tcb.snd.nxt - 1
const mark = ({ seq, text }: Segment): string => `${seq}+${text.length}`

describe('keep-alive (RFC 9293 §3.8.4)', () => {
  test.each([
    ['keepalive-peer-alive', 3],
    ['keepalive-cable-pulled', 3],
    ['keepalive-third-probe-answered', 4],
  ])('%s: each probe is the one that `due` proposes when the timer has run out', (name, count) => {
    const probes = sendings(named(name)).filter(isProbe)
    expect(probes).toHaveLength(count)
    for (const { tcb, segment } of probes) {
      const [first] = due(expire(tcb, 'keep-alive'))
      expect(first).toMatchObject({ reason: 'keep-alive', segment: { seq: segment.seq, ack: segment.ack, text: '' } })
    }
  })

  test('keepalive-cable-pulled: after as many probes without an answer the engine too gives the connection up', () => {
    const trace = named('keepalive-cable-pulled')
    const probes = sendings(trace, { keepAliveProbes: 3 }).filter(isProbe)
    let tcb: Tcb | undefined = probes[0]?.tcb
    for (let n = 0; n < probes.length; n++) {
      if (tcb === undefined) throw new Error('no probe')
      const asked: Tcb = expire(tcb, 'keep-alive')
      const [first] = due(asked)
      expect(first?.reason).toBe('keep-alive')
      if (first !== undefined) tcb = send(asked, first.segment)
    }
    expect(tcb === undefined ? '' : expire(tcb, 'keep-alive').state).toBe('CLOSED')
    expect(trace.states.client?.at(-1)).toBe('CLOSED')
  })
})

describe('fast retransmit (RFC 5681 §3.2)', () => {
  test.each([
    ['fast-retransmit', 3],
    // the first duplicate moves SND.WL1, and Linux does not count it (kernel-differences.ts)
    ['fast-retransmit-in-the-first-flight', 4],
  ])('%s: Linux sends again what the engine’s third duplicate ACK makes due', (name, duplicates) => {
    const [again, ...more] = sendings(named(name), { judgesTiming: true }).filter(isAgain)
    if (again === undefined) throw new Error('nothing is sent again')
    expect(more).toEqual([])
    expect(again.tcb.retransmission.duplicates).toBe(duplicates)
    const [first] = due(again.tcb)
    expect(first?.reason).toBe('fast-retransmit')
    expect(first === undefined ? '' : mark(first.segment)).toBe(mark(again.segment))
  })

  test('fast-retransmit-two-lost: the partial ACK has the second one sent again, with reno (RFC 6582 §3.2)', () => {
    const again = sendings(named('fast-retransmit-two-lost'), {
      judgesTiming: true,
      congestion: 'reno',
      mss: 100,
    }).filter(isAgain)
    expect(again.map(({ tcb }) => due(tcb)[0]?.reason)).toEqual(['fast-retransmit', 'retransmit-next'])
    expect(again.map(({ tcb }) => due(tcb)[0]?.segment).map((s) => s && mark(s))).toEqual(
      again.map(({ segment }) => mark(segment)),
    )
  })

  test('two-duplicates-wait-for-the-timer: two are no reason, neither for Linux nor for the engine', () => {
    const trace = named('two-duplicates-wait-for-the-timer')
    const [again] = sendings(trace).filter(isAgain)
    expect(again?.tcb.retransmission).toMatchObject({ duplicates: 2, due: false })
    const lastAck = Math.max(
      ...trace.segments
        .filter((s) => s.from === 'server')
        .flatMap((s) => s.arrivals)
        .filter((t) => t < (again?.t ?? 0)),
    )
    // It left by itself, and not with the second one.
    expect((again?.t ?? 0) - lastAck).toBeGreaterThan(0.05)
    const [first] = again === undefined ? [] : due(expire(again.tcb, 'retransmission'))
    expect(first?.reason).toBe('retransmit-text')
  })
})

describe('R2: a connection is given up (RFC 9293 §3.8.3)', () => {
  test.each(['given-up-with-text', 'given-up-by-user-timeout'])(
    '%s: what is unacknowledged is sent again, ever later, and then no more',
    (name) => {
      const trace = named(name)
      const sent = sendings(trace).filter(({ segment }) => segment.text.length === 7)
      const again = sent.slice(1)
      expect(again.length).toBeGreaterThanOrEqual(2)
      expect(trace.states.client?.at(-1)).toBe('CLOSED')
      // RFC 6298 §5.5: the timeout doubles. The engine's do, with as many repetitions, and then it gives up as well.
      const waits = sent.slice(1).map(({ t }, n) => t - (sent[n]?.t ?? 0))
      for (const [n, wait] of waits.slice(1).entries()) expect(wait / (waits[n] ?? 0)).toBeCloseTo(2, 0)
      const first = sent[0]
      if (first === undefined) throw new Error('nothing was sent')
      let tcb: Tcb = { ...first.tcb, policy: { ...first.tcb.policy, retries: again.length } }
      tcb = send(tcb, first.segment)
      for (const one of again) {
        tcb = expire(tcb, 'retransmission')
        const [next] = due(tcb)
        expect(next === undefined ? '' : mark(next.segment)).toBe(mark(one.segment))
        if (next !== undefined) tcb = send(tcb, next.segment)
      }
      expect(tcb.state).toBe('ESTABLISHED')
      expect(expire(tcb, 'retransmission').state).toBe('CLOSED')
    },
  )
})

describe('a small MSS, and no message boundaries (RFC 9293 §3.7.1, §3.8)', () => {
  test.each([
    ['small-mss-one-send-three-segments', [100, 100, 50]],
    ['small-mss-one-send-three-segments--opts', [88, 88, 74]],
  ])('%s: one send becomes three segments, cut where the engine cuts', (name, lengths) => {
    const texts = sendings(named(name), { likeLinux: false, mss: 1460 }).filter(({ segment }) => segment.text !== '')
    expect(texts.map(({ segment }) => segment.text.length)).toEqual(lengths)
    const proposed = texts.map(({ tcb }) => due(tcb).find(({ reason }) => reason === 'send-text')?.segment.text.length)
    expect(proposed).toEqual(lengths)
  })

  test.each([
    ['two-sends-one-segment', [10, 20, 30], [10, 50]],
    ['three-sends-two-segments', [60, 60, 20], [100, 40]],
  ])('%s: what was sent with three calls arrives in two segments, and whole', (name, calls, lengths) => {
    const trace = named(name)
    const sends = trace.appEvents.flatMap(({ call }) => /^send\((\d+)\)/.exec(call)?.[1] ?? []).map(Number)
    expect(sends).toEqual(calls)
    const texts = sendings(trace).filter(({ segment }) => segment.text !== '')
    expect(texts.map(({ segment }) => segment.text.length)).toEqual(lengths)
    let received = 0
    drive(trace, {
      after: (what, side, _, tcb) => {
        if (what === 'arrived' && side === 'server') received = Math.max(received, delivered(tcb).bytes)
      },
    })
    expect(received).toBe(calls.reduce((sum, bytes) => sum + bytes, 0))
  })
})

describe('TIME-WAIT assassination (RFC 1337)', () => {
  test.each([
    ['time-wait-assassinated', 'CLOSED'],
    ['time-wait-assassinated--rfc1337', 'TIME-WAIT'],
  ])('%s: an old copy of text, an ACK, a RST, and the engine is in %s as Linux is', (name, state) => {
    const trace = named(name)
    expect(drive(trace).states.client.at(-1)).toBe(state)
    expect(trace.states.client?.at(-1)).toBe(state === 'CLOSED' ? 'CLOSED' : 'TIME_WAIT')
  })
})
