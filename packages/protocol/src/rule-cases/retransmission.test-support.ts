import { ACK, FIN, SYN } from '../index.ts'
import {
  answered,
  CLIENT,
  CN,
  finWait1,
  finWait2,
  SERVER,
  SN,
  sending,
  served,
  synSent,
  twoHoles,
} from './end.test-support.ts'
import type { RuleCase } from './rule-case.test-support.ts'

export const RETRANSMISSION: readonly RuleCase[] = [
  {
    rule: 'retransmit-too-early',
    when: 'a FIN that was acknowledged is sent again, and nothing is owed',
    violations: () => finWait2().tries(FIN | ACK, CN, SN),
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
    rule: 'sacked-sent-again',
    when: 'what the peer has reported goes out again, though it lacks what comes before',
    violations: () => twoHoles().tries(ACK, CN + 10, SN, 'x'.repeat(10)),
    right: CN,
  },
  {
    rule: 'sacked-sent-again',
    when: 'the first hole is filled, and what lies behind it goes out as well',
    violations: () =>
      twoHoles()
        .sends(ACK, CN, SN, 'x'.repeat(10))
        .tries(ACK, CN + 30, SN, 'x'.repeat(10)),
    right: CN + 20,
  },
  {
    rule: 'retransmit-too-early',
    when: 'a hole is filled twice, while another one is open',
    violations: () => twoHoles().sends(ACK, CN, SN, 'x'.repeat(10)).tries(ACK, CN, SN, 'x'.repeat(10)),
    right: CN + 20,
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
]
