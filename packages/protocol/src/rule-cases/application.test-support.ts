import { ACK, FIN, judgeCheck, RST, SYN, segment } from '../index.ts'
import { announced, CLIENT, CN, crossed, established, idle, SERVER, SN, served } from './end.test-support.ts'
import type { RuleCase } from './rule-case.test-support.ts'

export const APPLICATION: readonly RuleCase[] = [
  {
    rule: 'synack-keeps-syn-number',
    when: 'the SYN,ACK of a simultaneous open takes a number of its own',
    violations: () => crossed().tries(SYN | ACK, CN, SN),
    right: CLIENT,
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
    rule: 'application-gave-no-text',
    when: 'text too large for the window repeats bytes that are on their way',
    violations: () =>
      established(CLIENT, SERVER, 4)
        .call({ type: 'send', text: 'abc' })
        .sends(ACK, CN, SN, 'abc')
        .tries(ACK, CN + 3, SN, 'abc'),
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
