import { isPartlyAcknowledged, sendWindow } from './congested.ts'
import { offeredOptions, sendMss } from './mss.ts'
import { acknowledgement, isResetReason, synAck, windowField } from './owe.ts'
import { reportOf } from './sack/held.ts'
import { hole } from './sack/scoreboard.ts'
import { ACK, FIN, type Options, RST, type Segment, SYN } from './segment.ts'
import { add, diff, type Seq } from './seq.ts'
import { waitsForWindow } from './silly.ts'
import { isSynArrived, type Owed, type OwedReason, type SynchronizedTcb, type SynSentTcb, type Tcb } from './tcb.ts'
import { isUnpredictable } from './unpredictable.ts'

/** Why a segment is due: stable ids, worded in the catalogue. */
export type DueReason =
  | 'refuse' // a RST is owed
  | 'abort'
  | 'open'
  | 'answer-syn'
  | 'answer-with-cookie' // the SYN queue is full, and what would be kept there travels in the number
  | 'retransmit-syn'
  | 'retransmit-syn-ack'
  | 'retransmit-text'
  | 'fast-retransmit'
  | 'retransmit-next' // an ACK of only a part of what was sent before a loss shows the next one (RFC 6582)
  | 'retransmit-hole' // what the peer's SACK blocks leave out
  | 'retransmit-fin'
  | 'acknowledge'
  | 'send-text'
  | 'close'
  | 'probe-window'
  | 'update-window' // the application has another window to offer: known to whoever keeps its buffer, not to the TCB
  | 'keep-alive'

/** A segment that this TCP should send. */
export interface Due {
  readonly segment: Segment
  readonly reason: DueReason
  /** The debts it would settle. */
  readonly owed: readonly OwedReason[]
}

/**
 * What this TCP should send next, most urgent first; empty when it has nothing to send. `judge` accepts each of
 * them, now. Where an ISN must be chosen it is `options.isn`, else the pinned one; without either that proposal is left out.
 */
export function due(tcb: Tcb, options: { isn?: Seq } = {}): readonly Due[] {
  const out: Due[] = []
  for (const debt of tcb.owed)
    if (isResetReason(debt.reason)) out.push({ segment: debt.reply, reason: 'refuse', owed: [debt.reason] })
    else if (debt.reason === 'answer-with-cookie') {
      out.push({ segment: debt.reply, reason: 'answer-with-cookie', owed: [debt.reason] })
      return out
    }
  const given = tcb.isn ?? options.isn ?? null
  const isn = given === null ? null : unusedIsn(tcb, given)
  switch (tcb.state) {
    case 'CLOSED':
    case 'LISTEN':
      if (isn !== null && (tcb.calls.open || (tcb.state === 'LISTEN' && tcb.calls.text !== '')))
        out.push({ segment: syn(isn, tcb), reason: 'open', owed: [] })
      return out
    case 'SYN-SENT':
      if (tcb.retransmission.due) out.push({ segment: synAgain(tcb), reason: 'retransmit-syn', owed: [] })
      return out
    default:
      if (isSynArrived(tcb)) {
        if (isn !== null)
          out.push({
            segment: {
              ...synAck(isn, tcb.rcv.nxt, Math.min(tcb.rcv.wnd, 65_535)),
              ...withOptions(offeredOptions(tcb.policy)),
            },
            reason: 'answer-syn',
            owed: ['acknowledge-syn'],
          })
        return out
      }
      dueSynchronized(tcb as SynchronizedTcb, out)
      return out
  }
}

/** How far one connection's numbers keep from the next one's, and one end's from the other's. */
const APART = 64_000

/** The ISN that was given, unless nobody may take it: then one apart from the peer's, beyond the connection before (§3.4.1). */
function unusedIsn(tcb: Tcb, given: Seq): Seq {
  const irs = isSynArrived(tcb) ? tcb.irs : null
  const apart = (isn: Seq): Seq => (isn === irs ? add(isn, APART) : isn)
  const own = apart(given)
  return isUnpredictable(tcb, own) ? own : apart(add(tcb.past?.nxt ?? given, APART))
}

const syn = (isn: Seq, tcb: Tcb): Segment => ({
  flags: SYN,
  seq: isn,
  ack: 0,
  window: Math.min(65_535, tcb.policy.receiveBuffer),
  text: '',
  ...withOptions(offeredOptions(tcb.policy)),
})

const withOptions = (options: Options | null): { readonly options?: Options } => (options === null ? {} : { options })

const synAgain = (tcb: SynSentTcb): Segment => ({
  flags: SYN,
  seq: tcb.iss,
  ack: 0,
  window: tcb.offer.window,
  text: '',
  ...withOptions(tcb.offer.options),
})

const acknowledgesReasons = (owed: readonly Owed[]): OwedReason[] =>
  owed.filter((o) => !isResetReason(o.reason)).map((o) => o.reason)

function dueSynchronized(tcb: SynchronizedTcb, out: Due[]): void {
  const { snd, rcv, calls } = tcb
  const owed = acknowledgesReasons(tcb.owed)
  const base = { ack: rcv.nxt, window: windowField(tcb), ...withOptions(reportOf(tcb, ACK)) }
  if (calls.abort) {
    out.push({ segment: { flags: RST, seq: snd.nxt, ack: 0, window: 0, text: '' }, reason: 'abort', owed: [] })
    return
  }
  const synUnacknowledged = snd.una === tcb.iss
  if (
    synUnacknowledged &&
    (tcb.retransmission.due || owed.includes('acknowledge-syn') || (owed.length > 0 && tcb.state === 'SYN-RECEIVED'))
  ) {
    const segment: Segment = {
      ...synAck(tcb.iss, rcv.nxt, tcb.offer.window),
      ...withOptions(tcb.offer.options),
    }
    const first = owed.includes('acknowledge-syn') && !tcb.retransmission.due
    out.push({ segment, reason: first ? 'answer-syn' : 'retransmit-syn-ack', owed })
    if (tcb.retransmission.due || tcb.state === 'SYN-RECEIVED') return
  }
  if (tcb.retransmission.due && snd.una !== snd.nxt) {
    out.push(...again(tcb, base, owed))
    return
  }
  const ackMayWait = !tcb.ackNow && owed.length > 0 && owed.every((reason) => reason === 'acknowledge-text')
  if (owed.length > 0 && !ackMayWait) out.push({ segment: acknowledgement(tcb), reason: 'acknowledge', owed })
  const open = tcb.state === 'ESTABLISHED' || tcb.state === 'CLOSE-WAIT'
  const room = Math.max(0, diff(add(snd.una, sendWindow(tcb)), snd.nxt))
  const size = Math.min(calls.text.length, sendMss(tcb), room)
  if (open && size > 0 && !waitsForWindow(tcb))
    out.push({
      segment: { flags: ACK, seq: snd.nxt, ...base, text: calls.text.slice(0, size) },
      reason: 'send-text',
      owed,
    })
  else if (open && calls.text !== '' && tcb.probe && snd.wnd === 0)
    out.push({
      segment: { flags: ACK, seq: snd.nxt, ...base, text: calls.text.slice(0, 1) },
      reason: 'probe-window',
      owed,
    })
  if (calls.close && calls.text === '' && (open || tcb.state === 'SYN-RECEIVED'))
    out.push({ segment: { flags: FIN | ACK, seq: snd.nxt, ...base, text: '' }, reason: 'close', owed })
  if (tcb.keepAliveDue && owed.length === 0 && snd.una === snd.nxt && tcb.fin === null)
    out.push({ segment: { flags: ACK, seq: add(snd.nxt, -1), ...base, text: '' }, reason: 'keep-alive', owed })
}

/** Three duplicate ACKs came, and no timeout (RFC 5681 §3.2). */
const isFast = ({ retransmission }: SynchronizedTcb): boolean =>
  retransmission.duplicates >= 3 && retransmission.count === 0

/**
 * The segment at the front of the retransmission queue, and no other (§3.10.8; RFC 6298, 5.4): with its old number and
 * today's acknowledgement (§3.8.1). Of one that was acknowledged in part, the rest. Where the peer says what it holds
 * beyond the gap, the first that it lacks and that was not sent again yet (RFC 2018 §5).
 */
function again(
  tcb: SynchronizedTcb,
  base: Pick<Segment, 'ack' | 'window' | 'options'>,
  owed: readonly OwedReason[],
): readonly Due[] {
  const { snd, sent, iss, fin } = tcb
  const missing = hole(tcb)
  const start = missing?.[0] ?? snd.una
  const first = diff(start, add(iss, 1)) < 0 ? add(iss, 1) : start
  const from = diff(first, add(iss, 1))
  const segmentEnd = tcb.queue.find((seq) => diff(seq, first) > 0) ?? snd.nxt
  const end = missing !== null && diff(missing[1], segmentEnd) < 0 ? missing[1] : segmentEnd
  const long = diff(end, first) - (fin !== null && end === add(fin, 1) ? 1 : 0)
  const text = sent.slice(from, from + Math.min(long, sendMss(tcb)))
  const last = fin !== null && add(first, text.length) === fin && end !== fin
  if (text === '' && !last) return []
  return [
    {
      segment: { flags: last ? FIN | ACK : ACK, seq: first, ...base, text },
      reason: whyAgain(tcb, first, text),
      owed,
    },
  ]
}

function whyAgain(tcb: SynchronizedTcb, first: Seq, text: string): DueReason {
  if (first === tcb.snd.una && text !== '' && isFast(tcb)) return 'fast-retransmit'
  if (tcb.sack !== null && tcb.sack.sacked.length > 0) return 'retransmit-hole'
  if (text === '') return 'retransmit-fin'
  return isPartlyAcknowledged(tcb) ? 'retransmit-next' : 'retransmit-text'
}
