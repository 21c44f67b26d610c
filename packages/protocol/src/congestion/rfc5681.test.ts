import { describe, expect, test } from 'vitest'
import { allowance } from './allowance.ts'
import { type Congestion, halved } from './congestion.ts'
import { grown } from './growth.ts'
import { restarted } from './idle.ts'
import { initialWindow, opened } from './opening.ts'
import { acknowledged, duplicated } from './recovery.ts'
import { timedOut } from './timeout.ts'

const SMSS = 100
const ISS = 1000
const reno = { initialCwnd: null, initialSsthresh: null }
const with_ = (parts: Partial<Congestion>): Congestion => ({
  cwnd: SMSS,
  ssthresh: 65_535,
  phase: 'slow-start',
  duplicates: 0,
  recover: ISS,
  counted: 0,
  ...parts,
})
/** Segments of one SMSS from ISS + 1: where the nth one begins, from 0. */
const at = (n: number): number => ISS + 1 + n * SMSS

describe('§3.1, the initial window', () => {
  test.each([
    // "If SMSS > 2190 bytes: IW = 2 * SMSS bytes and MUST NOT be more than 2 segments", and so on, on both sides
    [9000, 18_000],
    [2191, 4382],
    [2190, 6570],
    [1460, 4380],
    [1096, 3288],
    [1095, 4380],
    [536, 2144],
    [100, 400],
  ])('SMSS %d gives %d bytes', (smss, window) => {
    expect(initialWindow(smss)).toBe(window)
    expect(opened(reno, { iss: ISS, lost: false, sndScale: 0, smss }).cwnd).toBe(window)
  })
  test('is one segment where the SYN, or the SYN,ACK, was lost', () => {
    expect(opened(reno, { iss: ISS, lost: true, sndScale: 0, smss: 1460 }).cwnd).toBe(1460)
    const server = with_({ cwnd: 4380, ssthresh: 65_535 })
    expect(timedOut(server, { again: false, flight: null, nxt: ISS + 1, smss: 1460 })).toMatchObject({
      cwnd: 1460,
      ssthresh: 65_535,
      recover: ISS,
    })
  })
  test('is what the policy says, one segment at least; ssthresh is arbitrarily high without another', () => {
    const one = { ...reno, initialCwnd: 100, initialSsthresh: 800 }
    expect(opened(one, { iss: ISS, lost: false, sndScale: 0, smss: 100 })).toEqual(with_({ ssthresh: 800 }))
    expect(opened({ ...one, initialCwnd: 1 }, { iss: ISS, lost: false, sndScale: 0, smss: 100 }).cwnd).toBe(100)
    expect(opened(reno, { iss: ISS, lost: false, sndScale: 0, smss: 100 }).ssthresh).toBe(65_535)
    expect(opened(reno, { iss: ISS, lost: false, sndScale: 7, smss: 100 }).ssthresh).toBe(65_535 * 128)
    // at ssthresh already: "slow start or congestion avoidance may be used"
    const full = { ...reno, initialCwnd: 400, initialSsthresh: 400 }
    expect(opened(full, { iss: ISS, lost: false, sndScale: 0, smss: 100 }).phase).toBe('congestion-avoidance')
  })
  test('"the SYN/ACK and the acknowledgment of the SYN/ACK MUST NOT increase the size of the congestion window"', () => {
    expect(acknowledged(with_({}), 0, { smss: SMSS, una: ISS + 1 })).toEqual({ congestion: with_({}), resend: false })
  })
})

describe('§3.1, slow start', () => {
  test('equation (2): cwnd += min (N, SMSS), so that a divided ACK brings no more than a whole one', () => {
    expect(grown(with_({ cwnd: 200 }), 100, SMSS).cwnd).toBe(300)
    expect(grown(with_({ cwnd: 200 }), 200, SMSS).cwnd).toBe(300)
    expect([1, 1, 98].reduce((c, bytes) => grown(c, bytes, SMSS), with_({ cwnd: 200 })).cwnd).toBe(300)
  })
  test('doubles cwnd with each round trip where each segment is acknowledged', () => {
    let congestion = with_({})
    const rounds: number[] = []
    for (let round = 0; round < 5; round++) {
      for (let acks = congestion.cwnd / SMSS; acks > 0; acks--) congestion = grown(congestion, SMSS, SMSS)
      rounds.push(congestion.cwnd / SMSS)
    }
    expect(rounds).toEqual([2, 4, 8, 16, 32])
  })
  test('makes it one and a half where every second one is (delayed ACK)', () => {
    let congestion = with_({ cwnd: 400 })
    for (let acks = 2; acks > 0; acks--) congestion = grown(congestion, 2 * SMSS, SMSS)
    expect(congestion.cwnd).toBe(600)
  })
  test('is left as soon as cwnd has reached ssthresh', () => {
    const before = with_({ cwnd: 700, ssthresh: 800 })
    const reached = grown(before, SMSS, SMSS)
    expect(reached).toMatchObject({ cwnd: 800, phase: 'congestion-avoidance', counted: 0 })
    expect(grown(reached, SMSS, SMSS)).toMatchObject({ cwnd: 800, counted: 100 })
  })
})

describe('§3.1, congestion avoidance', () => {
  test('one full-sized segment for each round trip: when as much as cwnd has been acknowledged', () => {
    let congestion = with_({ cwnd: 800, ssthresh: 800, phase: 'congestion-avoidance' })
    const grew: number[] = []
    for (let ack = 1; ack <= 8 + 9; ack++) {
      congestion = grown(congestion, SMSS, SMSS)
      grew.push(congestion.cwnd)
    }
    expect(grew.slice(0, 7)).toEqual(Array(7).fill(800))
    expect(grew.slice(7, 16)).toEqual(Array(9).fill(900))
    expect(grew[16]).toBe(1000)
  })
  test('never by more than SMSS, however much one ACK acknowledges', () => {
    const avoiding = with_({ cwnd: 400, ssthresh: 200, phase: 'congestion-avoidance', counted: 300 })
    expect(grown(avoiding, 400, SMSS)).toMatchObject({ cwnd: 500, counted: 300 })
    expect(grown(avoiding, 5000, SMSS)).toMatchObject({ cwnd: 500, counted: 0 })
  })
  test('the textbook’s rounds: ssthresh 8 MSS, a timeout when cwnd is 12 MSS', () => {
    let congestion = with_({ ssthresh: 8 * SMSS })
    const rounds = [congestion.cwnd / SMSS]
    const round = (): void => {
      for (let acks = congestion.cwnd / SMSS; acks > 0; acks--) congestion = grown(congestion, SMSS, SMSS)
      rounds.push(congestion.cwnd / SMSS)
    }
    for (let n = 0; n < 7; n++) round()
    expect(rounds).toEqual([1, 2, 4, 8, 9, 10, 11, 12])
    congestion = timedOut(congestion, { again: false, flight: congestion.cwnd, nxt: at(60), smss: SMSS })
    expect(congestion).toMatchObject({ cwnd: 100, ssthresh: 600, phase: 'slow-start' })
    rounds.splice(0, rounds.length, 1)
    for (let n = 0; n < 5; n++) round()
    // 4 would become 8: it is 6 after two of the four ACKs already, and the other two count towards 7
    expect(rounds).toEqual([1, 2, 4, 6, 7, 8])
  })
})

describe('§3.1, after a timeout', () => {
  test('equation (4): ssthresh = max (FlightSize / 2, 2*SMSS), of FlightSize and not of cwnd', () => {
    expect(halved(1000, SMSS)).toBe(500)
    expect(halved(300, SMSS)).toBe(200)
    expect(halved(0, SMSS)).toBe(200)
    expect(halved(1001, SMSS)).toBe(500)
    const idle = with_({ cwnd: 5000 })
    expect(timedOut(idle, { again: false, flight: 800, nxt: at(8), smss: SMSS }).ssthresh).toBe(400)
  })
  test('LW: "cwnd MUST be set to no more than the loss window, which equals 1 full-sized segment", whatever IW is', () => {
    expect(timedOut(with_({ cwnd: 400 }), { again: false, flight: 400, nxt: at(4), smss: SMSS })).toEqual(
      with_({ ssthresh: 200, recover: at(4) }),
    )
  })
  test('where the same segment was sent again by the timer before, ssthresh is held constant', () => {
    const once = timedOut(with_({ cwnd: 1600 }), { again: false, flight: 1600, nxt: at(16), smss: SMSS })
    expect(timedOut(once, { again: true, flight: 1600, nxt: at(16), smss: SMSS })).toEqual(once)
    expect(once.ssthresh).toBe(800)
  })
})

describe('§3.2, fast retransmit and fast recovery', () => {
  const flying = with_({ cwnd: 1000, ssthresh: 1000, phase: 'congestion-avoidance', counted: 300 })
  const sender = { una: at(0), nxt: at(10), smss: SMSS }
  const dup = (congestion: Congestion, flight = 1000, numbers = sender) => duplicated(congestion, flight, numbers)
  const third = dup(dup(dup(flying).congestion).congestion)

  test('step 1: the first and the second change no window; limited transmit lets one new segment out for each', () => {
    const [one, two] = [dup(flying), dup(dup(flying).congestion)]
    for (const step of [one, two]) {
      expect(step.resend).toBe(false)
      expect(step.congestion).toMatchObject({ cwnd: 1000, ssthresh: 1000, counted: 300 })
    }
    expect([flying, one.congestion, two.congestion, third.congestion].map((c) => allowance(c, SMSS))).toEqual([
      1000, 1100, 1200, 800,
    ])
  })
  test('steps 2 and 3: the third sets ssthresh by (4), cwnd to ssthresh + 3*SMSS, and SND.UNA is sent again', () => {
    expect(third.resend).toBe(true)
    expect(third.congestion).toEqual({
      cwnd: 800,
      ssthresh: 500,
      phase: 'fast-recovery',
      duplicates: 3,
      recover: at(10),
      counted: 0,
    })
  })
  test('step 2: what limited transmit sent is not in the FlightSize of (4)', () => {
    const more = { ...sender, nxt: at(12) }
    expect(dup(dup(dup(flying).congestion, 1100, more).congestion, 1200, more).congestion.ssthresh).toBe(500)
  })
  test('step 4: each further one adds one SMSS, and sends nothing again', () => {
    const fourth = dup(third.congestion)
    expect(fourth.resend).toBe(false)
    expect(fourth.congestion.cwnd).toBe(900)
    // step 5: at the ninth, of ten segments of which one was lost, half as much is new as was on its way
    const ninth = [5, 6, 7, 8, 9].reduce((c) => dup(c).congestion, fourth.congestion)
    expect(allowance(ninth, SMSS)).toBe(1400)
  })
  test('step 6: the ACK of what was missing deflates cwnd to ssthresh', () => {
    const { congestion, resend } = acknowledged(third.congestion, 1000, { una: at(10), smss: SMSS })
    expect(resend).toBe(false)
    expect(congestion).toEqual({
      cwnd: 500,
      ssthresh: 500,
      phase: 'congestion-avoidance',
      duplicates: 0,
      recover: at(10),
      counted: 0,
    })
  })
  test('a timeout in it ends it', () => {
    const lost = timedOut(third.congestion, { again: false, flight: 1000, nxt: at(10), smss: SMSS })
    expect(lost).toMatchObject({ phase: 'slow-start', cwnd: 100, ssthresh: 500, duplicates: 0 })
  })
})

describe('RFC 6582 §3.2', () => {
  const recovering = with_({ cwnd: 800, ssthresh: 500, phase: 'fast-recovery', duplicates: 3, recover: at(10) })
  test('step 3, a partial ACK: less by what it acknowledges, plus one SMSS; the next one is sent again', () => {
    const { congestion, resend } = acknowledged(recovering, 400, { una: at(4), smss: SMSS })
    expect(resend).toBe(true)
    expect(congestion).toMatchObject({ phase: 'fast-recovery', cwnd: 500, ssthresh: 500, recover: at(10) })
    // less than one SMSS: none is added
    expect(acknowledged(recovering, 60, { una: at(0) + 60, smss: SMSS }).congestion.cwnd).toBe(740)
    // and never less than one
    expect(acknowledged(recovering, 900, { una: at(9), smss: SMSS }).congestion.cwnd).toBe(SMSS)
  })
  test('step 2: three duplicates of what was sent before the last loss was noticed are none', () => {
    const timeout = with_({ ssthresh: 500, recover: at(10), duplicates: 2 })
    const numbers = { nxt: at(12), smss: SMSS }
    expect(duplicated(timeout, 200, { ...numbers, una: at(10) })).toEqual({
      congestion: { ...timeout, duplicates: 3 },
      resend: false,
    })
    expect(duplicated(timeout, 200, { ...numbers, una: at(11) }).resend).toBe(true)
  })
  test('step 4, and slow start behind a timeout: an ACK of only a part has the next one sent again', () => {
    const timeout = with_({ ssthresh: 500, recover: at(10) })
    expect(acknowledged(timeout, 100, { una: at(1), smss: SMSS })).toMatchObject({
      resend: true,
      congestion: { cwnd: 200, phase: 'slow-start' },
    })
    expect(acknowledged(timeout, 1000, { una: at(10), smss: SMSS }).resend).toBe(false)
  })
})

describe('§4.1, restarting an idle connection', () => {
  test('RW = min (IW, cwnd), and ssthresh remembers', () => {
    const used = with_({ cwnd: 1600, ssthresh: 800, phase: 'congestion-avoidance', counted: 50 })
    expect(restarted(used, 400)).toMatchObject({ cwnd: 400, ssthresh: 800, phase: 'slow-start', counted: 0 })
    expect(restarted(with_({ cwnd: 200 }), 400).cwnd).toBe(200)
  })
})
