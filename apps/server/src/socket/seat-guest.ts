import type { SocketMessage } from '@woshou/classroom'
import {
  type ClientMessage,
  EYES,
  encode,
  isSeat,
  peerOf,
  type Refusal,
  type Role,
  type ServerMessage,
  type Viewer,
} from '@woshou/session'
import type { Listener } from '../live/audience.ts'
import type { Lacking } from '../live/lacking.ts'
import { isNotNow, type NotNow } from '../live/not-now.ts'
import { offerSeat } from '../live/offer-seat.ts'
import type { SessionHost } from '../live/session-host.ts'
import { viewerOf } from '../live/viewer-of.ts'
import type { Services } from '../services.ts'
import { hashToken } from '../storage/seat-token.ts'
import { CLOSE } from './close-code.ts'
import type { EarlyPage } from './early-page.ts'
import { type Guest, JOINED_ALREADY, type Line } from './guest.ts'

/** What a move has stored, and about as much again later: what was sent arrives. */
const WITH_WHAT_FOLLOWS = 2

const SEND_AGAIN = 'something went wrong here: send the same move again'

/** Who sits where, by which token. */
export interface Sitting {
  /** Held; given back when the guest leaves. */
  readonly host: SessionHost
  readonly role: Viewer
  /** Null: an observer by a right in the session's class, which whoever let them in looks after. */
  readonly token: string | null
  /** Null when the page speaks today's protocol. */
  readonly early: EarlyPage | null
}

type Asking = Extract<ClientMessage, { type: 'move' | 'hand-over' }>

/** Whether this is still the seat's holder. */
type Standing =
  | { readonly name: 'holder' }
  /** It has been handed over, perhaps: until that is known, nothing is sent and nothing taken. */
  | { readonly name: 'in-doubt'; readonly said: string[]; readonly heard: Asking[] }
  | { readonly name: 'dismissed' }

/**
 * One connection that holds a seat: its moves go to the session's host, and what the seat may know comes back. It has sat
 * down once (`sit`) before it hears anything; `hear`, `beat` and `leave` are its connection's, the rest is its own.
 */
export class SeatGuest implements Guest {
  readonly #host: SessionHost
  readonly #role: Viewer
  readonly #token: string | null
  readonly #early: EarlyPage | null
  readonly #listener: Listener
  readonly #line: Line
  readonly #services: Services
  #standing: Standing = { name: 'holder' }

  constructor({ host, role, token, early }: Sitting, line: Line, services: Services) {
    this.#host = host
    this.#role = role
    this.#token = token
    this.#early = early
    this.#line = line
    this.#services = services
    this.#listener = {
      role,
      send: (text) => this.#sayText(text),
      ...(token !== null && { inDoubt: () => void this.#recheck(token) }),
      ...(line.session !== undefined && { session: line.session }),
    }
  }

  get joined(): string {
    return `${this.#host.id} ${this.#listener.role}`
  }

  /** Takes the seat, and is told what it lacks. @param since the number of the last event that it has */
  sit(since: number, lacking: Lacking): void {
    const { role } = this.#listener
    this.#host.join(this.#listener, since, lacking)
    this.#services.metrics.joined(since)
    const end = EYES[role].plays
    if (end) this.#withdrawOffer(end)
    if (this.#host.session.ended) void this.#tellSuccessor()
  }

  hear(message: SocketMessage): void {
    if (message.type !== 'move' && message.type !== 'hand-over') this.#line.refuse(JOINED_ALREADY)
    else if (this.#standing.name === 'in-doubt') this.#standing.heard.push(message)
    else if (this.#standing.name === 'holder') void this.#answer(message)
  }

  beat(): void {
    this.#say({ type: 'heartbeat', now: this.#host.playTime })
  }

  leave(silent: boolean): void {
    this.#host.leave(this.#listener, silent)
    this.#services.registry.release(this.#host)
  }

  /** Somebody holds this seat by another token, perhaps. */
  async #recheck(token: string): Promise<void> {
    const { classes, failures, storage } = this.#services
    const { said, heard } = this.#standing.name === 'in-doubt' ? this.#standing : { said: [], heard: [] }
    const doubt: Standing = { name: 'in-doubt', said, heard }
    this.#standing = doubt
    try {
      const role = await viewerOf(storage.directory, this.#host, token)
      // handed over once more: the later question answers
      if (this.#standing !== doubt) return
      if (role === this.#listener.role) {
        this.#standing = { name: 'holder' }
        for (const text of said) this.#sayText(text)
        for (const message of heard) this.hear(message)
        return
      }
      this.#standing = { name: 'dismissed' }
      // its class has taken it away and given it back: it is theirs again in a moment, and asked for anew
      if (role === null && classes.gives(this.#host.id, hashToken(token))) {
        this.#line.close(CLOSE.tryAgainLater)
        return
      }
      this.#line.refuse(
        isSeat(this.#role)
          ? { code: 'wrong-token', field: 'token', detail: 'somebody else has this seat now' }
          : { code: 'not-agreed', field: 'token', detail: 'nobody may watch any more: both ends have to agree' },
      )
      this.#line.close(CLOSE.policyViolation)
    } catch (error) {
      this.#standing = { name: 'dismissed' }
      failures.report(error, 'join')
      this.#line.close(CLOSE.tryAgainLater)
    }
  }

  /** A code that would give this seat is good no longer: whoever sits here has come back. */
  #withdrawOffer(role: Role): void {
    const { failures, storage } = this.#services
    storage.directory.withdrawOffer(this.#host.id, role).catch((error: unknown) => failures.report(error, 'join'))
  }

  /** Who comes back after the end learns that the partner plays on. */
  async #tellSuccessor(): Promise<void> {
    const { failures, storage } = this.#services
    const end = EYES[this.#role].plays
    try {
      const successor = await storage.directory.successorOf(this.#host.id)
      if (successor === null) return
      const [summary] = await storage.directory.list([successor])
      // the own seat there is the other end's
      const free = end !== null && summary?.names[peerOf(end)] === null
      if (free) this.#say({ type: 'successor', session: successor })
    } catch (error) {
      failures.report(error, 'join')
      const detail = 'something went wrong here: come back in a moment'
      this.#line.refuse({ code: 'server-error', field: '', detail })
      this.#line.close(CLOSE.tryAgainLater)
    }
  }

  async #answer(message: Asking): Promise<void> {
    try {
      const answer = await (message.type === 'move'
        ? this.#move(this.#early?.hear(message) ?? message)
        : this.#handOver(message))
      if (answer === 'handed-over') this.#askAgain(message)
      else if (isNotNow(answer)) this.#notNow(answer, message.id)
      else this.#say(answer)
    } catch (error) {
      this.#failed(error, message.id)
    }
  }

  /** The seat was handed over before it was this message's turn: it is asked again once it is known whose seat this is. */
  #askAgain(message: Asking): void {
    // who has left is not told of it
    if (this.#standing.name === 'holder' && this.#token !== null) void this.#recheck(this.#token)
    this.hear(message)
  }

  /** Nothing has become of what was asked: why, and whether to ask again. */
  #notNow(why: NotNow, id: string): void {
    switch (why.notNow) {
      case 'too-many':
        this.#line.refuse({ code: 'too-many', field: '', detail: `${why.detail}: send it again later`, id })
        break
      case 'gone':
        this.#line.refuse({ code: 'unknown-session', field: '', detail: 'this session has been deleted', id })
        this.#line.close(CLOSE.policyViolation)
        break
      case 'storage-lost':
        this.#failed(why.cause, id)
        break
      default:
        this.#line.refuse({ code: 'server-error', field: '', detail: SEND_AGAIN, id })
    }
  }

  #failed(error: unknown, id: string): void {
    this.#services.metrics.moved('failed')
    this.#services.failures.report(error, 'move')
    this.#line.refuse({ code: 'server-error', field: '', detail: SEND_AGAIN, id })
  }

  #move(
    message: Extract<ClientMessage, { type: 'move' }>,
  ): ServerMessage | NotNow | Promise<ServerMessage | 'handed-over' | NotNow> {
    const role = this.#role
    if (!isSeat(role)) {
      const version = this.#host.newestOf(role)
      return { type: 'refusal', id: message.id, version, refusal: 'not-yours-to-do' }
    }
    const { metrics, storageShare } = this.#services
    const { address } = this.#line
    if (!storageShare.mayMove(address))
      return { notNow: 'too-many', detail: 'too much of this address has been stored today' }
    return this.#host.move(role, message).then((moved) => {
      if (moved === 'handed-over' || isNotNow(moved)) return moved
      storageShare.spend(address, WITH_WHAT_FOLLOWS * moved.stored)
      metrics.moved(moved.answer.type)
      return moved.answer
    })
  }

  /** The peer's seat, for an end; never for who watches the wire. */
  async #handOver({
    id,
    to,
  }: Extract<ClientMessage, { type: 'hand-over' }>): Promise<ServerMessage | 'handed-over' | NotNow> {
    const host = this.#host
    const { role } = this.#listener
    const refusal = (why: Refusal): ServerMessage => ({
      type: 'refusal',
      id,
      version: host.newestOf(role),
      refusal: why,
    })
    const end = EYES[role].plays
    if (end === null) return refusal('not-yours-to-do')
    // a class gives its seats itself
    if ((await this.#services.storage.classes.classOf(host.id)) !== null) return refusal('seat-not-vacant')
    const vacant = peerOf(end)
    if (to === 'partner') {
      const handed = await host.handToPartner(vacant)
      if (handed === 'handed-over' || isNotNow(handed)) return handed
      if (!handed) return refusal('seat-not-vacant')
      return { type: 'accepted', id, version: host.newestOf(role) }
    }
    if (!host.mayHandOver(vacant)) return refusal('seat-not-vacant')
    const { clock, storage } = this.#services
    const offer = await offerSeat(storage.directory, host, vacant, clock())
    if (isNotNow(offer)) return offer
    return offer ? { type: 'seat-offer', id, ...offer } : refusal('seat-not-vacant')
  }

  #say(message: ServerMessage): void {
    this.#sayText(encode(message))
  }

  #sayText(text: string): void {
    if (this.#standing.name === 'in-doubt') this.#standing.said.push(text)
    else if (this.#standing.name === 'holder') this.#line.sendText(this.#early?.say(text) ?? text)
  }
}
