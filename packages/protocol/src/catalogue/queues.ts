import type { Wordings } from './wording.ts'

/** What a listening host's SYN queue and accept queue ask of its answer. */
export const queues = {
  'syn-queue-full': {
    en: {
      title: 'The SYN queue is full: don’t answer',
      sentence:
        'You {sent} {chosen}, but the host dropped that SYN: its SYN queue is full ({waiting} of {places} places taken) and cookies are off. Wait: the client’s timer will send the SYN again.',
      misconception: 'It is tempting to answer every SYN that arrives. A SYN that is answered has to be remembered.',
      lesson:
        'Between SYN and third segment a listener keeps an entry for each request. Without a place for it the SYN is dropped in silence, as if it had been lost: no RST, so that the client tries again when there may be room.',
      realStack:
        'Linux drops it, counts it under “SYNs to LISTEN sockets dropped”, and writes “possible SYN flooding” to its log; with tcp_syncookies (1 by default) it would answer with a cookie.',
    },
    'zh-CN': {
      title: '半连接队列已满，不要应答',
      sentence:
        '你{sent} {chosen}，但主机已丢弃那个 SYN：半连接队列已满（{places} 个位置占了 {waiting} 个），也没有启用 SYN cookie。请等待：客户端的计时器到时后会重发 SYN。',
      misconception: '容易以为每个到达的 SYN 都要应答；其实应答了哪个 SYN，就得记住哪个请求。',
      lesson:
        '从收到 SYN 到第三个报文段到达，监听方要为每个请求保留一个条目。没有位置时就默默丢弃 SYN，如同它在途中丢失；不回 RST，好让客户端过一会儿再试，那时也许就有位置了。',
      realStack:
        'Linux 会丢弃它，计入“SYNs to LISTEN sockets dropped”，并在日志中写下“possible SYN flooding”；若启用 tcp_syncookies（默认为 1），则以 cookie 应答。',
    },
  },
  'accept-queue-full': {
    en: {
      title: 'The accept queue is full: wait',
      sentence:
        'You {sent} {chosen}, but the host ignored the last arrival: its accept queue is full ({waiting} of {places} places taken). Wait: the application has to accept a connection first.',
      misconception:
        'The third segment seems to open the connection in any case. It only does where there is a place for what it opens.',
      lesson:
        'An opened connection waits in the accept queue until the application calls accept(). With no place left the third segment is ignored: the client believes it is ESTABLISHED, the server stays in SYN-RECEIVED, and its timer sends SYN,ACK again until there is room.',
      realStack:
        'Linux holds min(backlog, somaxconn) + 1 connections there; beyond that it ignores the ACK and drops new SYNs. With tcp_abort_on_overflow = 1 it answers the third segment with RST.',
    },
    'zh-CN': {
      title: '全连接队列已满，请等待',
      sentence:
        '你{sent} {chosen}，但主机忽略了刚到的报文段：全连接队列已满（{places} 个位置占了 {waiting} 个）。请等待：要等应用程序先接受一个连接。',
      misconception: '容易以为第三个报文段一到，连接就必定打开；其实还要有位置放得下它。',
      lesson:
        '打开的连接在全连接队列里等应用程序调用 accept()。没有位置时，第三个报文段会被忽略：客户端以为已是 ESTABLISHED，服务器仍处于 SYN-RECEIVED，计时器到时后重发 SYN,ACK，直到有了位置。',
      realStack:
        'Linux 的全连接队列可容纳 min(backlog, somaxconn) + 1 个连接；再多就忽略 ACK，并丢弃新的 SYN。若 tcp_abort_on_overflow = 1，则以 RST 应答第三个报文段。',
    },
  },
  'isn-is-not-the-cookie': {
    en: {
      title: 'With cookies, the number is the memory',
      sentence:
        'Your SYN,ACK has seq {chosen}. The SYN queue is full, so the host can keep nothing: its number has to be the cookie, {right}. The cost: a lost SYN,ACK is not sent again, and of the SYN’s options only an MSS of {mss} is left.',
      misconception:
        'Any initial number is as good as another only where the listener remembers which one it has chosen.',
      lesson:
        'A SYN cookie is an initial number in which the listener hides what it would have kept: a slow clock, one of eight MSS values, a hash over addresses, ports and a secret. The third segment brings it back plus one. The cost: no entry, so no SYN,ACK is sent again; window scale and SACK are lost, and the MSS is one of eight.',
      realStack:
        'Linux sends cookies only while the SYN queue is full; where both ends use timestamps it hides window scale and SACK in those.',
    },
    'zh-CN': {
      title: '用 cookie 时，序号就是记忆',
      sentence:
        '你的 SYN,ACK 序号是 {chosen}。半连接队列已满，主机什么都不能存：序号必须是 cookie，即 {right}。代价是：SYN,ACK 丢了不会重发，SYN 的选项里只留下一个大致的 MSS：{mss}。',
      misconception: '只有监听方记得自己选了哪个初始序号，才可以随便选一个。',
      lesson:
        'SYN cookie 是一个初始序号，监听方把本来要保存的内容藏在里面：一个慢时钟、八个 MSS 值之一，以及对地址、端口和密钥算出的散列。第三个报文段把它加一带回来。代价是：没有条目，SYN,ACK 丢了不会重发；窗口扩大和 SACK 选项都丢掉了，MSS 也只能是八个值之一。',
      realStack: 'Linux 只在半连接队列满时才发送 cookie；两端都使用时间戳时，会把窗口扩大和 SACK 藏进时间戳。',
    },
  },
} as const satisfies Partial<Wordings>
