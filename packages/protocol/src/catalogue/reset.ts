import type { Wordings } from './wording.ts'

/** Refusing and resetting. */
export const reset = {
  'answers-a-rst': {
    en: {
      title: 'A RST is never answered',
      sentence: 'You {sent} {chosen}, but a RST is never answered, and nothing else here is to be answered or reset.',
      misconception: '“Every segment is answered” has an exception: RST.',
      lesson: 'If a RST could cause a RST, two ends would reset each other for ever.',
      realStack: 'No stack replies to a RST; one in the window that is not exact gets a challenge ACK.',
    },
    'zh-CN': {
      title: 'RST 不需要应答',
      sentence: '你{sent} {chosen}，但 RST 从不需要应答，这里也没有别的要应答或复位。',
      misconception: '“每个报文段都要应答”有一个例外，就是 RST。',
      lesson: '如果 RST 会引出 RST，双方就会无休止地互相复位。',
      realStack: '任何协议栈都不应答 RST；窗口内但不精确的 RST 会得到挑战 ACK。',
    },
  },
  'rst-seq-wrong': {
    en: {
      title: 'A RST counts only at the exact number',
      sentence: 'Your RST has {chosen}. The peer believes it only at the number it expects: {work}.',
      misconception: 'The number of a RST matters as much as any.',
      lesson: 'A forger who can guess a window must not be able to kill connections. Hence the exact number.',
      realStack: 'Exact: reset. In the window: a challenge ACK. Outside: silence.',
    },
    'zh-CN': {
      title: 'RST 必须使用精确的序号',
      sentence: '你的 RST 序号是 {chosen}，对端只相信它所期望的序号：{work}。',
      misconception: 'RST 的序号同样重要。',
      lesson: '不能让猜中窗口的攻击者随意中断连接，所以要求序号精确。',
      realStack: '精确：复位；窗口之内：挑战 ACK；窗口之外：不予理会。',
    },
  },
  'rst-reply-numbers': {
    en: {
      title: 'A RST takes its numbers from the cause',
      sentence: 'Your RST has {chosen}, but the segment it answers asks for {reply}.',
      misconception: 'There is not one fixed form of RST.',
      lesson:
        'The number must be one the peer will believe. If it sent an ack, that is the number it expects; if not, acknowledge its segment.',
      realStack: 'Exactly so; SYN and FIN count one in the length.',
    },
    'zh-CN': {
      title: 'RST 的序号取自引发它的报文段',
      sentence: '你的 RST 带有 {chosen}，而它所应答的报文段要求 {reply}。',
      misconception: 'RST 并没有唯一固定的写法。',
      lesson: '序号必须让对端相信。对端若带确认号，那正是它期望的序号；若没有，就确认它的报文段。',
      realStack: '正是如此；计算长度时 SYN 和 FIN 各算 1。',
    },
  },
  'rst-in-synsent-needs-ack': {
    en: {
      title: 'To refuse a SYN, acknowledge it',
      sentence: 'A client in SYN-SENT does not believe your {tried}. It believes only {reply}.',
      misconception: 'Not any RST refuses a connection.',
      lesson: 'The client has only its ISN to check with. ack = ISN + 1 proves that you have seen its SYN.',
      realStack: 'Without ACK, or with a wrong one, it is ignored and the client stays in SYN-SENT.',
    },
    'zh-CN': {
      title: '拒绝 SYN 的 RST 要带确认',
      sentence: '处于 SYN-SENT 的客户端不会相信你的 {tried}，它只相信 {reply}。',
      misconception: '并不是随便一个 RST 都能拒绝连接。',
      lesson: '客户端只能用自己的 ISN 来核对，ack = ISN + 1 证明你确实看到了它的 SYN。',
      realStack: '不带 ACK 或确认号错误的 RST 会被忽略，客户端停留在 SYN-SENT。',
    },
  },
  'closed-port-must-rst': {
    en: {
      title: 'A closed port refuses with RST',
      sentence: 'Nobody listens here, and you {sent} {chosen}. Refuse the SYN: {reply}.',
      misconception: 'Refusing is not silence, and not SYN,ACK either.',
      lesson: 'A RST tells the client at once. Without it the client would go on trying for minutes.',
      realStack: 'RST,ACK with seq 0 and ack = ISN + 1; the application sees “connection refused”.',
    },
    'zh-CN': {
      title: '关闭的端口要用 RST 拒绝',
      sentence: '这里没有监听方，你却{sent} {chosen}。请拒绝这个 SYN：{reply}。',
      misconception: '拒绝不是沉默，更不是 SYN,ACK。',
      lesson: 'RST 让客户端立刻知道结果，否则它会继续尝试好几分钟。',
      realStack: 'RST,ACK，seq 为 0，ack 为 ISN + 1；应用程序看到“连接被拒绝”。',
    },
  },
  'half-open-must-rst': {
    en: {
      title: 'Tell the peer you have forgotten',
      sentence: 'You have no such connection, and {sent} {chosen}. Say so with a RST: {reply}.',
      misconception: 'Ignoring an unknown connection seems polite. The peer would believe in it for ever.',
      lesson:
        'One end crashed and the other does not know: that is half-open (§3.5.1). Only a RST can tell it. SYN-RECEIVED is not half-open, and half-closed (§3.6.1) is a third thing: one direction has ended in order.',
      realStack: 'RST with seq = the ack of what arrived; the peer aborts.',
    },
    'zh-CN': {
      title: '请告诉对端你已没有这个连接',
      sentence: '你这里没有这个连接，却{sent} {chosen}。请用 RST 说明：{reply}。',
      misconception: '对未知的连接置之不理看似无妨，但对端会一直以为它还在。',
      lesson:
        '一端崩溃，另一端并不知情，这就是半打开（§3.5.1），只有 RST 能告诉它。SYN-RECEIVED 只是握手尚未完成，中文常称“半连接”，不是半打开；半关闭（§3.6.1）又是另一回事：一个方向已经正常结束。',
      realStack: 'RST 的序号取自到达报文段的确认号，对端随即终止连接。',
    },
  },
  'wrong-handshake-ack-needs-rst-not-ack': {
    en: {
      title: 'Refuse an ack that is not yours',
      sentence: 'What arrived acknowledges {ack}, which you never sent, and you answered {chosen}. Refuse it: {reply}.',
      misconception: 'The ack field of a SYN,ACK is worth checking: it may answer another SYN than yours.',
      lesson:
        'An old duplicate SYN can open a connection at the server that nobody wants. Your RST puts it back to LISTEN (Figure 8).',
      realStack: 'RST with seq = the wrong ack; Linux then sends its SYN again after about 10 ms.',
    },
    'zh-CN': {
      title: '确认的不是你发送的内容，要拒绝',
      sentence: '到达的报文段确认了 {ack}，你从未发送过它，却以 {chosen} 应答。请拒绝：{reply}。',
      misconception: 'SYN,ACK 的确认号必须检查，它应答的可能是别的 SYN。',
      lesson: '旧的重复 SYN 会在服务器上打开一条其实不存在的连接，你的 RST 让它回到 LISTEN（图 8）。',
      realStack: 'RST 的序号等于那个错误的确认号；Linux 约 10 ms 后重传 SYN。',
    },
  },
  'challenge-ack-not-understood': {
    en: {
      title: 'A challenge ACK is a question',
      sentence: 'You {sent} {chosen} after an ACK that asked for exactly {ack}. Answer it with {right}.',
      misconception: 'That ACK is not agreement. It asks whether you mean it.',
      lesson: 'Only the true peer sees the challenge and can answer with the exact number. A forger cannot.',
      realStack: 'A RST with exactly that number resets the connection.',
    },
    'zh-CN': {
      title: '挑战 ACK 是在提问',
      sentence: '对端的 ACK 明确要求 {ack}，之后你仍{sent} {chosen}。请用 {right} 回答。',
      misconception: '这个 ACK 不是同意，而是在核实你是否真的要这样做。',
      lesson: '只有真正的对端才收得到挑战 ACK，并能用精确的序号回答，伪造者做不到。',
      realStack: '序号恰好等于该值的 RST 会复位连接。',
    },
  },
} as const satisfies Partial<Wordings>
