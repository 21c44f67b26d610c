import { isHeldBack } from '../congested.ts'
import type { Due, DueReason } from '../due.ts'
import { rcvNxt, sndNxt } from '../judge/worked.ts'
import { formatFlags } from '../notation.ts'
import { hasAck, hasSyn, RST } from '../segment.ts'
import { diff } from '../seq.ts'
import { isSynchronized, type Tcb } from '../tcb.ts'
import { formatWorkedNumber, type NumberFormat } from './explain.ts'
import { STATE_SENTENCES } from './terms.ts'
import type { Locale } from './wording.ts'

/** Three steps: a question, the rule, the answer. */
export type Hints = readonly [question: string, rule: string, answer: string]

/** What to think about, per reason: the question, with what gives cause to it, and the rule. */
const STEPS: Readonly<Record<DueReason, Readonly<Record<Locale, readonly [string, string]>>>> = {
  refuse: {
    en: [
      'Does what arrived belong to a connection you have?',
      'It does not. A RST says so: with ACK in the arrival, its ack is your seq; without, seq is 0 and you acknowledge its whole length.',
    ],
    'zh-CN': [
      '到达的报文段属于你已有的连接吗？',
      '不属于，要用 RST 说明：对端带 ACK 时，以其确认号作为你的序号；不带时，序号为 0，并确认它的全部长度。',
    ],
  },
  abort: {
    en: [
      'Your application has called ABORT. What does that ask for?',
      'ABORT throws the connection away: a RST with exactly your next number.',
    ],
    'zh-CN': ['应用程序调用了 ABORT。它要求什么？', 'ABORT 要抛弃连接：发送 RST，序号恰好是你的下一个序号。'],
  },
  open: {
    en: [
      'Your application has called an active OPEN. What does the other end have to learn first?',
      'It must learn your initial sequence number: a SYN alone, with a number that nobody can guess.',
    ],
    'zh-CN': ['应用程序调用了主动 OPEN。对端首先需要知道什么？', '需要知道你的初始序号：只发送 SYN，序号应不可预测。'],
  },
  'answer-syn': {
    en: [
      'A SYN has arrived. What do you have to confirm, and what to announce?',
      'Confirm its number plus one, because SYN takes one number, and announce your own initial number: SYN,ACK.',
    ],
    'zh-CN': [
      '收到了 SYN。你要确认什么，又要通告什么？',
      '确认它的序号加一（SYN 占用一个序号），并通告自己的初始序号：SYN,ACK。',
    ],
  },
  'answer-with-cookie': {
    en: [
      'A SYN has arrived and the SYN queue is full. Where can the host put what it has to remember?',
      'Into its own initial number, which the third segment brings back plus one: SYN,ACK with the cookie as seq. It keeps no entry, so a lost SYN,ACK is never sent again, and of the options only one of eight MSS values fits.',
    ],
    'zh-CN': [
      '收到了 SYN，而半连接队列已满。主机要记住的内容可以放到哪里？',
      '放进自己的初始序号，第三个报文段会把它加一带回来：SYN,ACK 的序号就用 cookie。主机不保留任何条目，所以 SYN,ACK 丢了不会重传，选项里也只留得下八个 MSS 值之一。',
    ],
  },
  'retransmit-syn': {
    en: [
      'Your SYN has had no answer. What may have happened?',
      'It or its answer was lost. Send the same SYN once more, with the same number.',
    ],
    'zh-CN': ['你的 SYN 没有得到应答，可能发生了什么？', 'SYN 或它的应答丢失了。用同样的序号把同一个 SYN 再发一次。'],
  },
  'retransmit-syn-ack': {
    en: [
      'Your SYN,ACK has had no answer. What may have happened?',
      'It or its ACK was lost. Send the same SYN,ACK once more, with the same number.',
    ],
    'zh-CN': [
      '你的 SYN,ACK 没有得到确认，可能发生了什么？',
      '它或对它的 ACK 丢失了。用同样的序号把同一个 SYN,ACK 再发一次。',
    ],
  },
  'retransmit-text': {
    en: [
      'Your text has not been acknowledged in time. From which number on?',
      'Those from SND.UNA on. Send the first segment of them again, and no more: old number, today’s ack.',
    ],
    'zh-CN': [
      '你的数据超时未得到确认。从哪个序号开始没有得到确认？',
      '从 SND.UNA 开始的那些。只重传其中第一个报文段：原来的序号，当前的确认号。',
    ],
  },
  'fast-retransmit': {
    en: [
      'Three ACKs in a row name the same number. What is the peer missing?',
      'The segment that begins at SND.UNA: later ones have come. Send it again now, without waiting for the timer.',
    ],
    'zh-CN': [
      '连续三个重复 ACK 都是同一个确认号。对端缺了什么？',
      '从 SND.UNA 开始的那个报文段：后面的已经到了。不必等计时器到时，现在就重传它。',
    ],
  },
  'retransmit-next': {
    en: [
      'The ACK covers only a part of what was on its way when the loss was noticed. What does that say of the rest?',
      'What begins at SND.UNA is missing as well. Send that one segment again, without waiting for another three duplicates.',
    ],
    'zh-CN': [
      '发现丢失时已在途中的内容，这个 ACK 只确认了一部分。这说明什么？',
      '从 SND.UNA 开始的那个报文段也丢失了。不必再等三个重复 ACK，现在就重传这一个报文段。',
    ],
  },
  'retransmit-hole': {
    en: [
      'The peer’s SACK blocks say what it holds. What lies between them?',
      'A hole: those numbers have not arrived. Send them again with their old numbers, and nothing of what the blocks name.',
    ],
    'zh-CN': [
      '对端的 SACK 块写明了它已有哪些数据。块与块之间是什么？',
      '是缺口：那些序号还没有到达。用原来的序号重传它们，块里已有的不必再发。',
    ],
  },
  'retransmit-fin': {
    en: [
      'Your timer has run out. What of yours has not been acknowledged?',
      'Your FIN. Send it again with its old number and today’s ack.',
    ],
    'zh-CN': ['重传计时器到时了。你发送的什么还没有得到确认？', '你的 FIN。用原来的序号和当前的确认号重传。'],
  },
  acknowledge: {
    en: [
      'Something has arrived. How does the peer learn that?',
      'An ACK names the next number you expect, RCV.NXT, and uses no number of its own.',
    ],
    'zh-CN': ['有报文段到达，对端如何知道？', 'ACK 写明你期望的下一个序号 RCV.NXT，自己不占用序号。'],
  },
  'send-text': {
    en: [
      'Your application has given text. Which number does its first byte have?',
      'SND.NXT, and the segment acknowledges what you have received so far.',
    ],
    'zh-CN': ['应用程序交来了数据，第一个字节用哪个序号？', '用 SND.NXT，同时确认到目前为止收到的内容。'],
  },
  close: {
    en: [
      'Your application has called CLOSE. How does the peer learn that no more will come?',
      'By a FIN directly after your last byte. It takes one number, and carries ACK like every segment.',
    ],
    'zh-CN': [
      '应用程序调用了 CLOSE，对端如何知道不再有数据？',
      '靠紧接在最后一个字节之后的 FIN。它占用一个序号，并像其他报文段一样带 ACK。',
    ],
  },
  'probe-window': {
    en: [
      'The window is zero and an update may be lost. How can you find out?',
      'Send one byte as a probe; the ACK of it tells the window.',
    ],
    'zh-CN': ['窗口为 0，而窗口更新可能丢失，怎样才能知道？', '发送一个字节作为探测，对它的 ACK 会说明窗口大小。'],
  },
  'update-window': {
    en: [
      'Your application has more room now, or less. How does the peer learn how much it may send?',
      'By the window field of an ACK with your present numbers. It takes no number, so nobody acknowledges it.',
    ],
    'zh-CN': [
      '应用程序的接收空间变了。对端怎样得知可以发送多少？',
      '靠 ACK 的窗口字段，序号和确认号都用当前值。它不占用序号，因此不会得到确认。',
    ],
  },
  'keep-alive': {
    en: [
      'Nothing has come for long. How can you learn whether the peer still lives?',
      'Send an ACK one below SND.NXT: the peer must answer it.',
    ],
    'zh-CN': ['很久没有消息，怎样知道对端是否还在？', '发送序号为 SND.NXT 减 1 的 ACK，对端必须应答。'],
  },
}

/** The hints for what is due; without anything due they say why waiting is right. */
export function hints(due: Due | null, tcb: Tcb, locale: Locale, format?: NumberFormat): Hints {
  if (due === null && isSynchronized(tcb) && isHeldBack(tcb)) {
    const { congestion, snd } = tcb
    const [cwnd, flight] = [congestion?.cwnd ?? 0, diff(snd.nxt, snd.una)]
    return locale === 'en'
      ? [
          'Your application has more to send. How much may be on its way at once?',
          'The smaller of cwnd and the peer’s window. Only an acknowledgement makes room, and cwnd larger.',
          `cwnd is ${cwnd} bytes and ${flight} are on their way: wait for an ACK.`,
        ]
      : [
          '应用程序还有数据要发。在途的数据最多能有多少？',
          '不超过 cwnd 和对端窗口中较小的一个。收到确认才会腾出空间，cwnd 也才会增大。',
          `cwnd 为 ${cwnd} 字节，已有 ${flight} 字节在途：请等待确认。`,
        ]
  }
  if (due === null) {
    const state = STATE_SENTENCES[tcb.state][locale]
    return locale === 'en'
      ? [
          'Has something arrived, does your application want something, or has a timer run out?',
          `You are in ${tcb.state}. ${state}`,
          'Nothing is due: wait.',
        ]
      : [
          '有报文段到达、应用程序有要求，或者计时器到时了吗？',
          `你处于 ${tcb.state}：${state}`,
          '现在不需要发送，请等待。',
        ]
  }
  const [question, rule] = STEPS[due.reason][locale]
  return [question, rule, answer(due, tcb, locale, format)]
}

function answer(due: Due, tcb: Tcb, locale: Locale, format: NumberFormat = (value) => String(value)): string {
  const { segment } = due
  const flags = formatFlags(segment.flags)
  const send = (value: number, space: 'send' | 'receive' | 'none'): string => format(value, space)
  const parts = [flags]
  const relative = isSynchronized(tcb) || tcb.state === 'SYN-SENT'
  const plain = segment.flags & RST && !relative
  const worked = segment.seq === sndNxt(tcb).value && relative ? formatWorkedNumber(sndNxt(tcb), locale, format) : null
  parts.push(`seq=${plain ? segment.seq : send(segment.seq, 'send')}${worked === null ? '' : note(worked, locale)}`)
  if (hasAck(segment)) {
    const expected = rcvNxt(tcb)
    const how =
      segment.ack === expected.value && !hasSyn(segment)
        ? note(formatWorkedNumber(expected, locale, format), locale)
        : ''
    parts.push(`ack=${plain ? segment.ack : send(segment.ack, 'receive')}${how}`)
  }
  if (segment.text !== '') parts.push(`len=${segment.text.length}`)
  if (due.reason === 'update-window') parts.push(`win=${segment.window}`)
  return locale === 'en' ? `Send ${parts.join(' ')}.` : `发送 ${parts.join(' ')}。`
}

const note = (worked: string, locale: Locale): string => (locale === 'en' ? ` (${worked})` : `（${worked}）`)
