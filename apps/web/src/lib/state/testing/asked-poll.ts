import type { PhonePoll } from '@woshou/classroom'

/** A question as a phone is told of it: the client has sent its SYN, and a SYN,ACK has come. */
export const askedPoll = (changes: Partial<PhonePoll> = {}): PhonePoll => ({
  poll: 1,
  phase: 'first-ballot',
  ballot: 1,
  role: 'client',
  title: { en: 'The three-way handshake', 'zh-CN': '三次握手' },
  level: 'coached',
  state: 'SYN-SENT',
  arrival: null,
  variables: [
    { name: 'SND.UNA', value: 0 },
    { name: 'SND.NXT', value: 1 },
  ],
  seen: { lines: [], ticks: [], start: { client: 'CLOSED' }, from: 0, until: 3_000, latency: 1_500, cut: false },
  choices: [
    { kind: 'segment', segment: { flags: 0x10, seq: 1, ack: 1, length: 0 }, right: null },
    { kind: 'segment', segment: { flags: 0x10, seq: 1, ack: 0, length: 0 }, right: null },
    { kind: 'nothing-yet', right: null },
  ],
  revealed: null,
  mine: [null, null],
  talkTo: null,
  ...changes,
})
