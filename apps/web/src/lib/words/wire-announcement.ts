import { ROLES, type Role, type SeenEvent, type View } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'
import { faultWords } from './flight-words.ts'
import { segmentWords } from './segment-words.ts'
import { sentences } from './sentences.ts'
import { wireNumbering } from './wire-numbering.ts'

/** New events on the wire in one breath, for a screen reader: for the network, and for who sees both ends besides. */
export function wireAnnouncement(
  events: readonly SeenEvent<'network' | 'observer'>[],
  view: View<'network' | 'observer'>,
  setting: 'auto' | 'relative' | 'absolute',
): string {
  const numbering = wireNumbering(view.events, setting)
  const words = events.flatMap((event) => {
    switch (event.type) {
      case 'segment-sent':
      case 'old-duplicate-surfaced': {
        const to = event.role === 'client' ? m.network_to_server() : m.network_to_client()
        return [m.network_left({ segment: segmentWords(event.segment, numbering[event.role], true), to })]
      }
      case 'segment-arrived': {
        const from = event.role === 'client' ? 'server' : 'client'
        return [m.network_reached({ segment: segmentWords(event.segment, numbering[from], true) })]
      }
      case 'fault-made': {
        const sent = view.events.find(({ version }) => version === event.sent)
        return sent && 'segment' in sent
          ? [faultWords(event.do, segmentWords(sent.segment, numbering[sent.role], true))]
          : []
      }
      case 'time-stopped':
        return [m.turn_paused(), m.turn_paused_rest()]
      case 'time-went-on':
        return [m.play_goes_on()]
      case 'session-ended':
        return ['ends' in view ? m.observer_over() : m.network_over()]
      default:
        return []
    }
  })
  const states =
    'ends' in view && words.length > 0
      ? ROLES.map((role) => m.observer_turn({ role: roleWords(role), words: view.ends[role].end.tcb.state }))
      : []
  return sentences([...words, ...states])
}

const roleWords = (role: Role) => (role === 'client' ? m.role_client() : m.role_server())
