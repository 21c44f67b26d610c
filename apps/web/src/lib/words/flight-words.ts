import { m } from '#lib/paraglide/messages.js'

/** When a segment arrives, in words. @param arrivals play times still to come, ms; null while it is held */
export function flightWords(arrivals: readonly number[] | null, now: number, locale: string): string {
  if (arrivals === null) return m.network_held()
  const [first = now] = arrivals
  const seconds = (Math.max(0, first - now) / 1000).toLocaleString(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
  const arrives = m.network_arrives_in({ seconds })
  return arrivals.length > 1 ? `${arrives} · ${m.network_copies({ count: arrivals.length })}` : arrives
}

/** What was done with a segment, for a list of such things. */
export function faultWords(what: 'drop' | 'delay' | 'duplicate' | 'overtake', segment: string): string {
  const words = {
    drop: m.network_did_drop,
    delay: m.network_did_delay,
    duplicate: m.network_did_duplicate,
    overtake: m.network_did_overtake,
  }
  return Object.hasOwn(words, what) ? words[what]({ segment }) : `${segment}: ${what}`
}
