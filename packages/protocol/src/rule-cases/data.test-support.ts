import { ACK, SYN } from '../index.ts'
import { CLIENT, CN, established, SERVER, SN, sending, served, third } from './end.test-support.ts'
import type { RuleCase } from './rule-case.test-support.ts'

export const DATA: readonly RuleCase[] = [
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
]
