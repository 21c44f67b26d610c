import { describe, expect, test } from 'vitest'
import {
  ACK,
  add,
  COOKIE_MSS,
  cookieOf,
  cookieParts,
  due,
  expire,
  judge,
  type ListeningHost,
  RST,
  receive,
  receiveAt,
  SYN,
  segment,
  send,
  type Tcb,
} from './index.ts'
import { answered, CLIENT, CN, End, SERVER, SN } from './rule-cases/end.test-support.ts'
import { at, BAKING, COOKIE, CROWDED, UNACCEPTED } from './rule-cases/queues.test-support.ts'

const listening = () => new End({ announcedMss: 1460 }, SERVER).call({ type: 'open-passive' })
const SYN_OF_CLIENT = segment({ flags: SYN, seq: CLIENT, options: { mss: 1400, windowScale: 7, sackPermitted: true } })

describe('a host with room', () => {
  const roomy: ListeningHost = { ...CROWDED, synQueue: { waiting: 1, places: 2 } }
  test('makes of every arrival what TCP does', () => {
    for (const tcb of [listening().tcb, answered().tcb])
      for (const one of [SYN_OF_CLIENT, segment({ flags: ACK, seq: CN, ack: SN }), segment({ flags: RST, seq: CN })])
        expect(receiveAt(roomy, tcb, one)).toEqual(receive(tcb, one))
  })
})

describe('a full SYN queue', () => {
  test('drops a SYN in silence, and the listener learns nothing of it (RFC 4987 §2.2)', () => {
    const { outcome, owed, step, tcb } = receiveAt(CROWDED, listening().tcb, SYN_OF_CLIENT)
    expect({ outcome, owed, step }).toEqual({ outcome: 'dropped', owed: [], step: 'syn-queue-full' })
    expect(tcb).toMatchObject({ state: 'LISTEN', owed: [], turnedAway: { queue: 'syn', waiting: 2, places: 2 } })
    expect(due(tcb, { isn: SERVER })).toEqual([])
  })
  test('has nothing to do with what is no SYN: a RST is ignored, an ACK refused (§3.10.7.2)', () => {
    const { tcb } = listening()
    for (const one of [segment({ flags: RST, seq: 1 }), segment({ flags: ACK, seq: CN, ack: SN })])
      expect(receiveAt(CROWDED, tcb, one)).toEqual(receive(tcb, one))
  })
  test('is forgotten with the next arrival: the same SYN again opens where there is room by then', () => {
    const { tcb } = at(CROWDED, listening(), SYN, CLIENT)
    const later = receiveAt({ ...CROWDED, synQueue: { waiting: 1, places: 2 } }, tcb, SYN_OF_CLIENT)
    expect(later.tcb).toMatchObject({ state: 'SYN-RECEIVED', irs: CLIENT })
    expect(later.tcb.turnedAway).toBeUndefined()
  })
})

describe('a full accept queue', () => {
  const third = segment({ flags: ACK, seq: CN, ack: SN })
  test('ignores the third segment: SYN-RECEIVED stays, and its timer sends SYN,ACK again', () => {
    const before = answered().tcb
    const { outcome, step, tcb } = receiveAt(UNACCEPTED, before, third)
    expect({ outcome, step }).toEqual({ outcome: 'dropped', step: 'accept-queue-full' })
    expect(tcb).toMatchObject({ state: 'SYN-RECEIVED', turnedAway: { queue: 'accept' } })
    expect(due(tcb)).toEqual([])
    const late = expire(tcb, 'retransmission')
    const [again] = due(late)
    expect(again).toMatchObject({ reason: 'retransmit-syn-ack', segment: { seq: SERVER, ack: CN } })
    expect(again && judge(late, again.segment).legal).toBe(true)
  })
  test('ignores text just as well, where the ACK before it was lost', () => {
    const text = segment({ flags: ACK, seq: CN, ack: SN, text: 'hello' })
    expect(receiveAt(UNACCEPTED, answered().tcb, text).tcb.state).toBe('SYN-RECEIVED')
  })
  test('lets a RST and a wrong ACK through: they open nothing', () => {
    const before = answered().tcb
    for (const one of [segment({ flags: RST, seq: CN }), segment({ flags: ACK, seq: CN, ack: SN + 7 })])
      expect(receiveAt(UNACCEPTED, before, one)).toEqual(receive(before, one))
  })
  test('drops SYNs as well, as Linux does, cookies or not', () => {
    for (const cookies of [null, BAKING.cookies])
      expect(receiveAt({ ...UNACCEPTED, cookies }, listening().tcb, SYN_OF_CLIENT)).toMatchObject({
        outcome: 'dropped',
        step: 'accept-queue-full',
        tcb: { state: 'LISTEN' },
      })
  })
  test('resets where the host is told to (tcp_abort_on_overflow): RST with the ACK’s number, and LISTEN', () => {
    const { outcome, tcb } = receiveAt({ ...UNACCEPTED, overflow: 'reset' }, answered().tcb, third)
    expect(outcome).toBe('reset')
    expect(tcb).toMatchObject({ state: 'LISTEN', owed: [{ reason: 'reset-accept-queue-full' }] })
    const [refusal] = due(tcb)
    expect(refusal?.segment).toMatchObject({ flags: RST, seq: SN })
    expect(refusal && judge(tcb, refusal.segment).legal).toBe(true)
    expect(send(tcb, refusal?.segment ?? third)).toMatchObject({ state: 'LISTEN', owed: [] })
  })
})

describe('a SYN cookie (RFC 4987 §3.6)', () => {
  const asked = (): Tcb => receiveAt(BAKING, listening().tcb, SYN_OF_CLIENT).tcb

  test('is what the SYN,ACK is due with; the listener stays LISTEN and, once it has answered, knows nothing', () => {
    const tcb = asked()
    expect(tcb.state).toBe('LISTEN')
    const [answer] = due(tcb, { isn: SERVER })
    expect(answer).toMatchObject({
      reason: 'answer-with-cookie',
      segment: { flags: SYN | ACK, ack: CN, options: { mss: 1460 } },
    })
    if (!answer) return
    expect(judge(tcb, answer.segment)).toMatchObject({ legal: true })
    const { arrival: _after, news: _told, ...left } = send(tcb, answer.segment)
    const { arrival: _before, news: _none, ...fresh } = listening().tcb
    expect(left).toEqual(fresh)
  })
  test('has five bits of clock, three for the MSS, 24 of hash', () => {
    const key = { secret: 99, time: 21 }
    for (const [place, mss] of COOKIE_MSS.entries())
      expect(cookieParts(cookieOf(key, CLIENT, mss))).toMatchObject({ time: 21, mss: place })
  })
  test.each([
    [1460, 1460],
    [1459, 1440],
    [1400, 1024],
    [536, 536],
    [40, 64],
    [65_495, 8960],
  ])('rounds an MSS of %i down to %i', (mss, kept) => {
    expect(COOKIE_MSS[cookieParts(cookieOf({ secret: 1, time: 0 }, CLIENT, mss)).mss]).toBe(kept)
  })
  test('brings the connection back with its third segment alone, without window scale and SACK', () => {
    const tcb = asked()
    const [answer] = due(tcb, { isn: SERVER })
    if (!answer) throw new Error('a cookie is due')
    const cookie = answer.segment.seq
    const third = segment({ flags: ACK, seq: CN, ack: add(cookie, 1), window: 500 })
    // any listener with the same secret does: nothing of the first SYN is needed
    const { changes, outcome, signals, tcb: after } = receiveAt(BAKING, listening().tcb, third)
    expect(outcome).toBe('accepted')
    expect(after).toMatchObject({
      state: 'ESTABLISHED',
      iss: cookie,
      irs: CLIENT,
      snd: { una: add(cookie, 1), nxt: add(cookie, 1), wnd: 500 },
      rcv: { nxt: CN },
      peerMss: 1024,
      sack: null,
      sndScale: 0,
      passive: true,
    })
    expect(changes[0]).toEqual({ variable: 'state', from: 'LISTEN', to: 'ESTABLISHED', because: 'cookie-returned' })
    expect(signals).toEqual([{ type: 'connection-established' }])
  })
  test('takes text on the third segment, and is made again for a SYN that comes again', () => {
    const [first] = due(asked(), { isn: SERVER })
    const [second] = due(receiveAt(BAKING, asked(), SYN_OF_CLIENT).tcb, { isn: SERVER })
    expect(second).toEqual(first)
    const third = segment({ flags: ACK, seq: CN, ack: add(first?.segment.seq ?? 0, 1), text: 'hello' })
    expect(receiveAt(BAKING, listening().tcb, third).tcb).toMatchObject({ state: 'ESTABLISHED', received: 'hello' })
  })
  test('is not believed with another number, another client number, or by a host with another secret', () => {
    const good = { flags: ACK, seq: CN, ack: add(COOKIE, 1) }
    expect(receiveAt(BAKING, listening().tcb, segment(good)).tcb.state).toBe('ESTABLISHED')
    const other: ListeningHost = { ...BAKING, cookies: { secret: 1, time: 3 } }
    for (const [host, one] of [
      [BAKING, { ...good, ack: add(COOKIE, 2) }],
      [BAKING, { ...good, seq: CN + 1 }],
      [other, good],
      [CROWDED, good],
    ] as const)
      expect(receiveAt(host, listening().tcb, segment(one))).toMatchObject({
        outcome: 'reset',
        tcb: { state: 'LISTEN' },
      })
  })
  test('is owed no more once the connection is there, or the SYN that came again has found a place', () => {
    const asks = () => at(BAKING, listening(), SYN, CLIENT)
    const connected = at(BAKING, at(BAKING, asks().sends(SYN | ACK, COOKIE, CN), SYN, CLIENT), ACK, CN, add(COOKIE, 1))
    expect(connected.tcb).toMatchObject({ state: 'ESTABLISHED', owed: [] })
    expect(due(connected.tcb)).toEqual([])
    const placed = at({ ...BAKING, synQueue: { waiting: 1, places: 2 } }, asks(), SYN, CLIENT)
    expect(due(placed.tcb).map(({ reason }) => reason)).toEqual(['answer-syn'])
    expect(placed.tries(SYN | ACK, SERVER, CN)).toEqual([])
  })
  test('finds the accept queue full like any other third segment', () => {
    const third = segment({ flags: ACK, seq: CN, ack: add(COOKIE, 1) })
    const full = { ...BAKING, acceptQueue: { waiting: 3, places: 3 } }
    expect(receiveAt(full, listening().tcb, third).tcb).toMatchObject({
      state: 'LISTEN',
      turnedAway: { queue: 'accept' },
    })
  })
})
