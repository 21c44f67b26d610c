import { type ClassServerMessage, decode, encode, type SocketMessage } from '@woshou/classroom'
import type { ServerMessage, Viewer } from '@woshou/session'
import type { RawData, WebSocket } from 'ws'
import { TokenBucket } from '../live/token-bucket.ts'
import type { Services } from '../services.ts'
import { type Caller, STRANGER } from './caller.ts'
import { CLOSE, type CloseCode } from './close-code.ts'
import type { Entrances } from './entrances.ts'
import type { Frames } from './frames.ts'
import { type Entrance, type Guest, isOpening, type Line, OPENINGS, type Opening, type Told } from './guest.ts'
import type { Pulse } from './heartbeat.ts'
import { Outlet, type OutletLimits } from './outlet.ts'
import type { Placed } from './socket-places.ts'

/** Milliseconds within which the first message must have come. */
const JOIN_WITHIN = 5_000

/** Messages that may wait for a join: more than a browser that comes back has to say. */
const MOST_WAITING = 64

/** Messages after the allowed ones which are answered; then the socket is closed. */
const MOST_EXCESS = 100

/** Which messages may come first. */
const FIRST = `${OPENINGS.slice(0, -1).join(', ')} or ${OPENINGS.at(-1)}`

/** How a connection is limited; the tests shorten it. */
export interface ConnectionLimits extends OutletLimits {
  readonly messagesPerSecond: number
  readonly joinWithin?: number
}

/** What a connection works with. */
export interface ConnectionServices extends Pick<Services, 'failures' | 'metrics'> {
  readonly entrances: Entrances
}

/** What a connection is at; each has what it needs, and nothing of what went before. */
type State =
  /** Open, and has not said yet who it is. */
  | { readonly name: 'unjoined'; readonly timer: NodeJS.Timeout }
  /** Has said it, and is being looked up; what it says meanwhile waits. */
  | { readonly name: 'joining'; readonly waiting: SocketMessage[] }
  | { readonly name: 'seated'; readonly guest: Guest }
  /**
   * Nothing more is taken. What is under way is still answered while the socket takes it: a server that stops owes its
   * answers. The guest, if there is one, leaves when the socket has closed.
   */
  | { readonly name: 'closing'; readonly guest: Guest | null; readonly silent: boolean }
  | { readonly name: 'closed' }

/**
 * One WebSocket: how much may come in, what is made of it, who it is for, and how it ends.
 *
 *     unjoined → joining → seated → closing → closed        (each may close, too)
 *
 * `beat`, `giveUp`, `giveWay`, `announceRestart` and `closeForRestart` are called by those that keep all connections: the
 * heartbeat, the places, the server that stops. `Line` is what its guest calls.
 */
export class Connection implements Pulse, Placed, Line {
  busyAt = performance.now()
  heardAt = performance.now()
  readonly address: string
  readonly caller: Caller
  readonly #outlet: Outlet
  readonly #services: ConnectionServices
  readonly #messagesPerSecond: number
  readonly #bucket: TokenBucket
  #excess = 0
  #state: State

  /**
   * Attaches itself to the socket at once: what arrives before there is a listener would be lost.
   * @param frames how the socket writes
   * @param address where it comes from
   * @param caller what else is known of who opened it
   */
  constructor(
    socket: WebSocket,
    frames: Frames,
    address: string,
    services: ConnectionServices,
    { joinWithin = JOIN_WITHIN, messagesPerSecond, ...limits }: ConnectionLimits,
    caller: Caller = STRANGER,
  ) {
    this.address = address
    this.caller = caller
    this.#services = services
    this.#messagesPerSecond = messagesPerSecond
    this.#bucket = new TokenBucket(messagesPerSecond * 2, messagesPerSecond)
    this.#outlet = new Outlet(socket, frames, limits, () => {
      services.metrics.slowConsumerLetGo()
      this.#takeNoMore()
    })
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    socket.on('ping', (data) => this.#answerPing(data))
    socket.on('pong', () => this.#allow())
    socket.on('close', () => this.#closed())
    const timer = setTimeout(() => {
      const detail = `the first message, within ${joinWithin / 1_000} s, is ${FIRST}`
      this.refuse({ code: 'join-first', field: '', detail })
      this.close(CLOSE.policyViolation)
    }, joinWithin)
    this.#state = { name: 'unjoined', timer }
  }

  /** What its guest has joined; null while it has none. */
  get seat(): string | null {
    return 'guest' in this.#state ? (this.#state.guest?.joined ?? null) : null
  }

  get open(): boolean {
    return this.#state.name !== 'closing' && this.#state.name !== 'closed'
  }

  /** Sends a sign of life, and asks for one. */
  beat(): void {
    if (!this.open) return
    this.#outlet.ping()
    if (this.#state.name === 'seated') this.#state.guest.beat()
  }

  giveUp(): void {
    this.#takeNoMore(true)
    this.#outlet.cut()
  }

  /** Somebody else needs its place more. */
  giveWay(): void {
    const detail = 'there are too many open connections: this one gave way to another'
    this.refuse({ code: 'too-many', field: '', detail })
    this.close(CLOSE.tryAgainLater)
  }

  /** The server is about to stop: nothing more is taken, what is under way is still answered. @param retryAfter ms */
  announceRestart(retryAfter: number): void {
    this.send({ type: 'closing', reason: 'restart', retryAfter })
    if (this.#state.name === 'seated') this.#state.guest.stopping?.()
    this.#takeNoMore()
  }

  closeForRestart(): void {
    this.close(CLOSE.serviceRestart)
  }

  send(message: ServerMessage<Viewer> | ClassServerMessage): void {
    this.sendText(encode(message))
  }

  sendText(text: string): void {
    this.#outlet.send(text)
  }

  refuse({ code, field, detail, id, session }: Told): void {
    const about = { ...(id !== undefined && { id }), ...(session !== undefined && { session }) }
    this.send({ type: 'error', code, field, detail, ...about })
  }

  close(code: CloseCode): void {
    this.#takeNoMore()
    this.#outlet.close(code)
  }

  /** Whether what has arrived is to be dealt with: it is a sign of life, and one of not too many. */
  #allow(now = performance.now()): boolean {
    this.heardAt = now
    if (!this.open) return false
    if (this.#bucket.take(now)) return true
    this.#excess += 1
    const detail = `more than ${this.#messagesPerSecond} messages a second: send it again later`
    this.refuse({ code: 'too-many', field: '', detail })
    if (this.#excess > MOST_EXCESS) this.close(CLOSE.policyViolation)
    return false
  }

  /** By hand: `ws` itself would answer any number, and keep the answers that nobody reads. */
  #answerPing(data: Buffer): void {
    if (this.#allow()) this.#outlet.pong(data)
  }

  #receive(data: RawData, isBinary: boolean): void {
    const now = performance.now()
    if (!this.#allow(now)) return
    if (isBinary) {
      this.refuse({ code: 'not-json', field: '', detail: 'expected one JSON object as text, received bytes' })
      return
    }
    this.busyAt = now
    const decoded = decode(data.toString())
    if (decoded.ok) {
      this.#take(decoded.message)
      return
    }
    const { code } = decoded.error
    this.send(decoded.error)
    if (code === 'too-old' || code === 'too-new') this.close(CLOSE.policyViolation)
  }

  #take(message: SocketMessage): void {
    const state = this.#state
    switch (state.name) {
      case 'unjoined':
        if (isOpening(message)) void this.#admit(message, state.timer)
        else {
          const detail = `the first message is ${FIRST}`
          this.refuse({ code: 'join-first', field: 'type', detail, ...('id' in message && { id: message.id }) })
        }
        break
      case 'joining':
        if (state.waiting.length < MOST_WAITING) state.waiting.push(message)
        else {
          const detail = 'too many messages before the answer to join: send it again later'
          this.refuse({ code: 'too-many', field: '', detail, ...('id' in message && { id: message.id }) })
        }
        break
      case 'seated':
        state.guest.hear(message)
    }
  }

  /** Lets in whoever says who they are. Whatever happens meanwhile, what the entrance holds on to is given back. */
  async #admit(message: Opening, timer: NodeJS.Timeout): Promise<void> {
    clearTimeout(timer)
    const waiting: SocketMessage[] = []
    this.#state = { name: 'joining', waiting }
    try {
      // each takes the messages by whose type it is found
      const entrance = this.#services.entrances[message.type] as Entrance
      const entry = await entrance(message, this)
      if (!this.open) {
        if (entry.ok) entry.abandon()
        return
      }
      const entered = entry.ok ? entry.enter() : entry
      if (!entered.ok) {
        this.refuse(entered)
        this.close(entered.close)
        return
      }
      this.#seat(entered.guest)
      for (const heard of waiting) this.#take(heard)
    } catch (error) {
      this.#services.failures.report(error, 'join')
      this.refuse({ code: 'server-error', field: '', detail: 'something went wrong here: come back in a moment' })
      this.close(CLOSE.tryAgainLater)
    }
  }

  #seat(guest: Guest): void {
    // it may have been closed by the first thing that was said: the client does not read
    if (this.#state.name === 'closing') this.#state = { ...this.#state, guest }
    else this.#state = { name: 'seated', guest }
  }

  #takeNoMore(silent = false): void {
    const state = this.#state
    switch (state.name) {
      case 'unjoined':
        clearTimeout(state.timer)
        this.#state = { name: 'closing', guest: null, silent }
        break
      case 'joining':
        this.#state = { name: 'closing', guest: null, silent }
        break
      case 'seated':
        this.#state = { name: 'closing', guest: state.guest, silent }
        break
      case 'closing':
        if (silent) this.#state = { ...state, silent }
    }
  }

  #closed(): void {
    this.#takeNoMore()
    const state = this.#state
    if (state.name !== 'closing') return
    this.#state = { name: 'closed' }
    state.guest?.leave(state.silent)
  }
}
