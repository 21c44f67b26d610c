import { COOKIE_MSS, cookieParts, owedCookie, type Tcb } from '@woshou/protocol'
import type { Listener, Waiting } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** A place of a queue that is drawn; null for a free one. */
export type ShownPlace = { readonly who: 'here' } | { readonly who: 'stranger'; readonly n: number } | null

/** One queue as it is drawn. */
export interface ShownQueue {
  readonly kind: 'syn' | 'accept'
  readonly taken: number
  readonly places: number
  readonly full: boolean
  readonly drawn: readonly ShownPlace[]
  /** Places for which there is no room in the drawing. */
  readonly more: number
}

/** More places than this are counted, not drawn. */
const MOST_DRAWN = 12

function queueOf(kind: ShownQueue['kind'], waiting: readonly Waiting[], places: number): ShownQueue {
  const room = Math.min(MOST_DRAWN, Math.max(places, waiting.length))
  const entries = waiting.map(
    ({ stranger }): ShownPlace => (stranger === null ? { who: 'here' } : { who: 'stranger', n: stranger }),
  )
  const drawn = Array.from({ length: room }, (_, place) => entries[place] ?? null)
  // the own entry is what the reader looks for
  const own = entries.findIndex((entry) => entry?.who === 'here')
  if (own >= room) drawn[room - 1] = { who: 'here' }
  return {
    kind,
    taken: waiting.length,
    places,
    full: waiting.length >= places,
    drawn,
    more: Math.max(places, waiting.length) - room,
  }
}

/** Both queues of a listening host, as they are drawn. */
export function shownQueues(listener: Listener): readonly ShownQueue[] {
  const { places } = listener
  return [queueOf('syn', listener.synQueue, places.syn), queueOf('accept', listener.acceptQueue, places.accept)]
}

/** How the host deals with what finds no place, and how its application accepts: one sentence each. */
export function listenRules({ plan }: Listener): readonly string[] {
  const { accepts, cookies, overflow } = plan
  return [
    cookies ? m.queues_cookies_on() : m.queues_cookies_off(),
    overflow === 'drop' ? m.queues_overflow_drop() : m.queues_overflow_reset(),
    accepts === 'at-once'
      ? m.queues_accepts_at_once()
      : accepts === 'never'
        ? m.queues_accepts_never()
        : m.queues_accepts_after({ seconds: accepts.after / 1_000 }),
  ]
}

/** What the host has counted, as far as there is anything. */
export function listenCounts({ counts }: Listener): readonly string[] {
  const { accepted, cookies, dropped, givenUp, overflowed } = counts
  return [
    ...(dropped > 0 ? [m.queues_count_dropped({ count: dropped })] : []),
    ...(overflowed > 0 ? [m.queues_count_overflowed({ count: overflowed })] : []),
    ...(cookies > 0 ? [m.queues_count_cookies({ count: cookies })] : []),
    ...(givenUp > 0 ? [m.queues_count_given_up({ count: givenUp })] : []),
    ...(accepted > 0 ? [m.queues_count_accepted({ count: accepted })] : []),
  ]
}

/** The cookie that a listener owes, with what is in it; null while it owes none. */
export function cookieWords(tcb: Tcb, format: (number: number) => string): string | null {
  const debt = owedCookie(tcb)
  if (!debt) return null
  const { hash, mss, time } = cookieParts(debt.reply.seq)
  return m.queues_cookie({
    cookie: format(debt.reply.seq),
    time,
    mss: COOKIE_MSS[mss] ?? 0,
    hash: `0x${hash.toString(16).padStart(6, '0')}`,
  })
}
