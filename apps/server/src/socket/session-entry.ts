import { EYES, isSeat, type Viewer } from '@woshou/session'
import type { Lacking } from '../live/lacking.ts'
import { isLong } from '../live/long-log.ts'
import { isNotNow, type NotNow } from '../live/not-now.ts'
import type { SessionHost } from '../live/session-host.ts'
import { viewerOf } from '../live/viewer-of.ts'
import type { Services } from '../services.ts'
import { hashToken } from '../storage/seat-token.ts'
import { CLOSE } from './close-code.ts'
import type { EarlyPage } from './early-page.ts'
import type { Entered, Entry, Line, TurnedAway } from './guest.ts'
import { SeatGuest } from './seat-guest.ts'

/** Sockets of one seat: its tabs, and those that have died and are not yet known to be dead. */
const MOST_SOCKETS = 4

/** Turned away, and not to come back as it is. */
export const never = (code: TurnedAway['code'], field: string, detail: string): TurnedAway => ({
  ok: false,
  code,
  field,
  detail,
  close: CLOSE.policyViolation,
})
/** Turned away for now. */
export const notNow = (...told: Parameters<typeof never>): TurnedAway => ({
  ...never(...told),
  close: CLOSE.tryAgainLater,
})

export const WRONG_TOKEN = never('wrong-token', 'token', 'this token holds no seat of this session')
export const UNKNOWN_SESSION = never('unknown-session', 'session', 'there is no such session')
const NOT_AGREED = never('not-agreed', 'token', 'nobody may watch any more by this link: both ends have to agree')
const SEAT_IS_FULL = notNow('too-many', '', `this seat is open in ${MOST_SOCKETS} places already: close one of them`)
/** The browser comes back, and nobody need be told why. */
export const COME_BACK = notNow('server-error', '', 'something went wrong here: come back in a moment')
/** Nobody hears it. */
export const GONE = notNow('too-many', '', 'the connection was given up')

/** Somebody who may see a session, by its row alone. */
export interface Entrant {
  readonly session: string
  /** By the row; the log may say otherwise when it is read. */
  readonly role: Viewer
  /** Null: an observer by a right in the session's class. */
  readonly token: string | null
  /** The number of the last event that they have. */
  readonly since: number
  readonly early: EarlyPage | null
}

/** A viewer, and what it lacks. */
interface Ready {
  readonly role: Viewer
  readonly lacking: Lacking
}

/** Makes a session ready for somebody who may see it, as whatever they are by now. What is dear waits for its address's turn. */
export async function sessionEntry(services: Services, entrant: Entrant, line: Line): Promise<Entry> {
  const { classes, failures, registry, storage, turnstile } = services
  const { role, session, since } = entrant
  const long = await isLong(services, session, { role, since })
  const entry = await (long ? turnstile.pass(line.address, prepare) : prepare())
  if (!isNotNow(entry)) return entry
  if (entry.notNow === 'storage-lost') failures.report(entry.cause, 'join')
  return entry.notNow === 'newer-rules' ? notNow('newer-rules', 'session', entry.detail) : COME_BACK

  async function prepare(): Promise<Entry | NotNow> {
    if (!line.open) return GONE
    const host = await registry.hold(session)
    if (isNotNow(host)) return host
    if (!host) return UNKNOWN_SESSION
    const release = () => registry.release(host)
    try {
      const ready = await readyFor(host)
      if (ready && !isNotNow(ready)) return { ok: true, enter: () => enter(host, ready), abandon: release }
      release()
      if (ready) return ready
      // taken away and given back while it was made ready: it is handed over in a moment
      if (entrant.token !== null && classes.gives(session, hashToken(entrant.token))) return COME_BACK
      return isSeat(role) ? WRONG_TOKEN : NOT_AGREED
    } catch (error) {
      release()
      throw error
    }
  }

  /** As whom they see it and what they lack, also when the seat is handed over while that is made ready. */
  async function readyFor(host: SessionHost): Promise<Ready | NotNow | null> {
    for (;;) {
      const { handed } = host.session
      const as = entrant.token === null ? role : await viewerOf(storage.directory, host, entrant.token)
      if (as === null) return null
      const lacking = await host.prepare(as, since)
      if (isNotNow(lacking)) return lacking
      const end = EYES[as].plays
      if (end === null || host.session.handed[end] === handed[end]) return { role: as, lacking }
    }
  }

  function enter(host: SessionHost, { lacking, role: as }: Ready): Entered {
    const isFull = entrant.token !== null && host.listenersOf(as) >= MOST_SOCKETS
    if (isFull || !host.isReady(lacking)) {
      registry.release(host)
      return isFull ? SEAT_IS_FULL : COME_BACK
    }
    const { early, token } = entrant
    const guest = new SeatGuest({ host, role: as, token, early }, line, services)
    guest.sit(since, lacking)
    return { ok: true, guest }
  }
}
