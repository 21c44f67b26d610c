import { trimmed } from '../acceptable.ts'
import { acknowledgement, resetFor } from '../owe.ts'
import type { Arrival } from '../reception.ts'
import { heldAfter, heldBeyond } from '../sack/held.ts'
import { add, diff, gt, lt } from '../seq.ts'
import type { EarlyText, State } from '../tcb.ts'
import { note, owe, own, stop } from './arrival.ts'
import { enter, type Synchronized } from './synchronized-arrival.ts'

/** Seventh: text, up to the window's end; what leaves a gap before it is kept (SHLD-31). */
export function takeText(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  arrival.step = 'fifth-ack'
  const waiting = tcb.early.length > 0
  if (segment.text === '' && !waiting) return false
  // After the peer's FIN: "this should not occur since a FIN has been received. Ignore the segment text."
  if (!takesText(tcb.state)) {
    if (segment.text !== '' && tcb.state !== 'SYN-RECEIVED') {
      arrival.step = 'seventh-text'
      // Kernel difference: Linux resets when the text begins at the FIN's number or before and ends beyond it.
      const over = lt(segment.seq, tcb.rcv.nxt) && gt(add(segment.seq, segment.text.length), tcb.rcv.nxt)
      if (tcb.policy.likeLinux && over && tcb.state !== 'TIME-WAIT') {
        enter(arrival, 'CLOSED', 'text-after-application-left')
        owe(arrival, 'reset-late-text', resetFor(segment))
        arrival.signals.push({ type: 'connection-reset' })
        return stop(arrival, 'seventh-text', 'reset')
      }
    }
    return false
  }
  const { nxt, wnd } = tcb.rcv
  const part = segment.text === '' ? null : trimmed(segment, nxt, wnd)
  // §3.6.1: the application is gone, nobody will read this: RST, so that the peer learns that data was lost.
  if (part !== null && part.text !== '' && tcb.calls.gone) {
    enter(arrival, 'CLOSED', 'text-after-application-left')
    owe(arrival, 'reset-late-text', resetFor(segment))
    arrival.signals.push({ type: 'connection-reset' })
    return stop(arrival, 'seventh-text', 'reset')
  }
  let early = tcb.early
  if (part !== null && part.text !== '') {
    arrival.step = 'seventh-text'
    if (part.seq !== nxt) {
      own(arrival).early = withEarly(early, part)
      if (tcb.sack !== null) own(arrival).sack = heldAfter(arrival.tcb, part.seq)
      owe(arrival, 'acknowledge-early', acknowledgement(arrival.tcb))
      return false
    }
  }
  let text = part !== null && part.seq === nxt ? part.text : ''
  let next = add(nxt, text.length)
  const filled = early.length > 0
  if (filled) {
    const rest: EarlyText[] = []
    for (const piece of early) {
      const behind = diff(next, piece.seq)
      if (behind < 0) rest.push(piece)
      else if (behind < piece.text.length) {
        text += piece.text.slice(behind)
        next = add(next, piece.text.length - behind)
      }
    }
    early = rest
  }
  if (text === '') return false
  const second = tcb.owed.some((o) => o.reason === 'acknowledge-text')
  const after = own(arrival)
  after.rcv = { nxt: next, wnd }
  after.received = tcb.received + text
  after.early = early
  if (filled) after.sack = heldBeyond(tcb.sack, next)
  // RFC 9293 §3.8.6.3 (SHLD-18): an ACK for at least every second segment; filling a gap is acknowledged at once.
  after.ackNow = tcb.ackNow || !tcb.policy.delayedAck || second || filled
  after.epochs = second || !tcb.policy.delayedAck ? tcb.epochs : { ...tcb.epochs, ack: tcb.epochs.ack + 1 }
  note(arrival as Arrival, 'RCV.NXT', nxt, next, filled ? 'gap-filled' : 'text-arrived')
  arrival.signals.push({ type: 'text-delivered', text })
  owe(arrival, 'acknowledge-text', acknowledgement(arrival.tcb))
  return false
}

export const takesText = (state: State): boolean =>
  state === 'ESTABLISHED' || state === 'FIN-WAIT-1' || state === 'FIN-WAIT-2'

/** Pieces in order of their numbers, without overlap: what is there already stays. */
function withEarly(early: readonly EarlyText[], piece: EarlyText): readonly EarlyText[] {
  const all = [...early, piece].sort((a, b) => diff(a.seq, b.seq))
  const out: EarlyText[] = []
  for (const next of all) {
    const last = out.at(-1)
    if (last === undefined) {
      out.push(next)
      continue
    }
    const overlap = diff(add(last.seq, last.text.length), next.seq)
    if (overlap < 0) out.push(next)
    else if (overlap < next.text.length)
      out[out.length - 1] = { seq: last.seq, text: last.text + next.text.slice(overlap) }
  }
  return out
}
