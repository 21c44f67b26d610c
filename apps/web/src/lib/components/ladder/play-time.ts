import { m } from '#lib/paraglide/messages.js'

/** A stretch of play time in the reader's words, rounded as people say it: `1.5 s`, `12 s`, `3 min`. */
export function playTime(ms: number): string {
  const seconds = ms / 1000
  if (seconds >= 90) return m.ladder_minutes({ minutes: Math.round(seconds / 60) })
  return m.ladder_seconds({ seconds: seconds < 10 ? Number(seconds.toFixed(1)) : Math.round(seconds) })
}
