import { opened } from './congestion/opening.ts'
import { DEFAULT_MSS, smssOf } from './mss.ts'
import { hasFin, hasSyn, type Options, type Segment } from './segment.ts'
import { add, type Seq } from './seq.ts'
import type { ClosedTcb, Past, Retransmission, Sack, SynchronizedState, SynchronizedTcb, Tcb } from './tcb.ts'

/** A fresh retransmission timer: RFC 6298 §2.1 with the policy's initial value. */
export const freshRetransmission = (rto: number, epoch: number): Retransmission => ({
  rto,
  epoch,
  due: false,
  count: 0,
  duplicates: 0,
})

/** The TCB of an end that now knows both initial sequence numbers. */
export function synchronize(parts: {
  tcb: Pick<Tcb, 'policy' | 'calls' | 'owed' | 'isn' | 'past'>
  iss: Seq
  irs: Seq
  /** The peer's SYN: its window and options count. */
  peer: Segment
  offer: { readonly window: number; readonly options: Options | null }
  passive: boolean
  sent: string
  una: Seq
  nxt: Seq
  state: SynchronizedState
  /** The retransmission timer has run out for the own SYN. */
  synLost: boolean
}): SynchronizedTcb {
  const { tcb, peer, offer } = parts
  const theirs = peer.options?.windowScale
  const ours = offer.options?.windowScale
  const scaled = theirs !== undefined && ours !== undefined
  const nxt = add(peer.seq, hasSyn(peer) ? 1 : 0)
  const keepsText = !tcb.policy.likeLinux && parts.state === 'SYN-RECEIVED'
  const { policy } = tcb
  const peerMss = peer.options?.mss ?? DEFAULT_MSS
  const sndScale = scaled ? Math.min(14, theirs) : 0
  const tsRecent = offer.options?.timestamps === undefined ? null : (peer.options?.timestamps?.value ?? null)
  return {
    state: parts.state,
    policy,
    calls: tcb.calls,
    owed: tcb.owed,
    isn: tcb.isn,
    past: tcb.past,
    arrival: peer,
    news: true,
    iss: parts.iss,
    irs: parts.irs,
    snd: { una: parts.una, nxt: parts.nxt, wnd: peer.window, wl1: peer.seq, wl2: parts.una },
    rcv: { nxt, wnd: offer.window },
    passive: parts.passive,
    sent: parts.sent,
    queue: parts.sent === '' || parts.una === parts.nxt ? NOTHING_QUEUED : [parts.nxt],
    fin: null,
    peerFin: null,
    early: keepsText && peer.text !== '' ? [{ seq: nxt, text: peer.text }] : [],
    earlyFin: keepsText && hasFin(peer) ? add(nxt, peer.text.length) : null,
    received: '',
    acked: nxt,
    maxWnd: peer.window,
    sndScale,
    rcvScale: scaled ? Math.min(14, ours) : 0,
    sack: peer.options?.sackPermitted === true && offer.options?.sackPermitted === true ? NOTHING_SACKED : null,
    tsRecent,
    peerMss,
    offer,
    retransmission: freshRetransmission(tcb.policy.rto, 0),
    congestion:
      policy.congestion === 'none'
        ? null
        : opened(policy, {
            iss: parts.iss,
            lost: parts.synLost,
            sndScale,
            smss: smssOf({ policy, peerMss, tsRecent }),
          }),
    probe: false,
    epochs: { timeWait: 0, persist: 0, idle: 0, ack: 0 },
    ackNow: false,
    keepAliveDue: false,
    unanswered: 0,
    challenged: 0,
  }
}

/** What selective acknowledgements begin with; one for all, since nothing changes it. */
const NOTHING_SACKED: Sack = { held: [], sacked: [], recovery: null }

/** An empty retransmission queue; one for all, since nothing changes it. */
export const NOTHING_QUEUED: readonly Seq[] = []

const pastOf = (tcb: Tcb): Past | null => {
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN') return tcb.past
  if (tcb.state === 'SYN-SENT')
    return { iss: tcb.iss, received: '', peerClosed: false, acknowledged: false, nxt: tcb.snd.nxt, fin: null }
  if (tcb.iss === null) return tcb.past
  const whole = tcb as SynchronizedTcb
  return {
    iss: whole.iss,
    received: whole.received,
    peerClosed: whole.peerFin !== null,
    acknowledged: whole.snd.una === whole.snd.nxt,
    nxt: whole.snd.nxt,
    fin: whole.fin,
  }
}

/** Deletes the TCB: what the application still wanted goes with it, what was delivered is remembered. */
export const enterClosed = (tcb: Tcb): ClosedTcb => ({
  state: 'CLOSED',
  policy: tcb.policy,
  calls: { explicit: tcb.calls.explicit, open: false, text: '', close: false, abort: false, gone: false },
  owed: [],
  isn: tcb.isn,
  past: pastOf(tcb),
  arrival: tcb.arrival,
  news: tcb.news,
})
