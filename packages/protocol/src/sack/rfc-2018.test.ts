import { describe, expect, test } from 'vitest'
import {
  ACK,
  add,
  due,
  expire,
  FIN,
  judge,
  receive,
  type SackBlock,
  type Segment,
  type Seq,
  SYN,
  type SynchronizedTcb,
  segment,
  send,
  type Tcb,
} from '../index.ts'
import { CLIENT, CN, End, SERVER, SN, selective, twoHoles } from '../rule-cases/end.test-support.ts'

const PERMITTED = { sackPermitted: true }

/** A receiver that expects `next`, both SYNs having permitted selective acknowledgements. */
function receiver(next: Seq, { timestamps = false } = {}): Tcb {
  const options = { ...PERMITTED, ...(timestamps && { timestamps: { value: 1, echo: 0 } }) }
  const listening = new End({ sack: true }).call({ type: 'open-passive' }).tcb
  const asked = receive(listening, segment({ flags: SYN, seq: add(next, -1), options })).tcb
  const answered = send(asked, segment({ flags: SYN | ACK, seq: SERVER, ack: next, options }))
  return receive(answered, segment({ flags: ACK, seq: next, ack: SN })).tcb
}

const text = (seq: Seq, length = 500): Segment => segment({ flags: ACK, seq, ack: SN, text: 'x'.repeat(length) })

/** Takes one in and acknowledges it at once, as a correct TCP does; the ACK that it sends. */
function acknowledges(tcb: Tcb, arriving: Segment): { tcb: Tcb; ack: Segment } {
  const taken = receive(tcb, arriving).tcb
  const [next] = due(taken)
  if (next?.reason !== 'acknowledge') throw new Error(`nothing acknowledges ${arriving.seq}`)
  expect(judge(taken, next.segment)).toMatchObject({ legal: true, violations: [] })
  return { tcb: send(taken, next.segment), ack: next.segment }
}

/** The ACK and the blocks with which each segment is answered; null where one is lost. */
function answers(first: Seq, arriving: readonly (Seq | null)[]) {
  let tcb = receiver(first)
  return arriving.map((seq) => {
    if (seq === null) return null
    const answered = acknowledges(tcb, text(seq))
    tcb = answered.tcb
    return [answered.ack.ack, ...(answered.ack.options?.sack ?? [])]
  })
}

describe('§2: SACK-permitted', () => {
  test('is on the SYN and on the SYN,ACK of an end that permits it, and on no other', () => {
    const client = new End({ sack: true }).call({ type: 'open-active' })
    expect(due(client.tcb, { isn: 1 })[0]?.segment.options).toEqual(PERMITTED)
    expect(due(new End().call({ type: 'open-active' }).tcb, { isn: 1 })[0]?.segment).not.toHaveProperty('options')
    const server = new End({ sack: true, announcedMss: 1000 }).call({ type: 'open-passive' }).gets(SYN, CLIENT)
    expect(due(server.tcb, { isn: 1 })[0]?.segment.options).toEqual({ mss: 1000, ...PERMITTED })
  })

  test.each([
    [true, false],
    [false, true],
    [false, false],
  ])('unless both ends sent it (own %s, peer’s %s) no blocks are sent, and none are believed', (own, theirs) => {
    const end = new End({ sack: own }).call({ type: 'open-active' })
    end.tcb = send(end.tcb, segment({ flags: SYN, seq: CLIENT, ...(own && { options: PERMITTED }) }))
    const answer = { flags: SYN | ACK, seq: SERVER, ack: CN, ...(theirs && { options: PERMITTED }) }
    end.tcb = receive(end.tcb, segment(answer)).tcb
    end.sends(ACK, CN, SN).gets(ACK, SN + 10, CN, 'early')
    expect(due(end.tcb)[0]?.segment).not.toHaveProperty('options')
    end.sends(ACK, CN, SN).call({ type: 'send', text: 'hello world' }).sends(ACK, CN, SN, 'hello')
    end.sends(ACK, CN + 5, SN, ' worl').reports(SN, CN, [CN + 5, CN + 10])
    expect((end.tcb as SynchronizedTcb).sack).toBeNull()
  })
})

describe('§4: what the receiver reports', () => {
  // "Assume the left window edge is 5000 and that the data transmitter sends a burst of 8 segments, each containing 500
  // data bytes."
  test('Case 1: the first 4 segments are received but the last 4 are dropped: no SACK option', () => {
    expect(answers(5000, [5000, 5500, 6000, 6500])).toEqual([[5500], [6000], [6500], [7000]])
  })

  test('Case 2: the first segment is dropped but the remaining 7 are received', () => {
    expect(answers(5000, [null, 5500, 6000, 6500, 7000, 7500, 8000, 8500])).toEqual([
      null,
      [5000, [5500, 6000]],
      [5000, [5500, 6500]],
      [5000, [5500, 7000]],
      [5000, [5500, 7500]],
      [5000, [5500, 8000]],
      [5000, [5500, 8500]],
      [5000, [5500, 9000]],
    ])
  })

  test('Case 3: the 2nd, 4th, 6th, and 8th (last) segments are dropped, then the 4th and the 2nd come', () => {
    expect(answers(5000, [5000, null, 6000, null, 7000, null, 8000, null, 6500, 5500])).toEqual([
      [5500],
      null,
      [5500, [6000, 6500]],
      null,
      [5500, [7000, 7500], [6000, 6500]],
      null,
      [5500, [8000, 8500], [7000, 7500], [6000, 6500]],
      null,
      // "Suppose at this point, the 4th packet is received out of order."
      [5500, [6000, 7500], [8000, 8500]],
      // "Suppose at this point, the 2nd segment is received."
      [7500, [8000, 8500]],
    ])
  })

  test('the numbers wrap around in the middle of it', () => {
    const first = 0xffff_ff00
    const at = (segments: number) => add(first, 500 * segments)
    expect(answers(first, [null, at(1), null, at(3)])).toEqual([
      null,
      [first, [at(1), at(2)]],
      null,
      [first, [at(3), at(4)], [at(1), at(2)]],
    ])
  })

  test('§3: four blocks at most, three beside timestamps; the oldest are left out', () => {
    const blocks = (tcb: Tcb) => {
      let end = tcb
      let sack: readonly SackBlock[] | undefined
      for (const seq of [6000, 7000, 8000, 9000, 10_000]) {
        const answered = acknowledges(end, text(seq))
        end = answered.tcb
        sack = answered.ack.options?.sack
      }
      return sack?.map(([left]) => left)
    }
    expect(blocks(receiver(5000))).toEqual([10_000, 9000, 8000, 7000])
    expect(blocks(receiver(5000, { timestamps: true }))).toEqual([10_000, 9000, 8000])
  })

  test('a segment that comes again is in the first block once more', () => {
    expect(answers(5000, [6000, 7000, 6000])).toEqual([
      [5000, [6000, 6500]],
      [5000, [7000, 7500], [6000, 6500]],
      [5000, [6000, 6500], [7000, 7500]],
    ])
  })

  test('a FIN beyond the gap takes a number of its block', () => {
    const tcb = receive(receiver(5000), segment({ flags: ACK | FIN, seq: 5500, ack: SN, text: 'x'.repeat(500) })).tcb
    expect(due(tcb)[0]?.segment.options?.sack).toEqual([[5500, 6001]])
    const alone = receive(receiver(5000), segment({ flags: ACK | FIN, seq: 5500, ack: SN })).tcb
    expect(due(alone)[0]?.segment.options?.sack).toEqual([[5500, 5501]])
    expect(due(receive(alone, text(5000)).tcb)[0]?.segment).toMatchObject({ ack: 5501 })
    expect(due(receive(alone, text(5000)).tcb)[0]?.segment).not.toHaveProperty('options')
  })

  test('the blocks go with text as well, and take their bytes of the segment’s (RFC 9293 §3.7.1, MUST-16)', () => {
    const end = new End()
    end.tcb = receive(receiver(5000), text(5500)).tcb
    end.call({ type: 'send', text: 'x'.repeat(2000) })
    const next = due(end.tcb).find(({ reason }) => reason === 'send-text')
    expect(next?.segment.options?.sack).toEqual([[5500, 6000]])
    // 536 without an MSS option, less two padding, kind, length and one block
    expect(next?.segment.text).toHaveLength(536 - 12)
    expect(next && judge(end.tcb, next.segment).legal).toBe(true)
  })
})

/** What `end` should send now: where it begins, how long it is, and why. */
const next = (end: End) => due(end.tcb).map(({ reason, segment: { seq, text } }) => [reason, seq - CN, text.length])
const sackOf = ({ tcb }: End) => (tcb as SynchronizedTcb).sack
const TEN = 'x'.repeat(10)

describe('§5: what the sender makes of it', () => {
  test('only the holes are sent again, from the third duplicate on, each once', () => {
    const end = selective(6).reports(SN, CN, [CN + 10, CN + 20])
    end.reports(SN, CN, [CN + 30, CN + 40], [CN + 10, CN + 20])
    expect(next(end)).toEqual([])
    end.reports(SN, CN, [CN + 30, CN + 50], [CN + 10, CN + 20])
    expect(next(end)).toEqual([['fast-retransmit', 0, 10]])
    end.reports(SN, CN, [CN + 30, CN + 60], [CN + 10, CN + 20]).sends(ACK, CN, SN, TEN)
    expect(next(end)).toEqual([['retransmit-hole', 20, 10]])
    end.sends(ACK, CN + 20, SN, TEN)
    expect(next(end)).toEqual([])
    end.gets(ACK, SN, CN + 20)
    expect(next(end)).toEqual([])
    expect(sackOf(end)?.sacked).toEqual([[CN + 30, CN + 60]])
    end.gets(ACK, SN, CN + 60)
    expect(sackOf(end)).toEqual({ held: [], sacked: [], recovery: null })
  })

  test('one ACK that reports three segments beyond the gap tells as much as three that report one each (RFC 6675 §4)', () => {
    const end = selective(6).reports(SN, CN, [CN + 30, CN + 40], [CN + 10, CN + 20])
    expect(next(end)).toEqual([])
    expect(next(end.reports(SN, CN, [CN + 30, CN + 50], [CN + 10, CN + 20]))).toEqual([['retransmit-hole', 0, 10]])
    end.sends(ACK, CN, SN, TEN)
    expect(next(end)).toEqual([['retransmit-hole', 20, 10]])
  })

  test('a third duplicate that comes once all holes are on their way again asks for none of them', () => {
    const end = selective(6).reports(SN, CN, [CN + 30, CN + 40], [CN + 10, CN + 20])
    end.reports(SN, CN, [CN + 30, CN + 50], [CN + 10, CN + 20])
    end.sends(ACK, CN, SN, TEN).sends(ACK, CN + 20, SN, TEN)
    expect(next(end)).toEqual([])
    // an older one, which those that reported have overtaken: it says nothing new
    expect(next(end.reports(SN, CN))).toEqual([])
    expect(next(end.reports(SN, CN, [CN + 30, CN + 50], [CN + 10, CN + 20]))).toEqual([])
  })

  test('holes may be filled in any order, but not twice', () => {
    const end = twoHoles()
    expect(judge(end.tcb, segment({ flags: ACK, seq: CN + 20, ack: SN, text: TEN })).legal).toBe(true)
    end.sends(ACK, CN + 20, SN, TEN)
    expect(next(end)).toEqual([['fast-retransmit', 0, 10]])
    expect(end.tries(ACK, CN + 20, SN, TEN)[0]).toMatchObject({
      rule: 'retransmit-too-early',
      allowed: [{ value: CN }],
    })
  })

  test('a hole of several segments is filled segment by segment', () => {
    const end = selective(6)
    for (const right of [40, 50, 60]) end.reports(SN, CN, [CN + 30, CN + right])
    expect(next(end)).toEqual([['fast-retransmit', 0, 10]])
    end.sends(ACK, CN, SN, TEN)
    expect(next(end)).toEqual([['retransmit-hole', 10, 10]])
    end.sends(ACK, CN + 10, SN, TEN)
    expect(next(end)).toEqual([['retransmit-hole', 20, 10]])
  })

  test('text that begins in a hole and runs into a block is too long', () => {
    const [first] = twoHoles().tries(ACK, CN, SN, 'x'.repeat(15))
    expect(first).toMatchObject({ rule: 'sacked-sent-again', field: 'text', chosen: 15, allowed: [{ value: 10 }] })
  })

  test('so is text that goes on over the blocks to what is new', () => {
    const end = twoHoles().call({ type: 'send', text: 'more' })
    const [first] = end.tries(ACK, CN, SN, `${'x'.repeat(60)}more`)
    expect(first).toMatchObject({ rule: 'sacked-sent-again', field: 'text', chosen: 64, allowed: [{ value: 10 }] })
  })

  test('while nothing is due, what is reported needs no sending either: wait', () => {
    const end = selective(3).reports(SN, CN, [CN + 10, CN + 20])
    expect(end.tries(ACK, CN + 10, SN, TEN)[0]).toMatchObject({
      rule: 'sacked-sent-again',
      field: 'call',
      allowed: [],
    })
  })

  test('behind the last block nothing is known to be lost', () => {
    const end = selective(6)
    for (const right of [20, 30, 40]) end.reports(SN, CN, [CN + 10, CN + right])
    end.sends(ACK, CN, SN, TEN)
    expect(next(end)).toEqual([])
  })

  test('a FIN that is missing is a hole too, one that was reported is not sent again', () => {
    const end = selective(4).call({ type: 'close' })
    end.sends(FIN | ACK, CN + 40, SN)
    for (const left of [10, 20, 30]) end.reports(SN, CN, [CN + left, CN + 41])
    end.sends(ACK, CN, SN, TEN)
    expect(next(end)).toEqual([])
    expect(end.tries(FIN | ACK, CN + 40, SN)[0]).toMatchObject({ rule: 'sacked-sent-again' })
  })
})

describe('§8: blocks are advice', () => {
  test('a timeout forgets them: the segment at the left edge is sent again, and what comes after it anew', () => {
    const end = selective(3).reports(SN, CN, [CN + 10, CN + 30])
    end.tcb = expire(end.tcb, 'retransmission')
    expect(sackOf(end)?.sacked).toEqual([])
    expect(next(end)).toEqual([['retransmit-text', 0, 10]])
    expect(judge(end.tcb, segment({ flags: ACK, seq: CN, ack: SN, text: TEN })).legal).toBe(true)
    end.sends(ACK, CN, SN, TEN)
    expect(next(end)).toEqual([])
  })

  test('while the SYN is not acknowledged that alone is sent again: the FIN behind it is not', () => {
    const end = new End({ sack: true }).call({ type: 'open-passive' })
    end.tcb = receive(end.tcb, segment({ flags: SYN, seq: CLIENT, options: PERMITTED })).tcb
    end.tcb = send(end.tcb, segment({ flags: SYN | ACK, seq: SERVER, ack: CN, options: PERMITTED }))
    end.call({ type: 'close' }).sends(FIN | ACK, SN, CN)
    end.expires('retransmission').sends(SYN | ACK, SERVER, CN)
    expect(due(end.tcb)).toEqual([])
    expect(end.tries(FIN | ACK, SN, CN)).not.toEqual([])
  })

  test('after it the blocks that come again say what else is missing', () => {
    const end = selective(6).reports(SN, CN, [CN + 10, CN + 20])
    end.tcb = expire(end.tcb, 'retransmission')
    end.sends(ACK, CN, SN, TEN).reports(SN, CN + 20, [CN + 30, CN + 60])
    expect(next(end)).toEqual([['retransmit-hole', 20, 10]])
  })

  test('a peer that asks for what it reported has thrown it away: nothing that it reported counts', () => {
    const end = selective(6)
    for (const right of [20, 30, 40]) end.reports(SN, CN, [CN + 10, CN + right])
    end.sends(ACK, CN, SN, TEN).gets(ACK, SN, CN + 10)
    expect(sackOf(end)?.sacked).toEqual([])
    end.tcb = expire(end.tcb, 'retransmission')
    expect(next(end)).toEqual([['retransmit-text', 10, 10]])
  })
})

describe('what blocks may say', () => {
  test('RFC 2883 §4: a duplicate’s block lies before the ACK, or in the block after it, and takes nothing away', () => {
    const end = selective(6).gets(ACK, SN, CN + 20)
    end.reports(SN, CN + 20, [CN, CN + 10])
    expect(sackOf(end)?.sacked).toEqual([])
    end.reports(SN, CN + 20, [CN + 40, CN + 50], [CN + 30, CN + 60])
    expect(sackOf(end)?.sacked).toEqual([[CN + 30, CN + 60]])
  })

  test.each([
    ['backwards', [CN + 20, CN + 10]],
    ['empty', [CN + 10, CN + 10]],
    ['of what was never sent', [CN + 30, CN + 41]],
    ['that begins at the ACK', [CN, CN + 10]],
    ['half the circle away', [CN + 0x4000_0000, CN + 0xc000_0000]],
  ] as const)('one %s is no truth, and is passed over', (_, block) => {
    expect(sackOf(selective(4).reports(SN, CN, block))?.sacked).toEqual([])
  })

  test('nor does an older ACK fill what a newer one asks for', () => {
    const end = selective(6).gets(ACK, SN, CN + 20)
    expect(sackOf(end.reports(SN, CN, [CN + 20, CN + 40]))?.sacked).toEqual([])
    expect(sackOf(end.reports(SN, CN, [CN + 30, CN + 40]))?.sacked).toEqual([[CN + 30, CN + 40]])
  })

  test('an older ACK that comes late does not take back what a newer one said', () => {
    const end = selective(6)
      .reports(SN, CN, [CN + 10, CN + 40])
      .reports(SN, CN, [CN + 10, CN + 20])
    expect(sackOf(end)?.sacked).toEqual([[CN + 10, CN + 40]])
  })
})
