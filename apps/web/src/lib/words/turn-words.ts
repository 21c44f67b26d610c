import type { Segment } from '@woshou/protocol'
import type { Turn } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** A turn in words: what stands first and bold, what follows it, and which of them names a timer that ran out. */
export interface TurnWords {
  readonly lead: string
  readonly rest: string
  readonly timer: boolean
}

/**
 * Whose turn it is, in words; null once the session has ended. What is to be answered is never said.
 * @param partner the peer's name; '' while nobody has taken that seat
 * @param gone the peer's page is not connected
 * @param arrived, left how a segment of the peer's and one's own is written
 */
export function turnWords(
  turn: Turn,
  context: {
    readonly partner: string
    readonly gone: boolean
    readonly arrived: (segment: Segment) => string
    readonly left: (segment: Segment) => string
  },
): TurnWords | null {
  const name = context.partner || m.turn_partner()
  const says = (lead: string, rest = '', timer = false): TurnWords => ({ lead, rest, timer })
  switch (turn.kind) {
    case 'ended':
      return null
    case 'paused':
      return says(m.turn_paused(), m.turn_paused_rest())
    case 'on-its-way':
      return says(m.turn_on_its_way(), context.left(turn.segment))
    case 'waiting':
      if (context.gone && turn.for !== 'application' && turn.for !== 'timer') return says(m.turn_gone({ name }))
      return says(
        {
          seat: m.turn_waiting_seat,
          peer: m.turn_waiting,
          application: m.turn_waiting_application,
          'peer-or-application': m.turn_waiting_either,
          timer: m.turn_waiting_timer,
        }[turn.for]({ name }),
      )
    case 'yours':
      switch (turn.because) {
        case 'check':
          return says(m.turn_yours(), m.turn_check({ segment: context.arrived(turn.segment) }))
        case 'arrival':
          return says(m.turn_yours(), m.turn_arrived({ segment: context.arrived(turn.segment) }))
        case 'timer':
          return says(
            m.turn_yours(),
            turn.timer === 'persist'
              ? m.check_timer_persist()
              : turn.timer === 'keep-alive'
                ? m.check_timer_keep_alive()
                : m.check_timer_retransmission(),
            true,
          )
        case 'application':
          return says(m.turn_yours(), m.turn_application())
        case 'choice':
          return says(m.turn_yours(), m.turn_choice())
      }
  }
}
