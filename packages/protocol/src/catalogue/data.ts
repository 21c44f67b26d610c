import type { Wordings } from './wording.ts'

/** Numbers and acknowledgements while text flows. */
export const data = {
  'data-seq-not-advanced': {
    en: {
      title: 'New data continues after the old',
      sentence: 'Your seq is {chosen}, but you have used that number already. Continue at {right}: {work}.',
      misconception: 'seq does not wait for the acknowledgement. It moves on as soon as you have sent.',
      lesson: 'Every byte has its own number. Two different bytes with one number cannot both arrive.',
      realStack: 'Taken as an old duplicate: the new text is thrown away and the ACK repeated.',
    },
    'zh-CN': {
      title: '新数据接在旧数据之后',
      sentence: '你的序号是 {chosen}，但这个序号已经用过。请从 {right} 继续：{work}。',
      misconception: '序号不会停下来等待确认，发送之后就立即前进。',
      lesson: '每个字节都有自己的序号。两个不同的字节共用一个序号，就不可能都到达。',
      realStack: '被当作旧的重复：新数据被丢弃，并再次确认。',
    },
  },
  'data-seq-one-too-low': {
    en: {
      title: 'Your numbering is one too low',
      sentence: 'Your text begins at {chosen}, a number that is already used. It begins at {right}: {work}.',
      misconception: 'SYN is easily left out of the count. It takes a number, just as a byte does.',
      lesson: 'The receiver has taken that number, so it cuts off your first byte and believes the rest.',
      realStack: 'It is tolerated, and harmful: Linux trims the overlap and delivers the rest without an error.',
    },
    'zh-CN': {
      title: '序号小了 1',
      sentence: '你的数据从 {chosen} 开始，这个序号已经用过，应从 {right} 开始：{work}。',
      misconception: '计数时容易漏掉 SYN，它和一个字节一样占用序号。',
      lesson: '接收方已经收过这个序号，会裁掉你的第一个字节，其余照收。',
      realStack: '会被容忍，却有害：Linux 裁掉重叠部分并交付其余内容，没有任何报错。',
    },
  },
  'data-seq-one-too-high': {
    en: {
      title: 'Your numbering is one too high',
      sentence: 'Your seq is {chosen}. That leaves out one number; yours is {right}: {work}.',
      misconception: 'A pure ACK can seem to use a number up. It only names it.',
      lesson: 'The receiver waits for the number you skipped and delivers nothing behind it.',
      realStack: 'Text is kept out of order and answered with a duplicate ACK, until the missing byte comes.',
    },
    'zh-CN': {
      title: '序号大了 1',
      sentence: '你的序号是 {chosen}，跳过了一个序号，应为 {right}：{work}。',
      misconception: '纯 ACK 看似用掉了一个序号，其实只是写明了它。',
      lesson: '接收方等待被你跳过的那个序号，其后的内容一概不交付。',
      realStack: '数据被当作乱序保留，并回复重复 ACK，直到缺失的字节到达。',
    },
  },
  'data-seq-gap': {
    en: {
      title: 'You left a gap in the numbers',
      sentence:
        'Your seq is {chosen}, and the numbers before it are not used yet. Your next number is {right}: {work}.',
      misconception: 'seq does not count segments. It counts bytes.',
      lesson: 'The next byte must have the next number. Behind a gap everything is kept back.',
      realStack: 'Kept in the out-of-order queue, answered at once with a duplicate ACK.',
    },
    'zh-CN': {
      title: '序号之间出现了缺口',
      sentence: '你的序号是 {chosen}，而你的下一个序号是 {right}：{work}。',
      misconception: '序号不是给报文段编号，而是给字节编号。',
      lesson: '下一个字节必须使用下一个序号，缺口之后的一切都先缓存，不交付。',
      realStack: '放入乱序队列，并立即回复重复 ACK。',
    },
  },
  'data-seq-outside-window': {
    en: {
      title: 'This number lies outside the window',
      sentence: 'Your seq is {chosen}, outside the window. Your next number is {right}: {work}.',
      misconception: 'The number is not free to choose. It follows from what you have sent.',
      lesson: 'The receiver looks only at numbers inside its window. The rest may be old or forged.',
      realStack: 'Dropped, and answered with an ACK that names the expected number.',
    },
    'zh-CN': {
      title: '序号不在窗口之内',
      sentence: '你的序号是 {chosen}，在窗口之外。下一个序号是 {right}：{work}。',
      misconception: '序号不能随意选取，它由你已发送的内容决定。',
      lesson: '接收方只理会窗口之内的序号，其余可能是过时的或伪造的。',
      realStack: '报文段被丢弃，并回复一个写明期望序号的 ACK。',
    },
  },
  'relative-instead-of-absolute': {
    en: {
      title: 'This is a relative number',
      sentence: 'You wrote {chosen}. On the wire numbers count from the initial number {isn}: {work}.',
      misconception: 'Wireshark’s small numbers are a courtesy of its display.',
      lesson: 'Relative numbers are the real ones minus the initial number. The header holds the real ones.',
      realStack: 'Outside the window: dropped, and answered with an ACK.',
    },
    'zh-CN': {
      title: '这是相对序号',
      sentence: '你写的是 {chosen}。报文段里的序号从初始序号 {isn} 数起：{work}。',
      misconception: 'Wireshark 显示的小数字只是为了便于阅读。',
      lesson: '相对序号等于真实序号减去初始序号，首部里写的是真实序号。',
      realStack: '落在窗口之外：丢弃，并回复 ACK。',
    },
  },
  'wrap-not-modulo': {
    en: {
      title: 'After 4294967295 comes 0',
      sentence: 'You wrote {chosen}. Numbers wrap around to 0, which counts as well: {work}.',
      misconception: 'Numbers may seem unlimited, or to begin again at 1.',
      lesson: 'A field of 32 bits holds 4294967296 values, 0 among them. All arithmetic is modulo that.',
      realStack: 'Every stack wraps: the ACK of a FIN at 4294967295 is 0.',
    },
    'zh-CN': {
      title: '4294967295 之后是 0',
      sentence: '你写的是 {chosen}。序号回绕到 0，而且 0 也要计算在内：{work}。',
      misconception: '序号看似没有上限，或者会从 1 重新开始。',
      lesson: '32 位字段有 4294967296 个值，0 也在其中，一切运算都按此取模。',
      realStack: '所有协议栈都会回绕：对序号 4294967295 的 FIN，确认号是 0。',
    },
  },
  'ack-equals-received-seq': {
    en: {
      title: 'ack is the next number you expect',
      sentence:
        'Your ack {chosen} is where the segment you received began. It had {length} bytes, so you expect {right}: {work}.',
      misconception: 'ack does not name the segment you answer. It names what is to come.',
      lesson: 'With the next number one field says how much has arrived, however it was cut into segments.',
      realStack: 'Taken as a duplicate ACK: the sender sends the same again after its timeout.',
    },
    'zh-CN': {
      title: '确认号是期望的下一个序号',
      sentence: '你的确认号 {chosen} 是收到的报文段的起始序号。它有 {length} 字节，所以你期望 {right}：{work}。',
      misconception: '确认号不是在指明应答哪个报文段，而是说明接下来要什么。',
      lesson: '用下一个序号作答，一个字段就能说明已收到多少，与如何切分报文段无关。',
      realStack: '被当作重复 ACK：发送方超时后会再发一遍。',
    },
  },
  'ack-last-byte': {
    en: {
      title: 'You left out the last byte',
      sentence: 'Your ack {chosen} is the last byte you received. Ask for the one after it: {work}.',
      misconception: 'ack does not name the last byte received. It names the next one expected.',
      lesson: 'An ack of n means “I expect number n”: everything below it has arrived, n itself has not.',
      realStack: 'The last byte alone is sent again.',
    },
    'zh-CN': {
      title: '漏掉了最后一个字节',
      sentence: '你的确认号 {chosen} 是收到的最后一个字节，应写它之后的那个：{work}。',
      misconception: '确认号不是收到的最后一个字节，而是期望的下一个字节。',
      lesson: '确认号 n 表示“我期望序号 n”：n 之前的都已收到，n 本身还没有。',
      realStack: '发送方只重传最后那一个字节。',
    },
  },
  'ack-plus-one-for-data': {
    en: {
      title: 'Data counts exactly its length',
      sentence: 'Your ack is {chosen}, one too high. {length} bytes arrived, without SYN or FIN: {work}.',
      misconception: 'The plus one belongs to SYN and FIN, not to every segment.',
      lesson: 'SYN and FIN have no byte, so each gets a number of its own. Bytes have theirs already.',
      realStack: 'It acknowledges what was not sent: the peer answers with an ACK and ignores yours.',
    },
    'zh-CN': {
      title: '数据只按其长度计算',
      sentence: '你的确认号是 {chosen}，多了 1。到达了 {length} 字节，没有 SYN 或 FIN：{work}。',
      misconception: '“加一”只用于 SYN 和 FIN，并非每个报文段都要加。',
      lesson: 'SYN 和 FIN 不是字节，所以各给一个序号；字节本来就有自己的序号。',
      realStack: '等于确认了尚未发送的内容：对端回复 ACK，并忽略你的确认。',
    },
  },
  'ack-of-unsent-data': {
    en: {
      title: 'You acknowledge what has not arrived',
      sentence: 'Your ack is {chosen}, but you have received only what lies before {right}: {work}.',
      misconception: 'ack is not a wish for more. It is a receipt.',
      lesson: 'A sender forgets what is acknowledged. A receipt for bytes that never came would lose them.',
      realStack: 'The whole segment is dropped, with its text, and answered with an ACK.',
    },
    'zh-CN': {
      title: '确认了尚未到达的内容',
      sentence: '你的确认号是 {chosen}，但你只收到序号 {right} 之前的内容：{work}。',
      misconception: '确认号不是索取更多的愿望，而是一张收据。',
      lesson: '发送方会忘掉已被确认的内容。给没有到达的字节开收据，就会丢失它们。',
      realStack: '整个报文段连同数据都被丢弃，并回复 ACK。',
    },
  },
  'ack-beyond-gap': {
    en: {
      title: 'Something before it is still missing',
      sentence: 'Your ack {chosen} jumps over a hole: the byte {missing} has not arrived. {work}.',
      misconception: 'ack does not answer the latest segment. It covers everything before it.',
      lesson: 'Acknowledgements are cumulative. What you acknowledge the sender deletes, the hole with it.',
      realStack: 'No receiver does this: the missing text would be lost for good, without anybody noticing.',
    },
    'zh-CN': {
      title: '前面还有缺失的字节',
      sentence: '你的确认号 {chosen} 跳过了缺口：序号为 {missing} 的字节还没有到达。{work}。',
      misconception: '确认号不是应答最近的报文段，而是涵盖它之前的一切。',
      lesson: '确认是累积的。你确认了什么，发送方就删除什么，缺口也一起没了。',
      realStack: '真实的接收方绝不会这样做：缺失的数据会永远丢失，而且无人察觉。',
    },
  },
  'ack-goes-back': {
    en: {
      title: 'Acknowledgements never go back',
      sentence: 'Your ack is {chosen}, but you have acknowledged more than that already. It is now {right}: {work}.',
      misconception: 'The ack does not belong to the text you send with it. It always tells today’s state.',
      lesson: 'What has been received stays received. An old number tells the peer nothing.',
      realStack: 'A little old: ignored, the text used. Far too old: a challenge ACK.',
    },
    'zh-CN': {
      title: '确认号不会倒退',
      sentence: '你的确认号是 {chosen}，但你已经确认过更多，现在应为 {right}：{work}。',
      misconception: '确认号不属于随它发送的数据，它始终反映当前的状态。',
      lesson: '收到了就是收到了，旧的确认号不会告诉对端任何新内容。',
      realStack: '略旧：忽略确认，数据照收；过旧：回复挑战 ACK。',
    },
  },
  'missing-ack-flag-established': {
    en: {
      title: 'Every segment now carries ACK',
      sentence: 'You {sent} {chosen}. After the handshake a segment without ACK is dropped: add it, {right}.',
      misconception: 'ACK is not a kind of message. It is a flag that nearly every segment has.',
      lesson: 'Both directions run at once, so each segment tells what has arrived. It costs nothing.',
      realStack: 'Dropped without any answer.',
    },
    'zh-CN': {
      title: '此后每个报文段都带 ACK',
      sentence: '你{sent} {chosen}。握手之后，不带 ACK 的报文段会被丢弃，应为 {right}。',
      misconception: 'ACK 不是一种报文类型，而是几乎每个报文段都有的标志。',
      lesson: '两个方向同时进行，每个报文段都顺便说明收到了什么，而且不花任何代价。',
      realStack: '直接丢弃，没有任何应答。',
    },
  },
  'data-not-acknowledged': {
    en: {
      title: 'Your segment must acknowledge the data',
      sentence: 'Your ack is {chosen}, although more has arrived. Acknowledge it: {work}.',
      misconception: 'The answer need not wait until you have something to say. Any segment can carry it.',
      lesson: 'Without your acknowledgement the peer must take its data for lost and send it again.',
      realStack: 'Linux acknowledges at once or after about 40 ms, together with its own text if there is any.',
    },
    'zh-CN': {
      title: '报文段必须确认收到的数据',
      sentence: '你的确认号是 {chosen}，但已有更多数据到达，请确认：{work}。',
      misconception: '不必等到自己有话要说才确认，任何报文段都可以捎带确认。',
      lesson: '得不到确认，对端只能认为数据丢失并重传。',
      realStack: 'Linux 立即确认，或在约 40 ms 后确认；有数据要发时就捎带。',
    },
  },
  'data-exceeds-window': {
    en: {
      title: 'The receiver has no room for this',
      sentence: 'You {sent} {chosen}. From SND.UNA {una} the window of {wnd} bytes leaves room for {right}.',
      misconception: 'The window is not advice. It is the receiver’s free buffer.',
      lesson: 'Bytes beyond the window find no buffer, are thrown away, and must be sent again.',
      realStack: 'What lies beyond the window is trimmed or dropped; the ACK repeats the window.',
    },
    'zh-CN': {
      title: '接收方没有这么多空间',
      sentence: '你{sent} {chosen}。从 SND.UNA {una} 起窗口为 {wnd} 字节，还能发送 {right}。',
      misconception: '窗口不是建议，而是接收方空闲的缓冲区。',
      lesson: '超出窗口的字节没有缓冲区可放，会被丢弃，只能重传。',
      realStack: '超出窗口的部分被裁掉或丢弃，ACK 中重申窗口大小。',
    },
  },
  'data-into-zero-window': {
    en: {
      title: 'The window is zero: wait',
      sentence:
        'You {sent} {chosen}, but the peer’s window is 0. Wait for an update, or for the persist timer’s probe.',
      misconception: 'A zero window does not close the connection. The peer’s application just has not read yet.',
      lesson: 'An update can be lost, so the sender asks from time to time with a probe of one byte.',
      realStack: 'Linux probes with an empty segment one below SND.NXT, after 200 ms and then ever more slowly.',
    },
    'zh-CN': {
      title: '窗口为 0，请等待',
      sentence: '你{sent} {chosen}，但对端的窗口为 0。请等待窗口更新，或等持续计时器到时后再探测。',
      misconception: '窗口为 0 并不表示连接关闭，只是对端的应用程序还没有读取。',
      lesson: '窗口更新可能丢失，所以发送方要不时用一个字节去探测。',
      realStack: 'Linux 用序号为 SND.NXT 减 1 的空报文段探测，先隔 200 ms，之后越来越慢。',
    },
  },
  'resyn-in-established': {
    en: {
      title: 'SYN belongs to the opening only',
      sentence: 'You {sent} {chosen} in an open connection. Both ends are synchronised already: no SYN belongs here.',
      misconception: 'SYN does not mean “synchronise now”. It announces the first number of a stream.',
      lesson: 'A SYN in an open connection looks like an attack or a restarted host, so it is challenged.',
      realStack: 'A challenge ACK; the connection is unharmed. RFC 793 would have reset it.',
    },
    'zh-CN': {
      title: 'SYN 只用于建立连接',
      sentence: '你在已建立的连接中{sent} {chosen}。双方早已同步，不再需要 SYN。',
      misconception: 'SYN 不是“现在同步一下”，而是通告一个流的第一个序号。',
      lesson: '已建立的连接中出现 SYN，可能是攻击，也可能是主机重启过，所以要用挑战 ACK 核实。',
      realStack: '回复挑战 ACK，连接不受影响；按 RFC 793 则会复位。',
    },
  },
} as const satisfies Partial<Wordings>
