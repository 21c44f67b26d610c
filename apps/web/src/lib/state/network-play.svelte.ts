import {
  type Command,
  evolveView,
  hasNewerRules,
  type MessageError,
  type News,
  type Presence,
  type Refusal,
  type SeenEvent,
  type ServerMessage,
  type View,
} from '@woshou/session'
import type { ChannelStatus } from './channel.ts'
import { PendingMove } from './pending-move.svelte.ts'
import type { HeldSeat } from './seats.svelte.ts'
import { ServerClock } from './server-clock.ts'
import { SessionSocket } from './session-socket.svelte.ts'

type Interference = Extract<Command, { type: 'interfere' }>['do']

/** The network's seat of one session: what is on the wire, and the mischief done with it. Nothing of the ends. */
export class NetworkPlay {
  readonly seat: HeldSeat
  #view = $state.raw<View<'network'> | null>(null)
  #presence = $state.raw<Presence | null>(null)
  #refusal = $state.raw<Refusal | MessageError | null>(null)
  /** The session was begun by rules that this page does not have. */
  #newerRules = $state(false)
  readonly #clock = new ServerClock()
  readonly #pending: PendingMove
  readonly #socket: SessionSocket<'network'>
  readonly #onEvents: ((events: readonly SeenEvent<'network'>[], view: View<'network'>) => void) | undefined

  constructor(
    seat: HeldSeat,
    options: {
      /** New events, after the first batch of a visit: for announcements. */
      readonly onEvents?: (events: readonly SeenEvent<'network'>[], view: View<'network'>) => void
      /** For tests. */
      readonly connect?: () => WebSocket
    } = {},
  ) {
    this.seat = seat
    this.#onEvents = options.onEvents
    this.#pending = new PendingMove(seat.session, seat.role)
    this.#socket = new SessionSocket({
      viewer: 'network',
      session: seat.session,
      token: seat.token,
      since: () => this.#view?.version ?? 0,
      onMessage: (message) => this.#take(message),
      ...(options.connect && { connect: options.connect }),
    })
  }

  start(): void {
    this.#socket.start()
  }

  stop(): void {
    this.#socket.stop()
  }

  get view(): View<'network'> | null {
    return this.#view
  }

  get presence(): Presence | null {
    return this.#presence
  }

  get status(): ChannelStatus {
    return this.#socket.status
  }

  get refusedBy(): MessageError | null {
    return this.#newerRules ? 'newer-rules' : this.#socket.refusedBy
  }

  /** Something was done that has no answer yet. */
  get waiting(): boolean {
    return this.#pending.move !== null
  }

  /** Why the last thing could not be done. */
  get refusal(): Refusal | MessageError | null {
    return this.#refusal
  }

  /** Play time now, ms. */
  now(): number {
    return this.#view?.paused?.at ?? this.#clock.now() ?? this.#view?.events.at(-1)?.at ?? 0
  }

  /** Does something with the segment sent at that version. False while the last thing has no answer yet. */
  interfere(sent: number, how: Interference): boolean {
    if (this.waiting || !this.#view) return false
    this.#refusal = null
    this.#pending.set({ type: 'interfere', sent, do: how }, this.#view.version)
    this.#sendPending()
    return true
  }

  #sendPending(): void {
    const { move } = this.#pending
    if (move && this.#socket.status === 'open') this.#socket.send({ type: 'move', ...move })
  }

  #take(message: ServerMessage<'network'>): void {
    switch (message.type) {
      case 'welcome':
        this.#clock.reset()
        this.#clock.hear(message.now)
        this.#presence = message.presence
        this.#sendPending()
        break
      case 'events':
        // what was heard before time stood still is ahead by the gap
        if (message.events.some(({ type }) => type === 'time-went-on')) this.#clock.reset()
        this.#clock.hear(message.now)
        this.#takeEvents(message)
        break
      case 'heartbeat':
        this.#clock.hear(message.now)
        break
      case 'presence':
        this.#presence = message.presence
        break
      case 'accepted':
        this.#pending.answered(message.id)
        break
      case 'refusal':
        if (this.#pending.answered(message.id)) this.#refusal = message.refusal
        break
      case 'error':
        if (message.id === undefined || this.#pending.answered(message.id)) this.#refusal = message.code
        break
      case 'violation':
      case 'successor':
      case 'closing': // the socket's own business
        break
    }
  }

  #takeEvents({ since, events }: News<'network'>): void {
    const known = this.#view?.version ?? 0
    if (since > known) {
      this.#socket.rejoin()
      return
    }
    if (hasNewerRules(events[0])) {
      this.#newerRules = true
      this.#socket.stop()
      return
    }
    const fresh = events.filter((event) => event.version > known)
    const before = this.#view
    let view = before
    for (const event of fresh) view = evolveView<'network'>(view, event, 'network')
    if (!view) return
    this.#view = view
    if (fresh.length > 0 && before) this.#onEvents?.(fresh, this.#view)
  }
}
