import { BOT_NAME, type Held, type Holder, holders, type Role, type SessionEvent } from '@woshou/session'
import type { ToldLog } from '@woshou/session/api'
import { m } from '#lib/paraglide/messages.js'

/** Who plays an end: its student, a correct TCP in their place, or one that the server plays where nobody has sat yet. */
export function holderWords({ by, name }: { readonly by: Holder; readonly name: string }): string {
  if (by === 'student') return name
  return name === BOT_NAME ? m.holder_bot() : m.gone_tcp_for({ name })
}

/** What stands beside both lifelines: who plays each end. */
export const holderNames = (
  names: Readonly<Record<Role, string | null>>,
  by: Readonly<Record<Role, Holder>>,
): Readonly<Record<Role, string | null>> => {
  const of = (role: Role) => names[role] && holderWords({ by: by[role], name: names[role] })
  return { client: of('client'), server: of('server') }
}

/** Everybody who played an end, the students alone when a TCP stood in for them: "Mei, then Ada". */
export function studentsWords(held: readonly Held[]): string {
  const names = held.flatMap(({ by, name, student }, index) =>
    by === 'student' && !held.slice(0, index).some((other) => other.by === 'student' && other.student === student)
      ? [name]
      : [],
  )
  return names.length === 0 ? '—' : names.reduce((first, then) => m.holder_then({ first, then }))
}

/** The student of each end at a log's end: the one, too, in whose place a TCP plays. */
export const studentsNow = (log: readonly SessionEvent[]): Readonly<Record<Role, string | null>> => ({
  client: holders(log, 'client').at(-1)?.name ?? null,
  server: holders(log, 'server').at(-1)?.name ?? null,
})

/** A log without names, everybody called by their seat in the reader's language. */
function namesOfSeats(log: readonly SessionEvent[]): readonly SessionEvent[] {
  const words = { client: m.role_client(), server: m.role_server(), network: m.network_role() }
  return log.map((event) =>
    'name' in event ? { ...event, name: `${words[event.role]}${/ \d+$/.exec(event.name)?.[0] ?? ''}` } : event,
  )
}

/** A log as it is to be shown, and by what others find it without names; null where there are none. */
export const toldOf = ({ events, names, nameless }: ToldLog) => ({
  log: names === false ? namesOfSeats(events) : events,
  nameless: nameless ?? null,
})
