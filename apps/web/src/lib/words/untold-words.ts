import type { Role, SessionEvent, UntoldReason } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** What an end of a captured connection is called. */
const endName = (role: Role): string => (role === 'client' ? m.capture_end_client() : m.capture_end_server())

const SENTENCES: Readonly<Record<UntoldReason, (names: { whose: string }) => string>> = {
  'one-direction': m.capture_untold_one_direction,
  'beginning-missing': () => m.capture_untold_beginning_missing(),
  'segments-missing': m.capture_untold_segments_missing,
  'window-unknown': m.capture_untold_window_unknown,
  'order-unknown': m.capture_untold_order_unknown,
  'reset-cause-unseen': m.capture_untold_reset_cause_unseen,
}

/** Why a capture cannot tell whether a segment was right. */
export const untoldWords = (reason: UntoldReason, whose: Role): string => SENTENCES[reason]({ whose: endName(whose) })

/** What a capture does not tell of the segment that an end sent in this event, or that it does not hold it; null otherwise. */
export function unseenWords(event: SessionEvent | undefined, role: Role): string | null {
  if (event?.type !== 'segment-sent' || event.role !== role) return null
  if (event.observed === 'inferred') return m.capture_inferred({ end: endName(role) })
  if (!event.untold) return null
  const { reason, whose } = event.untold
  return `${m.capture_untold({ end: endName(role) })} ${untoldWords(reason, whose)}`
}
