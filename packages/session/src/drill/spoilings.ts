import {
  ACK,
  add,
  diff,
  FIN,
  type Flags,
  isSynchronized,
  PSH,
  RST,
  type Segment,
  type Seq,
  SYN,
  sendMss,
  seqEnd,
  type Tcb,
  variables,
} from '@woshou/protocol'
import { type End, filling } from '../eyes/end.ts'
import { choiceOf } from '../facts/choice-of.ts'
import type { ChosenSegment } from '../facts/command.ts'

/** The longest text that a student can choose, bytes. */
const LONGEST = 1460

/** What people tick instead of the right flags. */
const FLAG_SETS: readonly Flags[] = [
  ACK,
  SYN,
  SYN | ACK,
  FIN,
  FIN | ACK,
  PSH | ACK,
  PSH,
  RST,
  RST | ACK,
  SYN | FIN,
  SYN | FIN | ACK,
  SYN | RST,
  0,
]

/**
 * The slips that people make where `right` is due, or where nothing is (null): one field at a time, the near ones
 * first, each as the composer would build it. Some may be right all the same: that is `judge`'s to say.
 */
export function spoilings(end: End, right: Segment | null): readonly Segment[] {
  const base = right ?? waiting(end)
  const numbers = numbersOf(end.tcb)
  const seqs = seqSlips(end, base, numbers)
  const acks = ackSlips(end, base, numbers)
  const slips: Partial<Segment>[] = [
    ...(right ? [] : [{}]),
    ...acks.map((ack) => ({ ack })),
    ...seqs.map((seq) => ({ seq })),
    { flags: base.flags & ~ACK },
    ...FLAG_SETS.map((flags) => ({ flags })),
    { flags: base.flags & ~FIN },
    { seq: base.ack, ack: base.seq },
    ...lengths(end.tcb, base).map((length) => ({ text: '.'.repeat(length) })),
    ...combined(base, numbers, seqs, acks),
  ]
  const whole = filling(end)
  const seen = new Set<string>(right ? [key(choiceOf(base))] : [])
  return slips.flatMap((slip) => {
    const chosen = choiceOf({ ...base, ...slip })
    const known = key(chosen)
    if (seen.has(known)) return []
    seen.add(known)
    return [whole(chosen)]
  })
}

const key = ({ ack, flags, length, seq }: ChosenSegment): string => `${flags} ${seq} ${ack} ${length}`

/** Where nothing is due people repeat themselves: an ACK with the present numbers. */
function waiting({ isn, tcb }: End): Segment {
  const { 'RCV.NXT': ack, 'SND.NXT': seq } = numbersOf(tcb)
  const window = Math.min(65_535, isSynchronized(tcb) ? tcb.rcv.wnd : tcb.policy.receiveBuffer)
  return { flags: ACK, seq: seq ?? isn, ack: ack ?? 0, window, text: '' }
}

type Numbers = Readonly<Partial<Record<string, number | null>>>

const numbersOf = (tcb: Tcb): Numbers => Object.fromEntries(variables(tcb).map(({ name, value }) => [name, value]))

/** Those of them that somebody can type: relative to a number of another connection one may be less than 0. */
const known = (...numbers: readonly (number | null | undefined)[]): readonly Seq[] =>
  numbers.filter((number) => number !== null && number !== undefined).filter((number) => number >= 0)

function seqSlips({ isn, tcb }: End, { seq }: Segment, numbers: Numbers): readonly Seq[] {
  const { ISS, IRS, 'RCV.NXT': next, 'SND.NXT': nxt, 'SND.UNA': una, 'SND.WND': wnd } = numbers
  const whole = isSynchronized(tcb) ? tcb : null
  return known(
    add(seq, -1),
    add(seq, 1),
    add(seq, 2),
    una,
    ISS,
    ISS === null || ISS === undefined ? null : diff(seq, ISS),
    next,
    IRS,
    whole?.fin,
    nxt,
    add(seq, 100),
    nxt === null || nxt === undefined ? null : add(nxt, (wnd ?? 0) + 1_000),
    whole && whole.sent !== '' ? add(nxt ?? seq, -whole.sent.length) : null,
    whole !== null && whole.congestion !== null ? whole.queue[0] : null,
    tcb.past?.iss,
    tcb.past?.fin,
    tcb.past?.nxt,
    add(isn, 5_217),
    0,
    1,
    // behind the first hole, as if everything after it were lost
    ...(whole?.sack?.sacked ?? []).map(([left]) => left),
  )
}

function ackSlips({ tcb }: End, { ack, seq }: Segment, numbers: Numbers): readonly Seq[] {
  const { ISS, IRS, 'SND.NXT': nxt } = numbers
  const whole = isSynchronized(tcb) ? tcb : null
  const arrivals = [tcb.arrival, ...tcb.owed.map(({ to }) => to)].filter((arrival) => arrival !== null)
  const early = whole?.early.at(-1)
  return known(
    add(ack, -1),
    add(ack, 1),
    IRS,
    ...arrivals.flatMap((arrival) => [arrival.seq, add(seqEnd(arrival), -1), seqEnd(arrival), arrival.ack]),
    whole?.acked,
    whole?.peerFin,
    early ? add(early.seq, early.text.length) : null,
    whole && whole.earlyFin !== null ? add(whole.earlyFin, 1) : null,
    ISS,
    ISS === null || ISS === undefined ? null : add(ISS, 1),
    nxt,
    seq,
    add(seq, 1),
    IRS === null || IRS === undefined ? null : diff(ack, IRS),
    add(ack, 2),
    add(ack, 100),
    0,
  )
}

function lengths(tcb: Tcb, { text }: Segment): readonly number[] {
  const wnd = isSynchronized(tcb) ? tcb.snd.wnd : 0
  const wanted = [
    text.length + 1,
    text.length === 0 ? 5 : 0,
    text.length + 5,
    wnd + 1,
    wnd + 10,
    (isSynchronized(tcb) ? sendMss(tcb) : tcb.policy.mss) + 1,
  ]
  return wanted.filter((length) => length !== text.length && length <= LONGEST)
}

/** Slips of two fields that go together. */
function combined(
  base: Segment,
  numbers: Numbers,
  seqs: readonly Seq[],
  acks: readonly Seq[],
): readonly Partial<Segment>[] {
  const nxt = numbers['SND.NXT'] ?? base.seq
  const next = numbers['RCV.NXT'] ?? 0
  const five = '.'.repeat(Math.max(5, base.text.length))
  return [
    // an ACK, a FIN, text or a RST in place of what is due, with today's numbers
    ...[ACK, FIN | ACK, SYN | ACK, RST, RST | ACK].map((flags) => ({ flags, seq: nxt, ack: next, text: '' })),
    { flags: ACK, seq: nxt, ack: next, text: five },
    // text once more, with its old number
    ...seqs.map((seq) => ({ flags: ACK, seq, ack: next, text: five })),
    // the SYN, the FIN or the RST with another number
    ...seqs.flatMap((seq) => [
      { flags: SYN, seq, ack: 0, text: '' },
      { flags: SYN | ACK, seq, ack: next, text: '' },
      { flags: FIN | ACK, seq, ack: next, text: '' },
      { flags: RST, seq, ack: 0, text: '' },
      { flags: ACK, seq, ack: next, text: '' },
    ]),
    ...acks.flatMap((ack) => [
      { flags: FIN | ACK, seq: nxt, ack, text: '' },
      { flags: RST | ACK, seq: base.seq, ack, text: '' },
      { flags: ACK, seq: nxt, ack, text: '' },
    ]),
    // a third segment, or a FIN, without ACK
    { flags: FIN, seq: nxt, ack: 0, text: '' },
    { flags: SYN, seq: base.seq, ack: 0, text: five },
  ]
}
