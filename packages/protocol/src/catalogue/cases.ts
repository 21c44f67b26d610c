import type { Case } from '../judge/lead.ts'
import type { Locale } from './wording.ts'

/**
 * What a note says in a case of its own, in place of its rule's sentence: above all why waiting is right, and what is due
 * where something is.
 */
export const CASES: Readonly<
  Record<Case, Readonly<Record<Locale, { readonly title: string; readonly sentence: string }>>>
> = {
  closed: {
    en: {
      title: 'There is nothing to send yet',
      sentence: 'You {sent} {chosen}, but there is no connection and your application has not asked for one. Wait.',
    },
    'zh-CN': {
      title: '现在没有要发送的',
      sentence: '你{sent} {chosen}，但现在没有连接，应用程序也没有要求打开。请等待。',
    },
  },
  listening: {
    en: {
      title: 'No SYN waits for an answer',
      sentence:
        'You {sent} {chosen}. You are listening, and no SYN waits for an answer: there is nothing to send. Wait.',
    },
    'zh-CN': {
      title: '没有等待应答的 SYN',
      sentence: '你{sent} {chosen}。你正在监听，没有等待应答的 SYN，现在没有要发送的。请等待。',
    },
  },
  'syn-sent': {
    en: {
      title: 'Your SYN is still on its way',
      sentence: 'You {sent} {chosen}, but your SYN has not been answered and its timer has not run out. Wait.',
    },
    'zh-CN': {
      title: '你的 SYN 还在途中',
      sentence: '你{sent} {chosen}，但你的 SYN 还没有得到应答，它的计时器也没有到时。请等待。',
    },
  },
  'syn-received': {
    en: {
      title: 'Your SYN,ACK is still on its way',
      sentence: 'You {sent} {chosen}, but your SYN has not been acknowledged and its timer has not run out. Wait.',
    },
    'zh-CN': {
      title: '你的 SYN,ACK 还在途中',
      sentence: '你{sent} {chosen}，但你的 SYN 还没有得到确认，它的计时器也没有到时。请等待。',
    },
  },
  unacknowledged: {
    en: {
      title: 'What you sent is still on its way',
      sentence:
        'You {sent} {chosen}, but nothing is due: what you sent may still arrive, and its timer has not run out. Wait.',
    },
    'zh-CN': {
      title: '你发送的内容还在途中',
      sentence: '你{sent} {chosen}，但现在不需要发送：已发送的内容可能还在途中，计时器也没有到时。请等待。',
    },
  },
  'zero-window': {
    en: {
      title: 'The window is zero: wait',
      sentence: 'You {sent} {chosen}, but the peer has no room, and the persist timer has not run out. Wait.',
    },
    'zh-CN': {
      title: '窗口为 0，请等待',
      sentence: '你{sent} {chosen}，但对端没有接收空间，持续计时器也没有到时。请等待。',
    },
  },
  'cwnd-full': {
    en: {
      title: 'The congestion window is full: wait',
      sentence:
        'You {sent} {chosen}, but nothing is due: as much as cwnd allows is on its way. Wait for an acknowledgement.',
    },
    'zh-CN': {
      title: '拥塞窗口已满，请等待',
      sentence: '你{sent} {chosen}，但现在不需要发送：在途数据量已达到 cwnd。请等待确认。',
    },
  },
  'time-wait': {
    en: {
      title: 'Only the 2 MSL are left to wait',
      sentence: 'You {sent} {chosen}, but everything is acknowledged in both directions. Wait for the 2 MSL to pass.',
    },
    'zh-CN': {
      title: '只需等待 2MSL',
      sentence: '你{sent} {chosen}，但两个方向的内容都已确认。请等 2MSL 过去。',
    },
  },
  idle: {
    en: {
      title: 'There is nothing to send now',
      sentence:
        'You {sent} {chosen}, but nothing that arrived waits for an answer and your application asks for nothing. Wait.',
    },
    'zh-CN': {
      title: '现在没有要发送的',
      sentence: '你{sent} {chosen}，但收到的报文段都已应答，应用程序也没有新的要求。请等待。',
    },
  },
  due: {
    en: {
      title: 'Something else is due',
      sentence: 'You {sent} {tried}, but something else is due. {why} Send {due}.',
    },
    'zh-CN': {
      title: '现在该发送的不是这个',
      sentence: '你{sent} {tried}，但现在该发送的不是它。{why}请发送 {due}。',
    },
  },
  'syn-acknowledged': {
    en: {
      title: 'Your SYN has been acknowledged',
      sentence:
        'You {sent} {chosen} again. Your SYN has been acknowledged: don’t send it again. Only the {right} is missing.',
    },
    'zh-CN': {
      title: '你的 SYN 已得到确认',
      sentence: '你又{sent} {chosen}。你的 SYN 已得到确认，不要再发。现在只差 {right}。',
    },
  },
  'fin-acknowledged': {
    en: {
      title: 'Your FIN has been acknowledged',
      sentence:
        'You {sent} {chosen}. Your FIN has been acknowledged and is never sent again: there is nothing to send. Wait.',
    },
    'zh-CN': {
      title: '你的 FIN 已得到确认',
      sentence: '你{sent} {chosen}。你的 FIN 已得到确认，不会再发送：现在没有要发送的。请等待。',
    },
  },
  'fin-acknowledged-due': {
    en: {
      title: 'Your FIN has been acknowledged',
      sentence: 'You {sent} {chosen}. Your FIN has been acknowledged and is never sent again. Only {right} is due.',
    },
    'zh-CN': {
      title: '你的 FIN 已得到确认',
      sentence: '你{sent} {chosen}。你的 FIN 已得到确认，不会再发送。现在只该发送 {right}。',
    },
  },
  'too-early': {
    en: {
      title: 'Nothing is lost yet',
      sentence: 'You {sent} {chosen} again, but its timer has not run out. Wait for the timeout.',
    },
    'zh-CN': { title: '还没有丢失', sentence: '你又{sent} {chosen}，但它的计时器尚未到时。请等待超时。' },
  },
  'hole-on-its-way': {
    en: {
      title: 'This hole has been sent again already',
      sentence:
        'Your segment begins at {chosen}: that was sent again already, and its ACK may still come. What is missing besides begins at {right}: {work}.',
    },
    'zh-CN': {
      title: '这个缺口已经重传过了',
      sentence:
        '你的报文段从 {chosen} 开始：这一段已经重传过，对它的确认可能还在途中。此外还缺的从 {right} 开始：{work}。',
    },
  },
  'runs-into-sacked': {
    en: {
      title: 'Stop where the SACK block begins',
      sentence:
        'Your text is {chosen} long and runs into what the peer has reported with SACK: it holds {blockFirst} to {blockLast}. To fill the hole takes {right}.',
    },
    'zh-CN': {
      title: '到选择确认的块为止',
      sentence:
        '你的数据有 {chosen}，伸进了对端已用选择确认（SACK）报告的部分：它已有 {blockFirst} 到 {blockLast}。补上这个缺口只需 {right}。',
    },
  },
  'sacked-wait': {
    en: {
      title: 'The peer holds this already',
      sentence:
        'You {sent} {chosen} again, but the peer has reported with SACK that it holds {blockFirst} to {blockLast}. Nothing is due now. Wait.',
    },
    'zh-CN': {
      title: '对端已经有这一段',
      sentence:
        '你又{sent} {chosen}，但对端已用选择确认（SACK）报告：它已有 {blockFirst} 到 {blockLast}。现在没有要发送的，请等待。',
    },
  },
  'before-isn': {
    en: {
      title: 'This number lies before your first',
      sentence: 'Your seq is {chosen}, a number before your initial one {iss}. Your next number is {right}: {work}.',
    },
    'zh-CN': {
      title: '序号早于初始序号',
      sentence: '你的序号是 {chosen}，早于你的初始序号 {iss}。下一个序号是 {right}：{work}。',
    },
  },
  'pure-ack-behind': {
    en: {
      title: 'An ACK has the next number',
      sentence:
        'Your ACK has seq {chosen}, a number you have used. Without text it still names your next number {right}: {work}.',
    },
    'zh-CN': {
      title: 'ACK 使用下一个序号',
      sentence: '你的 ACK 序号是 {chosen}，这个序号已经用过。不带数据的报文段也写下一个序号 {right}：{work}。',
    },
  },
  'probe-one-byte': {
    en: {
      title: 'The window may be probed now',
      sentence: 'You {sent} {chosen}. The persist timer has run out: probe the closed window with exactly {right}.',
    },
    'zh-CN': {
      title: '现在可以探测窗口',
      sentence: '你{sent} {chosen}。持续计时器已到时，请探测关闭的窗口：只发送 {right}。',
    },
  },
  'fin-too-soon': {
    en: {
      title: 'FIN follows the last byte',
      sentence:
        'Your FIN has {chosen}, in the middle of what you have sent. It follows after your last byte; due is {right}.',
    },
    'zh-CN': {
      title: 'FIN 紧接最后一个字节',
      sentence: '你的 FIN 序号是 {chosen}，落在已发送的内容中间。它应在最后一个字节之后；现在该发送 {right}。',
    },
  },
  'refusal-seq': {
    en: {
      title: 'A RST takes its numbers from the cause',
      sentence: 'Your {tried} has seq {chosen}. It refuses a SYN without ACK, so its seq is simply 0: {reply}.',
    },
    'zh-CN': {
      title: 'RST 的序号取自引发它的报文段',
      sentence: '你的 {tried} 序号是 {chosen}。它拒绝的 SYN 不带 ACK，所以序号就是 0：{reply}。',
    },
  },
  'limited-transmit': {
    en: {
      title: 'That is more than the network takes',
      sentence:
        'You {sent} {chosen} of text (data). cwnd is {cwnd} and {flight} are on their way; each of the first two duplicate ACKs lets one segment more out: at most {work}.',
    },
    'zh-CN': {
      title: '超出了网络的承受能力',
      sentence:
        '你{sent} {chosen}。拥塞窗口 cwnd 为 {cwnd}，已有 {flight} 在途；前两个重复 ACK 各允许多发一个新报文段：最多 {work}。',
    },
  },
  'partial-ack': {
    en: {
      title: 'The next lost segment goes first',
      sentence:
        'You went on at {chosen}. The ACK covers only a part of what was sent before the loss was noticed, so what begins at {right} was lost, too: {work}.',
    },
    'zh-CN': {
      title: '请先重传下一个丢失的报文段',
      sentence:
        '你从 {chosen} 继续发送。这个 ACK 只确认了发现丢失之前所发内容的一部分，说明从 {right} 开始的报文段也丢了：{work}。',
    },
  },
  'no-text': {
    en: {
      title: 'Your application gave no text (data)',
      sentence: 'You {sent} {chosen}, but your application has nothing to send at present.',
    },
    'zh-CN': {
      title: '应用程序没有给出数据',
      sentence: '你{sent} {chosen}，但应用程序目前没有数据要发送。',
    },
  },
  'refusal-seq-of-ack': {
    en: {
      title: 'A RST takes its numbers from the cause',
      sentence: 'Your {tried} has seq {chosen}. It takes the ack of what it answers as its seq: {work}.',
    },
    'zh-CN': {
      title: 'RST 的序号取自引发它的报文段',
      sentence: '你的 {tried} 序号是 {chosen}。它的序号应取自所应答报文段的确认号：{work}。',
    },
  },
  'refusal-needs-ack': {
    en: {
      title: 'To refuse a SYN, acknowledge it',
      sentence: 'You {sent} {chosen}. A client in SYN-SENT believes only a RST that acknowledges its SYN: {reply}.',
    },
    'zh-CN': {
      title: '拒绝 SYN 的 RST 要带确认',
      sentence: '你{sent} {chosen}。处于 SYN-SENT 的客户端只相信确认了其 SYN 的 RST：{reply}。',
    },
  },
  'refusal-ack': {
    en: {
      title: 'A RST takes its numbers from the cause',
      sentence: 'Your {tried} has ack {chosen}. It acknowledges the whole segment that it refuses: {work}.',
    },
    'zh-CN': {
      title: 'RST 的序号取自引发它的报文段',
      sentence: '你的 {tried} 确认号是 {chosen}。它要确认所拒绝的整个报文段：{work}。',
    },
  },
  'refusal-flags': {
    en: {
      title: 'A RST takes its form from the cause',
      sentence: 'You {sent} {chosen}. What it answers decides whether it acknowledges: {reply}.',
    },
    'zh-CN': {
      title: 'RST 的写法取决于引发它的报文段',
      sentence: '你{sent} {chosen}。带不带确认取决于它所应答的报文段：{reply}。',
    },
  },
}
