import type { Wordings } from './wording.ts'

/** Closing a connection. */
export const close = {
  'fin-without-ack-flag': {
    en: {
      title: 'A FIN carries ACK as well',
      sentence: 'You {sent} {chosen}. Without ACK it is dropped, the FIN with it: send {right}.',
      misconception: 'Pictures often label the segment just “FIN”. They leave the ACK out.',
      lesson: 'FIN ends your direction only. The other one runs on and is acknowledged as before.',
      realStack: 'Dropped in silence: you would wait, and send it again for nothing.',
    },
    'zh-CN': {
      title: 'FIN 同样要带 ACK',
      sentence: '你{sent} {chosen}。没有 ACK 会被丢弃，FIN 也随之作废，请发送 {right}。',
      misconception: '教科书的图上常常只写“FIN”，省略了 ACK。',
      lesson: 'FIN 只结束你这个方向，另一个方向仍在进行，照常需要确认。',
      realStack: '被悄悄丢弃：你会一直等待，重传也无济于事。',
    },
  },
  'fin-seq-wrong': {
    en: {
      title: 'FIN takes the next free number',
      sentence: 'Your FIN has {chosen}. It follows directly after your last byte: {work}.',
      misconception: 'FIN needs no extra plus one beforehand. Its own number is the next one.',
      lesson: 'FIN is like a last byte: only when everything before it has arrived is the stream complete.',
      realStack: 'Too high: held back, with a duplicate ACK. Too low: dropped, with an ACK.',
    },
    'zh-CN': {
      title: 'FIN 使用下一个空闲序号',
      sentence: '你的 FIN 序号是 {chosen}，它应紧接在最后一个字节之后：{work}。',
      misconception: 'FIN 之前不必再加一，它用的就是下一个序号。',
      lesson: 'FIN 像最后一个字节：它之前的内容全部到达，字节流才算完整。',
      realStack: '偏大：先缓存，不交付，并回复重复 ACK；偏小：被丢弃，并回复 ACK。',
    },
  },
  'ack-of-fin-not-incremented': {
    en: {
      title: 'FIN takes a number: acknowledge it',
      sentence: 'Your ack {chosen} is the FIN’s own number. Acknowledge past it: {work}.',
      misconception: 'A FIN brings no data, so nothing seems to be added. It takes one number, as SYN does.',
      lesson: 'Only because FIN has a number can its sender know that it arrived.',
      realStack: 'Taken as a duplicate ACK: the FIN is sent again and the state stays.',
    },
    'zh-CN': {
      title: 'FIN 占用序号，要确认到它之后',
      sentence: '你的确认号 {chosen} 正是 FIN 自己的序号，应确认到它之后：{work}。',
      misconception: 'FIN 不带数据，似乎不用加什么；其实它和 SYN 一样占用一个序号。',
      lesson: '正因为 FIN 有序号，发送方才能知道它已到达。',
      realStack: '被当作重复 ACK：FIN 会被重传，状态不变。',
    },
  },
  'ack-of-fin-too-high': {
    en: {
      title: 'Nothing can follow a FIN',
      sentence: 'Your ack is {chosen}. The FIN has the number {peerFin}, and nothing comes after it: {work}.',
      misconception: 'The plus one for FIN is in RCV.NXT already.',
      lesson: 'FIN is the last number of a stream. Beyond it there is nothing to acknowledge.',
      realStack: 'An ACK in reply; the FIN is sent again and the state stays.',
    },
    'zh-CN': {
      title: 'FIN 之后不会再有内容',
      sentence: '你的确认号是 {chosen}。FIN 的序号是 {peerFin}，其后不再有任何内容：{work}。',
      misconception: 'FIN 的那个“加一”已经算在 RCV.NXT 里了。',
      lesson: 'FIN 是流的最后一个序号，在它之后没有什么可以确认。',
      realStack: '对端回复 ACK，重传 FIN，状态不变。',
    },
  },
  'seq-after-own-fin-not-advanced': {
    en: {
      title: 'Your FIN has used up its number',
      sentence: 'Your seq {chosen} is your FIN’s, which is spent. Continue after it: {work}.',
      misconception: 'The FIN carried no data, so seq seems unchanged. FIN counts one.',
      lesson: 'What you send after your FIN, even a bare ACK, starts one higher.',
      realStack: 'Before the window: the ACK in it is not used. Linux makes an exception for FIN,ACK in LAST-ACK.',
    },
    'zh-CN': {
      title: 'FIN 已经用掉了它的序号',
      sentence: '你的序号 {chosen} 已被自己的 FIN 用掉，应接着往后：{work}。',
      misconception: 'FIN 不带数据，序号似乎不变；其实 FIN 占用一个序号。',
      lesson: 'FIN 之后发送的任何报文段，哪怕只是 ACK，序号都要加一。',
      realStack: '落在窗口之前，其中的确认不被采用；Linux 在 LAST-ACK 对 FIN,ACK 例外。',
    },
  },
  'data-after-own-fin': {
    en: {
      title: 'After your FIN there is no text (data)',
      sentence: 'You {sent} {chosen}, but your FIN at {fin} was the end of what you send.',
      misconception: 'FIN does not mean “let us begin to close”. It means “this was all”.',
      lesson: 'The peer’s application has been told the stream is over. It could not be given more.',
      realStack: 'Linux drops text after the FIN in silence; text over the FIN’s own number makes it reset.',
    },
    'zh-CN': {
      title: '发送 FIN 之后不能再发数据',
      sentence: '你{sent} {chosen}，但你的 FIN（序号 {fin}）已经结束了你要发送的内容。',
      misconception: 'FIN 不是“我们开始关闭吧”，而是“我已全部发完”。',
      lesson: '对端的应用程序已被告知流已结束，不可能再交付更多内容。',
      realStack: 'Linux 悄悄丢弃 FIN 之后的数据；与 FIN 序号重叠的数据会导致复位。',
    },
  },
  'refuses-data-in-half-close': {
    en: {
      title: 'You closed only your own direction',
      sentence:
        'Text has arrived and you answer with {chosen}. The other direction is still open: acknowledge, {right}.',
      misconception: 'FIN does not close both directions.',
      lesson: 'After your FIN the peer may still send for as long as it likes: half-close.',
      realStack: 'After shutdown(WR) text is acknowledged as usual; after a full close() Linux answers it with RST.',
    },
    'zh-CN': {
      title: '你只关闭了自己的方向',
      sentence: '数据已到达，你却用 {chosen} 应答。另一个方向仍然打开，请确认：{right}。',
      misconception: 'FIN 并不会关闭两个方向。',
      lesson: '你发送 FIN 之后，对端仍可继续发送，这就是半关闭。',
      realStack: 'shutdown(WR) 之后照常确认数据；完全 close() 之后，Linux 用 RST 回应。',
    },
  },
  'close-wait-forgets-fin': {
    en: {
      title: 'You must close as well',
      sentence: 'Your application has closed, and you {sent} {chosen} again. Your own FIN is missing: {right}.',
      misconception: 'When the other side has closed the connection can seem closed. Half of it is.',
      lesson: 'Each direction is ended by its own sender. Until you send FIN the peer waits in FIN-WAIT-2.',
      realStack: 'CLOSE-WAIT has no timeout: a program that forgets to close leaves it there for ever.',
    },
    'zh-CN': {
      title: '你这一端也要关闭',
      sentence: '你的应用程序已经关闭，而你又{sent} {chosen}。还缺你自己的 FIN：{right}。',
      misconception: '对端关闭了，连接似乎就关闭了；其实只关了一半。',
      lesson: '每个方向由它的发送方结束。你不发 FIN，对端就一直停在 FIN-WAIT-2。',
      realStack: 'CLOSE-WAIT 没有超时：程序忘记关闭，它就永远停在那里。',
    },
  },
  'fin-not-acknowledged': {
    en: {
      title: 'Your FIN does not acknowledge theirs',
      sentence: 'Your FIN carries ack {chosen}, which leaves out the peer’s FIN at {peerFin}: {work}.',
      misconception: 'Your own FIN is not the answer to the peer’s FIN. The ack field is.',
      lesson: 'FIN ends a direction, ACK confirms one. Both may travel in one segment, but both are needed.',
      realStack: 'The peer sends its FIN again after about 200 ms, then ever more slowly.',
    },
    'zh-CN': {
      title: '你的 FIN 没有确认对端的 FIN',
      sentence: '你的 FIN 带的确认号是 {chosen}，没有涵盖对端的 FIN（序号 {peerFin}）：{work}。',
      misconception: '自己的 FIN 不是对对端 FIN 的应答，确认号才是。',
      lesson: 'FIN 结束一个方向，ACK 确认一个方向；两者可以同在一个报文段里，但缺一不可。',
      realStack: '对端约 200 ms 后重传 FIN，之后越来越慢。',
    },
  },
  'four-segments-mandatory': {
    en: {
      title: 'ACK and FIN may travel together',
      sentence: 'Right: you had nothing more to send, so one segment acknowledges the FIN and carries your own.',
      misconception: 'Closing need not take four segments.',
      lesson: 'Four segments are the general case, because the application may want to send more in between.',
      realStack: 'Linux does it whenever the application closes before the delayed ACK has left.',
    },
    'zh-CN': {
      title: 'ACK 与 FIN 可以合并发送',
      sentence: '正确：你没有更多数据要发，于是一个报文段既确认对端的 FIN，又带上自己的 FIN。',
      misconception: '关闭连接并非必须四个报文段。',
      lesson: '四次挥手是一般情形，因为应用程序可能还要在中间发送数据。',
      realStack: '只要应用程序在延迟确认发出之前关闭，Linux 就会这样合并。',
    },
  },
  'simultaneous-close-state': {
    en: {
      title: 'Both closed at once: CLOSING',
      sentence:
        'You answered with {chosen}. This FIN does not acknowledge yours yet, so the state is CLOSING and {right} is due.',
      misconception: 'A FIN does not imply an ACK of your own FIN. Look at its ack field.',
      lesson: 'Two FINs that cross know nothing of each other. Each must still be acknowledged.',
      realStack: 'CLOSING, then TIME-WAIT when the ACK comes, at both ends.',
    },
    'zh-CN': {
      title: '同时关闭：CLOSING',
      sentence: '你的回答是 {chosen}。这个 FIN 还没有确认你的 FIN，所以状态是 CLOSING，应为 {right}。',
      misconception: '收到 FIN 不等于自己的 FIN 已被确认，请看它的确认号。',
      lesson: '两个 FIN 在途中交错，互不知情，各自仍需得到确认。',
      realStack: '先进入 CLOSING，收到 ACK 后进入 TIME-WAIT，两端都是如此。',
    },
  },
  'time-wait-left-early': {
    en: {
      title: 'Stay in TIME-WAIT for 2 MSL',
      sentence: 'You {sent} {chosen} as if the connection were gone. It lasts until 2 MSL have passed.',
      misconception: 'The last ACK does not surely arrive.',
      lesson:
        'MSL is the maximum segment lifetime. If your last ACK was lost the FIN comes again, and somebody must answer it. Old segments also die out meanwhile.',
      realStack: 'Linux keeps TIME-WAIT for 60 s; a FIN that comes later gets a RST.',
    },
    'zh-CN': {
      title: '要在 TIME-WAIT 停留 2MSL',
      sentence: '你{sent} {chosen}，仿佛连接已不存在；2MSL 过去之前，它一直都在。',
      misconception: '最后一个 ACK 并不一定到达。',
      lesson: 'MSL 是最长报文段寿命。如果最后的 ACK 丢失，FIN 会再次到达，必须有人应答；在此期间旧报文段也会消亡。',
      realStack: 'Linux 的 TIME-WAIT 为 60 s，此后到达的 FIN 会得到 RST。',
    },
  },
  'time-wait-wrong-side': {
    en: {
      title: 'Only the first closer waits',
      sentence:
        'You answered with {chosen}, but after the last ACK the passive closer is CLOSED and has nothing to send.',
      misconception: 'Not both sides have to wait: only one does.',
      lesson: 'The wait is for a FIN that may come again. The peer of the passive closer has said all it had to say.',
      realStack: 'LAST-ACK goes straight to CLOSED.',
    },
    'zh-CN': {
      title: '只有先关闭的一方等待',
      sentence: '你用 {chosen} 应答，但被动关闭方收到最后的 ACK 后已是 CLOSED，没有什么要发送。',
      misconception: '并不是双方都要等待。',
      lesson: '等待是为了可能再次到达的 FIN；对被动关闭方来说，对端已经没有什么要发送了。',
      realStack: 'LAST-ACK 直接进入 CLOSED。',
    },
  },
  'time-wait-ignores-fin': {
    en: {
      title: 'Acknowledge a repeated FIN again',
      sentence: 'The FIN {peerFin} came again, and your ack is {chosen}. Acknowledge it as before: {work}.',
      misconception: '“I am done” is nearly true. One ACK may still be owed.',
      lesson: 'A repeated FIN shows that your ACK was lost. Answer it, and the 2 MSL begin again.',
      realStack: 'The ACK is repeated and the timer restarted.',
    },
    'zh-CN': {
      title: '重复的 FIN 要再次确认',
      sentence: 'FIN（序号 {peerFin}）再次到达，你的确认号却是 {chosen}。请照旧确认：{work}。',
      misconception: '“我已经结束了”差不多是对的，但可能还欠一个 ACK。',
      lesson: '重复的 FIN 说明你的 ACK 丢了：再次确认，2MSL 重新计时。',
      realStack: '重复 ACK，并重启计时器。',
    },
  },
  'fin-for-abort-or-rst-for-close': {
    en: {
      title: 'FIN closes, RST aborts',
      sentence: 'Your application asked for {asked}, and you {sent} {chosen}. {asked} is carried out by {right}.',
      misconception: 'RST is not a quick FIN.',
      lesson:
        'FIN ends the stream in order and is acknowledged. RST throws everything away, also what is still on its way.',
      realStack:
        'RST: the peer is CLOSED at once and its application sees “connection reset”. On Linux it may first read what had arrived.',
    },
    'zh-CN': {
      title: 'FIN 是关闭，RST 是异常终止',
      sentence: '你的应用程序要求 {asked}，而你{sent} {chosen}。{asked} 要用 {right} 来实现。',
      misconception: 'RST 并不是更快的 FIN。',
      lesson: 'FIN 有序地结束流并得到确认；RST 抛弃一切，包括还在途中的数据。',
      realStack: '收到 RST，对端立即 CLOSED，应用程序看到“连接被复位”；在 Linux 上，它还能先读到已到达的数据。',
    },
  },
} as const satisfies Partial<Wordings>
