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
