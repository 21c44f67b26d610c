import { type Change, type Signal, variables } from '@woshou/protocol'
import { type Command, peerOf, type Role, type SeenEvent, type ServerMessage, type View } from '@woshou/session'
import { Draft } from './draft.svelte.ts'
import { randomId } from './random-id.ts'
import type { EndSeat } from './seats.svelte.ts'
import { Viewing, type ViewingOptions } from './viewing.svelte.ts'

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

/**
 * An end of a session while it is played: what the student has drafted, what the last move or arrival changed, and what can
 * be done about an absent partner, beside what every viewer has (`Viewing`).
 */
export class Play extends Viewing<Role> {
  readonly seat: EndSeat
  readonly draft: Draft
  #steps = $state.raw<readonly Step[]>([])
  #signals = $state.raw<readonly Signal[]>([])
  #successor = $state<string | null>(null)
  /** The code that gives the partner's seat. */
  #seatCode = $state<string | null>(null)
  /** The last wish to hand the partner's seat over, until it is answered. */
  #handOver: string | null = null

  constructor(seat: EndSeat, options: ViewingOptions<Role> = {}) {
    super(seat, options)
    this.seat = seat
    this.draft = new Draft(seat.session, seat.role)
  }

  override stop(): void {
    this.draft.keep()
    super.stop()
  }

  get role(): Role {
    return this.seat.role
  }

  /** Whether the partner sits there with an open connection; null while nobody has taken that seat. */
  get partnerConnected(): boolean | null {
    const partner = this.presence?.[peerOf(this.role)]
    return partner?.taken ? partner.connected : null
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
    const last = this.view?.events.findLast(({ type }) => type === 'arrival-checked')
    return last?.type === 'arrival-checked' && last.right === false
  }

  /** The own last wrong attempt, until a segment leaves or another one arrives. */
  get withheld(): Extract<SeenEvent, { type: 'segment-withheld' }> | null {
    const last = this.view?.events.findLast(
      ({ type }) => type === 'segment-withheld' || type === 'segment-sent' || type === 'segment-arrived',
    )
    return last?.type === 'segment-withheld' ? last : null
  }

  /** The own newest segment, when the judge has something to say about it although it was right; until the next one. */
  get remarked(): Extract<SeenEvent, { type: 'segment-sent' }> | null {
    const last = this.view?.events.findLast(({ type }) => type === 'segment-withheld' || type === 'segment-sent')
    return last?.type === 'segment-sent' && last.remarks.length > 0 ? last : null
  }

  /** The one-time code that gives the absent partner's seat, once it has been asked for; null when it has been used. */
  get seatCode(): string | null {
    return this.#seatCode
  }

  /** Milliseconds until the partner's seat may be handed over; null while the partner is there. */
  get partnerVacantIn(): number | null {
    return this.presence?.[peerOf(this.role)].vacantIn ?? null
  }

  /** Asks that a correct TCP plays on for the absent partner, or for a code that gives the seat. */
  handOver(to: 'partner' | 'code'): void {
    this.dismissNotice()
    const id = randomId()
    if (this.say({ type: 'hand-over', id, to })) this.#handOver = id
  }

  protected override asked(id: string): boolean {
    return this.#handOver === id
  }

  protected override accepted({ type }: Command): void {
    if (type !== 'send-segment') return
    this.draft.clear()
    this.draft.keep()
  }

  protected override heard(message: ServerMessage): void {
    if (message.type === 'seat-offer') this.#seatCode = message.code
    else if (message.type === 'successor') this.#successor = message.session
    else if (message.type === 'presence' && this.partnerConnected) this.#seatCode = null
  }

  protected override folded(before: View | null, after: View, event: SeenEvent): void {
    this.#noteSteps(before, after, event)
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
