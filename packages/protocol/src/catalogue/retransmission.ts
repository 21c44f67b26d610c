import type { Wordings } from './wording.ts'

/** Sending again what may be lost. */
export const retransmission = {
  'retransmit-syn-new-isn': {
    en: {
      title: 'A repeated SYN keeps its number',
      sentence: 'Your SYN has {chosen}. You have opened with {right} already, and that number stays: {work}.',
      misconception: 'Sending again can feel like a new attempt. It is the same segment once more.',
      lesson:
        'If the first SYN was only late, the peer would see two different openings and could not tell which one holds.',
      realStack:
        'SYN-RECEIVED answers a SYN below the window with an ACK; one in the window gets RST,ACK and the request is dropped. A true copy gets the same SYN,ACK.',
    },
    'zh-CN': {
      title: '重传的 SYN 序号不变',
      sentence: '你的 SYN 序号是 {chosen}。你已经用 {right} 打开连接，这个序号不能变：{work}。',
      misconception: '再发一次看似新的尝试，其实是同一个报文段又发了一遍。',
      lesson: '如果第一个 SYN 只是迟到，对端会看到两次不同的打开，无法判断哪一次有效。',
      realStack:
        'SYN-RECEIVED 对窗口之前的 SYN 回复 ACK；窗口之内的得到 RST,ACK，请求被丢弃。真正的副本会得到同样的 SYN,ACK。',
    },
  },
  'retransmit-synack-new-isn': {
    en: {
      title: 'A repeated SYN,ACK keeps its number',
      sentence:
        'Your SYN,ACK has {chosen}. You have announced {right}: a repetition keeps it, and once acknowledged it is not repeated.',
      misconception: 'A second answer can feel like a new one. It is the same one again.',
      lesson: 'The client may have acknowledged the first already, and counts from its number.',
      realStack: 'A client in ESTABLISHED sends a challenge ACK and keeps the first number.',
    },
    'zh-CN': {
      title: '重传的 SYN,ACK 序号不变',
      sentence: '你的 SYN,ACK 序号是 {chosen}。你已通告 {right}：重传时不能改变，得到确认后也不再重传。',
      misconception: '第二次应答看似新的应答，其实是同一个又发了一遍。',
      lesson: '客户端可能已经确认了第一个，并从它的序号开始计数。',
      realStack: '处于 ESTABLISHED 的客户端回复挑战 ACK，仍使用第一个序号。',
    },
  },
  'retransmit-data-new-seq': {
    en: {
      title: 'Lost bytes keep their numbers',
      sentence: 'You gave the old bytes the number {chosen}. They are still missing at {right}: {work}.',
      misconception: 'seq can seem to count segments or attempts. It numbers bytes.',
      lesson:
        'The receiver waits for exactly the missing numbers. With new ones the hole stays, and the bytes arrive twice.',
      realStack: 'The receiver goes on sending duplicate ACKs for the hole.',
    },
    'zh-CN': {
      title: '丢失的字节序号不变',
      sentence: '你给旧的字节用了序号 {chosen}，但缺少的是 {right}：{work}。',
      misconception: '序号看似在数报文段或发送次数，其实它给字节编号。',
      lesson: '接收方等待的正是缺失的那些序号。换了新序号，缺口依旧，字节却到达了两次。',
      realStack: '接收方会继续为这个缺口发送重复 ACK。',
    },
  },
  'retransmit-needed-but-continues': {
    en: {
      title: 'Send the missing bytes first',
      sentence: 'You went on at {chosen}, but the peer still lacks what begins at {right}: {work}.',
      misconception:
        'The network does not deliver it later by itself. What is lost stays lost until you send it again.',
      lesson: 'Everything behind a hole waits. The timeout, or three duplicate ACKs, say that it is your turn.',
      realStack:
        'Fast retransmit after three duplicate ACKs, otherwise the timeout: 200 ms at least on Linux, doubled each time.',
    },
    'zh-CN': {
      title: '请先重传缺失的字节',
      sentence: '你从 {chosen} 继续发送，但对端仍缺少从 {right} 开始的内容：{work}。',
      misconception: '网络不会自己把它补上。丢失的内容在你重传之前不会到达。',
      lesson: '缺口之后的一切都在等待。超时或三个重复 ACK 表明该你重传了。',
      realStack: '收到三个重复 ACK 后快重传，否则等待超时：Linux 最少 200 ms，每次加倍。',
    },
  },
  'sacked-sent-again': {
    en: {
      title: 'Skip what SACK has reported',
      sentence:
        'Your segment begins at {chosen}, but the peer has reported with SACK that it holds {blockFirst} to {blockLast}. What you can send begins at {right}: {work}.',
      misconception:
        'ack names the first missing byte, so everything behind it can seem lost. The SACK blocks name what has arrived behind it.',
      lesson:
        'A cumulative ACK tells only where the first hole begins. Selective acknowledgements (SACK, RFC 2018) tell what lies beyond it, so that only the holes are sent again. They are advice: until the ack passes it, the sender keeps the text.',
      realStack:
        'Linux skips what is marked in its scoreboard; the receiver would drop the copy and report it as a duplicate.',
    },
    'zh-CN': {
      title: '已被选择确认的不必重传',
      sentence:
        '你从 {chosen} 开始发送，但对端已用选择确认（SACK）报告：它已有 {blockFirst} 到 {blockLast}。现在可以发送的从 {right} 开始：{work}。',
      misconception: '确认号指出最前面缺少的字节，它后面的看似都丢了；其实 SACK 块写明了后面哪些已经到达。',
      lesson:
        '累积确认只说明第一个缺口从哪里开始。选择确认（SACK，RFC 2018）还说明缺口后面哪些已经到达，因此只需重传缺口。但它只是通报：在确认号越过这些数据之前，发送方仍要保留它们。',
      realStack: 'Linux 会跳过记录中已被选择确认的数据；如果重传，接收方会丢弃副本，并报告它重复了。',
    },
  },
  'retransmit-too-early': {
    en: {
      title: 'Nothing is lost yet',
      sentence:
        'You {sent} {chosen} again, but its timer has not run out. Wait for the timeout, or for three duplicate ACKs.',
      misconception: 'When no answer comes at once something seems lost. An answer needs a whole round trip.',
      lesson: 'Repeating too early fills the network with copies, and a busy network then loses more.',
      realStack: 'A harmless duplicate: the receiver acknowledges it once more.',
    },
    'zh-CN': {
      title: '还没有丢失',
      sentence: '你又{sent} {chosen}，但它的计时器尚未到时。请等待超时，或者等到三个重复 ACK。',
      misconception: '没有立刻收到应答，看似丢了；其实应答需要一个完整的往返时间。',
      lesson: '过早重传会让网络充满副本，繁忙的网络因此丢失得更多。',
      realStack: '无害的重复：接收方再确认一次。',
    },
  },
  'retransmit-fin-not-needed-number': {
    en: {
      title: 'A repeated FIN is the same FIN',
      sentence: 'Your FIN has {chosen}. It was sent with {right}, and that number stays: {work}.',
      misconception: 'A repeated FIN can feel like a second one. There is only one end of a stream.',
      lesson: 'FIN marks the number after the last byte. That place does not move; only the ack may have moved on.',
      realStack: 'CLOSE-WAIT ignores a FIN with the next number; a true copy is acknowledged again.',
    },
    'zh-CN': {
      title: '重传的是同一个 FIN',
      sentence: '你的 FIN 序号是 {chosen}。它原来的序号是 {right}，不能改变：{work}。',
      misconception: '重传 FIN 看似第二个 FIN，但一个流只有一个终点。',
      lesson: 'FIN 标记最后一个字节之后的位置，这个位置不会移动，只有确认号可能已经前进。',
      realStack: 'CLOSE-WAIT 忽略序号加一的 FIN；真正的副本会再次得到确认。',
    },
  },
  'duplicate-data-must-be-reacked': {
    en: {
      title: 'Acknowledge a duplicate with today’s number',
      sentence: 'A duplicate arrived and your ack is {chosen}. Say again what you expect now: {work}.',
      misconception: '“I have acknowledged that already” is true, but the peer does not know: your ACK was lost.',
      lesson: 'An acknowledgement is cumulative. The answer to any duplicate is your present RCV.NXT.',
      realStack: 'Linux acknowledges every duplicate of data again; stale pure ACKs only once in 500 ms.',
    },
    'zh-CN': {
      title: '重复的数据要再次确认',
      sentence: '到达的是重复数据，你的确认号却是 {chosen}。请重申你现在期望的序号：{work}。',
      misconception: '“我已经确认过了”没错，但对端并不知道，因为你的 ACK 丢了。',
      lesson: '确认是累积的。对任何重复，回答都是当前的 RCV.NXT。',
      realStack: 'Linux 对每个重复数据都再次确认；陈旧的纯 ACK 每 500 ms 最多回应一次。',
    },
  },
} as const satisfies Partial<Wordings>
