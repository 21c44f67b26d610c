import type { Outcome, Timer } from '@woshou/protocol'
import type { LadderTick, Role, WishedCall } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'
import { queueNote } from './queue-words.ts'
import { type NumberFormat, segmentParts } from './segment-parts.ts'

/** An application's call in one or two words. */
export function callWords(call: WishedCall['type'], bytes: number | null): string {
  switch (call) {
    case 'open-passive':
      return m.ladder_call_open_passive()
    case 'open-active':
      return m.ladder_call_open_active()
    case 'send':
      return m.ladder_call_send({ bytes: bytes ?? 0 })
    case 'close':
      return m.ladder_call_close()
    case 'abort':
      return m.ladder_call_abort()
    case 'offer-window':
      return m.ladder_call_offer_window({ bytes: bytes ?? 0 })
    case 'crash':
      return m.ladder_call_crash()
    default:
      call satisfies never
      return `${call}`
  }
}

/** A timer that has run out in one or two words. */
export function timerWords(timer: Timer): string {
  switch (timer) {
    case 'time-wait':
      return m.ladder_timer_time_wait()
    case 'retransmission':
      return m.ladder_timer_retransmission()
    case 'persist':
      return m.ladder_timer_persist()
    case 'keep-alive':
      return m.ladder_timer_keep_alive()
    case 'delayed-ack':
      return m.ladder_timer_delayed_ack()
    case 'idle-restart':
      return m.ladder_timer_idle_restart()
    case 'user-timeout':
      return m.ladder_timer_user_timeout()
    default:
      // a newer server's: its own name is better than nothing, here and below
      timer satisfies never
      return `${timer}`
  }
}

/** What a student decided to do with an arrival. */
export function outcomeWords(outcome: Outcome): string {
  switch (outcome) {
    case 'accepted':
      return m.ladder_check_accepted()
    case 'dropped':
      return m.ladder_check_dropped()
    case 'reset':
      return m.ladder_check_reset()
    default:
      outcome satisfies never
      return `${outcome}`
  }
}

/** An end, as the ladder calls it. */
const endWords = (role: Role): string => (role === 'client' ? m.role_client() : m.role_server())

/** There is no room for a long name, and the whole of it is in the sentence. */
const shortened = (name: string): string => ([...name].length > 10 ? `${[...name].slice(0, 9).join('')}…` : name)

/** What stands beside a tick, in parts that stay whole when the note wraps. */
export function noteParts(tick: LadderTick, format: NumberFormat): readonly string[] {
  switch (tick.kind) {
    case 'state':
      return [tick.to]
    case 'call':
      return callWords(tick.call, tick.bytes).split(' ')
    case 'timer':
      return timerWords(tick.timer).split(' ')
    case 'withheld':
      return segmentParts(tick.segment, tick.role, format)
    case 'pause':
      return [m.ladder_pause_note()]
    case 'queue':
      return queueNote(tick)
    case 'hint':
      return [m.ladder_hint_note({ step: tick.step })]
    case 'holder': {
      const who = tick.to === 'partner' || tick.to === 'bot' ? 'TCP' : shortened(tick.name)
      return tick.of === tick.role ? [who] : [`${endWords(tick.of)}:`, who]
    }
    case 'check':
      return [outcomeWords(tick.check.outcome), tick.check.state]
    default:
      tick satisfies never
      return []
  }
}
