import { ACK, FIN, judgeCheck, RST, SYN, segment } from '../index.ts'
import { CN, closeWait, established, finWait1, finWait2, lastAck, SN, timeWait } from './end.test-support.ts'
import type { RuleCase } from './rule-case.test-support.ts'

export const CLOSE: readonly RuleCase[] = [
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
]
