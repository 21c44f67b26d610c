import type { SeenEvent } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** Which timer has run out and asks for something, until a segment leaves or arrives; null when none has. */
export function timerNote(events: readonly SeenEvent[]): string | null {
  const last = events.findLast(
    ({ type }) => type === 'timer-expired' || type === 'segment-sent' || type === 'segment-arrived',
  )
  if (last?.type !== 'timer-expired') return null
  switch (last.timer) {
    case 'retransmission':
      return m.check_timer_retransmission()
    case 'persist':
      return m.check_timer_persist()
    case 'keep-alive':
      return m.check_timer_keep_alive()
    default:
      return null
  }
}
