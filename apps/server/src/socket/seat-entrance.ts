import { EYES, isSeat, mismatch, protocolError, type Viewer } from '@woshou/session'
import type { Lacking } from '../live/lacking.ts'
import { isLong } from '../live/long-log.ts'
import { isNotNow, type NotNow } from '../live/not-now.ts'
import type { SessionHost } from '../live/session-host.ts'
import { viewerOf } from '../live/viewer-of.ts'
import type { Services } from '../services.ts'
import { CLOSE } from './close-code.ts'
import { EarlyPage } from './early-page.ts'
import type { Entered, Entrance, Entry, Line, Opening, TurnedAway } from './guest.ts'
import { SeatGuest } from './seat-guest.ts'

/** Sockets of one seat: its tabs, and those that have died and are not yet known to be dead. */
const MOST_SOCKETS = 4

const never = (code: TurnedAway['code'], field: string, detail: string): TurnedAway => ({
  ok: false,
  code,
  field,
  detail,
  close: CLOSE.policyViolation,
})
const notNow = (...told: Parameters<typeof never>): TurnedAway => ({ ...never(...told), close: CLOSE.tryAgainLater })

const WRONG_TOKEN = never('wrong-token', 'token', 'this token holds no seat of this session')
const UNKNOWN_SESSION = never('unknown-session', 'session', 'there is no such session')
const SECOND_SEAT = never('second-seat', 'held', 'who holds a seat of this session does not watch it as well')
const NOT_AGREED = never('not-agreed', 'token', 'nobody may watch any more by this link: both ends have to agree')
const SEAT_IS_FULL = notNow('too-many', '', `this seat is open in ${MOST_SOCKETS} places already: close one of them`)
/** The browser comes back, and nobody need be told why. */
const COME_BACK = notNow('server-error', '', 'something went wrong here: come back in a moment')
/** Nobody hears it. */
const GONE = notNow('too-many', '', 'the connection was given up')

/** A seat, and what its holder lacks. */
interface Ready {
  readonly role: Viewer
  readonly lacking: Lacking
}

/** Lets in who has a viewer's token, as that viewer. */
export function seatEntrance(services: Services): Entrance<Extract<Opening, { type: 'join' }>> {
  const { registry, storage, turnstile } = services

  return async (message, line) => {
    const { protocol, session, token } = message
    // the token first: a log that is loaded for nothing takes everybody's time
    const role = await knownAs(session, token)
    if (role === null) {
      const [known] = await storage.directory.list([session])
      return known ? WRONG_TOKEN : UNKNOWN_SESSION
    }
    if (message.held && EYES[role].seesMore && !isSeat(role) && (await storage.directory.seatOf(session, message.held)))
      return SECOND_SEAT
    const other = protocol === undefined ? null : mismatch(protocol, role)
    if (other) return { ...protocolError(other), ok: false, close: CLOSE.policyViolation }
    if (!line.open) return GONE
    const isEarly = protocol === undefined && message.since > 0
    const early = isEarly ? new EarlyPage(message.since, EYES[role].early) : null
    const since = early ? 0 : message.since
    const enter = () => prepare({ session, token, since, early, watches: !isSeat(role) }, line)
    const long = await isLong(services, session, { role, since })
    const entry = await (long ? turnstile.pass(line.address, enter) : enter())
    return isNotNow(entry) ? turnedAway(entry) : entry
  }

  /** As whom a token may see a session, by its row alone. */
  async function knownAs(session: string, token: string): Promise<Viewer | null> {
    const seat = await storage.directory.seatOf(session, token)
    return seat ?? ((await storage.directory.watchedBy(session, token)) === null ? null : 'observer')
  }

  function turnedAway(why: NotNow): TurnedAway {
    if (why.notNow === 'storage-lost') services.failures.report(why.cause, 'join')
    return why.notNow === 'newer-rules' ? notNow('newer-rules', 'session', why.detail) : COME_BACK
  }

  async function prepare(asked: Asked, line: Line): Promise<Entry | NotNow> {
    if (!line.open) return GONE
    const host = await registry.hold(asked.session)
    if (isNotNow(host)) return host
    if (!host) return UNKNOWN_SESSION
    const release = () => registry.release(host)
    try {
      const ready = await readyFor(host, asked)
      if (ready && !isNotNow(ready)) return { ok: true, enter: () => enter(host, asked, ready, line), abandon: release }
      release()
      return ready ?? (asked.watches ? NOT_AGREED : WRONG_TOKEN)
    } catch (error) {
      release()
      throw error
    }
  }

  /** The seat that a token holds and what it lacks, also when the seat is handed over while that is made ready. */
  async function readyFor(host: SessionHost, { token, since }: Asked): Promise<Ready | NotNow | null> {
    for (;;) {
      const { handed } = host.session
      const role = await viewerOf(storage.directory, host, token)
      if (role === null) return null
      const lacking = await host.prepare(role, since)
      if (isNotNow(lacking)) return lacking
      const end = EYES[role].plays
      if (end === null || host.session.handed[end] === handed[end]) return { role, lacking }
    }
  }

  function enter(host: SessionHost, { token, since, early }: Asked, { role, lacking }: Ready, line: Line): Entered {
    const isFull = host.listenersOf(role) >= MOST_SOCKETS
    if (isFull || !host.isReady(lacking)) {
      registry.release(host)
      return isFull ? SEAT_IS_FULL : COME_BACK
    }
    const guest = new SeatGuest({ host, role, token, early }, line, services)
    guest.sit(since, lacking)
    return { ok: true, guest }
  }
}

/** What somebody says who comes in. */
interface Asked {
  readonly session: string
  readonly token: string
  /** The number of the last event that they have. */
  readonly since: number
  readonly early: EarlyPage | null
  /** It has no seat. */
  readonly watches: boolean
}
