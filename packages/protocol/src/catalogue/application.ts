import type { Wordings } from './wording.ts'

/** What the application did not ask for, what the other rules do not name, and the checking of arrivals. */
export const application = {
  'application-did-not-open': {
    en: {
      title: 'Your application has not asked to open',
      sentence: 'You {sent} {chosen}, but no active OPEN has been called.',
      misconception: 'TCP does not open connections by itself. It serves an application.',
      lesson: 'A call (OPEN, SEND, CLOSE, ABORT) is the wish; the segment carries it out.',
      realStack: 'A kernel sends a SYN only when a program calls connect().',
    },
    'zh-CN': {
      title: '应用程序没有要求打开连接',
      sentence: '你{sent} {chosen}，但应用程序没有调用主动 OPEN。',
      misconception: 'TCP 不会自己打开连接，它为应用程序服务。',
      lesson: '调用（OPEN、SEND、CLOSE、ABORT）提出要求，报文段负责实现。',
      realStack: '只有程序调用 connect()，内核才会发送 SYN。',
    },
  },
  'application-gave-no-text': {
    en: {
      title: 'Your application gave no such text (data)',
      sentence: 'You {sent} {chosen}; the application has {right} to send at present.',
      misconception: 'TCP carries the application’s bytes. It has none of its own.',
      lesson: 'Every byte that is sent was given by a SEND, in order, once.',
      realStack: 'A kernel can only send what a program has written.',
    },
    'zh-CN': {
      title: '应用程序没有给出这些数据',
      sentence: '你{sent} {chosen}，而应用程序目前给出的数据只有 {right}。',
      misconception: 'TCP 运送的是应用程序的字节，自己并没有数据。',
      lesson: '发送的每个字节都来自一次 SEND，按顺序，且只有一次。',
      realStack: '内核只能发送程序写入的内容。',
    },
  },
  'application-did-not-close': {
    en: {
      title: 'Your application has not closed',
      sentence: 'You {sent} {chosen}, but CLOSE has not been called. The application may still want to send.',
      misconception: 'The peer’s FIN does not close your direction.',
      lesson: 'Each direction ends when its own application says so.',
      realStack: 'A kernel sends FIN only after close() or shutdown().',
    },
    'zh-CN': {
      title: '应用程序没有要求关闭',
      sentence: '你{sent} {chosen}，但应用程序没有调用 CLOSE，它可能还要发送数据。',
      misconception: '对端的 FIN 并不会关闭你的方向。',
      lesson: '每个方向由自己的应用程序决定何时结束。',
      realStack: '只有在 close() 或 shutdown() 之后，内核才会发送 FIN。',
    },
  },
  'text-before-fin': {
    en: {
      title: 'Send the remaining text (data) first',
      sentence: 'You {sent} {chosen}, but of what the application gave {left} are still to be sent.',
      misconception: 'CLOSE does not throw away what was given before it.',
      lesson: 'CLOSE means “nothing more after this”. FIN comes after the last byte.',
      realStack: 'A kernel queues the FIN behind everything that was written.',
    },
    'zh-CN': {
      title: '请先发送剩余的数据',
      sentence: '你{sent} {chosen}，但应用程序给出的数据还有 {left} 没有发送。',
      misconception: 'CLOSE 不会丢弃在它之前交付的数据。',
      lesson: 'CLOSE 的意思是“此后不再有”，FIN 排在最后一个字节之后。',
      realStack: '内核把 FIN 排在所有已写入数据之后。',
    },
  },
  'no-reason-to-reset': {
    en: {
      title: 'There is no reason to reset',
      sentence: 'You {sent} {chosen} in {state}, but nothing that arrived calls for it and nobody has called ABORT.',
      misconception: 'RST is not a way to start afresh or to be on the safe side.',
      lesson: 'A RST answers what belongs to no connection, or carries out an ABORT. It stands alone, without text.',
      realStack: 'A kernel resets when a segment has no place, or a program aborts.',
    },
    'zh-CN': {
      title: '没有理由复位',
      sentence: '你在 {state} 状态{sent} {chosen}，但收到的报文段都不需要用 RST 应答，应用程序也没有调用 ABORT。',
      misconception: 'RST 不是重新开始的办法，也不是保险的做法。',
      lesson: 'RST 用来应答不属于任何连接的报文段，或执行 ABORT（异常终止）；它单独发送，不带数据。',
      realStack: '报文段不属于任何连接，或程序异常终止连接时，内核才会发送 RST。',
    },
  },
  'nothing-to-say': {
    en: {
      title: 'This segment tells nothing new',
      sentence: 'You {sent} {chosen}, but nothing is owed to the peer at the moment.',
      misconception: 'TCP takes no turns. Waiting is often the right move.',
      lesson: 'An end speaks when its application wants something, when something arrived, or when a timer runs out.',
      realStack: 'A kernel would not send it.',
    },
    'zh-CN': {
      title: '这个报文段没有新内容',
      sentence: '你{sent} {chosen}，但此刻没有什么需要应答。',
      misconception: 'TCP 不分轮次，等待往往就是正确的做法。',
      lesson: '只有应用程序有要求、有报文段到达，或计时器到时，一端才需要发送。',
      realStack: '内核不会发送它。',
    },
  },
  'text-exceeds-mss': {
    en: {
      title: 'The text is too long for one segment',
      sentence: 'You {sent} {chosen} of text (data); one segment carries at most {right}.',
      misconception: 'TCP does not keep the application’s portions together.',
      lesson: 'The peer’s SYN announces the largest segment it takes (MSS). Without that option it is 536 bytes.',
      realStack: 'A kernel cuts the stream into segments of at most the MSS.',
    },
    'zh-CN': {
      title: '数据超过一个报文段的上限',
      sentence: '你{sent} {chosen}，一个报文段最多携带 {right}。',
      misconception: 'TCP 不会保持应用程序每次写入的边界。',
      lesson: '对端在 SYN 中通告它能接收的最大报文段长度（MSS）；没有该选项时按 536 字节计算。',
      realStack: '内核把字节流切成不超过 MSS 的报文段。',
    },
  },
  'synack-keeps-syn-number': {
    en: {
      title: 'The SYN,ACK has your SYN’s number',
      sentence: 'Your seq is {chosen}. Your SYN has chosen {right} already, and the SYN,ACK says the same SYN again.',
      misconception: 'A simultaneous open makes one connection, not two: each end has one initial number.',
      lesson: 'The SYN,ACK is your SYN with the acknowledgement of the other’s SYN added to it.',
      realStack: 'The peer drops what is outside its window and answers with an ACK.',
    },
    'zh-CN': {
      title: 'SYN,ACK 沿用你的 SYN 的序号',
      sentence: '你的序号是 {chosen}，而你的 SYN 已经选定了 {right}，SYN,ACK 只是再次发送同一个 SYN。',
      misconception: '同时打开只建立一个连接，不是两个；每一端只有一个初始序号。',
      lesson: 'SYN,ACK 就是你的 SYN，再加上对对端 SYN 的确认。',
      realStack: '对端会丢弃窗口之外的报文段，并回一个 ACK。',
    },
  },
  'urg-without-pointer': {
    en: {
      title: 'URG needs an urgent pointer',
      sentence: 'Allowed, but it says nothing: URG announces an urgent pointer, and this segment has none.',
      misconception: 'URG does not make a segment faster, nor more important on its way.',
      lesson:
        'The pointer says where urgent data ends, counted from seq. New applications should not use it (SHLD-13).',
      realStack: 'Linux takes a single byte apart from the stream, or ignores it.',
    },
    'zh-CN': {
      title: 'URG 需要紧急指针',
      sentence: '允许这样发送，但没有意义：URG 表示紧急指针有效，而这个报文段没有紧急指针。',
      misconception: 'URG 不会让报文段传得更快，也不会让它在途中更优先。',
      lesson: '紧急指针从序号算起，指出紧急数据在哪里结束。新的应用程序不应再使用它（SHLD-13）。',
      realStack: 'Linux 把一个字节从数据流中单独取出，或者忽略它。',
    },
  },
  'window-taken-back': {
    en: {
      title: 'You take back window you had offered',
      sentence: 'Allowed, but a receiver should not do it: what you had offered may already be under way (SHLD-14).',
      misconception: 'An offered window is a promise. It shrinks as data arrives, not by changing one’s mind.',
      lesson: 'ack + window is the right edge. It should move to the right only, or stay.',
      realStack: 'Kernels keep the edge where it was, and offer less as data fills the space before it.',
    },
    'zh-CN': {
      title: '你收回了已经通告的窗口',
      sentence: '允许这样做，但接收方不应如此：在你先前通告的窗口内，数据可能已经在途中（SHLD-14）。',
      misconception: '通告的窗口是一种承诺。它随着数据到达而变小，而不是随意收回。',
      lesson: '确认号 + 窗口就是窗口的右边界，它只应向右移动或保持不动。',
      realStack: '内核保持右边界不动，随着数据占用空间，通告的窗口才变小。',
    },
  },
  'fin-into-closed-window': {
    en: {
      title: 'The FIN does not fit into the window',
      sentence: 'Allowed, but the window has no room: FIN takes a number too, and the peer may refuse it for now.',
      misconception: 'FIN is no data, and yet it occupies a sequence number.',
      lesson: 'A FIN that is refused is sent again, until the window opens or it is acknowledged.',
      realStack: 'Linux sends the FIN whatever the window, and repeats it.',
    },
    'zh-CN': {
      title: 'FIN 放不进窗口',
      sentence: '允许这样发送，但窗口已经没有空间：FIN 也占用一个序号，对端可能暂时不接收它。',
      misconception: 'FIN 不是数据，却也占用一个序号。',
      lesson: 'FIN 没有被接收时会重传，直到窗口打开或它得到确认。',
      realStack: '无论窗口多大，Linux 都会发送 FIN，并重传它。',
    },
  },
  'text-into-silly-window': {
    en: {
      title: 'The window is not worth a segment yet',
      sentence:
        'Allowed after a while, but the window has room for only a few bytes: neither for a full segment, nor for all that waits, nor half of what it once was.',
      misconception: 'An open window need not be filled at once.',
      lesson:
        'Whoever fills every small opening sends a header for every few bytes, for ever: the silly window syndrome. A sender waits for a full segment’s room, or half of the largest window, or a short timeout.',
      realStack: 'Every stack waits; Linux asks for half of the largest window it was ever offered.',
    },
    'zh-CN': {
      title: '窗口还不值得发一个报文段',
      sentence:
        '等一会儿再这样发是允许的，但窗口只有几个字节的空间：装不下一个满的报文段，装不下剩余的全部数据，也不到最大窗口的一半。',
      misconception: '窗口一打开，并不需要马上填满。',
      lesson:
        '有一点空间就填，等于每几个字节付一个首部，而且没完没了：这就是糊涂窗口综合征。发送方应等到能发一个满的报文段、或达到最大窗口的一半，或者等一个短暂的超时。',
      realStack: '协议栈都会等；Linux 要等到曾经通告过的最大窗口的一半。',
    },
  },
  'timestamps-left-out': {
    en: {
      title: 'Both had agreed on timestamps',
      sentence:
        'Both SYNs carried timestamps; since then every segment but a RST must carry one, and this one does not.',
      misconception: 'An option that was agreed on in the SYNs holds for the whole connection.',
      lesson: 'Timestamps tell old segments from new ones. One without them slips past that check.',
      realStack: 'Linux takes it all the same; a stack may drop it silently.',
    },
    'zh-CN': {
      title: '双方已商定使用时间戳',
      sentence: '双方的 SYN 都带有时间戳，此后除 RST 之外的每个报文段都必须带上，而这个没有。',
      misconception: '在 SYN 中商定的选项，在整个连接期间都有效。',
      lesson: '时间戳用来区分新旧报文段；不带时间戳的报文段会绕过这项检查。',
      realStack: 'Linux 照样接收，其他协议栈可能悄悄丢弃它。',
    },
  },
  'window-field-too-large': {
    en: {
      title: 'The window field has 16 bits',
      sentence: 'Your window is {chosen}; the field holds at most {right}.',
      misconception: 'Larger windows exist, but not in this field.',
      lesson: 'The window scale option multiplies the field; it is agreed on in the SYNs.',
      realStack: 'The header has no room for more.',
    },
    'zh-CN': {
      title: '窗口字段只有 16 位',
      sentence: '你的窗口是 {chosen}，这个字段最大为 {right}。',
      misconception: '更大的窗口是有的，但不在这个字段里。',
      lesson: '窗口扩大选项会把该字段放大若干倍，由双方在 SYN 中商定。',
      realStack: '首部里没有更多的位置。',
    },
  },
  'check-outcome-wrong': {
    en: {
      title: 'This arrival is treated differently',
      sentence: 'You chose {chosen}; a correct TCP chooses {right} here.',
      misconception: 'Not everything that arrives is taken, and not everything wrong is reset.',
      lesson: 'Follow the steps: is it acceptable, RST, SYN, ACK, text, FIN. The first that stops it decides.',
      realStack: 'A kernel follows the same steps.',
    },
    'zh-CN': {
      title: '这个报文段应另作处理',
      sentence: '你选择了 {chosen}，正确的 TCP 在此选择 {right}。',
      misconception: '到达的并非都要接收，出错的也并非都要复位。',
      lesson: '依次检查：是否可接受、RST、SYN、ACK、数据、FIN，由首先拦下它的那一步决定。',
      realStack: '内核遵循同样的步骤。',
    },
  },
  'check-state-wrong': {
    en: {
      title: 'This arrival leads to another state',
      sentence: 'You chose {chosen}; after this arrival the state is {right}.',
      misconception: 'The state follows from the flags and the ack field together.',
      lesson: 'Look at the arrow of the state diagram that this arrival lets you take.',
      realStack: 'A kernel would be in the same state.',
    },
    'zh-CN': {
      title: '收到它之后进入另一个状态',
      sentence: '你选择了 {chosen}，收到它之后的状态是 {right}。',
      misconception: '状态由标志位和确认号共同决定。',
      lesson: '请看状态图中这个报文段允许走的那条箭头。',
      realStack: '内核也会处于同样的状态。',
    },
  },
  'check-next-expected-wrong': {
    en: {
      title: 'You now expect another number',
      sentence: 'You chose RCV.NXT = {chosen}. After this arrival it is {right}: {work}.',
      misconception: 'RCV.NXT moves by what was taken in order: bytes, SYN and FIN; an ACK adds nothing.',
      lesson: 'RCV.NXT is the number you will acknowledge. It moves only when the next number has arrived.',
      realStack: 'A kernel would acknowledge that number.',
    },
    'zh-CN': {
      title: '你期望的下一个序号不对',
      sentence: '你选择 RCV.NXT = {chosen}，收到之后应为 {right}：{work}。',
      misconception: 'RCV.NXT 按依次收下的内容前进：字节、SYN 和 FIN；ACK 不增加任何数。',
      lesson: 'RCV.NXT 就是你要确认的序号，只有下一个序号到达时它才前进。',
      realStack: '内核会确认这个序号。',
    },
  },
} as const satisfies Partial<Wordings>
