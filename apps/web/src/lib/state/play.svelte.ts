import { type Change, type Signal, variables } from '@woshou/protocol'
import {
  type Command,
  evolveView,
  hasNewerRules,
  type MessageError,
  type Presence,
  peerOf,
  type Refusal,
  type Role,
  type SeenEvent,
  type ServerMessage,
  type View,
} from '@woshou/session'
import type { Channel, ChannelEnd, ChannelStatus } from './channel.ts'
import { Draft } from './draft.svelte.ts'
import { PendingMove } from './pending-move.svelte.ts'
import { randomId } from './random-id.ts'
import type { EndSeat } from './seats.svelte.ts'
import { ServerClock } from './server-clock.ts'
import { SessionSocket } from './session-socket.svelte.ts'

/** Why a variable moved without an arrival: the student sent something, a timer ran out, the application called. */
type OwnReason = 'own' | 'timer' | 'call'

/** A variable's last step, and why. */
type Step = Omit<Change, 'because'> & {
  readonly because: Change['because'] | OwnReason
  readonly version: number
}

const OWN_REASONS: Partial<Record<SeenEvent['type'], OwnReason>> = {
  'segment-sent': 'own',
  'timer-expired': 'timer',
  'application-called': 'call',
}

/** Something that was just said about the student's own doing, and passes. */
type Notice =
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'error'; readonly code: MessageError }

/**
 * One seat of one session while it is played: folds what the server lets it see, sends one move at a time, and
 * sends that one again, with the same id, until it has been answered. So no move is lost and none made twice.
 */
export class Play {
  readonly seat: EndSeat
  readonly draft: Draft
  #view = $state.raw<View | null>(null)
  #presence = $state.raw<Presence | null>(null)
  #notice = $state.raw<Notice | null>(null)
  #steps = $state.raw<readonly Step[]>([])
  #signals = $state.raw<readonly Signal[]>([])
  #successor = $state<string | null>(null)
  /** The code that gives the partner's seat. */
  #seatCode = $state<string | null>(null)
  /** The last wish to hand the partner's seat over, until it is answered. */
  #handOver: string | null = null
  /** The session was begun by rules that this page does not have. */
  #newerRules = $state(false)
  readonly #clock = new ServerClock()
  readonly #pending: PendingMove
  readonly #channel: Channel
  readonly #onEvents: ((events: readonly SeenEvent[], view: View) => void) | undefined

  constructor(
    seat: EndSeat,
    options: {
      /** New events, after the first batch of a visit: for announcements. */
      readonly onEvents?: (events: readonly SeenEvent[], view: View) => void
      /** What leads to the session's authority; a socket to the server unless something else is given. */
      readonly channel?: (end: ChannelEnd) => Channel
      /** For tests. */
      readonly connect?: () => WebSocket
    } = {},
  ) {
    this.seat = seat
    this.draft = new Draft(seat.session, seat.role)
    this.#onEvents = options.onEvents
    this.#pending = new PendingMove(seat.session, seat.role)
    const end: ChannelEnd = {
      since: () => this.#view?.version ?? 0,
      onMessage: (message) => this.#take(message),
    }
    const { channel, connect } = options
    const { session, token } = seat
    this.#channel =
      channel?.(end) ?? new SessionSocket({ viewer: seat.role, session, token, ...end, ...(connect && { connect }) })
  }

  start(): void {
    this.#channel.start()
  }

  stop(): void {
    this.draft.keep()
    this.#channel.stop()
  }

  get role(): Role {
    return this.seat.role
  }

  get view(): View | null {
    return this.#view
  }

  get presence(): Presence | null {
    return this.#presence
  }

  /** Whether the partner sits there with an open connection; null while nobody has taken that seat. */
  get partnerConnected(): boolean | null {
    const partner = this.#presence?.[peerOf(this.role)]
    return partner?.taken ? partner.connected : null
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

  /** What the last move or arrival changed. */
  get steps(): readonly Step[] {
    return this.#steps
  }

  /** What TCP last told the application. */
  get signals(): readonly Signal[] {
    return this.#signals
  }

  /** The session with swapped roles which the partner has made. */
  get successor(): string | null {
    return this.#successor
  }

  /** The last check of an arrival was wrong, and its student is to look again. */
  get wronglyChecked(): boolean {
    const last = this.#view?.events.findLast(({ type }) => type === 'arrival-checked')
    return last?.type === 'arrival-checked' && last.right === false
  }

  /** The own last wrong attempt, until a segment leaves or another one arrives. */
  get withheld(): Extract<SeenEvent, { type: 'segment-withheld' }> | null {
    const last = this.#view?.events.findLast(
      ({ type }) => type === 'segment-withheld' || type === 'segment-sent' || type === 'segment-arrived',
    )
    return last?.type === 'segment-withheld' ? last : null
  }

  /** The own newest segment, when the judge has something to say about it although it was right; until the next one. */
  get remarked(): Extract<SeenEvent, { type: 'segment-sent' }> | null {
    const last = this.#view?.events.findLast(({ type }) => type === 'segment-withheld' || type === 'segment-sent')
    return last?.type === 'segment-sent' && last.remarks.length > 0 ? last : null
  }

  /** Play time now, ms. */
  now(): number {
    return this.#view?.paused?.at ?? this.#clock.now() ?? this.#view?.events.at(-1)?.at ?? 0
  }

  /** The one-time code that gives the absent partner's seat, once it has been asked for; null when it has been used. */
  get seatCode(): string | null {
    return this.#seatCode
  }

  /** Milliseconds until the partner's seat may be handed over; null while the partner is there. */
  get partnerVacantIn(): number | null {
    return this.#presence?.[peerOf(this.role)].vacantIn ?? null
  }

  /** Asks that a correct TCP plays on for the absent partner, or for a code that gives the seat. */
  handOver(to: 'partner' | 'code'): void {
    this.#notice = null
    const id = randomId()
    if (this.#channel.send({ type: 'hand-over', id, to })) this.#handOver = id
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

  #sendPending(): void {
    const { move } = this.#pending
    if (move && this.#channel.status === 'open') this.#channel.send({ type: 'move', ...move })
  }

  #take(message: ServerMessage): void {
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
        if (this.partnerConnected) this.#seatCode = null
        break
      case 'seat-offer':
        this.#seatCode = message.code
        break
      case 'successor':
        this.#successor = message.session
        break
      case 'accepted':
        if (this.#pending.answered(message.id)?.command.type === 'send-segment') {
          this.draft.clear()
          this.draft.keep()
        }
        break
      case 'violation':
        this.#pending.answered(message.id)
        break
      case 'refusal':
        if (this.#pending.answered(message.id) || this.#handOver === message.id)
          this.#notice = { kind: 'refusal', refusal: message.refusal }
        break
      case 'error':
        if (message.id === undefined || this.#pending.answered(message.id) || this.#handOver === message.id)
          this.#notice = { kind: 'error', code: message.code }
        break
      case 'closing': // the channel's own business
        break
    }
  }

  #takeEvents({ since, events }: Extract<ServerMessage, { type: 'events' }>): void {
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
    const fresh = events.filter((event) => event.version > known)
    const before = this.#view
    let view = before
    for (const event of fresh) {
      const next = evolveView(view, event, this.role)
      this.#noteSteps(view, next, event)
      view = next
    }
    if (!view) return
    this.#view = view
    if (fresh.length > 0 && before) this.#onEvents?.(fresh, this.#view)
  }

  #noteSteps(before: View | null, after: View, event: SeenEvent): void {
    const { version } = event
    const taken = event.type === 'segment-arrived' || event.type === 'arrival-checked'
    if (taken && event.outcome !== null) {
      // With the TCB its variables are gone: one step says it all.
      const gone = after.end.tcb.state === 'CLOSED'
      this.#steps = after.end.changes
        .filter(({ variable }) => variable === 'state' || !gone)
        .map((change) => ({ ...change, version }))
      this.#signals = after.end.signals
      return
    }
    const because = OWN_REASONS[event.type]
    if (!before || !because) return
    const steps = stepsBetween(before, after, because, version)
    // A call that only records a wish leaves the last steps to be read.
    if (steps.length === 0 && because === 'call') return
    this.#steps = steps
    this.#signals = []
  }
}

function stepsBetween(before: View, after: View, because: OwnReason, version: number): readonly Step[] {
  const { state: from } = before.end.tcb
  const { state: to } = after.end.tcb
  const state: Step[] = from === to ? [] : [{ variable: 'state', from, to, because, version }]
  // With the TCB its variables are gone: one step says it all.
  if (to === 'CLOSED') return state
  const old = new Map(variables(before.end.tcb).map(({ name, value }) => [name, value]))
  const moved = variables(after.end.tcb).flatMap(({ name, value }) => {
    const was = old.get(name) ?? null
    return was === value ? [] : [{ variable: name, from: was, to: value, because, version }]
  })
  return [...state, ...moved]
}
