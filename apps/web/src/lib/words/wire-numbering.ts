import { hasSyn, type Segment } from '@woshou/protocol'
import { peerOf, type Role } from '@woshou/session'
import { type Numbering, numberingOf } from './numbering.ts'

interface Sending {
  readonly type: string
  readonly role?: string | undefined
  readonly segment?: Segment
}

/**
 * How both ends' numbers are shown to whoever sees both: a replay, a debrief, the network.
 * @param isn what the ends' generators give, until they have really chosen
 */
export function wireNumbering(
  events: readonly Sending[],
  setting: 'auto' | 'relative' | 'absolute',
  isn: Readonly<Partial<Record<Role, number>>> = {},
): Readonly<Record<Role, Numbering>> {
  const chosen = (role: Role) =>
    events.find(
      (event) => event.type === 'segment-sent' && event.role === role && event.segment && hasSyn(event.segment),
    )?.segment?.seq ??
    isn[role] ??
    null
  const of = (role: Role) => numberingOf(setting, { iss: chosen(role) ?? 0, irs: chosen(peerOf(role)) })
  return { client: of('client'), server: of('server') }
}
