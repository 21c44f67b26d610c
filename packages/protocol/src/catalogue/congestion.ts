import type { Wordings } from './wording.ts'

/** How much the network is asked to carry (RFC 5681). */
export const congestion = {
  'cwnd-exceeded': {
    en: {
      title: 'That is more than the network takes',
      sentence:
        'You {sent} {chosen} of text (data). The congestion window cwnd is {cwnd}, and {flight} are on their way: at most {work}.',
      misconception:
        'The peer’s window can seem to be the only limit. It says how much the peer holds, not how much the way to it carries.',
      lesson:
        'A sender keeps within the smaller of cwnd and the peer’s window. cwnd begins small, grows with every ACK, and shrinks when something is lost.',
      realStack:
        'A kernel holds the rest back in its send buffer until an ACK makes room; `ss -ti` shows cwnd in segments.',
    },
    'zh-CN': {
      title: '超出了网络的承受能力',
      sentence: '你{sent} {chosen}。拥塞窗口 cwnd 为 {cwnd}，已有 {flight} 在途，所以最多再发 {work}。',
      misconception: '看似只受对端窗口的限制。对端窗口说的是对端能收多少，而不是途中的网络能承受多少。',
      lesson:
        '发送方同时受拥塞窗口 cwnd 和对端窗口的限制，取两者中较小的。cwnd 开始时很小，每收到确认就增大，发现丢失就减小。',
      realStack: '内核把其余数据留在发送缓存里，等确认腾出空间再发；ss -ti 会以报文段数显示 cwnd。',
    },
  },
  'fast-retransmit-first': {
    en: {
      title: 'The lost segment goes first',
      sentence: 'You went on at {chosen}. The third duplicate ACK says that what begins at {right} was lost: {work}.',
      misconception:
        'New text seems more useful than old. The peer can use none of it before the missing segment has come.',
      lesson:
        'At the third duplicate ACK the missing segment is sent again at once (fast retransmit); then each further duplicate lets one new segment out (fast recovery).',
      realStack:
        'Linux does the same, marking the first unacknowledged segment lost and sending it before anything new.',
    },
    'zh-CN': {
      title: '请先重传丢失的报文段',
      sentence: '你从 {chosen} 继续发送。第三个重复 ACK 说明从 {right} 开始的报文段丢了：{work}。',
      misconception: '发新数据看似更有用，但缺失的报文段到达之前，对端无法交付后面的任何数据。',
      lesson:
        '收到第三个重复 ACK，立即重传缺失的报文段（快重传）；此后每多一个重复 ACK，cwnd 就增加一个报文段（快恢复）。',
      realStack: 'Linux 也是这样：把最早未确认的报文段标记为丢失，先重传它，再发新数据。',
    },
  },
  'too-few-duplicates': {
    en: {
      title: 'Too few duplicate ACKs yet',
      sentence: 'You {sent} {chosen} again at duplicate ACK no. {duplicates}. Wait for the third, or for the timeout.',
      misconception: 'One duplicate ACK can seem to prove a loss. Segments that overtake each other cause it as well.',
      lesson:
        'Segments that change places on the way bring a duplicate ACK or two. Three in a row are hardly an accident.',
      realStack: 'Linux begins with three and waits for more where it has seen reordering (net.ipv4.tcp_reordering).',
    },
    'zh-CN': {
      title: '重复 ACK 还不够多',
      sentence: '刚收到第 {duplicates} 个重复 ACK，你就又{sent} {chosen}。请等到第三个，或者等待超时。',
      misconception: '一个重复 ACK 看似证明发生了丢失，其实报文段失序到达时也会出现。',
      lesson: '途中失序会带来一两个重复 ACK；连续三个就很难说是偶然了。',
      realStack: 'Linux 从三个开始；发现失序较多时会等待更多（net.ipv4.tcp_reordering）。',
    },
  },
  'one-segment-after-loss': {
    en: {
      title: 'Only the first lost segment now',
      sentence:
        'You {sent} {chosen} again. After a loss only the segment that begins at {una} is sent again; wait for its ACK.',
      misconception:
        'After a timeout everything on the way seems lost. Often it is one segment, and the rest has arrived.',
      lesson:
        'A timeout says that the network is overloaded: cwnd falls to one segment. Its ACK then tells what else is missing, and slow start begins anew.',
      realStack: 'Linux resends one segment after a timeout, and the next as ACKs come in.',
    },
    'zh-CN': {
      title: '现在只重传第一个报文段',
      sentence: '你又{sent} {chosen}。发现丢失后只重传从 {una} 开始的那一个报文段，请等待对它的确认。',
      misconception: '超时之后看似途中的全都丢了，其实常常只丢了一个，其余的已经到达。',
      lesson: '超时说明网络拥塞严重：cwnd 降到一个报文段，重新慢开始。对它的确认会说明还缺什么。',
      realStack: 'Linux 超时后只重传一个报文段，随着确认到来再重传下一个。',
    },
  },
} as const satisfies Partial<Wordings>
