import { isRole, type Mishap, type Seat } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'

/** What happened to a segment on its way, and who did it. */
export function mishapWords({ by, what }: Pick<Mishap, 'by' | 'what'>, names: ReadonlyMap<Seat, string>): string {
  const name = by === 'link' ? '' : (names.get(by) ?? '')
  const link = by === 'link'
  const network = () => (name ? m.debrief_who_network_name({ name }) : m.debrief_who_network())
  const who = link || isRole(by) ? name : network()
  switch (what) {
    case 'drop':
      return link ? m.debrief_drop_link() : m.debrief_drop_by({ who })
    case 'delay':
      return link ? m.debrief_delay_link() : m.debrief_delay_by({ who })
    case 'duplicate':
      return link ? m.debrief_duplicate_link() : m.debrief_duplicate_by({ who })
    case 'overtake':
      return m.debrief_overtake_by({ who })
    case 'old-duplicate':
      return m.debrief_old()
    case 'forger':
      return m.moves_forger()
    case 'middlebox':
      return m.moves_middlebox()
    case 'stack':
      return m.moves_stack()
    case 'alter':
      return m.moves_altered()
  }
}
