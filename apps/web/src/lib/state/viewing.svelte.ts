import {
  type Command,
  EYES,
  hasNewerRules,
  type MessageError,
  type News,
  type Presence,
  type Refusal,
  type Role,
  type SeenEvent,
  type ServerMessage,
  type View,
  type Viewer,
} from '@woshou/session'
import type { Channel, ChannelEnd, ChannelStatus } from './channel.ts'
import { PendingMove } from './pending-move.svelte.ts'
import { ServerClock } from './server-clock.ts'
import { SessionSocket } from './session-socket.svelte.ts'

/** Something that was just said about the viewer's own doing, and passes. */
export type Notice =
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'error'; readonly code: MessageError }

/** As whom a session is looked at, and by what right. */
export interface ViewerKey<V extends Viewer> {
  readonly session: string
  readonly role: V
  readonly token: string
  /** The token of a seat which this browser holds there as well. */
  readonly held?: string | undefined
}

export interface ViewingOptions<V extends Viewer> {
  /** New events, after the first batch of a visit: for announcements. */
  readonly onEvents?: ((events: readonly SeenEvent<V>[], view: View<V>) => void) | undefined
  /** What leads to the session's authority; a socket to the server unless something else is given. */
  readonly channel?: ((end: ChannelEnd<V>) => Channel) | undefined
  /** For tests. */
  readonly connect?: (() => WebSocket) | undefined
}

/**
 * A session as one viewer sees it while it is played, whoever that is: folds what the server lets it see, and, where it may
 * do something, sends one move at a time, and that one again, with the same id, until it has been answered. So no move is
 * lost and none made twice.
 */
export class Viewing<V extends Viewer = Role> {
  readonly key: ViewerKey<V>
  #view = $state.raw<View<V> | null>(null)
  #presence = $state.raw<Presence | null>(null)
  #notice = $state.raw<Notice | null>(null)
  /** The session was begun by rules that this page does not have. */
  #newerRules = $state(false)
  readonly #clock = new ServerClock()
  readonly #pending: PendingMove
  readonly #channel: Channel
  readonly #onEvents: ViewingOptions<V>['onEvents']

  constructor(key: ViewerKey<V>, { channel, connect, onEvents }: ViewingOptions<V> = {}) {
    this.key = key
    this.#onEvents = onEvents
    const { held, role, session, token } = key
    this.#pending = new PendingMove(session, role)
    const end: ChannelEnd<V> = {
      protocol: EYES[role].protocol,
      since: () => this.#view?.version ?? 0,
      onMessage: (message) => this.#take(message),
    }
    const socket = { session, token, ...(held !== undefined && { held }), ...(connect && { connect }) }
    this.#channel = channel?.(end) ?? new SessionSocket<V>({ ...socket, ...end })
  }

  start(): void {
    this.#channel.start()
  }

  stop(): void {
    this.#channel.stop()
  }

  get view(): View<V> | null {
    return this.#view
  }

  get presence(): Presence | null {
    return this.#presence
  }

  get status(): ChannelStatus {
    return this.#channel.status
  }

  get refusedBy(): MessageError | null {
    return this.#newerRules ? 'newer-rules' : this.#channel.refusedBy
  }

  /** A move is on its way and has no answer yet. */
  get waiting(): boolean {
    return this.#pending.move !== null
  }

  get notice(): Notice | null {
    return this.#notice
  }

  /** Play time now, ms. */
  now(): number {
    return this.#view?.paused?.at ?? this.#clock.now() ?? this.#view?.events.at(-1)?.at ?? 0
  }

  dismissNotice(): void {
    this.#notice = null
  }

  /** Asks for something. False when the last move has no answer yet: one thing after the other. */
  move(command: Command): boolean {
    if (this.waiting || !this.#view) return false
    this.#notice = null
    this.#pending.set(command, this.#view.version)
    this.#sendPending()
    return true
  }

  /** Says something that is no move; false when there is no open connection. */
  protected say(message: Parameters<Channel['send']>[0]): boolean {
    return this.#channel.send(message)
  }

  /** Hears what the viewer's own store makes more of. */
  protected heard(_message: ServerMessage<V>): void {}

  /** A move has been carried out. */
  protected accepted(_command: Command): void {}

  /** Whether an answer is to something that was asked beside moves. */
  protected asked(_id: string): boolean {
    return false
  }

  /** An event has been folded. */
  protected folded(_before: View<V> | null, _after: View<V>, _event: SeenEvent<V>): void {}

  #sendPending(): void {
    const { move } = this.#pending
    if (move && this.#channel.status === 'open') this.#channel.send({ type: 'move', ...move })
  }

  #take(message: ServerMessage<V>): void {
    switch (message.type) {
      case 'welcome':
        this.#clock.reset()
        this.#clock.hear(message.now)
        this.#presence = message.presence
        this.#sendPending()
        break
      case 'events':
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
      case 'accepted': {
        const move = this.#pending.answered(message.id)
        if (move) this.accepted(move.command)
        break
      }
      case 'violation':
        this.#pending.answered(message.id)
        break
      case 'refusal':
        if (this.#pending.answered(message.id) || this.asked(message.id))
          this.#notice = { kind: 'refusal', refusal: message.refusal }
        break
      case 'error':
        if (message.id === undefined || this.#pending.answered(message.id) || this.asked(message.id))
          this.#notice = { kind: 'error', code: message.code }
        break
      case 'seat-offer':
      case 'successor': // an end's
      case 'closing': // the channel's own business
        break
    }
    this.heard(message)
  }

  #takeEvents({ since, events }: News<V>): void {
    const known = this.#view?.version ?? 0
    if (since > known) {
      this.#channel.rejoin()
      return
    }
    if (hasNewerRules(events[0])) {
      this.#newerRules = true
      this.#channel.stop()
      return
    }
    const { fold } = EYES[this.key.role]
    const fresh = events.filter((event) => event.version > known)
    const before = this.#view
    let view = before
    for (const event of fresh) {
      const next = fold(view, event)
      this.folded(view, next, event)
      view = next
    }
    if (!view) return
    this.#view = view
    if (fresh.length > 0 && before) this.#onEvents?.(fresh, view)
  }
}
