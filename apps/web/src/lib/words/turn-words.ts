import type { Segment } from '@woshou/protocol'
import type { Turn } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'
import { getLocale } from '#lib/paraglide/runtime.js'
import { addressed, type Reader } from './about-end.ts'

const NAME = '{name}'

/** A turn in words: what stands first and bold, what follows it, and which of them names a timer that ran out. */
export interface TurnWords {
  readonly lead: string
  readonly rest: string
  readonly timer: boolean
}

/**
 * Whose turn it is, in words; null once the session has ended. What is to be answered is never said.
 * @param partner the peer's name; '' while nobody has taken that seat
 * @param reader whom it speaks to: the end's own student, or whoever reads both ends
 * @param gone the peer's page is not connected
 * @param arrived, left how a segment of the peer's and one's own is written
 */
export function turnWords(
  turn: Turn,
  context: {
    readonly reader: Reader
    readonly partner: string
    readonly gone: boolean
    readonly arrived: (segment: Segment) => string
    readonly left: (segment: Segment) => string
  },
): TurnWords | null {
  const { reader } = context
  const said = (text: string) => addressed(text, reader, getLocale())
  const name = context.partner || said(m.turn_partner())
  const says = (lead: string, rest = '', timer = false): TurnWords => ({ lead: said(lead), rest: said(rest), timer })
  // a name is nobody's address: it takes its place afterwards
  const named = (message: (of: { name: string }) => string): TurnWords => {
    const { lead, ...words } = says(message({ name: NAME }))
    return { ...words, lead: lead.replace(NAME, () => name) }
  }
  switch (turn.kind) {
    case 'ended':
      return null
    case 'paused':
      return says(m.turn_paused(), m.turn_paused_rest())
    case 'on-its-way':
      return says(m.turn_on_its_way(), context.left(turn.segment))
    case 'waiting':
      if (context.gone && turn.for !== 'application' && turn.for !== 'timer') return named(m.turn_gone)
      return named(
        {
          seat: m.turn_waiting_seat,
          peer: m.turn_waiting,
          application: m.turn_waiting_application,
          'peer-or-application': m.turn_waiting_either,
          timer: m.turn_waiting_timer,
        }[turn.for],
      )
    case 'yours':
      switch (turn.because) {
        case 'check':
          return says(
            m.turn_yours(),
            (reader === 'own' ? m.turn_check : m.turn_check_of)({ segment: context.arrived(turn.segment) }),
          )
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
          return says(m.turn_yours(), reader === 'own' ? m.turn_choice() : m.turn_choice_of())
      }
  }
}
