import type { CallErrorId } from '../call.ts'
import type { DueReason } from '../due.ts'
import type { TypedErrorCode } from '../notation.ts'
import type { ChangeReason, Outcome, Signal, StepId } from '../reception.ts'
import type { OwedReason, State } from '../tcb.ts'
import type { Timer } from '../timers.ts'
import type { CongestionVariable, Variable } from '../variables.ts'
import type { Locale } from './wording.ts'

type Words<Id extends string> = Readonly<Record<Id, Readonly<Record<Locale, string>>>>

/** Why the end owes a reply. */
export const OWED_SENTENCES: Words<OwedReason> = {
  'acknowledge-syn': { en: 'A SYN arrived: answer with SYN,ACK.', 'zh-CN': '收到 SYN，应以 SYN,ACK 应答。' },
  'acknowledge-syn-ack': { en: 'The SYN,ACK arrived: acknowledge it.', 'zh-CN': '收到 SYN,ACK，应当确认。' },
  'acknowledge-text': { en: 'Text arrived: acknowledge it.', 'zh-CN': '收到数据，应当确认。' },
  'acknowledge-fin': { en: 'The peer’s FIN arrived: acknowledge it.', 'zh-CN': '收到对端的 FIN，应当确认。' },
  'acknowledge-early': {
    en: 'Something arrived beyond a gap: say again which number is missing.',
    'zh-CN': '收到缺口之后的内容，应重申缺失的序号。',
  },
  'acknowledge-duplicate': {
    en: 'Something old or out of the window arrived: answer with your present numbers.',
    'zh-CN': '收到过时或窗口之外的报文段，应以当前的序号作答。',
  },
  'challenge-ack': {
    en: 'A suspicious RST, SYN or ACK arrived: ask back with a challenge ACK.',
    'zh-CN': '收到可疑的 RST、SYN 或 ACK，应以挑战 ACK 反问。',
  },
  'acknowledge-unsent': {
    en: 'The peer acknowledged what you never sent: answer with your present numbers.',
    'zh-CN': '对端确认了你从未发送的内容，应以当前的序号作答。',
  },
  'reset-no-connection': {
    en: 'A segment for no connection arrived: refuse it with RST.',
    'zh-CN': '收到不属于任何连接的报文段，应以 RST 拒绝。',
  },
  'reset-unacceptable-ack': {
    en: 'An ack arrived that answers nothing you sent: refuse it with RST.',
    'zh-CN': '收到的确认号与你发送的不符，应以 RST 拒绝。',
  },
  'reset-late-text': {
    en: 'Text arrived for an application that has gone: say so with RST.',
    'zh-CN': '数据到达时应用程序已离开，应以 RST 告知对端。',
  },
  'answer-with-cookie': {
    en: 'A SYN arrived and the SYN queue is full: answer with a SYN cookie, and keep nothing.',
    'zh-CN': '收到 SYN，但半连接队列已满：以 SYN cookie 应答，自己什么也不存。',
  },
  'reset-accept-queue-full': {
    en: 'The accept queue is full, and this host resets what finds no place there: refuse it with RST.',
    'zh-CN': '全连接队列已满，本机对放不下的连接一律复位：应以 RST 拒绝。',
  },
}

/** Why a variable or the state has changed. */
export const CHANGE_SENTENCES: Words<ChangeReason> = {
  'syn-arrived': { en: 'because a SYN arrived', 'zh-CN': '因为收到了 SYN' },
  'syn-ack-arrived': { en: 'because the SYN,ACK arrived', 'zh-CN': '因为收到了 SYN,ACK' },
  'ack-of-syn': { en: 'because your SYN was acknowledged', 'zh-CN': '因为你的 SYN 得到了确认' },
  'ack-of-text': { en: 'because your text was acknowledged', 'zh-CN': '因为你的数据得到了确认' },
  'ack-of-fin': { en: 'because your FIN was acknowledged', 'zh-CN': '因为你的 FIN 得到了确认' },
  'text-arrived': { en: 'because the expected text arrived', 'zh-CN': '因为期望的数据到达了' },
  'gap-filled': {
    en: 'because a gap was filled, and what waited behind it counts',
    'zh-CN': '因为缺口已填补，其后等待的数据也随之计入',
  },
  'fin-arrived': { en: 'because the peer’s FIN arrived', 'zh-CN': '因为收到了对端的 FIN' },
  'window-update': { en: 'because the peer announced another window', 'zh-CN': '因为对端通告了新的窗口' },
  'rst-arrived': { en: 'because a RST arrived', 'zh-CN': '因为收到了 RST' },
  'syn-in-syn-received': {
    en: 'because another SYN arrived in SYN-RECEIVED',
    'zh-CN': '因为在 SYN-RECEIVED 收到了另一个 SYN',
  },
  'new-syn-in-time-wait': { en: 'because a new SYN arrived in TIME-WAIT', 'zh-CN': '因为在 TIME-WAIT 收到了新的 SYN' },
  'text-after-application-left': {
    en: 'because text arrived after the application had gone',
    'zh-CN': '因为应用程序离开之后又有数据到达',
  },
  'cookie-returned': {
    en: 'because the third segment brought your cookie back',
    'zh-CN': '因为第三个报文段把你的 cookie 带了回来',
  },
  'accept-queue-overflowed': {
    en: 'because the accept queue was full',
    'zh-CN': '因为全连接队列已满',
  },
}

/** What TCP tells the application. */
export const SIGNAL_SENTENCES: Words<Signal['type']> = {
  'connection-established': { en: 'The connection is established.', 'zh-CN': '连接已建立。' },
  'connection-refused': { en: 'The connection was refused.', 'zh-CN': '连接被拒绝。' },
  'connection-reset': { en: 'The connection was reset.', 'zh-CN': '连接被复位。' },
  'peer-closing': { en: 'The peer has closed its direction.', 'zh-CN': '对端已关闭它的方向。' },
  'connection-closed': { en: 'The connection is closed.', 'zh-CN': '连接已关闭。' },
  'connection-timed-out': {
    en: 'The connection was given up: nothing was acknowledged for too long.',
    'zh-CN': '连接已放弃：长时间没有得到任何确认。',
  },
  'text-delivered': { en: 'Text was delivered.', 'zh-CN': '数据已交付。' },
}

/** At which step of §3.10.7 an arrival was decided. */
export const STEP_SENTENCES: Words<StepId> = {
  closed: { en: 'There is no connection: everything but a RST is refused.', 'zh-CN': '没有连接：除 RST 外一律拒绝。' },
  'listen-rst': { en: 'LISTEN, first: a RST is ignored.', 'zh-CN': 'LISTEN 第一步：忽略 RST。' },
  'listen-ack': { en: 'LISTEN, second: an ACK is refused.', 'zh-CN': 'LISTEN 第二步：拒绝 ACK。' },
  'listen-syn': { en: 'LISTEN, third: a SYN opens.', 'zh-CN': 'LISTEN 第三步：SYN 打开连接。' },
  'listen-other': { en: 'LISTEN, fourth: anything else is dropped.', 'zh-CN': 'LISTEN 第四步：其余一律丢弃。' },
  'syn-sent-ack': {
    en: 'SYN-SENT, first: does the ACK answer your SYN?',
    'zh-CN': 'SYN-SENT 第一步：ACK 应答的是你的 SYN 吗？',
  },
  'syn-sent-rst': {
    en: 'SYN-SENT, second: a RST counts only with the right ACK.',
    'zh-CN': 'SYN-SENT 第二步：RST 须带正确的 ACK 才有效。',
  },
  'syn-sent-syn': {
    en: 'SYN-SENT, fourth: the SYN tells the peer’s initial number.',
    'zh-CN': 'SYN-SENT 第四步：SYN 通告对端的初始序号。',
  },
  'syn-sent-other': {
    en: 'SYN-SENT, fifth: without SYN or RST it is dropped.',
    'zh-CN': 'SYN-SENT 第五步：没有 SYN 或 RST 就丢弃。',
  },
  'first-sequence': {
    en: 'First: the sequence number is checked against the window.',
    'zh-CN': '第一步：检查序号是否落在窗口内。',
  },
  'second-rst': { en: 'Second: the RST bit is checked.', 'zh-CN': '第二步：检查 RST 标志。' },
  'fourth-syn': { en: 'Fourth: the SYN bit is checked.', 'zh-CN': '第四步：检查 SYN 标志。' },
  'fifth-ack': { en: 'Fifth: the ACK field is checked.', 'zh-CN': '第五步：检查确认号。' },
  'sixth-urg': { en: 'Sixth: the URG bit is checked.', 'zh-CN': '第六步：检查 URG 标志。' },
  'seventh-text': { en: 'Seventh: the text is processed.', 'zh-CN': '第七步：处理数据。' },
  'eighth-fin': { en: 'Eighth: the FIN bit is checked.', 'zh-CN': '第八步：检查 FIN 标志。' },
  'syn-queue-full': {
    en: 'Before TCP: the SYN queue is full, the host drops the SYN.',
    'zh-CN': '在 TCP 处理之前：半连接队列已满，主机丢弃这个 SYN。',
  },
  'accept-queue-full': {
    en: 'Before TCP: the accept queue is full, nothing can be added.',
    'zh-CN': '在 TCP 处理之前：全连接队列已满，放不下新的连接。',
  },
  'syn-cookie': {
    en: 'The SYN queue is full: the request lives in the cookie alone.',
    'zh-CN': '半连接队列已满：这个请求只存在于 cookie 里。',
  },
}

/** What is done with an arrival. */
export const OUTCOME_WORDS: Words<Outcome> = {
  accepted: { en: 'take it', 'zh-CN': '接收' },
  dropped: { en: 'drop it', 'zh-CN': '丢弃' },
  reset: { en: 'refuse it with RST', 'zh-CN': '以 RST 拒绝' },
}

/** Why a segment is due. */
export const DUE_SENTENCES: Words<DueReason> = {
  refuse: { en: 'Something that arrived has to be refused.', 'zh-CN': '到达的报文段需要拒绝。' },
  abort: { en: 'Your application has aborted.', 'zh-CN': '你的应用程序已要求异常终止连接。' },
  open: { en: 'Your application wants to open.', 'zh-CN': '你的应用程序要打开连接。' },
  'answer-syn': { en: 'A SYN has to be answered.', 'zh-CN': '有 SYN 等待应答。' },
  'answer-with-cookie': {
    en: 'A SYN has to be answered with a cookie, for the SYN queue is full.',
    'zh-CN': '半连接队列已满，要用 cookie 应答 SYN。',
  },
  'retransmit-syn': { en: 'Your SYN has not been answered in time.', 'zh-CN': '你的 SYN 超时未得到应答。' },
  'retransmit-syn-ack': { en: 'Your SYN,ACK has not been answered in time.', 'zh-CN': '你的 SYN,ACK 超时未得到应答。' },
  'retransmit-text': { en: 'Your text has not been acknowledged in time.', 'zh-CN': '你的数据超时未得到确认。' },
  'fast-retransmit': {
    en: 'Three duplicate ACKs say that a segment of yours was lost.',
    'zh-CN': '三个重复 ACK 说明你有一个报文段丢失了。',
  },
  'retransmit-next': {
    en: 'An ACK of only a part says that the next segment was lost as well.',
    'zh-CN': '只确认了一部分的 ACK 说明下一个报文段也丢失了。',
  },
  'retransmit-hole': {
    en: 'The peer’s SACK blocks leave a hole that has not been sent again.',
    'zh-CN': '对端的 SACK 块之间还有一个缺口没有重传。',
  },
  'retransmit-fin': { en: 'Your FIN has not been acknowledged in time.', 'zh-CN': '你的 FIN 超时未得到确认。' },
  acknowledge: { en: 'Something that arrived has to be acknowledged.', 'zh-CN': '到达的报文段需要确认。' },
  'send-text': { en: 'Your application has given text (data).', 'zh-CN': '你的应用程序交来了数据。' },
  close: { en: 'Your application wants to close.', 'zh-CN': '你的应用程序要关闭连接。' },
  'probe-window': { en: 'The peer’s window is zero: probe it.', 'zh-CN': '对端窗口为 0，需要探测。' },
  'update-window': { en: 'Your application has another window to offer.', 'zh-CN': '你的应用程序要通告新的窗口。' },
  'keep-alive': { en: 'It has been silent for long: is the peer there?', 'zh-CN': '沉寂已久，探测对端是否还在。' },
}

/** Errors of the user's calls (§3.10.1 to .5). */
export const CALL_ERROR_SENTENCES: Words<CallErrorId> = {
  'connection-already-exists': { en: 'A connection already exists.', 'zh-CN': '连接已经存在。' },
  'connection-does-not-exist': { en: 'There is no connection.', 'zh-CN': '连接不存在。' },
  'connection-closing': { en: 'The connection is closing.', 'zh-CN': '连接正在关闭。' },
}

/** Errors of the typed form; `{word}` is what was typed. */
export const TYPED_ERROR_SENTENCES: Words<TypedErrorCode> = {
  'unknown-flag': {
    en: '“{word}” is no flag. Flags are S, A, F, R, P, U or their names.',
    'zh-CN': '“{word}”不是标志。标志为 S、A、F、R、P、U 或其全名。',
  },
  'unknown-field': {
    en: '“{word}” is no field. Fields are seq, ack, len, text, win.',
    'zh-CN': '“{word}”不是字段。字段为 seq、ack、len、text、win。',
  },
  'not-a-number': { en: '“{word}” is not a number.', 'zh-CN': '“{word}”不是数字。' },
  'number-too-large': { en: '{word} is too large for this field.', 'zh-CN': '{word} 超出了该字段的范围。' },
  'field-twice': { en: '“{word}” is there twice.', 'zh-CN': '“{word}”出现了两次。' },
  empty: {
    en: 'Type flags and numbers, such as SA seq=300 ack=101.',
    'zh-CN': '请输入标志和数字，例如 SA seq=300 ack=101。',
  },
}

export const TIMER_WORDS: Words<Timer> = {
  'time-wait': { en: '2 MSL', 'zh-CN': '2MSL 计时器' },
  retransmission: { en: 'retransmission timer', 'zh-CN': '重传计时器' },
  persist: { en: 'persist timer', 'zh-CN': '持续计时器' },
  'keep-alive': { en: 'keep-alive timer', 'zh-CN': '保活计时器' },
  'delayed-ack': { en: 'delayed-ACK timer', 'zh-CN': '延迟确认计时器' },
  'idle-restart': { en: 'idle timer (RFC 5681 §4.1)', 'zh-CN': '空闲计时器（RFC 5681 §4.1）' },
  'user-timeout': { en: 'user timeout', 'zh-CN': '用户超时' },
}

/** What each variable says. */
export const VARIABLE_SENTENCES: Words<Variable['name'] | CongestionVariable> = {
  ISS: {
    en: 'Your initial send sequence number: the number of your SYN.',
    'zh-CN': '你的初始发送序号，即你的 SYN 的序号。',
  },
  'SND.UNA': {
    en: 'The oldest number you have sent that is not acknowledged.',
    'zh-CN': '已发送但尚未得到确认的最早序号。',
  },
  'SND.NXT': { en: 'The next number you will send.', 'zh-CN': '你将要发送的下一个序号。' },
  'SND.WND': {
    en: 'The send window: how many bytes from SND.UNA on the peer has room for.',
    'zh-CN': '发送窗口：从 SND.UNA 起对端还能容纳的字节数。',
  },
  IRS: {
    en: 'The peer’s initial sequence number: the number of its SYN.',
    'zh-CN': '对端的初始序号，即对端 SYN 的序号。',
  },
  'RCV.NXT': {
    en: 'The next number you expect: what you acknowledge.',
    'zh-CN': '你期望收到的下一个序号，也就是你的确认号。',
  },
  'RCV.WND': {
    en: 'The receive window: how many bytes from RCV.NXT on you have room for.',
    'zh-CN': '接收窗口：从 RCV.NXT 起你还能容纳的字节数。',
  },
  cwnd: {
    en: 'The congestion window: how many bytes you may have on the way without overloading the network. You reckon it yourself; no segment carries it. What you may send is limited by the smaller one of cwnd and SND.WND (RFC 5681).',
    'zh-CN':
      '拥塞窗口：为了不使网络过载，你最多可以有多少字节在途中。它由你自己推算，报文段里没有这个字段。能发多少，由 cwnd 和 SND.WND 中较小的一个决定（RFC 5681）。',
  },
  ssthresh: {
    en: 'The slow start threshold: below it cwnd doubles in a round trip (slow start), from there on it grows by one segment (congestion avoidance). A loss sets it to half of what is in flight, but never to less than two segments.',
    'zh-CN':
      '慢开始门限：cwnd 低于它时每个往返加倍（慢开始），到达之后每个往返只加一个报文段（拥塞避免）。发生丢失时，它被设为在途数据量的一半，但不小于两个报文段。',
  },
  phase: {
    en: 'How cwnd moves now: slow start, congestion avoidance, or fast recovery after three duplicate ACKs.',
    'zh-CN': 'cwnd 现在按什么规则变化：慢开始、拥塞避免，还是收到三个重复 ACK 之后的快恢复。',
  },
}

/** What each state means, RFC 9293 §3.3.2. */
export const STATE_SENTENCES: Words<State> = {
  CLOSED: { en: 'There is no connection.', 'zh-CN': '没有连接。' },
  LISTEN: { en: 'Waiting for a SYN from anybody.', 'zh-CN': '等待任意主机发来 SYN。' },
  'SYN-SENT': { en: 'Your SYN is out; waiting for the peer’s.', 'zh-CN': '已发送 SYN，等待对端的 SYN。' },
  'SYN-RECEIVED': {
    en: 'Both SYNs are known; the connection opens once the peer has acknowledged yours.',
    'zh-CN': '双方的 SYN 都已知晓；对端确认了你的 SYN，连接才会打开。',
  },
  ESTABLISHED: { en: 'The connection is open: text (data) flows both ways.', 'zh-CN': '连接已打开，数据可双向流动。' },
  'FIN-WAIT-1': { en: 'Your FIN is out; waiting for its ACK.', 'zh-CN': '已发送 FIN，等待对它的确认。' },
  'FIN-WAIT-2': {
    en: 'Your FIN is acknowledged; waiting for the peer’s FIN.',
    'zh-CN': '你的 FIN 已得到确认，等待对端的 FIN。',
  },
  'CLOSE-WAIT': {
    en: 'The peer has closed; waiting for your application to close.',
    'zh-CN': '对端已关闭，等待你的应用程序关闭。',
  },
  CLOSING: {
    en: 'Both closed at once; waiting for the ACK of your FIN.',
    'zh-CN': '双方同时关闭，等待对你的 FIN 的确认。',
  },
  'LAST-ACK': {
    en: 'The peer had closed before; waiting for the ACK of your FIN.',
    'zh-CN': '对端先关闭，等待对你的 FIN 的确认。',
  },
  'TIME-WAIT': {
    en: 'All is acknowledged; waiting two maximum segment lifetimes (2 MSL) in case the FIN comes again.',
    'zh-CN': '全部已确认，再等 2MSL（两个最长报文段寿命，MSL），以防 FIN 再次到达。',
  },
}
