import { describe, expect, test } from 'vitest'
import { tcbAfter } from '../examples/example.ts'
import type { Step } from '../examples/moments.ts'
import { judge, parseTyped, segment } from '../index.ts'
import { explain, type Locale, RULES, remarkWords } from './index.ts'

const opened = ['call open-active', '> S seq=1000', '< SA seq=5000 ack=1001', '> A seq=1001 ack=5001']
const third = opened.slice(0, 3)
const asked = ['call open-passive', '< S seq=1000']
const finWait1 = [...opened, 'call close', '> FA seq=1001 ack=5001']
const finWait2 = [...finWait1, '< A seq=5001 ack=1002']
const timeWait = [...finWait2, '< FA seq=5001 ack=1002']
const sent = [...opened, 'call send 5', '> A seq=1001 ack=5001 len=5']
const shut = [
  'call open-active',
  '> S seq=1000',
  '< SA seq=5000 ack=1001 win=0',
  '> A seq=1001 ack=5001',
  'call send 5',
]

function choose(steps: readonly Step[], typed: string) {
  const parsed = parseTyped(typed)
  if (!parsed.ok) throw new Error(typed)
  const { ack = 0, flags, length = 0, seq = 0 } = parsed.segment
  return judge(tcbAfter(steps), segment({ flags, seq, ack, text: 'x'.repeat(length) }))
}

/** The first note about what was tried and did not leave: its title and what it says. */
function noteOn(steps: readonly Step[], typed: string, locale: Locale, left = false): string {
  const [first] = choose(steps, typed).violations
  if (first === undefined) throw new Error(`${typed} is right`)
  const { sentence, title } = explain(first, locale, String, { left })
  return `${title}: ${sentence}`
}

/** A place, what is tried there, and what the note has to say: in English, in Chinese. */
type Row = readonly [where: string, steps: readonly Step[], tried: string, en: RegExp, zh: RegExp]

const ROWS: readonly Row[] = [
  // 1: the waiting reason comes first, and nothing about how an opening looks.
  ...['SA seq=5000 ack=1', 'A seq=5000 ack=1', 'FA seq=5000 ack=1', 'F seq=5000', 'A seq=5000 ack=1 len=5'].flatMap(
    (tried): readonly Row[] => [
      [
        'LISTEN',
        ['call open-passive'],
        tried,
        /^No SYN waits for an answer.*You tried .*You are listening, and no SYN waits for an answer: there is nothing to send\. Wait\.$/,
        /^没有等待应答的 SYN.*你试图发送 .*你正在监听，没有等待应答的 SYN，现在没有要发送的。请等待。$/,
      ],
      [
        'CLOSED without an OPEN',
        [],
        tried,
        /^There is nothing to send yet.*there is no connection and your application has not asked for one\. Wait\.$/,
        /^现在没有要发送的.*现在没有连接，应用程序也没有要求打开。请等待。$/,
      ],
    ],
  ),
  [
    'LISTEN',
    ['call open-passive'],
    'S seq=5000',
    /no active OPEN has been called\. Wait\.$/,
    /没有调用主动 OPEN。请等待。$/,
  ],
  // 2
  ...['S seq=1000', 'S seq=1500'].map(
    (tried): Row => [
      'the SYN,ACK has come',
      third,
      tried,
      /^Your SYN has been acknowledged: .*don’t send it again\. Only the ACK is missing\.$/,
      /^你的 SYN 已得到确认: .*不要再发。现在只差 ACK。$/,
    ],
  ),
  // 3
  ...[finWait2, [...timeWait, '> A seq=1002 ack=5002']].map(
    (steps): Row => [
      'the FIN is acknowledged',
      steps,
      `FA seq=1001 ack=${steps === finWait2 ? 5001 : 5002}`,
      /^Your FIN has been acknowledged: .*is never sent again: there is nothing to send\. Wait\.$/,
      /^你的 FIN 已得到确认: .*不会再发送：现在没有要发送的。请等待。$/,
    ],
  ),
  [
    'the FIN is acknowledged, and an ACK is due',
    timeWait,
    'FA seq=1001 ack=5002',
    /is never sent again\. Only ACK is due\.$/,
    /不会再发送。现在只该发送 ACK。$/,
  ],
  // 4: what is due, and why; a pure ACK too much before its numbers.
  [
    'text is due',
    [...opened, 'call send 5'],
    'A seq=1001 ack=5001',
    /^Something else is due: You tried ACK, .*has given text \(data\)\. Send <SEQ=1001><ACK=5001><CTL=ACK><DATA=5>\.$/,
    /^现在该发送的不是这个: 你试图发送 ACK，.*交来了数据。请发送 <SEQ=1001><ACK=5001><CTL=ACK><DATA=5>。$/,
  ],
  [
    'a FIN is due',
    [...opened, 'call close'],
    'A seq=1001 ack=5001',
    /wants to close\. Send <SEQ=1001><ACK=5001><CTL=FIN,ACK>\.$/,
    /要关闭连接。请发送 <SEQ=1001><ACK=5001><CTL=FIN,ACK>。$/,
  ],
  [
    'nothing is due',
    opened,
    'A seq=1000 ack=5000',
    /^There is nothing to send now: .*nothing that arrived waits for an answer.*Wait\.$/,
    /^现在没有要发送的: .*收到的报文段都已应答.*请等待。$/,
  ],
  [
    'an ACK has come',
    [...sent, '< A seq=5001 ack=1006'],
    'A seq=1006 ack=5001',
    /^An ACK is not acknowledged: .*Nothing is owed\. Wait\.$/,
    /^ACK 不需要再被确认: .*没有什么需要确认。请等待。$/,
  ],
  // 5: seq is simply 0, SEG.SEQ + SEG.LEN is the ack.
  [
    'a SYN is to be refused',
    ['< S seq=1000'],
    'RA seq=1001 ack=1001',
    /: Your RST,ACK has seq 1001\. .*so its seq is simply 0: <SEQ=0><ACK=1001><CTL=RST,ACK>\.$/,
    /: 你的 RST,ACK 序号是 1001。.*所以序号就是 0：<SEQ=0><ACK=1001><CTL=RST,ACK>。$/,
  ],
  [
    'a SYN is to be refused',
    ['< S seq=1000'],
    'RA seq=0 ack=1000',
    /: Your RST,ACK has ack 1000\. .*the whole segment that it refuses: SEG\.SEQ \+ SEG\.LEN = 1001\.$/,
    /: 你的 RST,ACK 确认号是 1000。.*所拒绝的整个报文段：SEG\.SEQ \+ SEG\.LEN = 1001。$/,
  ],
  [
    'a SYN is to be refused',
    ['< S seq=1000'],
    'R seq=0',
    /: You tried RST\. .*a RST that acknowledges its SYN: <SEQ=0><ACK=1001><CTL=RST,ACK>\.$/,
    /: 你试图发送 RST。.*确认了其 SYN 的 RST：<SEQ=0><ACK=1001><CTL=RST,ACK>。$/,
  ],
  [
    'a segment with ACK is to be refused',
    ['< A seq=300 ack=100 len=4'],
    'R seq=300',
    /: Your RST has seq 300\. It takes the ack of what it answers as its seq: SEG\.ACK = 100\.$/,
    /: 你的 RST 序号是 300。它的序号应取自所应答报文段的确认号：SEG\.ACK = 100。$/,
  ],
  // 6
  [
    'the persist timer has run out',
    [...shut, 'expire persist'],
    'A seq=1001 ack=5001 len=5',
    /: You tried 5 bytes\. The persist timer has run out: .*with exactly 1 byte\.$/,
    /: 你试图发送 5 字节。持续计时器已到时，.*只发送 1 字节。$/,
  ],
  // 7: duplicate ACKs only where there is text; the segment, not a bare number.
  [
    'text is out',
    sent,
    'A seq=1001 ack=5001 len=5',
    /: You tried <SEQ=1001><ACK=5001><CTL=ACK><DATA=5> again, .*or for three duplicate ACKs\.$/,
    /: 你又试图发送 <SEQ=1001><ACK=5001><CTL=ACK><DATA=5>，.*三个重复 ACK。$/,
  ],
  ...(
    [
      ['a FIN is out', finWait1, 'FA seq=1001 ack=5001', 'FIN,ACK'],
      ['a SYN is out', opened.slice(0, 2), 'S seq=1000', 'SYN'],
      ['a SYN,ACK is out', [...asked, '> SA seq=5000 ack=1001'], 'SA seq=5000 ack=1001', 'SYN,ACK'],
    ] as const
  ).map(
    ([where, steps, tried, flags]): Row => [
      where,
      steps,
      tried,
      new RegExp(`: You tried ${flags} again, but its timer has not run out\\. Wait for the timeout\\.$`),
      new RegExp(`: 你又试图发送 ${flags}，但它的计时器尚未到时。请等待超时。$`),
    ],
  ),
  // 8
  [
    'a number nine too low',
    [...opened, 'call send 5'],
    'A seq=992 ack=5001 len=5',
    /^This number lies before your first: Your seq is 992, a number before your initial one 1000\./,
    /^序号早于初始序号: 你的序号是 992，早于你的初始序号 1000。/,
  ],
  [
    'a number far beyond',
    [...opened, 'call send 5'],
    'A seq=900000 ack=5001 len=5',
    /^This number lies outside the window: Your seq is 900000, outside the window\./,
    /^序号不在窗口之内: 你的序号是 900000，在窗口之外。/,
  ],
  [
    'a pure ACK with an old number',
    [...sent, '< A seq=5001 ack=1006 len=3'],
    'A seq=1001 ack=5004',
    /^An ACK has the next number: Your ACK has seq 1001, a number you have used\./,
    /^ACK 使用下一个序号: 你的 ACK 序号是 1001，这个序号已经用过。/,
  ],
  // 9
  [
    'ABORT was called',
    [...opened, 'call abort'],
    'FA seq=1001 ack=5001',
    /^FIN closes, RST aborts: .*asked for ABORT, and you tried FIN,ACK\. ABORT is carried out by RST\.$/,
    /^FIN 是关闭，RST 是异常终止: .*要求 ABORT，而你试图发送 FIN,ACK。ABORT 要用 RST 来实现。$/,
  ],
]

describe('what the first note says', () => {
  test.each(ROWS)('%s, after %j: %s', (_, steps, tried, en, zh) => {
    expect(noteOn(steps, tried, 'en')).toMatch(en)
    expect(noteOn(steps, tried, 'zh-CN')).toMatch(zh)
  })

  test('of what left is that it was sent, and no longer to wait', () => {
    expect(noteOn(opened, 'S seq=1001', 'en', true)).toMatch(
      /You sent SYN in an open connection\..*no SYN belongs here\.$/,
    )
    expect(noteOn(opened, 'S seq=1001', 'zh-CN', true)).toMatch(/发送了 SYN。.*不再需要 SYN。$/)
    expect(noteOn(opened, 'S seq=1001', 'en')).toMatch(/You tried SYN .*belongs here\. Wait\.$/)
  })

  test('is “wait” wherever nothing is to be sent instead', () => {
    for (const [, steps, tried] of ROWS)
      if (choose(steps, tried).violations[0]?.allowed.length === 0) {
        expect(noteOn(steps, tried, 'en')).toMatch(/[Ww]ait/)
        expect(noteOn(steps, tried, 'zh-CN')).toMatch(/等/)
      }
  })

  test('is no “lost text” of an abort on Linux: what had arrived may be read (§2 point 9)', () => {
    const [first] = choose([...opened, 'call abort'], 'FA seq=1001 ack=5001').violations
    if (first === undefined) throw new Error('nothing wrong')
    expect(explain(first, 'en').realStack).toContain('On Linux it may first read what had arrived')
    expect(explain(first, 'zh-CN').realStack).toContain('还能先读到已到达的数据')
  })
})

test.each([
  [asked, 'SA seq=1000 ack=1001', 'own-isn-copied-from-peer'],
  [asked, 'SA seq=1001 ack=1001', 'own-isn-copied-from-peer'],
  [asked, 'SA seq=5 ack=1001', 'isn-fixed-or-zero'],
  [['call open-active'], 'S seq=5', 'isn-fixed-or-zero'],
] as const)('an ISN that leans on something is allowed and remarked on: after %j, %s is %s', (steps, chosen, rule) => {
  const { legal, remarks } = choose(steps, chosen)
  expect(legal).toBe(true)
  expect(remarks).toEqual([{ rule }])
  expect(remarkWords(rule, 'en').sentence).toMatch(/^Allowed; but /)
  expect(remarkWords(rule, 'zh-CN').sentence).toMatch(/^允许这样做；但/)
})

test('SYN,FIN: the RFC does not forbid it, and Linux drops it', () => {
  const [first] = choose(['call open-active'], 'SF seq=1000').violations
  if (first === undefined) throw new Error('nothing wrong')
  expect(explain(first, 'en').realStack).toMatch(/The RFC does not forbid it.*Linux drops SYN,FIN/)
  expect(explain(first, 'zh-CN').realStack).toMatch(/RFC 并未禁止.*Linux .*丢弃 SYN,FIN/)
  expect(RULES['syn-with-fin'].rfc).toContain('RFC 9293 3.10.7.2')
})
