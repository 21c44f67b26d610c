import type { Congestion } from './congestion/congestion.ts'
import type { Options, SackBlock, Segment } from './segment.ts'
import type { Seq } from './seq.ts'

/** RFC 9293 §3.3.2, spelled as there. */
export const STATES = [
  'CLOSED',
  'LISTEN',
  'SYN-SENT',
  'SYN-RECEIVED',
  'ESTABLISHED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSE-WAIT',
  'CLOSING',
  'LAST-ACK',
  'TIME-WAIT',
] as const
export type State = (typeof STATES)[number]

/** The states in which both initial sequence numbers are known: all but CLOSED, LISTEN and SYN-SENT. */
export type SynchronizedState = Exclude<State, 'CLOSED' | 'LISTEN' | 'SYN-SENT'>

/** How one end behaves where the RFCs leave a choice. Data, pinned by a session's first event. */
export interface Policy {
  /** Blind-attack protection: challenge ACKs for RST and SYN in the window, stale ACKs refused (RFC 5961). */
  readonly rfc5961: boolean
  /** Whether the acknowledgement of text may wait for a second segment (RFC 9293 §3.8.6.3). */
  readonly delayedAck: boolean
  /** Maximum Segment Lifetime in milliseconds of play time; TIME-WAIT lasts twice as long. */
  readonly msl: number
  /** Retransmission timeout in milliseconds of play time; the initial one, doubled at every expiry. */
  readonly rto: number
  /**
   * R2 of §3.8.3: how often a segment is sent again before the connection is given up (MUST-20). Null never gives up,
   * the default in play, where people take longer than machines.
   */
  readonly retries: number | null
  /** The receive buffer, bytes: the largest RCV.WND this end offers. */
  readonly receiveBuffer: number
  /** The largest text this end's own path carries in one segment, bytes; what the peer announced bounds it too. */
  readonly mss: number
  /** The MSS option of this end's SYN, bytes; null when its SYN carries none, so that the peer reckons with 536. */
  readonly announcedMss: number | null
  /**
   * Whether sending again before the timer has run out is a mistake. False where the end's timers cannot be
   * seen, as in recorded exchanges; the judge then only remarks on it.
   */
  readonly judgesTiming: boolean
  /** Congestion control: none, as where only the peer's window is looked at, or Reno's (RFC 5681, with RFC 6582). */
  readonly congestion: 'none' | 'reno'
  /** Its initial window, bytes; null is what RFC 5681 §3.1 gives for the MSS. Textbooks begin with one segment. */
  readonly initialCwnd: number | null
  /** Its initial slow start threshold, bytes; null is arbitrarily high, the largest window the peer can offer (§3.1). */
  readonly initialSsthresh: number | null
  /** Keep-alive interval in milliseconds of play time; null is off, the default (RFC 9293 §3.8.4, MUST-25). */
  readonly keepAlive: number | null
  /** Whether this end's SYN permits selective acknowledgements (RFC 2018 §2); they are used when both do. */
  readonly sack: boolean
  /**
   * How many keep-alive probes in a row stay unanswered before the connection is given up; null never gives up. One
   * alone proves nothing (§3.8.4, MUST-26).
   */
  readonly keepAliveProbes: number | null
  /** How many challenge ACKs this end sends at most (RFC 5961 §7), in an interval that no session outlasts; null: all. */
  readonly challengeAcks: number | null
  /** Whether text waits until the window is worth a segment (§3.8.6.2.1, MUST-38); whoever does not wait is told. */
  readonly avoidsSilly: boolean
  /**
   * Whether this end takes and drops arrivals as Linux does where that differs from RFC 9293: see
   * kernel-differences.ts. For recorded exchanges; what an end *sends* is judged by the RFC all the same.
   */
  readonly likeLinux: boolean
}

export const DEFAULT_POLICY: Policy = {
  rfc5961: true,
  delayedAck: false,
  msl: 15_000,
  rto: 6_000,
  retries: null,
  receiveBuffer: 65_535,
  mss: 1460,
  announcedMss: null,
  judgesTiming: true,
  congestion: 'none',
  initialCwnd: null,
  initialSsthresh: null,
  keepAlive: null,
  sack: false,
  keepAliveProbes: null,
  challengeAcks: null,
  avoidsSilly: false,
  likeLinux: false,
}

/**
 * What the end's own application has asked for and TCP has not carried out yet (RFC 9293 §3.10.1 to .5).
 * `explicit: false` is a hand-made end, whose sending a SYN, text or FIN *is* its call (conformance, free play).
 */
export interface Calls {
  readonly explicit: boolean
  /** An active OPEN that waits for its SYN. */
  readonly open: boolean
  /** Bytes given by SEND which have not been sent once yet. */
  readonly text: string
  readonly close: boolean
  readonly abort: boolean
  /** The application has gone after its CLOSE and will not receive either (RFC 9293 §3.6.1, Linux's `close()`). */
  readonly gone: boolean
}

/** Why a reply is owed to an arrival: stable ids, worded in the catalogue. */
export type OwedReason =
  | 'acknowledge-syn' // SYN,ACK for a SYN (LISTEN, or SYN-SENT at a simultaneous open)
  | 'acknowledge-syn-ack' // the third segment
  | 'acknowledge-text'
  | 'acknowledge-fin'
  | 'acknowledge-early' // text or FIN beyond a gap: ACK at once with the number still missing (SHLD-31)
  | 'acknowledge-duplicate' // an unacceptable segment: ACK with the present numbers (§3.10.7.4, first)
  | 'challenge-ack' // RFC 5961
  | 'acknowledge-unsent' // SEG.ACK > SND.NXT: send an ACK, drop
  | 'reset-no-connection' // §3.10.7.1, §3.5.2 group 1
  | 'reset-unacceptable-ack' // §3.5.2 group 2
  | 'reset-late-text' // text for an end whose application is gone (§3.6.1)
  | 'answer-with-cookie' // SYN,ACK for a SYN that found the SYN queue full (RFC 4987 §3.6)
  | 'reset-accept-queue-full' // the third segment found the accept queue full (Linux's tcp_abort_on_overflow)

/** A reply the end owes to something that arrived. A later segment that says as much settles it. */
export interface Owed {
  readonly reason: OwedReason
  /**
   * The reply as a correct TCP would send it at once. While the end has not chosen its ISN yet, a SYN,ACK's
   * `seq` is 0 here; ask `due` for one to send.
   */
  readonly reply: Segment
  /** The arrival that caused it. */
  readonly to: Segment
}

/** Send sequence variables, RFC 9293 §3.3.1. */
export interface SendVariables {
  /** SND.UNA: the oldest number sent and not acknowledged. */
  readonly una: Seq
  /** SND.NXT: the next number to be sent. */
  readonly nxt: Seq
  /** SND.WND: the window the peer offers, bytes, scaled. */
  readonly wnd: number
  /** SND.WL1 and SND.WL2: SEG.SEQ and SEG.ACK of the last window update. */
  readonly wl1: Seq
  readonly wl2: Seq
}

/** Receive sequence variables, RFC 9293 §3.3.1. */
export interface ReceiveVariables {
  /** RCV.NXT: the next number expected. */
  readonly nxt: Seq
  /** RCV.WND: the window this end offers, bytes. */
  readonly wnd: number
}

/** What remains of the connection before this one: enough to see what was delivered, and to know its ISS again. */
export interface Past {
  readonly iss: Seq | null
  readonly received: string
  readonly peerClosed: boolean
  readonly acknowledged: boolean
  /** SND.NXT at its end, and the number of its own FIN if it sent one. */
  readonly nxt: Seq | null
  readonly fin: Seq | null
}

/** The retransmission timer (RFC 6298) as far as an engine without a clock knows it. */
export interface Retransmission {
  /** The present timeout in milliseconds of play time. */
  readonly rto: number
  /** Grows whenever the timer is to be started again. */
  readonly epoch: number
  /** The timer has run out, or three duplicate ACKs have come: the oldest unacknowledged is owed once more. */
  readonly due: boolean
  /** How often the timer has run out since something was last acknowledged. */
  readonly count: number
  /** Duplicate ACKs in a row (RFC 5681 §2). */
  readonly duplicates: number
}

/** Selective acknowledgements (RFC 2018) as an end knows them whose SYN and whose peer's SYN permitted them. */
export interface Sack {
  /** What this end holds beyond the gap, the block that came or grew last first (§4): what its ACKs report. */
  readonly held: readonly SackBlock[]
  /** The scoreboard (§5): what the peer says it holds beyond SND.UNA, in order, without overlap. */
  readonly sacked: readonly SackBlock[]
  /**
   * Since the third duplicate ACK or the timeout, until SND.UNA is `until`: what has been sent again, in order. What lies
   * between the blocks and is not among it is due. Null: nothing is known to be lost.
   */
  readonly recovery: { readonly until: Seq; readonly again: readonly SackBlock[] } | null
}

/** Which of its host's queues was full when the newest arrival came: the host dropped it, and TCP never saw it. */
export interface TurnedAway {
  readonly queue: 'syn' | 'accept'
  readonly waiting: number
  readonly places: number
}

interface TcbBase {
  readonly policy: Policy
  readonly calls: Calls
  readonly owed: readonly Owed[]
  /** The initial sequence number which this end's generator gives it, when the scenario pins one. */
  readonly isn: Seq | null
  readonly past: Past | null
  /** The segment that arrived last, when nothing has been sent since: what the next move may be an answer to. */
  readonly arrival: Segment | null
  /** Whether that arrival told this end something: an ACK that did not may be a challenge (RFC 5961). */
  readonly news: boolean
  /** Where the host kept that arrival from TCP. Only at a host with queues (`receiveAt`). */
  readonly turnedAway?: TurnedAway
}

export interface ClosedTcb extends TcbBase {
  readonly state: 'CLOSED'
}

export interface ListenTcb extends TcbBase {
  readonly state: 'LISTEN'
}

/** A SYN arrived at a listener and this end's SYN,ACK, which chooses ISS, has not been sent yet. */
export interface SynArrivedTcb extends TcbBase {
  readonly state: 'SYN-RECEIVED'
  readonly iss: null
  readonly irs: Seq
  readonly rcv: ReceiveVariables
  /** The peer's window and options, from its SYN. */
  readonly peer: Segment
  /** Text that came on the SYN, kept until the connection is established. */
  readonly early: readonly EarlyText[]
  readonly earlyFin: Seq | null
}

/** Our SYN is out and nothing of the peer's is known. */
export interface SynSentTcb extends TcbBase {
  readonly state: 'SYN-SENT'
  readonly iss: Seq
  readonly snd: SendVariables
  /** The window and options our SYN offered. */
  readonly offer: { readonly window: number; readonly options: Options | null }
  /** Text sent with the SYN. */
  readonly sent: string
  readonly retransmission: Retransmission
}

/** Text that arrived before what precedes it. */
export interface EarlyText {
  readonly seq: Seq
  readonly text: string
}

export interface SynchronizedTcb extends TcbBase {
  readonly state: SynchronizedState
  readonly iss: Seq
  readonly irs: Seq
  readonly snd: SendVariables
  readonly rcv: ReceiveVariables
  /** Came from LISTEN: a RST in SYN-RECEIVED leads back there (Figure 5, note 1). */
  readonly passive: boolean
  /** All text that was sent, in order; its first byte has the number ISS + 1. What SND.UNA has not passed may be sent again. */
  readonly sent: string
  /**
   * The retransmission queue (§3.8.1): where each segment with text or FIN ends that SND.UNA has not passed, in order.
   * RFC 6298 (5.4) sends again the one at the front.
   */
  readonly queue: readonly Seq[]
  /** The number of our FIN once it has been sent. */
  readonly fin: Seq | null
  /** The number of the peer's FIN once RCV.NXT has passed it. */
  readonly peerFin: Seq | null
  /** Text beyond a gap, in order of its numbers, without overlap. */
  readonly early: readonly EarlyText[]
  readonly earlyFin: Seq | null
  /** All text that was delivered to the application, in order. */
  readonly received: string
  /** SEG.ACK of the last segment we sent with ACK: what the peer may have learnt. */
  readonly acked: Seq
  /** MAX.SND.WND (RFC 5961 §5.2). */
  readonly maxWnd: number
  /** Window scale shift counts, 0 unless both SYNs carried the option (RFC 7323 §2.2). */
  readonly sndScale: number
  readonly rcvScale: number
  /** Selective acknowledgements; null unless both SYNs permitted them (RFC 2018 §2). */
  readonly sack: Sack | null
  /** TS.Recent (RFC 7323 §4.3): the newest timestamp in order; null unless both SYNs carried the option. */
  readonly tsRecent: number | null
  /** The peer's MSS option, 536 without (MUST-15). */
  readonly peerMss: number
  /** The window and options our SYN offered, kept for sending it again. */
  readonly offer: { readonly window: number; readonly options: Options | null }
  readonly retransmission: Retransmission
  /** Congestion control's variables; null where the policy has none. */
  readonly congestion: Congestion | null
  /** The persist timer has run out: one zero-window probe may be sent (§3.8.6.1). */
  readonly probe: boolean
  /** Grow whenever their timers are to be started again. */
  readonly epochs: { readonly timeWait: number; readonly persist: number; readonly idle: number; readonly ack: number }
  /** The delayed-ACK timer has run out, or a second segment has come: the acknowledgement may wait no longer. */
  readonly ackNow: boolean
  /** The keep-alive timer has run out: one probe below SND.NXT may be sent. */
  readonly keepAliveDue: boolean
  /** Keep-alive probes sent since the peer last acknowledged anything. */
  readonly unanswered: number
  /** Challenge ACKs that arrivals have called for, as far as the policy counts them. */
  readonly challenged: number
}

/** One end of one connection. Plain JSON data; nothing here that cannot be. */
export type Tcb = ClosedTcb | ListenTcb | SynArrivedTcb | SynSentTcb | SynchronizedTcb

export const NO_CALLS: Calls = { explicit: true, open: false, text: '', close: false, abort: false, gone: false }

/** An end without a connection. `isn` pins the initial sequence number, `explicit: false` makes a hand-made end. */
export function closed(options: { policy?: Partial<Policy>; isn?: Seq | null; explicit?: boolean } = {}): ClosedTcb {
  return {
    state: 'CLOSED',
    policy: options.policy ? { ...DEFAULT_POLICY, ...options.policy } : DEFAULT_POLICY,
    calls: options.explicit === false ? { ...NO_CALLS, explicit: false } : NO_CALLS,
    owed: [],
    isn: options.isn ?? null,
    past: null,
    arrival: null,
    news: false,
  }
}

/** Whether both initial sequence numbers are known, so that SND and RCV are both there. */
export const isSynchronized = (tcb: Tcb): tcb is SynchronizedTcb =>
  tcb.state !== 'CLOSED' && tcb.state !== 'LISTEN' && tcb.state !== 'SYN-SENT' && tcb.iss !== null

/** Whether a SYN has arrived at a listener which has not answered it yet. */
export const isSynArrived = (tcb: Tcb): tcb is SynArrivedTcb => tcb.state === 'SYN-RECEIVED' && tcb.iss === null
