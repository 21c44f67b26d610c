import { describe, expect, test } from 'vitest'
import { hints } from './catalogue/index.ts'
import {
  ACK,
  call,
  closed,
  due,
  expire,
  expiry,
  FIN,
  type Policy,
  receive,
  SYN,
  segment,
  send,
  type Tcb,
} from './index.ts'

/** A client in ESTABLISHED (ISS 1000, IRS 5000, MSS 1460) whose application has given each of these texts in turn. */
function sending(texts: readonly string[], policy: Partial<Policy> = {}, then: 'close' | 'stay' = 'stay'): Tcb {
  let tcb = asks(closed({ policy }), { type: 'open-active' })
  tcb = send(tcb, segment({ flags: SYN, seq: 1000 }))
  tcb = receive(tcb, segment({ flags: SYN | ACK, seq: 5000, ack: 1001, options: { mss: 1460 } })).tcb
  tcb = send(tcb, segment({ flags: ACK, seq: 1001, ack: 5001 }))
  for (const text of texts) tcb = says(asks(tcb, { type: 'send', text }))
  return then === 'close' ? says(asks(tcb, { type: 'close' })) : tcb
}

function asks(tcb: Tcb, request: Parameters<typeof call>[1]): Tcb {
  const result = call(tcb, request)
  if (!result.ok) throw new Error(result.error)
  return result.tcb
}

/** What is due leaves. */
function says(tcb: Tcb): Tcb {
  const [next] = due(tcb)
  if (next === undefined) throw new Error('nothing is due')
  return send(tcb, next.segment)
}

const acks = (tcb: Tcb, ack: number): Tcb => receive(tcb, segment({ flags: ACK, seq: 5001, ack })).tcb
const what = (tcb: Tcb) => due(tcb).map(({ reason, segment: { seq, text } }) => [reason, seq, text])

describe('what is sent again', () => {
  test('is the segment at the front of the queue, and no other (§3.10.8; RFC 6298, 5.4)', () => {
    const late = expire(sending(['first', 'second', 'third']), 'retransmission')
    expect(what(late)).toEqual([['retransmit-text', 1001, 'first']])
    expect(what(says(late))).toEqual([])
  })

  test('is the rest of it when a part was acknowledged, and the next one once it was', () => {
    const some = expire(acks(sending(['first', 'second', 'third']), 1003), 'retransmission')
    expect(what(some)).toEqual([['retransmit-text', 1003, 'rst']])
    const next = expire(acks(some, 1006), 'retransmission')
    expect(what(next)).toEqual([['retransmit-text', 1006, 'second']])
  })

  test('is text without the FIN that left behind it, and then the FIN', () => {
    const late = expire(sending(['first'], {}, 'close'), 'retransmission')
    expect(due(late).map(({ segment: sent }) => sent.flags & FIN)).toEqual([0])
    const rest = expire(acks(late, 1006), 'retransmission')
    expect(what(rest)).toEqual([['retransmit-fin', 1006, '']])
  })

  test('falls due with the third duplicate ACK, once for a loss (RFC 5681 §3.2)', () => {
    let tcb = sending(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
    const fell: number[] = []
    for (let n = 1; n <= 9; n++) {
      tcb = acks(tcb, 1001)
      if (what(tcb).length === 0) continue
      fell.push(n)
      expect(what(tcb)).toEqual([['fast-retransmit', 1001, 'a']])
      tcb = says(tcb)
    }
    expect(fell).toEqual([3])
    // A later loss has three of its own.
    tcb = acks(tcb, 1005)
    for (let n = 1; n <= 3; n++) tcb = acks(tcb, 1005)
    expect(what(tcb)).toEqual([['fast-retransmit', 1005, 'e']])
  })

  test('is not hurried by duplicate ACKs when its timer has run out already', () => {
    let tcb = says(expire(sending(['a', 'b', 'c', 'd']), 'retransmission'))
    for (let n = 1; n <= 4; n++) tcb = acks(tcb, 1001)
    expect(what(tcb)).toEqual([])
  })

  test('is hinted at without a timeout when there was none', () => {
    let tcb = sending(['a', 'b', 'c', 'd'])
    for (let n = 1; n <= 3; n++) tcb = acks(tcb, 1001)
    const [next] = due(tcb)
    if (next === undefined) throw new Error('nothing is due')
    expect(hints(next, tcb, 'en').slice(0, 2)).toEqual([
      'Three ACKs in a row name the same number. What is the peer missing?',
      'The segment that begins at SND.UNA: later ones have come. Send it again now, without waiting for the timer.',
    ])
  })
})

describe('R2, the retry limit (§3.8.3)', () => {
  const silence = (tcb: Tcb, times: number) => {
    let { signals, tcb: now } = expiry(tcb, 'retransmission')
    for (let n = 1; n < times; n++) {
      expect(now.state).toBe('ESTABLISHED')
      expect(signals).toEqual([])
      ;({ signals, tcb: now } = expiry(says(now), 'retransmission'))
    }
    return { signals, tcb: now }
  }

  test('gives the connection up after so many repetitions and tells the application (MUST-20)', () => {
    const { signals, tcb } = silence(sending(['a'], { retries: 3 }), 4)
    expect(tcb.state).toBe('CLOSED')
    expect(signals).toEqual([{ type: 'connection-timed-out' }])
  })

  test('counts anew once something was acknowledged', () => {
    const { tcb } = silence(sending(['a', 'b'], { retries: 3 }), 3)
    expect(silence(acks(tcb, 1002), 3).tcb.state).toBe('ESTABLISHED')
  })

  test('counts no repetition of a probe that the peer answers, and takes no answer for a loss (MUST-37)', () => {
    const shut = (tcb: Tcb): Tcb => receive(tcb, segment({ flags: ACK, seq: 5001, ack: 1001, window: 0 })).tcb
    let tcb = expire(asks(shut(sending([], { retries: 1 })), { type: 'send', text: 'ab' }), 'persist')
    for (let n = 0; n < 9; n++) {
      tcb = shut(says(tcb))
      expect(due(tcb)).toEqual([])
      tcb = expire(tcb, 'retransmission')
    }
    expect(tcb.state).toBe('ESTABLISHED')
    // Once it is silent it is given up.
    expect(expire(says(tcb), 'retransmission').state).toBe('CLOSED')
  })

  test('is off by default', () => {
    expect(silence(sending(['a']), 50).tcb.state).toBe('ESTABLISHED')
  })

  test('holds for a SYN, and lets a listener forget a request', () => {
    const retries = 1
    let client = send(
      asks(closed({ policy: { retries } }), { type: 'open-active' }),
      segment({ flags: SYN, seq: 1000 }),
    )
    client = expire(client, 'retransmission')
    expect(expiry(says(client), 'retransmission')).toMatchObject({
      tcb: { state: 'CLOSED' },
      signals: [{ type: 'connection-timed-out' }],
    })
    let server = receive(
      asks(closed({ policy: { retries }, isn: 5000 }), { type: 'open-passive' }),
      segment({ flags: SYN, seq: 1000 }),
    ).tcb
    server = says(expire(says(server), 'retransmission'))
    expect(expiry(server, 'retransmission')).toMatchObject({ tcb: { state: 'LISTEN' }, signals: [] })
  })
})
