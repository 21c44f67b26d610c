import { describe, expect, test } from 'vitest'
import { explain, type Locale } from './catalogue/index.ts'
import {
  ACK,
  closed,
  due,
  FIN,
  judge,
  PSH,
  RST,
  RULE_IDS,
  type RuleId,
  receive,
  type Segment,
  SYN,
  segment,
  send,
  type Tcb,
  TRUTH_RULE_IDS,
  URG,
} from './index.ts'
import { APPLICATION } from './rule-cases/application.test-support.ts'
import { CLOSE } from './rule-cases/close.test-support.ts'
import { CONGESTION } from './rule-cases/congestion.test-support.ts'
import { DATA } from './rule-cases/data.test-support.ts'
import {
  announced,
  asked,
  CLIENT,
  CN,
  closeWait,
  End,
  established,
  finWait1,
  idle,
  lastAck,
  opening,
  SERVER,
  SN,
  sending,
  third,
} from './rule-cases/end.test-support.ts'
import { HANDSHAKE } from './rule-cases/handshake.test-support.ts'
import { QUEUES } from './rule-cases/queues.test-support.ts'
import { RESET } from './rule-cases/reset.test-support.ts'
import { RETRANSMISSION } from './rule-cases/retransmission.test-support.ts'

const LOCALES: readonly Locale[] = ['en', 'zh-CN']

const CASES = [...HANDSHAKE, ...DATA, ...CLOSE, ...RESET, ...RETRANSMISSION, ...APPLICATION, ...CONGESTION, ...QUEUES]

describe('each rule, reached by moves', () => {
  for (const { rule, when, violations, right, waits } of CASES)
    test(`${rule}: when ${when}`, () => {
      const found = violations()
      const [first] = found
      expect(found.map((v) => v.rule)[0]).toBe(rule)
      if (first === undefined) return
      if (right !== undefined) expect(first.allowed[0]?.value).toBe(right)
      if (waits) expect(first.allowed).toEqual([])
      for (const locale of LOCALES) {
        const said = explain(first, locale)
        const strings = [said.title, said.sentence, said.misconception, said.lesson, said.realStack, ...said.worked]
        for (const string of strings) {
          expect(string).not.toMatch(/[{}]|undefined|NaN|null/)
          expect(string.length).toBeGreaterThan(0)
        }
        // The number that was chosen, or the one that is right, is in the sentence.
        if (typeof right === 'number') expect(said.sentence).toContain(String(right))
        else if (typeof first.chosen === 'number') expect(said.sentence).toContain(String(first.chosen))
        if (typeof first.chosen === 'number') expect(said.sentence).toContain(String(first.chosen))
        expect(said.section).toMatch(/^RFC \d+ §\d/)
      }
    })

  test('the legal ones are accepted, and addressed', () => {
    const withThird = third().call({ type: 'send', text: 'hello' })
    expect(judge(withThird.tcb, segment({ flags: ACK, seq: CN, ack: SN, text: 'hello' }))).toMatchObject({
      legal: true,
      remarks: [{ rule: 'handshake-ack-carrying-data-is-legal' }],
    })
    const merged = closeWait().call({ type: 'close' })
    expect(judge(merged.tcb, segment({ flags: FIN | ACK, seq: CN, ack: SN + 1 }))).toMatchObject({
      legal: true,
      remarks: [{ rule: 'four-segments-mandatory' }],
    })
  })

  test.each([100, 536, 1_000, 1_460, 9_000])('due and judge agree on a peer that announced %i bytes', (mss) => {
    const end = announced(mss).call({ type: 'send', text: 'x'.repeat(3_000) })
    const size = due(end.tcb)[0]?.segment.text.length ?? 0
    expect(size).toBe(Math.min(mss, 1_460))
    const text = 'x'.repeat(size + 1)
    expect(end.tries(ACK, CN, SN, text)[0]).toMatchObject({ rule: 'text-exceeds-mss', allowed: [{ value: size }] })
  })

  test('timestamps that are agreed take their 12 bytes of it (MUST-16)', () => {
    const options = { mss: 100, timestamps: { value: 1, echo: 0 } }
    const end = new End().call({ type: 'open-active' })
    end.tcb = send(end.tcb, segment({ flags: SYN, seq: CLIENT, options }))
    end.tcb = receive(end.tcb, segment({ flags: SYN | ACK, seq: SERVER, ack: CN, options })).tcb
    end.call({ type: 'send', text: 'x'.repeat(200) })
    expect(due(end.tcb).at(-1)?.segment.text.length).toBe(88)
    expect(end.tries(ACK, CN, SN, 'x'.repeat(89))[0]).toMatchObject({
      rule: 'text-exceeds-mss',
      allowed: [{ value: 88 }],
    })
  })

  test('text on the opening SYN is no longer than what any peer takes (MUST-15)', () => {
    const end = opening().call({ type: 'send', text: 'x'.repeat(2_000) })
    expect(judge(end.tcb, segment({ flags: SYN, seq: CLIENT, text: 'x'.repeat(536) })).legal).toBe(true)
    expect(end.tries(SYN, CLIENT, 0, 'x'.repeat(537))[0]).toMatchObject({
      rule: 'text-exceeds-mss',
      allowed: [{ value: 536 }],
    })
  })

  test('a simultaneous open answers the SYN with SYN,ACK, not with a FIN (§3.10.7.3)', () => {
    const end = opening().sends(SYN, CLIENT).gets(SYN, SERVER).call({ type: 'close' })
    expect(due(end.tcb).map(({ reason }) => reason)).toEqual(['answer-syn'])
    expect(end.tries(FIN | ACK, CN, SN)[0]).toMatchObject({ allowed: [{ value: 'SYN,ACK' }] })
    end.sends(SYN | ACK, CLIENT, SN).sends(FIN | ACK, CN, SN)
  })

  test('a RST owed to a wrong ACK leaves the request that came before it (§3.5.2, group 2)', () => {
    const asked = new End({}, SERVER).call({ type: 'open-passive' }).gets(SYN, CLIENT).gets(ACK, CN, 77).sends(RST, 77)
    expect(asked.tcb).toMatchObject({ state: 'SYN-RECEIVED', irs: CLIENT, owed: [{ reason: 'acknowledge-syn' }] })
    asked.sends(SYN | ACK, SERVER, CN)
  })

  test('a keep-alive may go out at a closed window too (§3.8.4)', () => {
    const end = new End({ keepAlive: 5_000 }).call({ type: 'open-active' }).sends(SYN, CLIENT)
    end
      .gets(SYN | ACK, SERVER, CN, '', 0)
      .sends(ACK, CN, SN)
      .expires('keep-alive')
      .sends(ACK, CN - 1, SN)
  })

  test('probes alone count as unanswered: neither text instead of one does, nor the last byte sent again (§3.8.4)', () => {
    const counted = (end: End) => 'unanswered' in end.tcb && end.tcb.unanswered
    const kept = () =>
      new End({ keepAlive: 5_000, keepAliveProbes: 2 })
        .call({ type: 'open-active' })
        .sends(SYN, CLIENT)
        .gets(SYN | ACK, SERVER, CN)
        .sends(ACK, CN, SN)
    const probed = kept()
      .expires('keep-alive')
      .sends(ACK, CN - 1, SN)
    expect(counted(probed)).toBe(1)
    const spoke = probed.expires('keep-alive').call({ type: 'send', text: 'x' }).sends(ACK, CN, SN, 'x')
    expect(counted(spoke)).toBe(1)
    expect(counted(spoke.expires('retransmission').sends(ACK, CN, SN, 'x'))).toBe(1)
    expect(counted(spoke.gets(ACK, SN, CN + 1))).toBe(0)
    const silent = kept()
    for (let probe = 0; probe < 2; probe++) silent.expires('keep-alive').sends(ACK, CN - 1, SN)
    expect(silent.expires('keep-alive').tcb.state).toBe('CLOSED')
  })

  test('due proposes an ISN beyond the last connection’s, and never the peer’s own (§3.4.1)', () => {
    const end = lastAck()
      .gets(ACK, SN + 1, CN + 1)
      .call({ type: 'open-passive' })
    for (const irs of [CN, CLIENT, CN + 1 + 64_000]) {
      const asked = receive(end.tcb, segment({ flags: SYN, seq: irs })).tcb
      for (const isn of [irs, CLIENT, 9, 7_777_777]) {
        const [first] = due(asked, { isn })
        expect(first && judge(asked, first.segment)).toEqual({ legal: true, violations: [], remarks: [] })
      }
    }
  })

  test('an end that announces an MSS says it in its SYN and SYN,ACK, also when they are sent again (MUST-14)', () => {
    const policy = { announcedMss: 500 }
    const client = new End(policy, CLIENT).call({ type: 'open-active' })
    const server = new End(policy, SERVER).call({ type: 'open-passive' }).gets(SYN, CLIENT)
    for (const end of [client, server]) {
      const [first] = due(end.tcb)
      expect(first?.segment.options).toEqual({ mss: 500 })
      if (first) end.tcb = send(end.tcb, first.segment)
      expect(due(end.expires('retransmission').tcb)[0]?.segment.options).toEqual({ mss: 500 })
    }
  })

  test('remarks on URG, on window taken back (SHLD-14), and on a FIN beyond the window, which are no mistakes', () => {
    const remarks = (end: End, parts: Partial<Segment>) => {
      const { legal, remarks: said } = judge(end.tcb, segment({ flags: ACK, seq: CN, ack: SN, ...parts }))
      expect(legal).toBe(true)
      return said.map(({ rule }) => rule)
    }
    expect(remarks(opening(), { flags: SYN | PSH | URG, seq: CLIENT, ack: 0 })).toEqual(['urg-without-pointer'])
    const got = () => established().gets(ACK, SN, CN, '0123456789')
    expect(remarks(got(), { ack: SN + 10, window: 65_525 })).toEqual([])
    expect(remarks(got(), { ack: SN + 10, window: 65_524 })).toEqual(['window-taken-back'])
    const closes = (window: number) => established(CLIENT, SERVER, window).call({ type: 'close' })
    expect(remarks(closes(0), { flags: FIN | ACK })).toEqual(['fin-into-closed-window'])
    expect(remarks(closes(1), { flags: FIN | ACK })).toEqual([])
  })

  test('remarks on a segment without the timestamps that were agreed, but not on a RST (RFC 7323 §3.2)', () => {
    const options = { timestamps: { value: 1, echo: 0 } }
    const end = new End().call({ type: 'open-active' })
    end.tcb = send(end.tcb, segment({ flags: SYN, seq: CLIENT, options }))
    end.tcb = receive(end.tcb, segment({ flags: SYN | ACK, seq: SERVER, ack: CN, options })).tcb
    const third = segment({ flags: ACK, seq: CN, ack: SN })
    expect(judge(end.tcb, third)).toMatchObject({ legal: true, remarks: [{ rule: 'timestamps-left-out' }] })
    expect(judge(end.tcb, { ...third, options }).remarks).toEqual([])
    end.tcb = send(end.tcb, { ...third, options })
    expect(judge(end.call({ type: 'abort' }).tcb, segment({ flags: RST, seq: CN }))).toMatchObject({
      legal: true,
      remarks: [],
    })
  })

  test('an acknowledged FIN that a hand-made end repeats is first of all too early, or too late', () => {
    const options = { policy: { judgesTiming: false }, explicit: false }
    let tcb = send(closed(options), segment({ flags: SYN, seq: CLIENT }))
    tcb = receive(tcb, segment({ flags: SYN | ACK, seq: SERVER, ack: CN })).tcb
    const fin = segment({ flags: FIN | ACK, seq: CN, ack: SN })
    tcb = send(send(tcb, segment({ flags: ACK, seq: CN, ack: SN })), fin)
    tcb = receive(tcb, segment({ flags: ACK, seq: SN, ack: CN + 1 })).tcb
    expect(tcb.state).toBe('FIN-WAIT-2')
    expect(judge(tcb, fin).violations[0]?.rule).toBe('retransmit-too-early')
  })

  test('an owed RST with text, or with an ack too many, is told what is too much', () => {
    const forgotten = idle().gets(ACK, 300, 100)
    expect(forgotten.tries(RST, 100, 0, 'x')[0]).toMatchObject({ rule: 'rst-reply-numbers', field: 'text', chosen: 1 })
    expect(forgotten.tries(RST | ACK, 100, 0)[0]).toMatchObject({
      rule: 'rst-reply-numbers',
      field: 'flags',
      allowed: [{ value: 'RST' }],
    })
  })

  test('what nobody asked for explains before its numbers do', () => {
    expect(idle().tries(SYN, 0)[0]?.rule).toBe('application-did-not-open')
    expect(established().tries(FIN | ACK, CN + 1, SN)[0]?.rule).toBe('application-did-not-close')
    expect(established().tries(RST, CN + 1)[0]?.rule).toBe('no-reason-to-reset')
    expect(
      established()
        .call({ type: 'close' })
        .tries(RST, CN + 1)[0]?.rule,
    ).toBe('fin-for-abort-or-rst-for-close')
  })

  test('while something is due again no other number is called right', () => {
    const late = sending().call({ type: 'send', text: 'more' }).expires('retransmission')
    for (const [seq, rule] of [
      [CN - 1, 'retransmit-data-new-seq'],
      [CN + 1, 'retransmit-needed-but-continues'],
      [CN + 5, 'retransmit-needed-but-continues'],
      [CN + 9, 'retransmit-data-new-seq'],
    ] as const)
      expect(late.tries(ACK, seq, SN, 'more')[0]).toMatchObject({ rule, allowed: [{ value: CN, of: 'SND.UNA' }] })
  })

  test('a FIN’s own number is not called SND.NXT once it has been sent', () => {
    const [first] = finWait1()
      .expires('retransmission')
      .tries(FIN | ACK, CN + 1, SN)
    expect(first).toMatchObject({ rule: 'retransmit-fin-not-needed-number', allowed: [{ of: 'SEG.SEQ', value: CN }] })
  })

  test('every rule has a case', () => {
    const legal: readonly RuleId[] = [
      'handshake-ack-carrying-data-is-legal',
      'four-segments-mandatory',
      'own-isn-copied-from-peer',
      'urg-without-pointer',
      'window-taken-back',
      'fin-into-closed-window',
      'text-into-silly-window',
      'timestamps-left-out',
    ]
    expect(RULE_IDS.filter((id) => !CASES.some(({ rule }) => rule === id) && !legal.includes(id))).toEqual([])
    expect(TRUTH_RULE_IDS).toHaveLength(69)
  })
})

test('an ISN that leans on the peer’s, or on nothing, is allowed and remarked on; a generator’s own is not', () => {
  const remarks = (tcb: Tcb, flags: number, seq: number, ack = 0) => {
    const { legal, remarks } = judge(tcb, segment({ flags, seq, ack }))
    expect(legal).toBe(true)
    return remarks.map(({ rule }) => rule)
  }
  for (const seq of [CLIENT, CLIENT + 1, CLIENT - 1])
    expect(remarks(asked().tcb, SYN | ACK, seq, CLIENT + 1)).toEqual(['own-isn-copied-from-peer'])
  for (const seq of [0, 1, 5, 99]) {
    expect(remarks(asked().tcb, SYN | ACK, seq, CLIENT + 1)).toEqual(['isn-fixed-or-zero'])
    expect(remarks(opening().tcb, SYN, seq)).toEqual(['isn-fixed-or-zero'])
  }
  expect(remarks(asked().tcb, SYN | ACK, SERVER, CLIENT + 1)).toEqual([])
  expect(remarks(new End({}, 7).call({ type: 'open-active' }).tcb, SYN, 7)).toEqual([])
})
