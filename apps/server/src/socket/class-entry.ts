import type { ClassRight } from '@woshou/classroom/api'
import type { ClassHost } from '../live/class/class-host.ts'
import { isNotNow } from '../live/not-now.ts'
import { may } from '../rights.ts'
import type { Services } from '../services.ts'
import type { Entered, Entry, Line, TurnedAway } from './guest.ts'
import { COME_BACK, GONE, never, notNow } from './session-entry.ts'

/** Who sees a class by their account. */
export interface Seeing {
  readonly ok: true
  readonly account: string
  readonly right: ClassRight
}

export const UNKNOWN_CLASS = never('unknown-class', 'class', 'there is no such class')
const NOT_SIGNED_IN = never('not-signed-in', '', 'sign in, then open the socket again: POST /api/account/login')
const NOT_YOURS = never('unknown-class', 'class', 'there is no such class among yours')
const FORBIDDEN = never('forbidden', 'class', 'you may not see this class')

/** Whether whoever opened a socket may see a class, by their cookie, as of now. */
export async function mayWatch(services: Services, line: Line, classId: string): Promise<Seeing | TurnedAway> {
  const account = await line.caller.signedIn()
  if (!account) return NOT_SIGNED_IN
  const right = await services.storage.classes.rightOf(classId, account.id)
  if (right === null) return NOT_YOURS
  return may(account, 'see-class', right) ? { ok: true, account: account.id, right } : FORBIDDEN
}

/** A class's host, held for somebody, behind whose address the class sits; why they cannot have it now, in words for them. */
export async function holdClass(
  { classes, failures, halls }: Services,
  id: string,
  line: Pick<Line, 'address'>,
): Promise<{ readonly ok: true; readonly host: ClassHost } | TurnedAway> {
  const host = await classes.hold(id)
  if (host === null) return UNKNOWN_CLASS
  // all of a hall comes back at once when a server has been started anew
  halls.note(line.address)
  if (!isNotNow(host)) return { ok: true, host }
  if (host.notNow === 'storage-lost') failures.report(host.cause, 'join')
  return host.notNow === 'newer-rules' ? notNow('newer-rules', 'class', host.detail) : COME_BACK
}

/** Makes a class ready for somebody who may be in it. @param enter gets the class's host held: its guest's to give back */
export async function classEntry(
  services: Services,
  id: string,
  line: Line,
  enter: (host: ClassHost) => Entered,
): Promise<Entry> {
  if (!line.open) return GONE
  const held = await holdClass(services, id, line)
  if (!held.ok) return held
  const { host } = held
  return { ok: true, abandon: () => services.classes.release(host), enter: () => enter(host) }
}
