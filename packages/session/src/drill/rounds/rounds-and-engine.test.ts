import {
  ACK,
  add,
  call,
  closed,
  diff,
  due,
  expire,
  isSynchronized,
  receive,
  SYN,
  type SynchronizedTcb,
  segment,
  send,
  type Tcb,
} from '@woshou/protocol'
import { expect, test } from 'vitest'
import { drawRounds } from './draw-rounds.ts'
import { ROUNDS_TASKS } from './rounds-exercise.ts'
import { type LossSign, type TransmissionRound, transmissionRounds } from './transmission-round.ts'

const MSS = 10
const LARGE = 60_000

/** A sender under Reno that has more to send than it may. */
class Sender {
  tcb: Tcb

  constructor(ssthresh: number, cwnd = 1) {
    const policy = {
      congestion: 'reno',
      initialCwnd: cwnd * MSS,
      initialSsthresh: ssthresh * MSS,
      mss: MSS,
      announcedMss: MSS,
    } as const
    const opening = closed({ isn: 100, policy })
    this.tcb = send(opening, segment({ flags: SYN, seq: 100, window: LARGE, options: { mss: MSS } }))
    this.take(segment({ flags: SYN | ACK, seq: 300, ack: 101, window: LARGE, options: { mss: MSS } }))
    this.tcb = send(this.tcb, segment({ flags: ACK, seq: 101, ack: 301, window: LARGE }))
    const given = call(this.tcb, { type: 'send', text: 'x'.repeat(5_000) })
    if (!given.ok) throw new Error('an established connection takes text')
    this.tcb = given.tcb
  }

  get state(): SynchronizedTcb {
    if (!isSynchronized(this.tcb)) throw new Error('the connection should be there')
    return this.tcb
  }

  get windows(): { cwnd: number; ssthresh: number } {
    const { congestion } = this.state
    if (congestion === null) throw new Error('it should be congested')
    return { cwnd: congestion.cwnd / MSS, ssthresh: congestion.ssthresh / MSS }
  }

  take(arrival: ReturnType<typeof segment>): void {
    this.tcb = receive(this.tcb, arrival).tcb
  }

  /** Sends all that may leave. */
  fill(): void {
    for (let [next] = due(this.tcb); next !== undefined; [next] = due(this.tcb)) this.tcb = send(this.tcb, next.segment)
  }

  acknowledge(ack: number, window = LARGE): void {
    this.take(segment({ flags: ACK, seq: 301, ack, window }))
  }

  /** Fills the window, and has all of it acknowledged, segment by segment. */
  round(): void {
    this.fill()
    const { nxt, una } = this.state.snd
    for (let ack = add(una, MSS); ack !== add(nxt, MSS); ack = add(ack, MSS)) this.acknowledge(ack)
  }

  /** Fills the window, the first segment of it is lost, and the sender learns of it. */
  lose(sign: LossSign): void {
    this.fill()
    const { nxt, una } = this.state.snd
    if (sign === 'timeout') this.tcb = expire(this.tcb, 'retransmission')
    else
      for (let arrived = add(una, MSS); arrived !== nxt; arrived = add(arrived, MSS)) {
        this.acknowledge(una)
        this.fill()
      }
  }

  /** What was lost arrives at last, and with it all that waited behind it counts. */
  repair(): void {
    this.fill()
    this.acknowledge(this.state.snd.nxt)
  }
}

/** What the engine has at the beginning of each round, beside what textbooks have. */
function compared(rounds: readonly TransmissionRound[]): readonly { textbook: number; engine: number }[] {
  const sender = new Sender(rounds[0]?.ssthresh ?? 0)
  let repaired = true
  return rounds.map(({ cwnd, loss, ssthresh }) => {
    const { windows } = sender
    expect(windows.ssthresh).toBe(ssthresh)
    if (loss) {
      sender.lose(loss)
      // three duplicates: the round after it begins with the half, once the loss is repaired
      if (loss === 'duplicates') sender.repair()
      repaired = loss === 'duplicates'
    } else if (repaired) sender.round()
    else {
      // after a timeout the round of one segment is the lost one, sent again
      sender.repair()
      repaired = true
    }
    return { textbook: cwnd, engine: windows.cwnd }
  })
}

const from = (ssthresh: number, losses: readonly (readonly [number, LossSign])[], last: number) =>
  transmissionRounds({ number: 1, cwnd: 1, ssthresh }, new Map(losses), last)

test('without a loss RFC 5681’s count of bytes is the textbooks’ count of rounds, where every segment is acknowledged', () => {
  for (const ssthresh of [4, 6, 8, 10, 12, 16, 20, 24])
    for (const { engine, textbook } of compared(from(ssthresh, [], 14))) expect(Math.floor(engine)).toBe(textbook)
})

test('after a timeout, and after three duplicates once recovered, both begin with the same window and go on alike', () => {
  for (const sign of ['timeout', 'duplicates'] as const) {
    const pairs = compared(from(8, [[6, sign]], 14))
    expect(pairs[6]).toEqual(sign === 'timeout' ? { textbook: 1, engine: 1 } : { textbook: 5, engine: 5 })
    for (const { engine, textbook } of pairs) expect(Math.abs(engine - textbook)).toBeLessThanOrEqual(1)
  }
})

test('every exercise that counts from the beginning is what the engine gives, within one segment', () => {
  for (const task of ROUNDS_TASKS)
    for (let seed = 0; seed < 40; seed++) {
      const { rounds } = drawRounds(task, seed)
      if (rounds[0]?.number !== 1) continue
      for (const { engine, textbook } of compared(rounds)) expect(Math.abs(engine - textbook)).toBeLessThanOrEqual(1)
    }
})

test('between the third duplicate and recovery cwnd is three segments more than textbooks draw, and one more for each duplicate', () => {
  const sender = new Sender(8)
  for (let round = 1; round < 5; round++) sender.round()
  const { cwnd } = sender.windows
  sender.fill()
  const { una } = sender.state.snd
  for (let nth = 0; nth < 3; nth++) sender.acknowledge(una)
  const half = Math.floor(cwnd / 2)
  expect(sender.windows.ssthresh).toBe(cwnd / 2)
  expect(sender.windows.cwnd).toBe(cwnd / 2 + 3)
  sender.acknowledge(una)
  expect(sender.windows.cwnd).toBe(cwnd / 2 + 4)
  sender.repair()
  expect(Math.floor(sender.windows.cwnd)).toBe(half)
})

test('how much may leave in slow start is what the engine lets go', () => {
  for (let seed = 0; seed < 60; seed++) {
    const { given, questions } = drawRounds('rounds-window', seed)
    if (given.task !== 'rounds-window') throw new Error('another task')
    const { acknowledged, cwnd, mss, rwnd, sent } = given
    const sender = new Sender(1_000, cwnd)
    for (let nth = 0; nth < sent; nth++) {
      const [next] = due(sender.tcb)
      if (!next) throw new Error('the window should have room')
      sender.tcb = send(sender.tcb, next.segment)
    }
    const { una } = sender.state.snd
    for (let nth = 1; nth <= acknowledged; nth++)
      sender.acknowledge(add(una, nth * MSS), nth === acknowledged ? rwnd * MSS : LARGE)
    const before = sender.state.snd.nxt
    sender.fill()
    expect((diff(sender.state.snd.nxt, before) / MSS) * mss).toBe(questions[0]?.answer)
  }
})
