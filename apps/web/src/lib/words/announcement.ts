import { isRole, type SeenEvent, type View } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'
import { timerWords } from './note-words.ts'
import { queueSentence, turnedAwayWords } from './queue-words.ts'
import { segmentWords } from './segment-words.ts'
import { sentences } from './sentences.ts'
import { viewNumbering } from './view-numbering.ts'

/**
 * New events in one breath, for a screen reader. A wrong attempt is left to its note, which is an alert itself.
 * @param calls what the reader calls whom the session calls so
 */
export function announcement(
  events: readonly SeenEvent[],
  view: View,
  setting: 'auto' | 'relative' | 'absolute',
  calls: (logged: string) => string = (logged) => logged,
): string {
  const numbering = viewNumbering(view, setting)
  const parts = events.flatMap((event) => {
    switch (event.type) {
      case 'seat-taken':
        if (event.role === view.role) return []
        if (!isRole(event.role)) return event.handed === 'bot' ? [] : [m.network_taken({ name: calls(event.name) })]
        if (event.by === 'bot') return [m.holder_bot_plays()]
        return [
          event.handed === 'partner' || event.handed === 'bot'
            ? m.gone_tcp_plays({ name: calls(event.name) })
            : m.play_partner_came({ name: calls(event.name) }),
        ]
      case 'network-agreed':
        return event.role === view.role ? [] : [m.network_agree_asked({ name: view.names[event.role] ?? '' })]
      case 'segment-arrived':
        return [
          m.play_arrived({ segment: segmentWords(event.segment, numbering, false) }),
          ...(event.outcome === null ? [m.check_announce()] : turnedAway(event, view)),
        ]
      case 'segment-sent':
        return [m.play_sent({ segment: segmentWords(event.segment, numbering, true) })]
      case 'stranger-arrived':
        return [queueSentence({ stranger: event.stranger, what: event.fate })]
      case 'queue-left':
        return [queueSentence({ stranger: event.stranger, what: event.why })]
      case 'timer-expired':
        return [m.ladder_timer_own({ timer: timerWords(event.timer) })]
      case 'time-stopped':
        return [m.turn_paused(), m.turn_paused_rest()]
      case 'time-went-on':
        return [m.play_goes_on()]
      case 'session-ended':
        return [event.reason === 'goal-reached' ? m.end_completed() : m.end_over()]
      case 'observer-agreed':
        // one's own is seen where it was said
        return event.role === view.role ? [] : [watchingWords(event, view)]
      case 'session-created':
      case 'application-called':
      case 'arrival-checked':
      case 'fault-made':
      case 'hint-taken':
      case 'segment-withheld':
      case 'unseen-inferred':
      case 'value-revealed':
        return []
      default:
        event satisfies never
        return [m.page_older()]
    }
  })
  return parts.length === 0 ? '' : sentences([...parts, m.play_now({ state: view.end.tcb.state })])
}

/** That the newest arrival found no place at the own host. */
function turnedAway({ version }: SeenEvent, { end }: View): readonly string[] {
  const words = end.seen === version ? turnedAwayWords(end.tcb) : null
  return words === null ? [] : [words]
}

/** That the other end lets somebody watch, or no longer. */
function watchingWords({ agreed, role }: Extract<SeenEvent, { type: 'observer-agreed' }>, view: View): string {
  const name = view.names[role] ?? ''
  return agreed ? m.observer_agree_asked({ name }) : m.observer_ended_by({ name })
}
