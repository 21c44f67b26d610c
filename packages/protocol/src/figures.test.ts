import { describe, expect, test } from 'vitest'
import { rfc } from '../conformance/fixtures.ts'
import {
  acceptable,
  call,
  closed,
  due,
  FLAGS,
  judge,
  receive,
  type Segment,
  type State,
  segment,
  send,
  type Tcb,
  TRANSITIONS,
} from './index.ts'

type Peer = 'client' | 'server'

interface FigureSegment {
  readonly i: number
  readonly from: Peer
  readonly flags: readonly string[]
  readonly seq: number
  readonly ack: number | null
  /** Figure 6 writes only that there is data. */
  readonly len: number | 'DATA'
  readonly sentAtLine: number | null
  readonly arrivesAtLine: number | null
  readonly senderStateAfter: State | null
  readonly receiverStateAfter: State | null
  readonly origin: string
}

interface Figure {
  readonly title: string
  readonly section: string
  readonly initialStates: Readonly<Record<Peer, State>>
  readonly segments: readonly FigureSegment[]
  readonly finalStates: Readonly<Record<Peer, State>>
}

const toSegment = (s: FigureSegment): Segment =>
  segment({
    flags: s.flags.reduce((sum, name) => sum | (FLAGS.find(([known]) => known === name)?.[1] ?? 0), 0),
    seq: s.seq,
    ack: s.ack ?? 0,
    text: 'x'.repeat(s.len === 'DATA' ? 5 : s.len),
  })

const must = (tcb: Tcb, request: Parameters<typeof call>[1]): Tcb => {
  const result = call(tcb, request)
  if (!result.ok) throw new Error(result.error)
  return result.tcb
}

/** Two ends brought into ESTABLISHED by moves, the client's next number being `client`, the server's `server`. */
function established(client: number, server: number): Record<Peer, Tcb> {
  let a: Tcb = must(closed({ explicit: false }), { type: 'open-active' })
  let b: Tcb = must(closed({ explicit: false }), { type: 'open-passive' })
  const steps: readonly (readonly [Peer, Segment])[] = [
    ['client', segment({ flags: 0x02, seq: client - 1 })],
    ['server', segment({ flags: 0x12, seq: server - 1, ack: client })],
    ['client', segment({ flags: 0x10, seq: client, ack: server })],
  ]
  for (const [from, s] of steps) {
    if (from === 'client') {
      a = send(a, s)
      b = receive(b, s).tcb
    } else {
      b = send(b, s)
      a = receive(a, s).tcb
    }
  }
  return { client: a, server: b }
}

function ends(figure: Figure): Record<Peer, Tcb> {
  const first = (from: Peer): FigureSegment | undefined =>
    figure.segments.find((s) => s.from === from && s.origin === 'peer')
  if (figure.initialStates.client === 'ESTABLISHED' && figure.initialStates.server === 'ESTABLISHED')
    return established(first('client')?.seq ?? 100, first('server')?.seq ?? 300)
  const fromServer = first('server')
  const start = (peer: Peer): Tcb => {
    const state = figure.initialStates[peer]
    if (state === 'LISTEN') return must(closed({ explicit: false }), { type: 'open-passive' })
    if (state === 'ESTABLISHED') return established(fromServer?.ack ?? 100, fromServer?.seq ?? 300)[peer]
    return closed({ explicit: false })
  }
  return { client: start('client'), server: start('server') }
}

const other = (peer: Peer): Peer => (peer === 'client' ? 'server' : 'client')

/** Figure 7 shows no ACK of the second SYN,ACK; the engine owes one (kernel difference 13). */
function play(name: string): void {
  const figure = rfc<Figure>(name)
  const tcbs = ends(figure)
  const happenings = figure.segments.flatMap((s) => [
    ...(s.sentAtLine === null || s.origin !== 'peer' ? [] : [{ line: s.sentAtLine, order: 1, s, arrives: false }]),
    ...(s.arrivesAtLine === null
      ? []
      : [{ line: s.arrivesAtLine, order: s.sentAtLine === s.arrivesAtLine ? 2 : 0, s, arrives: true }]),
  ])
  happenings.sort((a, b) => a.line - b.line || a.order - b.order)
  for (const { s, arrives } of happenings) {
    const what = toSegment(s)
    if (arrives) {
      const to = other(s.from)
      tcbs[to] = receive(tcbs[to], what).tcb
      if (s.receiverStateAfter !== null) expect(`${s.i} ${tcbs[to].state}`).toBe(`${s.i} ${s.receiverStateAfter}`)
    } else {
      expect(judge(tcbs[s.from], what)).toMatchObject({ legal: true })
      tcbs[s.from] = send(tcbs[s.from], what)
      if (s.senderStateAfter !== null) expect(`${s.i} ${tcbs[s.from].state}`).toBe(`${s.i} ${s.senderStateAfter}`)
    }
  }
  for (const peer of ['client', 'server'] as const) {
    const final = figure.finalStates[peer]
    if (tcbs[peer].state === 'TIME-WAIT' && final === 'CLOSED') continue // 2 MSL later
    expect(`${peer} ${tcbs[peer].state}`).toBe(`${peer} ${final}`)
  }
}

describe('RFC 9293’s figures, number for number', () => {
  test('Figure 6: basic three-way handshake for connection synchronization', () => play('figure-06.json'))
  test('Figure 7: simultaneous connection synchronization', () => play('figure-07.json'))
  test('Figure 8: recovery from old duplicate SYN', () => play('figure-08.json'))
  test('Figure 9: half-open connection discovery', () => play('figure-09.json'))
  test('Figure 10: active side causes half-open connection discovery', () => play('figure-10.json'))
  test('Figure 11: old duplicate SYN initiates a reset on two passive sockets', () => play('figure-11.json'))
  test('Figure 12: normal close sequence', () => play('figure-12.json'))
  test('Figure 13: simultaneous close sequence', () => play('figure-13.json'))
})

interface Vector {
  readonly segSeq: number
  readonly segLen: number
  readonly rcvNxt: number
  readonly rcvWnd: number
  readonly acceptable: boolean
}

describe('RFC 9293 §3.4, the acceptability test', () => {
  const { derivedVectors } = rfc<{ derivedVectors: readonly Vector[] }>('acceptability-table.json')
  test('there are 114 boundary cases', () => expect(derivedVectors).toHaveLength(114))
  for (const { segSeq, segLen, rcvNxt, rcvWnd, acceptable: right } of derivedVectors)
    test(`SEG.SEQ ${segSeq}, SEG.LEN ${segLen} is ${right ? '' : 'not '}acceptable at RCV.NXT ${rcvNxt}, RCV.WND ${rcvWnd}`, () => {
      expect(acceptable(segSeq, segLen, rcvNxt, rcvWnd)).toBe(right)
    })
})

describe('RFC 9293 §3.3.2, Figure 5', () => {
  const { transitions } = rfc<{ transitions: readonly { from: State; event: string; to: State }[] }>(
    'figure-05-transitions.json',
  )
  for (const { from, event, to } of transitions)
    test(`${from}: ${event} leads to ${to}`, () => {
      expect(TRANSITIONS.filter((t) => t.from === from && t.to === to)).not.toEqual([])
    })
  test('it has no other arrows', () => {
    for (const { from, to } of TRANSITIONS) expect(transitions.some((t) => t.from === from && t.to === to)).toBe(true)
    expect(TRANSITIONS).toHaveLength(transitions.length)
  })
  test('a listener that is asked to SEND opens actively (§3.10.2)', () => {
    const tcb = must(must(closed({ isn: 7_000 }), { type: 'open-passive' }), { type: 'send', text: 'hi' })
    const [first] = due(tcb)
    expect(first?.reason).toBe('open')
    expect(send(tcb, first?.segment ?? segment({ flags: 0, seq: 0 })).state).toBe('SYN-SENT')
  })
})
