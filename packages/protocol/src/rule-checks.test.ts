import { describe, expect, test } from 'vitest'
import { explain } from './catalogue/index.ts'
import { ACK, FIN, judgeCheck, RST, type RuleId, SYN, segment, type Violation } from './index.ts'
import { CN, established, finWait1, finWait2, idle, SERVER, SN, synSent } from './rule-cases/end.test-support.ts'

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
