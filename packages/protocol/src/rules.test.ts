import { describe, expect, test } from 'vitest'
import { explain, hints, type Locale, RULES, remarkWords, STATE_SENTENCES, WORDINGS } from './catalogue/index.ts'
import { exampleOf } from './examples/index.ts'
import {
  ACK,
  type Call,
  call,
  closed,
  due,
  expire,
  FIN,
  judge,
  judgeCheck,
  type Policy,
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
  type Timer,
  TRUTH_RULE_IDS,
  URG,
  type Violation,
} from './index.ts'

const CLIENT = 1000
const SERVER = 5000

/** An end that is moved: calls, sendings that must be right, arrivals, timers. */
class End {
  tcb: Tcb
  constructor(policy: Partial<Policy> = {}, isn: number | null = null) {
    this.tcb = closed({ policy, isn })
  }
  call(request: Call): this {
    const result = call(this.tcb, request)
    if (!result.ok) throw new Error(result.error)
    this.tcb = result.tcb
    return this
  }
  sends(flags: number, seq: number, ack = 0, text = '', window = 65_535): this {
    const sent = segment({ flags, seq, ack, text, window })
    expect(judge(this.tcb, sent).violations).toEqual([])
    this.tcb = send(this.tcb, sent)
    return this
  }
  gets(flags: number, seq: number, ack = 0, text = '', window = 65_535): this {
    this.tcb = receive(this.tcb, segment({ flags, seq, ack, text, window })).tcb
    return this
  }
  expires(timer: Timer): this {
    this.tcb = expire(this.tcb, timer)
    return this
  }
  /** The violations of a wrong move. */
  tries(flags: number, seq: number, ack = 0, text = '', window = 65_535): readonly Violation[] {
    return judge(this.tcb, segment({ flags, seq, ack, text, window })).violations
  }
}

const idle = () => new End()
const opening = () => new End().call({ type: 'open-active' })
const listening = () => new End().call({ type: 'open-passive' })
const synSent = (isn = CLIENT) => opening().sends(SYN, isn)
const asked = () => listening().gets(SYN, CLIENT)
const answered = () => asked().sends(SYN | ACK, SERVER, CLIENT + 1)
/** The client, to which the SYN,ACK has come and which has not sent its ACK. */
const third = (isn = CLIENT, irs = SERVER) => synSent(isn).gets(SYN | ACK, irs, isn + 1)
const established = (isn = CLIENT, irs = SERVER, window = 65_535) =>
  synSent(isn)
    .gets(SYN | ACK, irs, (isn + 1) >>> 0, '', window)
    .sends(ACK, (isn + 1) >>> 0, (irs + 1) >>> 0)
/** At a simultaneous open: the own SYN is out, and the peer's has come. */
const crossed = () => synSent().gets(SYN, SERVER)
/** ESTABLISHED with a peer whose SYN,ACK carried this MSS option. */
const announced = (mss: number) => {
  const end = synSent()
  const synAck = segment({ flags: SYN | ACK, seq: SERVER, ack: CLIENT + 1, options: { mss } })
  end.tcb = receive(end.tcb, synAck).tcb
  return end.sends(ACK, CLIENT + 1, SERVER + 1)
}
const CN = CLIENT + 1
const SN = SERVER + 1
/** ESTABLISHED with ten bytes of the peer's, acknowledged. */
const served = () =>
  established()
    .gets(ACK, SN, CN, '0123456789')
    .sends(ACK, CN, SN + 10)
/** ESTABLISHED with five bytes sent and unacknowledged. */
const sending = () => established().call({ type: 'send', text: 'hello' }).sends(ACK, CN, SN, 'hello')
const finWait1 = () =>
  established()
    .call({ type: 'close' })
    .sends(FIN | ACK, CN, SN)
const finWait2 = () => finWait1().gets(ACK, SN, CN + 1)
const timeWait = () => finWait2().gets(FIN | ACK, SN, CN + 1)
const closeWait = () => established().gets(FIN | ACK, SN, CN)
const lastAck = () =>
  closeWait()
    .call({ type: 'close' })
    .sends(FIN | ACK, CN, SN + 1)

interface Case {
  readonly rule: RuleId
  readonly when: string
  readonly violations: () => readonly Violation[]
  /** The right value, where there is one; the sentence must contain the chosen value. */
  readonly right?: number | string
  /** Nothing is right: no value is allowed. */
  readonly waits?: true
}

const CASES: readonly Case[] = [
  {
    rule: 'first-segment-must-be-syn',
    when: 'CLOSED sends an ACK',
    violations: () => opening().tries(ACK, CLIENT, 1),
    right: 'SYN',
  },
  {
    rule: 'syn-must-not-carry-ack-on-active-open',
    when: 'the first segment is SYN,ACK',
    violations: () => opening().tries(SYN | ACK, CLIENT, 7),
    right: 'SYN',
  },
  {
    rule: 'syn-with-fin',
    when: 'SYN and FIN are set',
    violations: () => opening().tries(SYN | FIN, CLIENT),
    right: 'SYN',
  },
  {
    rule: 'syn-with-rst',
    when: 'SYN and RST are set',
    violations: () => opening().tries(SYN | RST, CLIENT),
    right: 'SYN',
  },
  {
    rule: 'synack-keeps-syn-number',
    when: 'the SYN,ACK of a simultaneous open takes a number of its own',
    violations: () => crossed().tries(SYN | ACK, CN, SN),
    right: CLIENT,
  },
  {
    rule: 'synack-must-have-syn',
    when: 'the SYN of a simultaneous open is answered with a bare ACK (§3.10.7.3)',
    violations: () => crossed().tries(ACK, CN, SN),
    right: 'SYN,ACK',
  },
  {
    rule: 'retransmit-too-early',
    when: 'a FIN that was acknowledged is sent again, and nothing is owed',
    violations: () => finWait2().tries(FIN | ACK, CN, SN),
  },
  {
    rule: 'text-exceeds-mss',
    when: 'text is longer than what the peer announced (§3.7.1, MUST-16)',
    violations: () =>
      announced(500)
        .call({ type: 'send', text: 'x'.repeat(600) })
        .tries(ACK, CN, SN, 'x'.repeat(501)),
    right: 500,
  },
  {
    rule: 'synack-must-have-syn',
    when: 'a SYN is answered with a bare ACK',
    violations: () => asked().tries(ACK, SERVER, CN),
    right: 'SYN,ACK',
  },
  {
    rule: 'synack-must-have-ack',
    when: 'a SYN is answered with a bare SYN',
    violations: () => asked().tries(SYN, SERVER),
    right: 'SYN,ACK',
  },
  {
    rule: 'synack-ack-equals-isn',
    when: 'the SYN,ACK acknowledges the ISN itself',
    violations: () => asked().tries(SYN | ACK, SERVER, CLIENT),
    right: CN,
  },
  {
    rule: 'synack-ack-too-high',
    when: 'the SYN,ACK acknowledges ISN + 2',
    violations: () => asked().tries(SYN | ACK, SERVER, CLIENT + 2),
    right: CN,
  },
  {
    rule: 'synack-ack-is-own-isn',
    when: 'the SYN,ACK acknowledges its own ISN + 1',
    violations: () => asked().tries(SYN | ACK, SERVER, SN),
    right: CN,
  },
  {
    rule: 'isn-fixed-or-zero',
    when: 'the ISN is that of the connection before',
    violations: () =>
      lastAck()
        .gets(ACK, SN + 1, CN + 1)
        .call({ type: 'open-active' })
        .tries(SYN, CLIENT),
  },
  {
    rule: 'handshake-ack-not-incremented',
    when: 'the third segment acknowledges the server’s ISN',
    violations: () => third().tries(ACK, CN, SERVER),
    right: SN,
  },
  {
    rule: 'handshake-ack-too-high',
    when: 'the third segment acknowledges ISN + 2',
    violations: () => third().tries(ACK, CN, SERVER + 2),
    right: SN,
  },
  {
    rule: 'handshake-seq-not-incremented',
    when: 'the third segment has the ISN as seq',
    violations: () => third().tries(ACK, CLIENT, SN),
    right: CN,
  },
  {
    rule: 'handshake-seq-plus-two',
    when: 'the third segment has ISN + 2 as seq',
    violations: () => third().tries(ACK, CLIENT + 2, SN),
    right: CN,
  },
  {
    rule: 'handshake-ack-missing-flag',
    when: 'the third segment lacks ACK',
    violations: () => third().tries(0, CN, SN),
    right: 'ACK',
  },
  {
    rule: 'handshake-third-is-synack',
    when: 'the SYN,ACK is answered with SYN,ACK',
    violations: () => third().tries(SYN | ACK, CLIENT, SN),
    right: 'ACK',
  },
  {
    rule: 'swapped-seq-and-ack',
    when: 'the third segment has seq and ack exchanged',
    violations: () => third().tries(ACK, SN, CN),
    right: CN,
  },
  {
    rule: 'data-before-established',
    when: 'SYN-SENT sends text',
    violations: () => synSent().tries(ACK, CN, 0, 'hello'),
  },
  {
    rule: 'waiting-for-ack-of-ack',
    when: 'a pure ACK is acknowledged',
    violations: () =>
      sending()
        .gets(ACK, SN, CN + 5)
        .tries(ACK, CN + 5, SN),
  },
  {
    rule: 'retransmit-syn-new-isn',
    when: 'the SYN is repeated with another number',
    violations: () =>
      synSent()
        .expires('retransmission')
        .tries(SYN, CLIENT + 500),
    right: CLIENT,
  },
  {
    rule: 'retransmit-synack-new-isn',
    when: 'the SYN,ACK is repeated with another number',
    violations: () =>
      answered()
        .expires('retransmission')
        .tries(SYN | ACK, SERVER + 500, CN),
    right: SERVER,
  },
  {
    rule: 'retransmit-data-new-seq',
    when: 'lost text is sent again at SND.NXT',
    violations: () =>
      sending()
        .expires('retransmission')
        .tries(ACK, CN + 5, SN, 'hello'),
    right: CN,
  },
  {
    rule: 'retransmit-needed-but-continues',
    when: 'new text goes out after the timeout',
    violations: () =>
      sending()
        .call({ type: 'send', text: 'more' })
        .expires('retransmission')
        .tries(ACK, CN + 5, SN, 'more'),
    right: CN,
  },
  {
    rule: 'retransmit-too-early',
    when: 'text is sent again at once',
    violations: () => sending().tries(ACK, CN, SN, 'hello'),
  },
  {
    rule: 'retransmit-fin-not-needed-number',
    when: 'the FIN is repeated with the next number',
    violations: () =>
      finWait1()
        .expires('retransmission')
        .tries(FIN | ACK, CN + 1, SN),
    right: CN,
  },
  {
    rule: 'duplicate-data-must-be-reacked',
    when: 'a duplicate is acknowledged with its own end',
    violations: () =>
      served()
        .gets(ACK, SN + 10, CN, 'abc')
        .sends(ACK, CN, SN + 13)
        .gets(ACK, SN, CN, '0123456789')
        .tries(ACK, CN, SN + 10),
    right: SN + 13,
  },
  {
    rule: 'data-seq-not-advanced',
    when: 'new text has the old number',
    violations: () =>
      sending()
        .gets(ACK, SN, CN + 5)
        .call({ type: 'send', text: 'world' })
        .tries(ACK, CN, SN, 'world'),
    right: CN + 5,
  },
  {
    rule: 'data-seq-one-too-low',
    when: 'text begins one too low',
    violations: () => established().call({ type: 'send', text: 'hello' }).tries(ACK, CLIENT, SN, 'hello'),
    right: CN,
  },
  {
    rule: 'data-seq-one-too-high',
    when: 'text begins one too high',
    violations: () =>
      established()
        .call({ type: 'send', text: 'hello' })
        .tries(ACK, CN + 1, SN, 'hello'),
    right: CN,
  },
  {
    rule: 'data-seq-gap',
    when: 'text leaves a gap',
    violations: () =>
      established()
        .call({ type: 'send', text: 'hello' })
        .tries(ACK, CN + 100, SN, 'hello'),
    right: CN,
  },
  {
    rule: 'data-seq-outside-window',
    when: 'text begins beyond the window',
    violations: () =>
      established()
        .call({ type: 'send', text: 'hello' })
        .tries(ACK, CN + 1_000_000, SN, 'hello'),
    right: CN,
  },
  {
    rule: 'relative-instead-of-absolute',
    when: 'the numbers are Wireshark’s',
    violations: () =>
      established(3_000_000_000, 2_000_000_000).call({ type: 'send', text: 'hi' }).tries(ACK, 1, 2_000_000_001, 'hi'),
    right: 3_000_000_001,
  },
  {
    rule: 'wrap-not-modulo',
    when: 'the number after 4294967295 is taken for 1',
    violations: () => established(4294967295).call({ type: 'send', text: 'hi' }).tries(ACK, 1, SN, 'hi'),
    right: 0,
  },
  {
    rule: 'wrap-not-modulo',
    when: 'the third segment counts on from 4294967295 to 1',
    violations: () => third(4294967295).tries(ACK, 1, SN),
    right: 0,
  },
  {
    rule: 'wrap-not-modulo',
    when: 'the third segment acknowledges an ISN of 4294967295 with 1',
    violations: () => third(CLIENT, 4294967295).tries(ACK, CN, 1),
    right: 0,
  },
  {
    rule: 'ack-equals-received-seq',
    when: 'ack repeats the seq received',
    violations: () =>
      served()
        .gets(ACK, SN + 10, CN, 'abcde')
        .tries(ACK, CN, SN + 10),
    right: SN + 15,
  },
  {
    rule: 'ack-last-byte',
    when: 'ack names the last byte',
    violations: () =>
      served()
        .gets(ACK, SN + 10, CN, 'abcde')
        .tries(ACK, CN, SN + 14),
    right: SN + 15,
  },
  {
    rule: 'ack-plus-one-for-data',
    when: 'one is added for text',
    violations: () =>
      served()
        .gets(ACK, SN + 10, CN, 'abcde')
        .tries(ACK, CN, SN + 16),
    right: SN + 15,
  },
  {
    rule: 'ack-of-unsent-data',
    when: 'ack is beyond all that came',
    violations: () =>
      served()
        .gets(ACK, SN + 10, CN, 'abcde')
        .tries(ACK, CN, SN + 500),
    right: SN + 15,
  },
  {
    rule: 'ack-beyond-gap',
    when: 'ack jumps over a hole',
    violations: () =>
      established()
        .gets(ACK, SN + 10, CN, 'later')
        .tries(ACK, CN, SN + 15),
    right: SN,
  },
  {
    rule: 'ack-goes-back',
    when: 'ack is an old one',
    violations: () =>
      served()
        .gets(ACK, SN + 10, CN, 'abcde')
        .tries(ACK, CN, SN + 3),
    right: SN + 15,
  },
  {
    rule: 'missing-ack-flag-established',
    when: 'text has no ACK flag',
    violations: () => established().call({ type: 'send', text: 'hello' }).tries(0, CN, SN, 'hello'),
    right: 'ACK',
  },
  {
    rule: 'data-not-acknowledged',
    when: 'own text leaves out what came',
    violations: () =>
      served()
        .gets(ACK, SN + 10, CN, 'abcde')
        .call({ type: 'send', text: 'hi' })
        .sends(ACK, CN, SN + 15, 'h')
        .gets(ACK, SN + 15, CN, 'xyz')
        .tries(ACK, CN + 1, SN + 15, 'i'),
    right: SN + 18,
  },
  {
    rule: 'data-exceeds-window',
    when: 'text is larger than the window',
    violations: () => established(CLIENT, SERVER, 4).call({ type: 'send', text: 'hello' }).tries(ACK, CN, SN, 'hello'),
    right: 4,
  },
  {
    rule: 'application-gave-no-text',
    when: 'text too large for the window repeats bytes that are on their way',
    violations: () =>
      established(CLIENT, SERVER, 4)
        .call({ type: 'send', text: 'abc' })
        .sends(ACK, CN, SN, 'abc')
        .tries(ACK, CN + 3, SN, 'abc'),
  },
  {
    rule: 'data-into-zero-window',
    when: 'the window is 0',
    violations: () => established(CLIENT, SERVER, 0).call({ type: 'send', text: 'hello' }).tries(ACK, CN, SN, 'hello'),
    waits: true,
  },
  {
    rule: 'resyn-in-established',
    when: 'SYN is sent in ESTABLISHED',
    violations: () => established().gets(ACK, SN, CN, 'abc').tries(SYN, CN),
    right: 'ACK',
  },
  {
    rule: 'fin-without-ack-flag',
    when: 'FIN goes without ACK',
    violations: () => established().call({ type: 'close' }).tries(FIN, CN),
    right: 'FIN,ACK',
  },
  {
    rule: 'fin-seq-wrong',
    when: 'FIN is one too high',
    violations: () =>
      established()
        .call({ type: 'close' })
        .tries(FIN | ACK, CN + 1, SN),
    right: CN,
  },
  {
    rule: 'ack-of-fin-not-incremented',
    when: 'the FIN’s own number is acknowledged',
    violations: () => closeWait().tries(ACK, CN, SN),
    right: SN + 1,
  },
  {
    rule: 'ack-of-fin-too-high',
    when: 'the FIN is counted twice',
    violations: () => closeWait().tries(ACK, CN, SN + 2),
    right: SN + 1,
  },
  {
    rule: 'seq-after-own-fin-not-advanced',
    when: 'the last ACK has the FIN’s number',
    violations: () => timeWait().tries(ACK, CN, SN + 1),
    right: CN + 1,
  },
  {
    rule: 'data-after-own-fin',
    when: 'text follows the own FIN',
    violations: () => finWait2().tries(ACK, CN + 1, SN, 'more'),
  },
  {
    rule: 'refuses-data-in-half-close',
    when: 'text in FIN-WAIT-2 is answered with RST',
    violations: () =>
      finWait2()
        .gets(ACK, SN, CN + 1, 'late')
        .tries(RST, CN + 1),
    right: 'ACK',
  },
  {
    rule: 'close-wait-forgets-fin',
    when: 'CLOSE-WAIT acknowledges again instead of closing',
    violations: () =>
      closeWait()
        .sends(ACK, CN, SN + 1)
        .call({ type: 'close' })
        .tries(ACK, CN, SN + 1),
    right: 'FIN,ACK',
  },
  {
    rule: 'fin-not-acknowledged',
    when: 'the own FIN leaves out the peer’s',
    violations: () =>
      closeWait()
        .call({ type: 'close' })
        .tries(FIN | ACK, CN, SN),
    right: SN + 1,
  },
  {
    rule: 'simultaneous-close-state',
    when: 'a FIN in FIN-WAIT-1 is taken for the ACK of the own',
    violations: () =>
      judgeCheck(finWait1().tcb, segment({ flags: FIN | ACK, seq: SN, ack: CN }), {
        outcome: 'accepted',
        state: 'TIME-WAIT',
        next: SN + 1,
      }),
    right: 'CLOSING',
  },
  {
    rule: 'time-wait-left-early',
    when: 'a SYN is sent in TIME-WAIT',
    violations: () => timeWait().tries(SYN, 9000),
    right: 'ACK',
  },
  {
    rule: 'time-wait-wrong-side',
    when: 'the passive closer is believed in TIME-WAIT',
    violations: () =>
      judgeCheck(lastAck().tcb, segment({ flags: ACK, seq: SN + 1, ack: CN + 1 }), {
        outcome: 'accepted',
        state: 'TIME-WAIT',
        next: null,
      }),
    right: 'CLOSED',
  },
  {
    rule: 'time-wait-ignores-fin',
    when: 'a repeated FIN is acknowledged with an old number',
    violations: () =>
      timeWait()
        .sends(ACK, CN + 1, SN + 1)
        .gets(FIN | ACK, SN, CN + 1)
        .tries(ACK, CN + 1, SN),
    right: SN + 1,
  },
  {
    rule: 'fin-for-abort-or-rst-for-close',
    when: 'CLOSE is carried out with RST',
    violations: () => established().call({ type: 'close' }).tries(RST, CN),
    right: 'FIN,ACK',
  },
  {
    rule: 'answers-a-rst',
    when: 'a RST is answered',
    violations: () =>
      idle()
        .gets(RST | ACK, 0, 5)
        .tries(RST, 5),
  },
  {
    rule: 'rst-seq-wrong',
    when: 'the ABORT’s RST has another number',
    violations: () =>
      established()
        .call({ type: 'abort' })
        .tries(RST, CN + 9),
    right: CN,
  },
  {
    rule: 'rst-reply-numbers',
    when: 'a RST does not take the ack as its seq',
    violations: () => idle().gets(ACK, 300, 100, 'data').tries(RST, 300),
    right: 100,
  },
  {
    rule: 'rst-in-synsent-needs-ack',
    when: 'a SYN is refused without ACK',
    violations: () => idle().gets(SYN, CLIENT).tries(RST, 0),
    right: 'RST,ACK',
  },
  {
    rule: 'closed-port-must-rst',
    when: 'a closed port answers SYN,ACK',
    violations: () =>
      idle()
        .gets(SYN, CLIENT)
        .tries(SYN | ACK, SERVER, CN),
    right: 'RST,ACK',
  },
  {
    rule: 'half-open-must-rst',
    when: 'a forgotten connection is acknowledged',
    violations: () => idle().gets(ACK, 300, 100, 'data').tries(ACK, 100, 304),
    right: 'RST',
  },
  {
    rule: 'wrong-handshake-ack-needs-rst-not-ack',
    when: 'a wrong SYN,ACK is acknowledged',
    violations: () =>
      synSent()
        .gets(SYN | ACK, SERVER, 77)
        .tries(ACK, CN, SN),
    right: 'RST',
  },
  {
    rule: 'challenge-ack-not-understood',
    when: 'the wrong RST is repeated after a challenge ACK',
    violations: () =>
      established()
        .call({ type: 'abort' })
        .gets(ACK, SN, CN)
        .tries(RST, CN + 9),
    right: CN,
  },
  { rule: 'application-did-not-open', when: 'nobody called OPEN', violations: () => idle().tries(SYN, CLIENT) },
  {
    rule: 'application-gave-no-text',
    when: 'nobody called SEND',
    violations: () => established().tries(ACK, CN, SN, 'hello'),
    waits: true,
  },
  {
    rule: 'application-did-not-close',
    when: 'nobody called CLOSE',
    violations: () =>
      established()
        .gets(ACK, SN, CN, 'abc')
        .tries(FIN | ACK, CN, SN + 3),
    right: 'ACK',
  },
  {
    rule: 'text-before-fin',
    when: 'CLOSE was called with text waiting',
    violations: () =>
      established()
        .call({ type: 'send', text: 'hello' })
        .call({ type: 'close' })
        .tries(FIN | ACK, CN, SN),
    right: 'ACK',
  },
  { rule: 'no-reason-to-reset', when: 'nothing calls for a RST', violations: () => established().tries(RST, CN) },
  { rule: 'nothing-to-say', when: 'nothing is owed', violations: () => established().tries(ACK, CN, SN) },
  {
    rule: 'text-exceeds-mss',
    when: 'text is longer than the MSS',
    violations: () =>
      established()
        .call({ type: 'send', text: 'x'.repeat(2000) })
        .tries(ACK, CN, SN, 'x'.repeat(2000)),
    right: 536,
  },
  {
    rule: 'window-field-too-large',
    when: 'the window has 17 bits',
    violations: () =>
      served()
        .gets(ACK, SN + 10, CN, 'abc')
        .tries(ACK, CN, SN + 13, '', 70_000),
    right: 65_535,
  },
  {
    rule: 'check-outcome-wrong',
    when: 'a duplicate is believed taken',
    violations: () =>
      judgeCheck(served().tcb, segment({ flags: ACK, seq: SN, ack: CN, text: '0123456789' }), {
        outcome: 'accepted',
        state: 'ESTABLISHED',
        next: SN + 10,
      }),
    right: 'dropped',
  },
  {
    rule: 'check-state-wrong',
    when: 'an ACK in ESTABLISHED is believed to close',
    violations: () =>
      judgeCheck(established().tcb, segment({ flags: ACK, seq: SN, ack: CN }), {
        outcome: 'accepted',
        state: 'CLOSE-WAIT',
        next: SN,
      }),
    right: 'ESTABLISHED',
  },
  {
    rule: 'check-next-expected-wrong',
    when: 'RCV.NXT is one too high',
    violations: () =>
      judgeCheck(established().tcb, segment({ flags: ACK, seq: SN, ack: CN, text: 'abc' }), {
        outcome: 'accepted',
        state: 'ESTABLISHED',
        next: SN + 4,
      }),
    right: SN + 3,
  },
]

const LOCALES: readonly Locale[] = ['en', 'zh-CN']

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
      'timestamps-left-out',
    ]
    expect(RULE_IDS.filter((id) => !CASES.some(({ rule }) => rule === id) && !legal.includes(id))).toEqual([])
    expect(TRUTH_RULE_IDS).toHaveLength(69)
  })
})

describe('a rule broken in the checking of an arrival', () => {
  const refuses = { outcome: 'dropped', state: 'CLOSED', next: null } as const
  const CHECKED: readonly (readonly [RuleId, () => readonly Violation[], string, string])[] = [
    [
      'closed-port-must-rst',
      () => judgeCheck(idle().tcb, segment({ flags: SYN, seq: 7 }), refuses),
      'drop it',
      'refuse it with RST',
    ],
    [
      'half-open-must-rst',
      () => judgeCheck(idle().tcb, segment({ flags: ACK, seq: 300, ack: 100 }), refuses),
      'drop it',
      'refuse it with RST',
    ],
    [
      'wrong-handshake-ack-needs-rst-not-ack',
      () =>
        judgeCheck(synSent().tcb, segment({ flags: SYN | ACK, seq: SERVER, ack: 77 }), {
          ...refuses,
          state: 'SYN-SENT',
        }),
      'drop it',
      'refuse it with RST',
    ],
    [
      'answers-a-rst',
      () =>
        judgeCheck(established().tcb, segment({ flags: RST, seq: 1 }), {
          outcome: 'reset',
          state: 'ESTABLISHED',
          next: SN,
        }),
      'refuse it with RST',
      'drop it',
    ],
    [
      'refuses-data-in-half-close',
      () =>
        judgeCheck(finWait2().tcb, segment({ flags: ACK, seq: SN, ack: CN + 1, text: 'abc' }), {
          outcome: 'dropped',
          state: 'FIN-WAIT-2',
          next: SN + 3,
        }),
      'drop it',
      'take it',
    ],
    [
      'simultaneous-close-state',
      () =>
        judgeCheck(finWait1().tcb, segment({ flags: FIN | ACK, seq: SN, ack: CN }), {
          outcome: 'accepted',
          state: 'TIME-WAIT',
          next: SN + 1,
        }),
      'TIME-WAIT',
      'CLOSING',
    ],
    [
      'time-wait-left-early',
      () =>
        judgeCheck(finWait2().tcb, segment({ flags: FIN | ACK, seq: SN, ack: CN + 1 }), {
          outcome: 'accepted',
          state: 'CLOSED',
          next: SN + 1,
        }),
      'CLOSED',
      'TIME-WAIT',
    ],
  ]
  test.each(CHECKED)(
    '%s says what was chosen and what is right, and of nothing that it was sent',
    (rule, found, chosen, right) => {
      const [first] = found()
      expect(first?.rule).toBe(rule)
      if (!first) return
      const { sentence } = explain(first, 'en')
      expect(sentence).toContain(chosen)
      expect(sentence).toContain(right)
      expect(sentence).not.toMatch(/sent|answer|nothing/)
      const chinese = explain(first, 'zh-CN').sentence
      expect(chinese).not.toMatch(/发送|应答|无/)
      expect(chinese).not.toMatch(/\p{Script=Han} \p{Script=Han}/u)
    },
  )
})

describe('the words', () => {
  test('titles have at most eight words, and both languages say everything', () => {
    for (const id of RULE_IDS) {
      expect(`${id}: ${WORDINGS[id].en.title.split(' ').length <= 8}`).toBe(`${id}: true`)
      for (const locale of LOCALES)
        for (const text of Object.values(WORDINGS[id][locale])) expect(text.trim()).not.toBe('')
    }
  })
  test('Chinese sentences end in full-width marks', () => {
    for (const id of RULE_IDS)
      for (const key of ['sentence', 'misconception', 'lesson', 'realStack'] as const)
        expect(`${id} ${key} ${WORDINGS[id]['zh-CN'][key]}`).toMatch(/[。？]$/)
  })
  test('the catalogue knows category, severity, sections and states of each', () => {
    for (const id of RULE_IDS) {
      expect(RULES[id].rfc.length).toBeGreaterThan(0)
      expect(RULES[id].states.length).toBeGreaterThan(0)
    }
  })
})

describe('hints', () => {
  test('lead in three steps from a question to the segment', () => {
    const end = new End({}, SERVER).call({ type: 'open-passive' }).gets(SYN, CLIENT)
    const [first] = due(end.tcb)
    const [question, rule, answer] = hints(first ?? null, end.tcb, 'en')
    expect(question).toContain('?')
    expect(rule).toContain('SYN,ACK')
    expect(answer).toBe(`Send SYN,ACK seq=${SERVER} ack=${CN}.`)
    expect(hints(first ?? null, end.tcb, 'zh-CN')[2]).toBe(`发送 SYN,ACK seq=${SERVER} ack=${CN}。`)
  })
  test('say that waiting is right when nothing is due', () => {
    expect(hints(null, established().tcb, 'en')[2]).toContain('wait')
  })
  test('say how the peer learns how much room there is, where the application says so', () => {
    const end = established()
    const update = {
      reason: 'update-window',
      owed: [],
      segment: segment({ flags: ACK, seq: CN, ack: SN, window: 20 }),
    } as const
    for (const locale of LOCALES) expect(hints(update, end.tcb, locale)[2]).toContain('win=20')
    expect(hints(update, end.tcb, 'en')[0]).toBe(
      'Your application has more room now, or less. How does the peer learn how much it may send?',
    )
  })
  test('work the numbers out', () => {
    const end = established().call({ type: 'send', text: 'hello' })
    const [first] = due(end.tcb)
    expect(hints(first ?? null, end.tcb, 'en')[2]).toBe(
      'Send ACK seq=1001 (SND.NXT = ISS + 1 (SYN) = 1001) ack=5001 (RCV.NXT = IRS + 1 (SYN) = 5001) len=5.',
    )
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

test('a remark has words of its own, with nothing to fill in', () => {
  for (const rule of RULE_IDS.filter((id) => exampleOf(id).kind === 'legal' || id === 'isn-fixed-or-zero'))
    for (const locale of LOCALES) {
      const { lesson, sentence, title } = remarkWords(rule, locale)
      for (const said of [lesson, sentence, title]) expect(said, rule).not.toMatch(/[{}]/)
    }
})

test('a remark names its section, of whichever RFC', () => {
  for (const rule of RULE_IDS)
    expect(remarkWords(rule, 'en').section, rule).toMatch(/^RFC \d+ §(?:\d+(?:\.\d+)*|[A-Z](?:\.\d+)*)$/)
  expect(remarkWords('timestamps-left-out', 'en').section).toBe('RFC 7323 §3.2')
  expect(remarkWords('own-isn-copied-from-peer', 'en').section).toBe('RFC 9293 §3.4.1')
})

test('what SYN-RECEIVED means is true before its answer has left, too', () => {
  expect(STATE_SENTENCES['SYN-RECEIVED'].en).not.toMatch(/waiting for the ACK/)
  expect(STATE_SENTENCES['SYN-RECEIVED']['zh-CN']).not.toMatch(/等待对端/)
})
