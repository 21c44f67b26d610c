import { ACK, RST, SYN } from '../index.ts'
import { CLIENT, CN, established, idle, SERVER, SN, synSent } from './end.test-support.ts'
import type { RuleCase } from './rule-case.test-support.ts'

export const RESET: readonly RuleCase[] = [
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
]
