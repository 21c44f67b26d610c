import {
  EYES,
  encode,
  forEachViewer,
  isRole,
  type News,
  type Presence,
  type Seat,
  type ServerMessage,
  type Session,
  type SessionEvent,
  Told,
  VIEWERS,
  type Viewer,
} from '@woshou/session'
import type { Lacking } from './lacking.ts'
import type { PackedLog } from './packed-log.ts'
import { ViewerPresence } from './presence.ts'

/** One open connection of a viewer, as far as a session is concerned. */
export interface Listener {
  readonly role: Viewer
  /** Named in the welcome, where the connection is not this session's alone. */
  readonly session?: string
  /** Takes one encoded message. Never throws. */
  send(text: string): void
  /** The seat has been handed over, or there is no place for it any more: does the listener still hold it? Never throws. */
  inDoubt?(): void
}

/**
 * Who listens to a session. Each viewer is told what it may see and nothing else (`see`), encoded once however many
 * sockets it has. Nothing is sent on account of what a seat may not see: the moment alone would tell of it.
 */
export class Audience {
  readonly #listeners = forEachViewer(() => new Set<Listener>())
  readonly #told: Readonly<Record<Viewer, Told>>
  readonly #log: PackedLog
  readonly #presence: ViewerPresence
  readonly #vacantAfter: number
  readonly #seats: () => Pick<Session, 'holders' | 'names' | 'network' | 'watchable'>
  readonly #changed: () => void

  /**
   * @param log all stored events
   * @param grace see `ViewerPresence`
   * @param vacantAfter milliseconds without a connection after which an end may be handed over
   * @param clock milliseconds
   * @param changedHere called when it has changed who is connected to this server
   * @param changed called when it has changed who is connected to any
   */
  constructor(
    log: PackedLog,
    grace: number,
    vacantAfter: number,
    clock: () => number,
    seats: () => Pick<Session, 'holders' | 'names' | 'network' | 'watchable'>,
    changedHere: () => void,
    changed: () => void,
  ) {
    this.#log = log
    this.#told = forEachViewer((viewer) => new Told(viewer, log.countOf(viewer)))
    this.#vacantAfter = vacantAfter
    this.#seats = seats
    this.#changed = changed
    this.#presence = new ViewerPresence(grace, { changed: () => this.#presenceChanged(), changedHere }, clock)
  }

  /** Who is connected to this server, or was a moment ago. */
  get here(): readonly Viewer[] {
    return this.#presence.here
  }

  /** Another server says who is connected to it. */
  hearOfPresence(server: string, viewers: readonly Viewer[]): void {
    this.#presence.hear(server, viewers)
  }

  connected(role: Viewer): boolean {
    return this.#presence.connected(role)
  }

  /** Whether the seat has been without a connection for so long that it may be handed over. */
  vacant(role: Viewer): boolean {
    return !this.#presence.connected(role) && this.#presence.awayFor(role) >= this.#vacantAfter
  }

  listenersOf(role: Viewer): number {
    return this.#listeners[role].size
  }

  /**
   * Adds a listener and tells it all that it lacks.
   * @param lacking what it lacks of the log, or of its beginning
   * @param now play time, ms
   */
  join(listener: Listener, { from, to, texts }: Lacking, now: number): void {
    const { role, session } = listener
    const count = this.#log.countOf(role)
    const since = this.#log.after(to).flatMap((event) => count.tell(event) ?? [])
    const lacking = [...texts, ...since.map((event) => JSON.stringify(event))]
    const told = this.#told[role]
    // the others are told; for the new one welcome comes first and says it
    this.#presence.arrive(role)
    this.#listeners[role].add(listener)
    listener.send(encode({ ...told.welcome(this.#present(), now), ...(session !== undefined && { session }) }))
    listener.send(encodeWith(told.all(from, [], now), lacking))
  }

  /** @param silent see `ViewerPresence.leave` */
  leave(listener: Listener, silent: boolean): void {
    if (this.#listeners[listener.role].delete(listener)) this.#presence.leave(listener.role, silent)
  }

  /** Tells each viewer what it may see of events that are in the log and follow those it knows. */
  tell(events: readonly SessionEvent[], now: number): void {
    for (const event of events) {
      if (event.type !== 'seat-handed-over' || event.to === 'partner') continue
      this.doubt(event.role)
    }
    const session = this.#seats()
    for (const viewer of VIEWERS) if (!EYES[viewer].hasPlace(session)) this.doubt(viewer)
    for (const role of VIEWERS) {
      if (this.#listeners[role].size === 0) continue
      const news = this.#told[role].news(events, now)
      if (news) this.#send(role, news)
    }
    if (events.some(({ type }) => type === 'seat-taken' || type === 'seat-handed-over')) this.#tellPresence()
  }

  /** Whoever listens as this viewer may do so no longer. */
  doubt(role: Viewer): void {
    for (const listener of this.#listeners[role]) listener.inDoubt?.()
  }

  tellSuccessor(role: Viewer, session: string): void {
    this.#send(role, { type: 'successor', session })
  }

  tellGone(): void {
    const detail = 'this session has been deleted'
    for (const role of VIEWERS) this.#send(role, { type: 'error', code: 'unknown-session', field: 'session', detail })
  }

  close(): void {
    this.#presence.close()
  }

  #presenceChanged(): void {
    this.#tellPresence()
    this.#changed()
  }

  #tellPresence(): void {
    for (const role of VIEWERS) this.#send(role, { type: 'presence', presence: this.#present() })
  }

  #present(): Presence {
    const session = this.#seats()
    const seat = (role: Seat) => {
      const taken = session.names[role] !== null
      // a bot is always there
      const connected = this.#presence.connected(role) || (isRole(role) && session.holders[role] === 'bot')
      if (!taken || connected || EYES[role].plays === null) return { taken, connected }
      return { taken, connected, vacantIn: Math.max(0, this.#vacantAfter - this.#presence.awayFor(role)) }
    }
    return {
      client: seat('client'),
      server: seat('server'),
      ...(session.network && { network: seat('network') }),
      ...(this.#presence.connected('observer') && { observer: { taken: true, connected: true } }),
    }
  }

  #send(role: Viewer, message: ServerMessage<Viewer>): void {
    const listeners = this.#listeners[role]
    if (listeners.size === 0) return
    const text = encode(message)
    for (const listener of listeners) listener.send(text)
  }
}

/** News whose events are text already, put in. */
function encodeWith(none: News<Viewer>, events: readonly string[]): string {
  const text = encode(none)
  return `${text.slice(0, -']}'.length)}${events.join(',')}]}`
}
