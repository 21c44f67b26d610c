import type { PhoneNews } from '@woshou/classroom'
import { BOT_NAME, peerOf, type Role, type View } from '@woshou/session'
import { m } from '#lib/paraglide/messages.js'
import type { CallsSomebody } from './calls-somebody.ts'
import { holderWords } from './holder-words.ts'

/** Who plays each end of a class's session: oneself, the partner by name, or a correct TCP. */
export function pairWords(
  view: View,
  { name, partners }: Pick<PhoneNews, 'name' | 'partners'>,
  calls: CallsSomebody,
): Readonly<Record<Role, string | null>> {
  const of = (role: Role): string | null => {
    if (role === view.role) return name
    const logged = view.names[role]
    const by = view.holders[role]
    if (by !== 'student') return holderWords({ by, name: calls(logged ?? '') })
    return partners.find((partner) => partner.role === role)?.name ?? (logged === null ? null : calls(logged))
  }
  return { client: of('client'), server: of('server') }
}

type Taken = Extract<View['events'][number], { type: 'seat-taken' }>

/** Who sat there last, and before that; null where nobody did. */
function lastTwo(view: View, role: Role): readonly [Taken | null, Taken | null] {
  const taken = view.events.filter((event): event is Taken => event.type === 'seat-taken' && event.role === role)
  return [taken.at(-1) ?? null, taken.at(-2) ?? null]
}

/** That somebody else plays the other end than when it began, or no student ever did; null while there is nothing to tell. */
export function partnerStory(view: View, partner: string, calls: CallsSomebody): string | null {
  const [now, before] = lastTwo(view, peerOf(view.role))
  if (view.holders[peerOf(view.role)] !== 'student')
    return now?.handed ? m.class_partner_bot({ name: calls(now.name) }) : m.class_partner_never()
  if (now?.handed !== 'newcomer' || !before) return null
  return m.class_partner_new({ name: partner, before: storied(before, calls) })
}

/** That somebody else began what one goes on with; null where one has played from the beginning. */
export function ownStory(view: View, calls: CallsSomebody): string | null {
  const [now, before] = lastTwo(view, view.role)
  return now?.handed === 'newcomer' && before ? m.class_own_new({ before: storied(before, calls) }) : null
}

/** Who was there before: a student, or a TCP that stood in for one or for nobody. */
const storied = ({ name }: Taken, calls: CallsSomebody): string => (name === BOT_NAME ? m.holder_bot() : calls(name))

/**
 * Why nothing may be sent now, and what one does meanwhile; null while one may. The class may say it before the session does,
 * and a session that has come to where its round stops says it alone.
 */
export function coverWords(
  { pause, phase, round }: Pick<PhoneNews, 'pause' | 'phase' | 'round'>,
  { paused }: Pick<View, 'paused'>,
): { readonly title: string; readonly says: string } | null {
  if (phase === 'lobby') return { title: m.class_closing(), says: m.class_result_next() }
  if (pause) return { title: m.class_pause(), says: m.class_pause_says() }
  if (!paused) return null
  switch (round?.until) {
    case 'handshake':
      return { title: m.class_point_handshake(), says: m.class_point_says() }
    case 'first-fin':
      return { title: m.class_point_fin(), says: m.class_point_says() }
    default:
      return { title: m.class_pause(), says: m.class_pause_says() }
  }
}
