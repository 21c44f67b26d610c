import { DEFAULT_MSS, offeredOptions } from './mss.ts'
import { afterSyn, owing, resetFor, synAck } from './owe.ts'
import { listening } from './receive/syn-arrived.ts'
import { receive } from './receive.ts'
import type { Change, Reception, StepId } from './reception.ts'
import { hasAck, hasRst, hasSyn, type Segment, SYN, segment as segmentOf } from './segment.ts'
import { add } from './seq.ts'
import { type CookieKey, cookieOf, mssInCookie } from './syn-cookie.ts'
import { synchronize } from './synchronize.ts'
import { isSynchronized, type ListenTcb, type Owed, type SynchronizedTcb, type Tcb, type TurnedAway } from './tcb.ts'

/** One of a listener's two queues. */
export interface Queue {
  readonly waiting: number
  readonly places: number
}

/** What a listening host holds besides the one connection, as far as an arrival's fate hangs on it. */
export interface ListeningHost {
  /** Requests that wait for their third segment. */
  readonly synQueue: Queue
  /** Connections that wait for the application to accept them. */
  readonly acceptQueue: Queue
  /** Whether a SYN that finds the SYN queue full is answered with a cookie; null: it is dropped. */
  readonly cookies: CookieKey | null
  /** What a third segment meets that finds the accept queue full. */
  readonly overflow: 'drop' | 'reset'
}

/**
 * `receive` at a host whose queues may be full: an arrival that would open a connection comes through only where there is
 * room for it. RFC 9293 knows no queues; RFC 4987 §2.2 describes them, and the rest is what Linux does (listen(2), tcp(7)).
 */
export function receiveAt(host: ListeningHost, before: Tcb, arriving: Segment): Reception {
  const tcb = heardAgain(before)
  if (tcb.state === 'LISTEN') return withoutCookie(atListener(host, tcb, arriving))
  const reception = receive(tcb, arriving)
  const completes = isRequest(tcb) && isSynchronized(reception.tcb) && !isRequest(reception.tcb)
  return completes && isFull(host.acceptQueue) ? overflow(host, tcb, arriving) : reception
}

const isFull = ({ places, waiting }: Queue): boolean => waiting >= places

/** A request of a listener's that has been answered. */
const isRequest = (tcb: Tcb): tcb is SynchronizedTcb =>
  tcb.state === 'SYN-RECEIVED' && isSynchronized(tcb) && tcb.passive

/** What was turned away is of the past once something new comes. */
function heardAgain(tcb: Tcb): Tcb {
  if (tcb.turnedAway === undefined) return tcb
  const { turnedAway: _past, ...rest } = tcb
  return rest
}

function atListener(host: ListeningHost, tcb: ListenTcb, arriving: Segment): Reception {
  if (hasRst(arriving)) return receive(tcb, arriving)
  if (hasAck(arriving)) {
    const mss = host.cookies && !hasSyn(arriving) ? mssInCookie(host.cookies, arriving) : null
    if (mss === null) return receive(tcb, arriving)
    return isFull(host.acceptQueue) ? overflow(host, tcb, arriving) : rebuilt(tcb, arriving, mss)
  }
  if (!hasSyn(arriving)) return receive(tcb, arriving)
  // Linux: nobody is let in by the front door while nobody is let out by the back, cookies or not.
  if (isFull(host.acceptQueue)) return turnedAway(tcb, arriving, { queue: 'accept', ...host.acceptQueue })
  if (!isFull(host.synQueue)) return receive(tcb, arriving)
  return host.cookies
    ? answeredWithCookie(tcb, arriving, host.cookies)
    : turnedAway(tcb, arriving, { queue: 'syn', ...host.synQueue })
}

/** For a SYN that came again a cookie may be owed still: no more, once there is a place for it, or the connection itself. */
function withoutCookie(reception: Reception): Reception {
  const { tcb } = reception
  const owed = tcb.owed.filter(({ reason }) => reason !== 'answer-with-cookie')
  return tcb.state === 'LISTEN' || owed.length === tcb.owed.length ? reception : { ...reception, tcb: { ...tcb, owed } }
}

/** It is dropped before TCP has looked at it, and nobody is told. */
function turnedAway(tcb: Tcb, arriving: Segment, why: TurnedAway): Reception {
  const step = why.queue === 'syn' ? 'syn-queue-full' : 'accept-queue-full'
  return dropped({ ...tcb, arrival: arriving, news: false, turnedAway: why }, step)
}

const dropped = (tcb: Tcb, step: StepId): Reception => ({
  ...{ tcb, step, outcome: 'dropped', owed: [], changes: [], signals: [] },
  section: tcb.state === 'LISTEN' ? '3.10.7.2' : '3.10.7.4',
})

/** The accept queue is full: Linux ignores the third segment, or resets with tcp_abort_on_overflow. */
function overflow(host: ListeningHost, tcb: ListenTcb | SynchronizedTcb, arriving: Segment): Reception {
  if (host.overflow === 'drop') return turnedAway(tcb, arriving, { queue: 'accept', ...host.acceptQueue })
  const debt: Owed = { reason: 'reset-accept-queue-full', reply: resetFor(arriving), to: arriving }
  const changes: Change[] =
    tcb.state === 'LISTEN'
      ? []
      : [{ variable: 'state', from: tcb.state, to: 'LISTEN', because: 'accept-queue-overflowed' }]
  return {
    tcb: { ...listening(tcb), owed: owing([], debt), arrival: arriving, news: true },
    outcome: 'reset',
    step: 'accept-queue-full',
    section: '3.10.7.4',
    owed: [debt],
    changes,
    signals: [],
  }
}

/** The SYN,ACK is owed with the cookie for its number; the listener itself learns nothing (RFC 4987 §3.6). */
function answeredWithCookie(tcb: ListenTcb, arriving: Segment, key: CookieKey): Reception {
  const cookie = cookieOf(key, arriving.seq, arriving.options?.mss ?? DEFAULT_MSS)
  const options = offeredOptions(tcb.policy)
  const answer = synAck(cookie, afterSyn(arriving), Math.min(tcb.policy.receiveBuffer, 65_535))
  const debt: Owed = {
    reason: 'answer-with-cookie',
    reply: options === null ? answer : { ...answer, options },
    to: arriving,
  }
  return {
    tcb: { ...tcb, owed: owing(tcb.owed, debt), arrival: arriving, news: true },
    outcome: 'accepted',
    step: 'syn-cookie',
    section: '3.10.7.2',
    owed: [debt],
    changes: [],
    signals: [],
  }
}

/** The connection, from what its third segment says alone: of the SYN's options no more than the MSS is known. */
function rebuilt(tcb: ListenTcb, arriving: Segment, mss: number): Reception {
  const iss = add(arriving.ack, -1)
  const irs = add(arriving.seq, -1)
  const request = synchronize({
    tcb,
    iss,
    irs,
    peer: segmentOf({ flags: SYN, seq: irs, window: arriving.window, options: { mss } }),
    offer: { window: Math.min(tcb.policy.receiveBuffer, 65_535), options: null },
    passive: true,
    sent: '',
    una: iss,
    nxt: add(iss, 1),
    // whether it was sent twice nobody remembers
    synLost: false,
    state: 'SYN-RECEIVED',
  })
  const reception = receive(request, arriving)
  const because = 'cookie-returned'
  const later = reception.changes.filter(({ variable }) => variable !== 'state')
  const changes: Change[] = [
    { variable: 'state', from: 'LISTEN', to: reception.tcb.state, because },
    { variable: 'IRS', from: null, to: irs, because },
    { variable: 'ISS', from: null, to: iss, because },
    { variable: 'RCV.NXT', from: null, to: add(irs, 1), because },
    ...later,
  ]
  return { ...reception, step: 'syn-cookie', changes }
}
