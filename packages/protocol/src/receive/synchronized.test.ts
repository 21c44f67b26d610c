import { describe, expect, test } from 'vitest'
import { ACK, call, closed, FIN, type Options, receive, type Segment, SYN, segment, send, type Tcb } from '../index.ts'

const stamp = (value: number): Options => ({ timestamps: { value, echo: 0 } })
const get = (tcb: Tcb, parts: Partial<Segment> & Pick<Segment, 'flags' | 'seq'>) => receive(tcb, segment(parts))
const put = (tcb: Tcb, parts: Partial<Segment> & Pick<Segment, 'flags' | 'seq'>): Tcb => send(tcb, segment(parts))

/** A server in ESTABLISHED: ISS 5000, IRS 1000; TS.Recent is `ts`, unless its own SYN has no timestamp. */
function established(ts = 100, own: Partial<Segment> = { options: stamp(7) }): Tcb {
  const listening = call(closed(), { type: 'open-passive' })
  if (!listening.ok) throw new Error(listening.error)
  let { tcb } = get(listening.tcb, { flags: SYN, seq: 1000, options: stamp(ts) })
  tcb = put(tcb, { flags: SYN | ACK, seq: 5000, ack: 1001, ...own })
  return get(tcb, { flags: ACK, seq: 1001, ack: 5001, options: stamp(ts) }).tcb
}

describe('timestamps', () => {
  test('refuses text older than what came in order before it, and acknowledges (RFC 7323 5.3, R1)', () => {
    let { tcb } = get(established(), { flags: ACK, seq: 1001, ack: 5001, text: 'ab', options: stamp(120) })
    tcb = put(tcb, { flags: ACK, seq: 5001, ack: 1003 })
    const late = get(tcb, { flags: ACK, seq: 1003, ack: 5001, text: 'cd', options: stamp(119) })
    expect(late.outcome).toBe('dropped')
    expect(late.owed.map(({ reason, reply }) => [reason, reply.ack])).toEqual([['acknowledge-duplicate', 1003]])
    const again = get(late.tcb, { flags: ACK, seq: 1003, ack: 5001, text: 'cd', options: stamp(120) })
    expect(again.outcome).toBe('accepted')
  })

  test('does not take TS.Recent from beyond a gap (RFC 7323 4.3)', () => {
    const { tcb } = get(established(), { flags: ACK, seq: 1003, ack: 5001, text: 'cd', options: stamp(130) })
    expect(get(tcb, { flags: ACK, seq: 1001, ack: 5001, text: 'ab', options: stamp(110) }).outcome).toBe('accepted')
  })

  test('compares them modulo 2^32', () => {
    const text = { flags: ACK, seq: 1001, ack: 5001, text: 'ab', options: stamp(1) }
    expect(get(established(2 ** 32 - 2), text).outcome).toBe('accepted')
    expect(get(established(2), text).outcome).toBe('dropped')
  })

  test('looks at none when a SYN had none', () => {
    const text = { flags: ACK, seq: 1001, ack: 5001, text: 'ab', options: stamp(1) }
    expect(get(established(100, {}), text).outcome).toBe('accepted')
  })

  test('reopens TIME-WAIT for a SYN with a later timestamp though its number is lower (RFC 6191)', () => {
    let tcb = put(established(), { flags: FIN | ACK, seq: 5001, ack: 1001 })
    tcb = get(tcb, { flags: FIN | ACK, seq: 1001, ack: 5002, options: stamp(100) }).tcb
    expect(tcb.state).toBe('TIME-WAIT')
    expect(get(tcb, { flags: SYN, seq: 900, options: stamp(101) }).tcb.state).toBe('SYN-RECEIVED')
    expect(get(tcb, { flags: SYN, seq: 900, options: stamp(100) }).tcb.state).toBe('TIME-WAIT')
  })
})

describe('TIME-WAIT', () => {
  /** TIME-WAIT with SND.NXT 5002 and RCV.NXT 1002, its last ACK sent. */
  function timeWait(): Tcb {
    let tcb = put(established(), { flags: FIN | ACK, seq: 5001, ack: 1001 })
    tcb = get(tcb, { flags: FIN | ACK, seq: 1001, ack: 5002, options: stamp(100) }).tcb
    return put(tcb, { flags: ACK, seq: 5002, ack: 1002, options: stamp(101) })
  }
  const restarts = (before: Tcb, after: Tcb): boolean =>
    'epochs' in before && 'epochs' in after && after.epochs.timeWait !== before.epochs.timeWait

  test.each([
    ['the FIN once more', { flags: FIN | ACK, seq: 1001, ack: 5002 }],
    ['a FIN at RCV.NXT', { flags: FIN | ACK, seq: 1002, ack: 5002 }],
    ['an ACK beyond RCV.NXT', { flags: ACK, seq: 1003, ack: 5002 }],
    ['an ACK of less than is known', { flags: ACK, seq: 1002, ack: 5001 }],
    ['text', { flags: ACK, seq: 1002, ack: 5002, text: 'ab' }],
  ])('acknowledges %s and restarts its timeout (§3.10.7.4, fifth)', (_, parts) => {
    const before = timeWait()
    const { owed, tcb } = get(before, { ...parts, options: stamp(100) })
    expect(owed.map(({ reason, reply }) => [reason, reply.seq, reply.ack])).toEqual([
      ['acknowledge-duplicate', 5002, 1002],
    ])
    expect(restarts(before, tcb)).toBe(true)
  })

  test('is silent about an ACK that says what both ends know, so that two of them do not talk for ever', () => {
    const before = timeWait()
    const { owed, tcb } = get(before, { flags: ACK, seq: 1002, ack: 5002, options: stamp(100) })
    expect(owed).toEqual([])
    expect(restarts(before, tcb)).toBe(true)
  })

  test('drops what is acceptable and has no ACK without a word', () => {
    expect(get(timeWait(), { flags: 0, seq: 1002, options: stamp(100) }).owed).toEqual([])
  })
})

test('acknowledges each FIN beyond a gap at once, also one that comes again (RFC 5681 §4.2)', () => {
  const fin = { flags: FIN | ACK, seq: 1005, ack: 5001, options: stamp(100) }
  let { owed, tcb } = get(established(), fin)
  for (let again = 0; again < 3; again++) {
    expect(owed.map(({ reason, reply }) => [reason, reply.ack])).toEqual([['acknowledge-early', 1001]])
    tcb = put(tcb, { flags: ACK, seq: 5001, ack: 1001 })
    ;({ owed, tcb } = get(tcb, fin))
  }
})

describe('how old an acknowledgement may be (RFC 5961 §5.2)', () => {
  /** An active opener in ESTABLISHED with the numbers of `established`, and the same window. */
  function active(policy: { likeLinux?: boolean } = {}): Tcb {
    const opening = call(closed({ policy }), { type: 'open-active' })
    if (!opening.ok) throw new Error(opening.error)
    const tcb = get(put(opening.tcb, { flags: SYN, seq: 5000 }), { flags: SYN | ACK, seq: 1000, ack: 5001 }).tcb
    return put(tcb, { flags: ACK, seq: 5001, ack: 1001 })
  }
  const outcomes = (tcb: Tcb) =>
    [0, -1, -2, -65_535, -65_536].map(
      (n) => get(tcb, { flags: ACK, seq: 1001, ack: (5001 + n) >>> 0, text: 'ab' }).outcome,
    )

  test('is SND.UNA − MAX.SND.WND at a passive opener and at an active one', () => {
    const rfc = ['accepted', 'accepted', 'accepted', 'accepted', 'dropped']
    expect(outcomes(established())).toEqual(rfc)
    expect(outcomes(active())).toEqual(rfc)
  })

  test('is what was ever acknowledged where Linux is followed', () => {
    expect(outcomes(active({ likeLinux: true }))).toEqual(['accepted', 'accepted', 'dropped', 'dropped', 'dropped'])
  })
})

describe('a window that comes with the numbers of the last update (§3.10.7.4, fifth)', () => {
  const after = (policy: { likeLinux?: boolean }, window: number): number => {
    const opening = call(closed({ policy }), { type: 'open-active' })
    if (!opening.ok) throw new Error(opening.error)
    let tcb = get(put(opening.tcb, { flags: SYN, seq: 5000 }), { flags: SYN | ACK, seq: 1000, ack: 5001 }).tcb
    tcb = put(tcb, { flags: ACK, seq: 5001, ack: 1001 })
    tcb = get(tcb, { flags: ACK, seq: 1001, ack: 5001, window: 500 }).tcb
    tcb = get(tcb, { flags: ACK, seq: 1001, ack: 5001, window }).tcb
    return 'snd' in tcb ? tcb.snd.wnd : -1
  }

  test('is taken, be it larger or smaller', () => {
    expect([400, 600, 0].map((window) => after({}, window))).toEqual([400, 600, 0])
  })

  test('is ignored where Linux is followed, when it is merely smaller', () => {
    expect([400, 600, 0].map((window) => after({ likeLinux: true }, window))).toEqual([500, 600, 0])
  })
})
