import {
  encode,
  type Presence,
  SEATS,
  type Seat,
  type ServerMessage,
  type Session,
  type SessionEvent,
  Told,
} from '@woshou/session'
import type { Lacking } from './lacking.ts'
import type { PackedLog } from './packed-log.ts'
import { SeatPresence } from './presence.ts'

/** One open connection of a seat, as far as a session is concerned. */
export interface Listener {
  readonly role: Seat
  /** Takes one encoded message. Never throws. */
  send(text: string): void
  /** The seat has been handed over: does the listener still hold it? Never throws. */
  handedOver?(): void
}

/**
 * Who listens to a session. Each seat is told what it may see and nothing else (`see`), encoded once however many
 * sockets it has. Nothing is sent on account of what a seat may not see: the moment alone would tell of it.
 */
export class Audience {
  readonly #listeners: Readonly<Record<Seat, Set<Listener>>> = {
    client: new Set(),
    server: new Set(),
    network: new Set(),
  }
  readonly #told: Readonly<Record<Seat, Told>>
  readonly #log: PackedLog
  readonly #presence: SeatPresence
  readonly #vacantAfter: number
  readonly #seats: () => Pick<Session, 'names' | 'network'>

  /**
   * @param log all stored events
   * @param grace see `SeatPresence`
   * @param vacantAfter milliseconds without a connection after which an end may be handed over
   * @param clock milliseconds
   * @param changedHere called when the seats that are connected to this server have changed
   */
  constructor(
    log: PackedLog,
    grace: number,
    vacantAfter: number,
    clock: () => number,
    seats: () => Pick<Session, 'names' | 'network'>,
    changedHere: () => void,
  ) {
    this.#log = log
    const told = (role: Seat) => new Told(role, log.countOf(role))
    this.#told = { client: told('client'), server: told('server'), network: told('network') }
    this.#vacantAfter = vacantAfter
    this.#seats = seats
    this.#presence = new SeatPresence(grace, { changed: () => this.#tellPresence(), changedHere }, clock)
  }

  /** The seats that are connected to this server, or were a moment ago. */
  get here(): readonly Seat[] {
    return this.#presence.here
  }

  /** Another server says which seats are connected to it. */
  hearOfPresence(server: string, seats: readonly Seat[]): void {
    this.#presence.hear(server, seats)
  }

  connected(role: Seat): boolean {
    return this.#presence.connected(role)
  }

  /** Whether the seat has been without a connection for so long that it may be handed over. */
  vacant(role: Seat): boolean {
    return !this.#presence.connected(role) && this.#presence.awayFor(role) >= this.#vacantAfter
  }

  listenersOf(role: Seat): number {
    return this.#listeners[role].size
  }

  /**
   * Adds a listener and tells it all that it lacks.
   * @param lacking what it lacks of the log, or of its beginning
   * @param now play time, ms
   */
  join(listener: Listener, { from, to, texts }: Lacking, now: number): void {
    const { role } = listener
    const count = this.#log.countOf(role)
    const since = this.#log.after(to).flatMap((event) => count.tell(event) ?? [])
    const lacking = [...texts, ...since.map((event) => JSON.stringify(event))]
    const told = this.#told[role]
    // the others are told; for the new one welcome comes first and says it
    this.#presence.arrive(role)
    this.#listeners[role].add(listener)
    listener.send(encode(told.welcome(this.#present(), now)))
    listener.send(encodeWith(told.all(from, [], now), lacking))
  }

  /** @param silent see `SeatPresence.leave` */
  leave(listener: Listener, silent: boolean): void {
    if (this.#listeners[listener.role].delete(listener)) this.#presence.leave(listener.role, silent)
  }

  /** Tells each seat what it may see of events that are in the log and follow those it knows. */
  tell(events: readonly SessionEvent[], now: number): void {
    for (const event of events) {
      if (event.type !== 'seat-handed-over' || event.to === 'partner') continue
      for (const listener of this.#listeners[event.role]) listener.handedOver?.()
    }
    for (const role of SEATS) {
      if (this.#listeners[role].size === 0) continue
      const news = this.#told[role].news(events, now)
      if (news) this.#send(role, news)
    }
    if (events.some(({ type }) => type === 'seat-taken' || type === 'seat-handed-over')) this.#tellPresence()
  }

  tellSuccessor(role: Seat, session: string): void {
    this.#send(role, { type: 'successor', session })
  }

  tellGone(): void {
    const detail = 'this session has been deleted'
    for (const role of SEATS) this.#send(role, { type: 'error', code: 'unknown-session', field: 'session', detail })
  }

  close(): void {
    this.#presence.close()
  }

  #tellPresence(): void {
    for (const role of SEATS) this.#send(role, { type: 'presence', presence: this.#present() })
  }

  #present(): Presence {
    const { names, network } = this.#seats()
    const seat = (role: Seat) => {
      const taken = names[role] !== null
      const connected = this.#presence.connected(role)
      if (!taken || connected || role === 'network') return { taken, connected }
      return { taken, connected, vacantIn: Math.max(0, this.#vacantAfter - this.#presence.awayFor(role)) }
    }
    return { client: seat('client'), server: seat('server'), ...(network && { network: seat('network') }) }
  }

  #send(role: Seat, message: ServerMessage): void {
    const listeners = this.#listeners[role]
    if (listeners.size === 0) return
    const text = encode(message)
    for (const listener of listeners) listener.send(text)
  }
}

/** News whose events are text already, put in. */
function encodeWith(none: ServerMessage, events: readonly string[]): string {
  const text = encode(none)
  return `${text.slice(0, -']}'.length)}${events.join(',')}]}`
}
