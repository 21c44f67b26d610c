import type { Wordings } from './wording.ts'

/** Opening a connection. */
export const handshake = {
  'first-segment-must-be-syn': {
    en: {
      title: 'The first segment must be a SYN',
      sentence: 'You have no connection yet, so {chosen} means nothing to the other end. Only a SYN can open one.',
      misconception:
        'It is tempting to think a connection is simply there once both programs run. It has to be opened.',
      lesson:
        'A listener knows nothing about you. Only a SYN tells it your initial sequence number, and without that number no other segment can be placed.',
      realStack: 'Linux answers a segment with ACK by RST, and drops one without ACK in LISTEN.',
    },
    'zh-CN': {
      title: '第一个报文段必须是 SYN',
      sentence: '连接尚未建立，{chosen} 对另一端没有意义，只有 SYN 才能打开连接。',
      misconception: '容易以为两端的程序都在运行，连接就已存在；其实连接必须先建立。',
      lesson: '监听方对你一无所知。只有 SYN 能把初始序号告诉它，没有初始序号，其他报文段都无从定位。',
      realStack: 'Linux 对带 ACK 的报文段回复 RST；在 LISTEN 状态下，不带 ACK 的直接丢弃。',
    },
  },
  'syn-must-not-carry-ack-on-active-open': {
    en: {
      title: 'The opening SYN carries no ACK',
      sentence:
        'You {sent} {chosen}, but nothing has arrived that you could acknowledge. The segment that opens is a SYN alone.',
      misconception: 'SYN,ACK is so familiar that it looks like the way to open. It is the answer to a SYN.',
      lesson:
        'ACK says “I have received everything before this number”. Before anything has arrived there is no such number.',
      realStack: 'A listener answers SYN,ACK with a RST whose number is your ack field.',
    },
    'zh-CN': {
      title: '主动打开的 SYN 不带 ACK',
      sentence: '你{sent} {chosen}，但还没有收到任何可以确认的内容。主动打开时只发送 SYN。',
      misconception: 'SYN,ACK 太常见，容易被当成打开连接的报文段；其实它是对 SYN 的应答。',
      lesson: 'ACK 的意思是“此序号之前的内容我已全部收到”。什么都没收到时，并不存在这样的序号。',
      realStack: '监听方收到 SYN,ACK 后回复 RST，其序号取自你的确认号字段。',
    },
  },
  'syn-with-fin': {
    en: {
      title: 'SYN and FIN do not travel together',
      sentence: 'You set {chosen}. SYN opens and FIN closes: one segment should not ask for both.',
      misconception: 'Flags can look like a menu to pick from freely. Each one asks the peer to do something.',
      lesson:
        'SYN marks the first number of a stream and FIN the one after its last. A stream that is not open cannot be ended.',
      realStack:
        'The RFC does not forbid it: it would take the FIN later. Linux drops SYN,FIN in LISTEN and sends a challenge ACK in ESTABLISHED.',
    },
    'zh-CN': {
      title: 'SYN 与 FIN 不应同时设置',
      sentence: '你设置了 {chosen}。SYN 用于打开，FIN 用于关闭，一个报文段不应同时要求两者。',
      misconception: '标志位看上去可以随意组合，其实每一个都在请求对端做一件事。',
      lesson: 'SYN 占据字节流的第一个序号，FIN 占据最后一个字节之后的序号。尚未打开的字节流无从结束。',
      realStack:
        'RFC 并未禁止，而是留待以后处理 FIN；Linux 在 LISTEN 状态丢弃 SYN,FIN，在 ESTABLISHED 状态回复挑战 ACK。',
    },
  },
  'syn-with-rst': {
    en: {
      title: 'SYN and RST contradict each other',
      sentence: 'You set {chosen}. RST ends a connection at once, SYN begins one: one segment cannot ask for both.',
      misconception: 'RST sounds like “restart”. It means “reset”: the connection is gone.',
      lesson: 'A receiver looks at RST before SYN, so the SYN would never be seen.',
      realStack: 'LISTEN ignores it. SYN-SENT takes an acceptable SYN,ACK,RST as a refusal.',
    },
    'zh-CN': {
      title: 'SYN 与 RST 相互矛盾',
      sentence: '你设置了 {chosen}。RST 立即终止连接，SYN 建立连接，一个报文段不能同时要求两者。',
      misconception: 'RST 听起来像“重新开始”，实际是“复位”：连接就此消失。',
      lesson: '接收方先检查 RST，再检查 SYN，因此这个 SYN 永远不会被看到。',
      realStack: 'LISTEN 状态忽略它；SYN-SENT 状态把可接受的 SYN,ACK,RST 当作拒绝。',
    },
  },
  'synack-must-have-syn': {
    en: {
      title: 'Your answer must carry SYN too',
      sentence: 'You answered a SYN with {chosen}. Your own initial number has to be announced as well: send {right}.',
      misconception: 'A server seems only to confirm the request. But it has a stream of its own to number.',
      lesson:
        'Each direction has its own numbers. SYN announces them, and each SYN is acknowledged: two SYNs, two ACKs, three segments.',
      realStack: 'SYN-SENT drops a bare ACK with the right number and goes on waiting.',
    },
    'zh-CN': {
      title: '应答也必须带 SYN',
      sentence: '你用 {chosen} 应答了对端的 SYN。你自己的初始序号也要通告，请发送 {right}。',
      misconception: '服务器看似只需确认请求，其实它也有自己的字节流需要编号。',
      lesson: '两个方向各有自己的序号，都由 SYN 通告，并且都要得到确认：两个 SYN、两个 ACK，合起来是三个报文段。',
      realStack: 'SYN-SENT 状态丢弃确认号正确的纯 ACK，继续等待。',
    },
  },
  'synack-must-have-ack': {
    en: {
      title: 'Your answer must acknowledge the SYN',
      sentence: 'You answered a SYN with {chosen} alone. Only SYN,ACK tells the peer that its SYN has arrived.',
      misconception: 'The two directions can look like two unrelated openings. They are one handshake.',
      lesson: 'A SYN without ACK says “I open too, and have heard nothing of you”: a simultaneous open.',
      realStack: 'SYN-SENT takes it as a simultaneous open: it enters SYN-RECEIVED and sends SYN,ACK.',
    },
    'zh-CN': {
      title: '应答必须确认对端的 SYN',
      sentence: '你只用 {chosen} 应答 SYN。只有 SYN,ACK 才能告诉对端它的 SYN 已经到达。',
      misconception: '两个方向看似是互不相干的两次打开，其实同属一次握手。',
      lesson: '不带 ACK 的 SYN 表示“我也要打开，还没有收到你的 SYN”，即同时打开。',
      realStack: 'SYN-SENT 状态把它当作同时打开：进入 SYN-RECEIVED 并发送 SYN,ACK。',
    },
  },
  'synack-ack-equals-isn': {
    en: {
      title: 'Acknowledge the SYN: ISN plus one',
      sentence:
        'Your ack is {chosen}. The peer’s SYN has the number {irs} and uses it up, so you expect {right} next: {work}.',
      misconception: 'ack is often read as “the number I received”. It is the next number you expect.',
      lesson:
        'SYN takes one sequence number so that it can be acknowledged apart from the data, and sent again when it is lost.',
      realStack: 'SYN-SENT answers with a RST whose number is your ack, stays in SYN-SENT and sends its SYN again.',
    },
    'zh-CN': {
      title: '确认 SYN 要用 ISN 加一',
      sentence:
        '你的确认号是 {chosen}。对端的 SYN 序号为 {irs}，并占用了它，所以你期望的下一个序号是 {right}：{work}。',
      misconception: '确认号常被理解为“我收到的序号”，其实它是期望收到的下一个序号。',
      lesson: 'SYN 占用一个序号，才能与数据区分开来单独确认，丢失后也才能重传。',
      realStack: 'SYN-SENT 回复 RST（序号取自你的确认号），停留在 SYN-SENT 并重传 SYN。',
    },
  },
  'synack-ack-too-high': {
    en: {
      title: 'You acknowledge more than was sent',
      sentence: 'Your ack is {chosen}, but only the SYN has arrived: {work}.',
      misconception: 'The plus one is easily added twice, or a payload imagined.',
      lesson: 'A SYN takes exactly one number. Acknowledging more claims to have received what was never sent.',
      realStack: 'The client answers with a RST at your ack number and stays in SYN-SENT.',
    },
    'zh-CN': {
      title: '确认了对端尚未发送的序号',
      sentence: '你的确认号是 {chosen}，但到达的只有 SYN：{work}。',
      misconception: '容易把“加一”加了两次，或者想象有数据一同到达。',
      lesson: 'SYN 恰好占用一个序号。确认更多，等于声称收到了从未发送的内容。',
      realStack: '客户端以你的确认号为序号回复 RST，停留在 SYN-SENT。',
    },
  },
  'synack-ack-is-own-isn': {
    en: {
      title: 'ack counts the peer’s numbers',
      sentence: 'Your ack {chosen} belongs to your own numbers. It must come from the peer’s SYN: {work}.',
      misconception: 'seq and ack can look like one shared counter. They are two.',
      lesson: 'seq counts what you send, ack what you receive. The two directions begin at unrelated numbers.',
      realStack: 'The client sees an ack that is not its ISN + 1 and answers with RST.',
    },
    'zh-CN': {
      title: '确认号属于对端的序号空间',
      sentence: '你的确认号 {chosen} 属于自己的序号空间，应取自对端的 SYN：{work}。',
      misconception: 'seq 和 ack 看起来像同一个计数器，其实是两个。',
      lesson: 'seq 按你发送的内容计数，ack 按你收到的内容计数，两个方向的初始序号互不相干。',
      realStack: '客户端发现确认号不是自己的 ISN + 1，回复 RST。',
    },
  },
  'own-isn-copied-from-peer': {
    en: {
      title: 'Choose an initial number of your own',
      sentence: 'Your SYN has {chosen}, the same number as the peer’s SYN ({irs}). Choose your own.',
      misconception: 'Both directions can seem to share one numbering. Each has its own.',
      lesson: 'Your numbers must be hard to guess for everybody else; the peer’s number is already known on the path.',
      realStack: 'It would be accepted: the peer cannot tell. RFC 6528 wants an unpredictable number.',
    },
    'zh-CN': {
      title: '初始序号要自己选择',
      sentence: '你的 SYN 用了 {chosen}，与对端 SYN 的序号 {irs} 相同。请选择自己的初始序号。',
      misconception: '两个方向看似共用一套编号，其实各有各的。',
      lesson: '你的序号应当让别人难以猜到，而对端的序号在路径上早已为人所知。',
      realStack: '对端会接受，因为它无从分辨；RFC 6528 要求初始序号不可预测。',
    },
  },
  'isn-fixed-or-zero': {
    en: {
      title: 'The initial number must be unpredictable',
      sentence: 'You begin at {chosen}. Take a number that nobody can guess and that no earlier connection has used.',
      misconception: 'Wireshark shows 0 because it subtracts the ISN. On the wire hardly any connection begins at 0.',
      lesson: 'A fresh number each time keeps old segments out of the new connection, and forgers out of both.',
      realStack:
        'Any number is accepted; but one at or below an old connection’s may meet its TIME-WAIT and is answered with that connection’s ACK.',
    },
    'zh-CN': {
      title: '初始序号应当不可预测',
      sentence: '你从 {chosen} 开始。请选择别人猜不到、以前的连接也没有用过的序号。',
      misconception: 'Wireshark 显示 0，是因为它减去了 ISN；真实的连接几乎都不从 0 开始。',
      lesson: '每次使用新的序号，可以防止旧报文段混入新连接，也让伪造者无从下手。',
      realStack: '任何序号都会被接受；但若不高于旧连接的序号，可能撞上旧连接的 TIME-WAIT，得到旧连接的 ACK。',
    },
  },
  'handshake-ack-not-incremented': {
    en: {
      title: 'The server’s SYN takes a number too',
      sentence: 'Your ack is {chosen}. The server’s SYN has the number {irs}, and you expect the one after it: {work}.',
      misconception: 'ack is often read as “the number I received”. It is the next one you expect.',
      lesson: 'With ISN + 1 the server knows that its SYN has arrived. Only then is it ESTABLISHED.',
      realStack: 'SYN-RECEIVED answers with a RST at your ack number, and waits on.',
    },
    'zh-CN': {
      title: '服务器的 SYN 同样占用序号',
      sentence: '你的确认号是 {chosen}。服务器 SYN 的序号为 {irs}，你期望的是它之后的那个：{work}。',
      misconception: '确认号常被理解为“我收到的序号”，其实是期望收到的下一个序号。',
      lesson: '收到 ISN + 1，服务器才知道自己的 SYN 已经到达，此时才进入 ESTABLISHED。',
      realStack: 'SYN-RECEIVED 以你的确认号为序号回复 RST，继续等待。',
    },
  },
  'handshake-ack-too-high': {
    en: {
      title: 'The server has sent only its SYN',
      sentence: 'Your ack is {chosen}. Only the server’s SYN has arrived: {work}.',
      misconception: 'An ACK can seem to count as a byte. It takes no number.',
      lesson: 'Only SYN, FIN and bytes of text take numbers.',
      realStack: 'SYN-RECEIVED answers with a RST at your ack number, and waits on.',
    },
    'zh-CN': {
      title: '服务器只发送了 SYN',
      sentence: '你的确认号是 {chosen}，但到达的只有服务器的 SYN：{work}。',
      misconception: '容易以为 ACK 也算一个字节，其实它不占用序号。',
      lesson: '只有 SYN、FIN 和数据字节占用序号。',
      realStack: 'SYN-RECEIVED 以你的确认号为序号回复 RST，继续等待。',
    },
  },
  'handshake-seq-not-incremented': {
    en: {
      title: 'Your SYN has used up its number',
      sentence: 'Your seq is {chosen}, the number your SYN already has. Continue after it: {work}.',
      misconception: 'No data was sent, so the number seems unchanged. But SYN counts like one byte.',
      lesson: 'Because SYN has a number of its own it can be acknowledged; what follows starts one higher.',
      realStack: 'The segment lies before the window: the server answers with an ACK and stays in SYN-RECEIVED.',
    },
    'zh-CN': {
      title: 'SYN 已经用掉了它的序号',
      sentence: '你的序号 {chosen} 已被自己的 SYN 占用，应接着往后：{work}。',
      misconception: '没有发送数据，序号似乎不该变；但 SYN 像一个字节那样占用序号。',
      lesson: 'SYN 有自己的序号，才能被确认；其后的报文段从下一个序号开始。',
      realStack: '报文段落在窗口之前：服务器回复 ACK，停留在 SYN-RECEIVED。',
    },
  },
  'handshake-seq-plus-two': {
    en: {
      title: 'An ACK takes no number',
      sentence: 'Your seq is {chosen}, one too high. Only your SYN has been counted so far: {work}.',
      misconception: 'It seems natural that every segment uses up a number. A pure ACK does not.',
      lesson: 'An ACK names your next number without using it. The first byte of text will have the same number.',
      realStack:
        'It is tolerated: the number is inside the window. But the peer would wait for ever for the byte you skipped, had you sent text.',
    },
    'zh-CN': {
      title: 'ACK 不占用序号',
      sentence: '你的序号是 {chosen}，多了 1。到目前为止只有 SYN 占用过序号：{work}。',
      misconception: '似乎每个报文段都要用掉一个序号，纯 ACK 却不用。',
      lesson: '纯 ACK 写明下一个序号，但不消耗它；第一个数据字节仍使用同一个序号。',
      realStack: '由于序号在窗口内，真实协议栈会容忍；但若带有数据，对端将永远等待被你跳过的那个字节。',
    },
  },
  'handshake-ack-missing-flag': {
    en: {
      title: 'The third segment needs the ACK flag',
      sentence: 'You {sent} {chosen}. Without the ACK flag the ack field is not looked at. Set {right}.',
      misconception: 'Writing the ack number seems enough. The flag says that the number counts.',
      lesson: 'The ack field is always there in the header; the flag tells whether it means anything.',
      realStack: 'The segment is dropped in silence, and the server stays in SYN-RECEIVED.',
    },
    'zh-CN': {
      title: '第三个报文段必须带 ACK 标志',
      sentence: '你{sent} {chosen}。没有 ACK 标志，确认号字段不会被理会，请设置 {right}。',
      misconception: '似乎填了确认号就够了，其实标志位才表示这个字段有效。',
      lesson: '首部里始终有确认号字段，由 ACK 标志说明它是否有意义。',
      realStack: '报文段被悄悄丢弃，服务器停留在 SYN-RECEIVED。',
    },
  },
  'handshake-third-is-synack': {
    en: {
      title: 'The third segment is just an ACK',
      sentence: 'You {sent} {chosen}. Your SYN is out and has been acknowledged; only {right} is missing.',
      misconception: 'Answering in kind feels right. But your half of the handshake is done.',
      lesson: 'SYN announces an initial number once. A second one would mean another number, or a repetition.',
      realStack: 'With your old ISN the server answers with an ACK and stays; with ISN + 1 Linux drops the request.',
    },
    'zh-CN': {
      title: '第三个报文段只需要 ACK',
      sentence: '你{sent} {chosen}。你的 SYN 已经发出并得到确认，现在只差 {right}。',
      misconception: '照样回一个 SYN,ACK 似乎很自然，但你的那一半握手已经完成。',
      lesson: 'SYN 只通告一次初始序号，再来一个就意味着另一个序号，或是重传。',
      realStack: '若用旧 ISN，服务器回复 ACK 并停留原状态；若用 ISN + 1，Linux 会丢弃这个连接请求。',
    },
  },
  'swapped-seq-and-ack': {
    en: {
      title: 'seq and ack are exchanged',
      sentence:
        'Your seq is {chosen} and your ack is {ack}: the right numbers in the wrong fields. seq is yours: {work}.',
      misconception: 'Copying the two columns of what arrived is easy. Their roles change with the direction.',
      lesson: 'What the peer acknowledges is your next seq; its seq plus its length is your next ack.',
      realStack: 'SYN-RECEIVED answers with RST, ESTABLISHED with an ACK; the segment is dropped.',
    },
    'zh-CN': {
      title: '序号与确认号写反了',
      sentence: '你的序号是 {chosen}，确认号是 {ack}：数字没错，位置反了。序号是自己的：{work}。',
      misconception: '照抄收到的两列数字很容易，但方向一换，两者的角色也要交换。',
      lesson: '对端的确认号就是你的下一个序号；对端的序号加上长度就是你的确认号。',
      realStack: 'SYN-RECEIVED 回复 RST，ESTABLISHED 回复 ACK，报文段被丢弃。',
    },
  },
  'data-before-established': {
    en: {
      title: 'Finish the handshake before you send',
      sentence: 'You {sent} {chosen} in {state}, before the handshake is complete. Wait until you are ESTABLISHED.',
      misconception: 'TCP can seem like UDP with more flags. It delivers nothing before both ends agree on numbers.',
      lesson: 'Until its SYN is acknowledged an end cannot know whether the peer is there, or is an old duplicate.',
      realStack:
        'LISTEN answers with RST, SYN-SENT drops it. Text on the SYN itself is legal, but Linux makes you send it again.',
    },
    'zh-CN': {
      title: '完成握手之后才能发送',
      sentence: '你在 {state} 状态{sent} {chosen}，而握手尚未完成。请等到进入 ESTABLISHED 之后。',
      misconception: 'TCP 看似多了些标志的 UDP；其实双方就序号达成一致之前，什么也不会交付。',
      lesson: 'SYN 被确认之前，一端无法知道对端是否存在，还是遇到了旧的重复报文段。',
      realStack: 'LISTEN 回复 RST，SYN-SENT 直接丢弃。SYN 自身携带数据是合法的，但 Linux 会让你重传。',
    },
  },
  'waiting-for-ack-of-ack': {
    en: {
      title: 'An ACK is not acknowledged',
      sentence:
        'A pure ACK arrived, and your {chosen} with ack {ack} only repeats what the peer knows. Nothing is owed.',
      misconception: '“Every segment must be acknowledged” is nearly right: every number must be, and an ACK has none.',
      lesson: 'If ACKs were acknowledged, two ends would go on acknowledging each other for ever.',
      realStack: 'A duplicate pure ACK is taken without any answer.',
    },
    'zh-CN': {
      title: 'ACK 不需要再被确认',
      sentence: '到达的是纯 ACK，你的 {chosen}（确认号 {ack}）只是重复对端已知的内容，此刻没有什么需要确认。',
      misconception: '“每个报文段都要确认”几乎是对的：要确认的是序号，而纯 ACK 没有占用序号。',
      lesson: '如果 ACK 也要确认，双方就会无休止地互相确认下去。',
      realStack: '收到重复的纯 ACK，不作任何应答。',
    },
  },
  'handshake-ack-carrying-data-is-legal': {
    en: {
      title: 'The third segment may carry data',
      sentence: 'Right: the segment that completes your handshake may carry text (data) already, beginning at ISS + 1.',
      misconception: 'The third segment need not be empty.',
      lesson:
        'Once the SYN,ACK has arrived you are ESTABLISHED. Your text can travel with the ACK that tells the peer so.',
      realStack: 'It is accepted; if the bare ACK was lost, the text alone completes the handshake.',
    },
    'zh-CN': {
      title: '第三个报文段可以携带数据',
      sentence: '正确：完成握手的报文段可以携带数据，从 ISS + 1 开始。',
      misconception: '第三个报文段并非必须为空。',
      lesson: '收到 SYN,ACK 后你已处于 ESTABLISHED，数据可以和通知对端的 ACK 一同发送。',
      realStack: '会被接受；若纯 ACK 丢失，仅凭这份数据也能完成握手。',
    },
  },
} as const satisfies Partial<Wordings>
