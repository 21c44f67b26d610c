import { hasRst, isSynchronized, type ListeningHost, type Reception, type Seq, type Tcb } from '@woshou/protocol'
import type { QueueLeft, StrangerArrived } from '../facts/event.ts'
import type { ListenPlan } from '../facts/scenario.ts'

/** A listening host's plan without who will come. */
export type SeenListenPlan = Omit<ListenPlan, 'strangers'>

/** The plan as whoever sees its host may know it. */
export function withoutStrangers(plan: ListenPlan | SeenListenPlan): SeenListenPlan {
  const { accepts, backlog, cookies, giveUp, overflow, synQueue } = plan
  return { backlog, ...(synQueue !== undefined && { synQueue }), cookies, overflow, accepts, giveUp }
}

/** An entry of a queue: which of the strangers, null for the connection that is played; and since when, play time in ms. */
export interface Waiting {
  readonly stranger: number | null
  readonly since: number
}

/** What a listening host keeps besides the TCB of the one connection that is played. Folded from what its seat sees. */
export interface Listener {
  readonly plan: SeenListenPlan
  /** How many fit into each: the SYN queue is full with as many, the accept queue with one more than the backlog. */
  readonly places: { readonly syn: number; readonly accept: number }
  /** Requests that wait for their third segment, oldest first. */
  readonly synQueue: readonly Waiting[]
  /** Connections that wait for the application to accept them, oldest first. */
  readonly acceptQueue: readonly Waiting[]
  /** Play time of the newest accept, ms; null before the first. */
  readonly acceptedAt: number | null
  readonly counts: Counts
}

/** What the host has counted, as `nstat` shows it. */
interface Counts {
  /** SYNs that found no place. */
  readonly dropped: number
  /** Third segments that found the accept queue full. */
  readonly overflowed: number
  /** SYNs that were answered with a cookie. */
  readonly cookies: number
  /** Connections that the application has accepted. */
  readonly accepted: number
  /** Requests that were given up. */
  readonly givenUp: number
}

const NOTHING: Counts = { dropped: 0, overflowed: 0, cookies: 0, accepted: 0, givenUp: 0 }

/** The queues when the play begins: empty. */
export const listenerOf = (plan: SeenListenPlan): Listener => ({
  plan,
  places: { syn: plan.synQueue ?? plan.backlog, accept: plan.backlog + 1 },
  synQueue: [],
  acceptQueue: [],
  acceptedAt: null,
  counts: NOTHING,
})

/**
 * What an arrival's fate hangs on.
 * @param isn the number of the host's generator, which is its secret too
 */
export function hostOf(listener: Listener, isn: Seq): ListeningHost {
  const { acceptQueue, places, plan, synQueue } = listener
  return {
    synQueue: { waiting: synQueue.length, places: places.syn },
    acceptQueue: { waiting: acceptQueue.length, places: places.accept },
    cookies: plan.cookies ? { secret: isn, time: isn % 32 } : null,
    overflow: plan.overflow,
  }
}

const oneMore = (listener: Listener, what: keyof Counts): Listener => ({
  ...listener,
  counts: { ...listener.counts, [what]: listener.counts[what] + 1 },
})

const without = (queue: readonly Waiting[], who: number | null): readonly Waiting[] =>
  queue.some(({ stranger }) => stranger === who) ? queue.filter(({ stranger }) => stranger !== who) : queue

const entry = (queue: readonly Waiting[], stranger: number | null, since: number): readonly Waiting[] => [
  ...queue,
  { stranger, since },
]

/** Another client's segment has come, and the host has dealt with it. */
export function afterStranger(
  listener: Listener,
  { at, fate, segment, stranger }: StrangerArrived & { at: number },
): Listener {
  const { acceptQueue, synQueue } = listener
  switch (fate) {
    case 'half-open':
      return { ...listener, synQueue: entry(synQueue, stranger, at) }
    case 'opened':
      return {
        ...listener,
        synQueue: without(synQueue, stranger),
        acceptQueue: entry(acceptQueue, stranger, at),
      }
    case 'cookie':
      return oneMore(listener, 'cookies')
    case 'dropped':
      return oneMore(listener, 'dropped')
    case 'ignored':
      return oneMore(listener, 'overflowed')
    case 'reset':
      // the host's answer to a full accept queue, or the stranger's own RST
      return {
        ...(hasRst(segment) ? listener : oneMore(listener, 'overflowed')),
        synQueue: without(synQueue, stranger),
      }
    default:
      return listener
  }
}

/** An entry has left by itself. */
export function afterLeaving(listener: Listener, { at, stranger, why }: QueueLeft & { at: number }): Listener {
  return why === 'accepted'
    ? {
        ...oneMore(listener, 'accepted'),
        acceptQueue: without(listener.acceptQueue, stranger),
        acceptedAt: at,
      }
    : { ...oneMore(listener, 'givenUp'), synQueue: without(listener.synQueue, stranger) }
}

/** The host has looked at an arrival for the connection that is played. */
export function afterArrival(listener: Listener, { owed, outcome, step }: Reception, before: Tcb): Listener {
  switch (step) {
    case 'syn-queue-full':
      return oneMore(listener, 'dropped')
    case 'accept-queue-full':
      return oneMore(listener, before.state === 'LISTEN' && outcome === 'dropped' ? 'dropped' : 'overflowed')
    case 'syn-cookie':
      return owed.length > 0 ? oneMore(listener, 'cookies') : listener
    default:
      return listener
  }
}

/** The queues once the TCB of the connection that is played has changed: its own entry follows from its state. */
export function afterChange(listener: Listener, before: Tcb, after: Tcb, at: number): Listener {
  if (before.state === after.state) return listener
  const { acceptQueue, synQueue } = listener
  if (after.state === 'SYN-RECEIVED') {
    const asked = !isSynchronized(after) || after.passive
    return asked ? { ...listener, synQueue: entry(without(synQueue, null), null, at) } : listener
  }
  const opened = before.state === 'SYN-RECEIVED' || before.state === 'LISTEN'
  if (opened && isSynchronized(after) && after.passive)
    return { ...listener, synQueue: without(synQueue, null), acceptQueue: entry(acceptQueue, null, at) }
  return { ...listener, synQueue: without(synQueue, null) }
}

/** The host has crashed, and has forgotten all of it. */
export const afterCrash = ({ plan }: Listener): Listener => listenerOf(plan)

/**
 * What leaves a queue next by itself, and when.
 * @param pace the session's
 */
export function nextLeaving(
  { acceptedAt, acceptQueue, plan, synQueue }: Listener,
  pace: number,
): { readonly at: number; readonly stranger: number | null; readonly why: QueueLeft['why'] } | null {
  // the connection that is played has a timer of its own
  const late = synQueue.find(({ stranger }) => stranger !== null)
  const givenUp = late && {
    at: Math.round(late.since + plan.giveUp * pace),
    stranger: late.stranger,
    why: 'given-up' as const,
  }
  const [oldest] = acceptQueue
  if (!oldest || plan.accepts === 'never') return givenUp ?? null
  const takes = plan.accepts === 'at-once' ? 0 : Math.round(plan.accepts.after * pace)
  const at = Math.max(oldest.since, plan.accepts === 'at-once' ? 0 : (acceptedAt ?? 0)) + takes
  return givenUp && givenUp.at < at ? givenUp : { at, stranger: oldest.stranger, why: 'accepted' }
}
