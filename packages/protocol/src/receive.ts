import { onWire } from './on-wire.ts'
import { own } from './receive/arrival.ts'
import { receiveClosed } from './receive/closed.ts'
import { receiveListen } from './receive/listen.ts'
import { receiveSynArrived } from './receive/syn-arrived.ts'
import { receiveSynSent } from './receive/syn-sent.ts'
import { receiveSynchronized } from './receive/synchronized.ts'
import type { Arrival, Reception } from './reception.ts'
import type { Segment } from './segment.ts'
import { isSynArrived, type SynchronizedTcb, type Tcb } from './tcb.ts'

/** The newest question with its answer: that one TCB, before and after, is kept alive by it, and no other. */
let asked: { readonly tcb: Tcb; readonly arriving: Segment; readonly reception: Reception } | null = null

/**
 * SEGMENT ARRIVES, RFC 9293 §3.10.7: what a correct TCP does with `segment`. Replies are not sent but owed.
 * Total: every segment in every state is answered for, nothing throws.
 */
export function receive(tcb: Tcb, arriving: Segment): Reception {
  // Whoever says what an arrival does asks for its outcome and then folds it: the same question twice in a row, and it
  // takes a third of folding. Neither TCBs nor segments change, so the answer is the same.
  if (asked?.tcb === tcb && asked.arriving === arriving) return asked.reception
  const reception = receiveAnew(tcb, arriving)
  asked = { tcb, arriving, reception }
  return reception
}

function receiveAnew(tcb: Tcb, arriving: Segment): Reception {
  const segment = onWire(arriving)
  const arrival: Arrival = {
    segment,
    tcb,
    copy: null,
    outcome: 'accepted',
    step: 'closed',
    owed: [],
    changes: [],
    signals: [],
  }
  let section: Reception['section']
  if (tcb.state === 'CLOSED') {
    section = '3.10.7.1'
    receiveClosed(arrival)
  } else if (tcb.state === 'LISTEN') {
    section = '3.10.7.2'
    receiveListen(arrival, tcb)
  } else if (tcb.state === 'SYN-SENT') {
    section = '3.10.7.3'
    receiveSynSent(arrival, tcb)
  } else if (isSynArrived(tcb)) {
    section = '3.10.7.4'
    receiveSynArrived(arrival, tcb)
  } else {
    section = '3.10.7.4'
    receiveSynchronized(arrival as Arrival<SynchronizedTcb>)
  }
  const after = own(arrival)
  after.arrival = segment
  after.news = arrival.changes.length > 0
  return {
    tcb: after,
    outcome: arrival.outcome,
    step: arrival.step,
    section,
    owed: arrival.owed,
    changes: arrival.changes,
    signals: arrival.signals,
  }
}
