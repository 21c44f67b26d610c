import { acknowledgement, resetFor } from '../owe.ts'
import type { Arrival } from '../reception.ts'
import { heldAfter, heldBeyond } from '../sack/held.ts'
import { hasFin, hasSyn } from '../segment.ts'
import { add, leq, lt, type Seq } from '../seq.ts'
import { note, owe, own, stop } from './arrival.ts'
import { takesText, takeText } from './seventh-text.ts'
import { enter, type Synchronized } from './synchronized-arrival.ts'

/** The sixth to eighth steps alone, for the SYN,ACK of §3.10.7.3 that carries text. */
export function takeTextAndFin(arrival: Synchronized): void {
  if (!takeText(arrival)) takeFin(arrival)
}

/** Eighth: FIN, once everything before it has been taken. */
export function takeFin(arrival: Synchronized): boolean {
  const { segment, tcb } = arrival
  const { nxt, wnd } = tcb.rcv
  const finAt = finNumber(arrival)
  if (finAt === null) return false
  if (tcb.peerFin !== null) {
    // CLOSE-WAIT, CLOSING, LAST-ACK: remain. TIME-WAIT: remain; the fifth step has restarted the 2 MSL timeout.
    if (hasFin(segment)) arrival.step = 'eighth-fin'
    return false
  }
  if (finAt !== nxt) {
    // §3.6.1: text is missing before this FIN, and after its close() nobody will read it.
    if (hasFin(segment) && tcb.calls.gone && takesText(tcb.state) && lt(nxt, finAt)) {
      enter(arrival, 'CLOSED', 'text-after-application-left')
      owe(arrival, 'reset-late-text', resetFor(segment))
      arrival.signals.push({ type: 'connection-reset' })
      return stop(arrival, 'eighth-fin', 'reset')
    }
    if (hasFin(segment) && lt(nxt, finAt) && leq(finAt, add(nxt, wnd))) {
      arrival.step = 'eighth-fin'
      if (tcb.earlyFin === null) own(arrival).earlyFin = finAt
      if (tcb.sack !== null) own(arrival).sack = heldAfter(arrival.tcb, finAt)
      // RFC 5681 §4.2: each segment beyond a gap is acknowledged at once, also one that comes again.
      if (segment.text === '') owe(arrival, 'acknowledge-early', acknowledgement(arrival.tcb))
    }
    return false
  }
  const after = own(arrival)
  after.rcv = { nxt: add(nxt, 1), wnd }
  after.peerFin = nxt
  after.earlyFin = null
  after.early = []
  after.sack = heldBeyond(tcb.sack, after.rcv.nxt)
  note(arrival as Arrival, 'RCV.NXT', nxt, add(nxt, 1), 'fin-arrived')
  arrival.signals.push({ type: 'peer-closing' })
  owe(arrival, 'acknowledge-fin', acknowledgement(arrival.tcb))
  switch (arrival.tcb.state) {
    case 'SYN-RECEIVED':
    case 'ESTABLISHED':
      enter(arrival, 'CLOSE-WAIT', 'fin-arrived')
      break
    case 'FIN-WAIT-1':
      // "If our FIN has been ACKed (perhaps in this segment), then enter TIME-WAIT": the fifth step then made it
      // FIN-WAIT-2 already.
      enter(arrival, 'CLOSING', 'fin-arrived')
      break
    case 'FIN-WAIT-2':
      enter(arrival, 'TIME-WAIT', 'fin-arrived')
      break
  }
  return stop(arrival, 'eighth-fin', 'accepted')
}

/** The number of a FIN that can be looked at now: the segment's own, or one that came early. */
function finNumber(arrival: Synchronized): Seq | null {
  const { segment, tcb } = arrival
  if (hasFin(segment)) return add(segment.seq, segment.text.length + (hasSyn(segment) ? 1 : 0))
  return tcb.earlyFin
}
