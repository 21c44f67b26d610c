import type { Writable } from 'node:stream'
import {
  type ClientMessage,
  decode,
  encode,
  type MessageError,
  peerOf,
  type Refusal,
  type Role,
  type Seat,
  type ServerMessage,
} from '@woshou/session'
import type { RawData, WebSocket } from 'ws'
import type { Listener } from '../live/audience.ts'
import type { Lacking } from '../live/lacking.ts'
import { isLong } from '../live/long-log.ts'
import { NewerRules } from '../live/newer-rules.ts'
import { offerSeat } from '../live/offer-seat.ts'
import { SessionGone, type SessionHost, TooManyMoves } from '../live/session-host.ts'
import { TokenBucket } from '../live/token-bucket.ts'
import { Crowded } from '../live/turnstile.ts'
import type { Services } from '../services.ts'
import { EarlyPage } from './early-page.ts'
import type { Pulse } from './heartbeat.ts'
import type { Placed } from './socket-places.ts'

/** Milliseconds within which `join` must have come. */
const JOIN_WITHIN = 5_000

/** Bytes that may wait to be sent; a client that reads so slowly is better off with a new start. */
const MOST_BUFFERED = 1 << 20

/** Milliseconds which a closing socket has before it is cut. */
const CLOSE_WITHIN = 1_000

/** Sockets of one seat: its tabs, and those that have died and are not yet known to be dead. */
const MOST_SOCKETS = 4

/** Messages that may wait for a join: more than a browser that comes back has to say. */
const MOST_WAITING = 64

/** Messages after the allowed ones which are answered; then the socket is closed. */
const MOST_EXCESS = 100

/** What a move has stored, and about as much again later: what was sent arrives. */
const WITH_WHAT_FOLLOWS = 2

/** RFC 6455 §7.4.1 and the IANA registry. */
const POLICY_VIOLATION = 1008
const SERVICE_RESTART = 1012
const TRY_AGAIN_LATER = 1013

/** How a connection is limited; the tests shorten it. */
export interface ConnectionLimits {
  readonly messagesPerSecond: number
  readonly joinWithin?: number
  readonly mostBuffered?: number
}

interface Seated {
  readonly host: SessionHost
  readonly listener: Listener
}

/** A seat, and what its holder lacks. */
interface Ready {
  readonly role: Seat
  readonly lacking: Lacking
}

/** One socket, which becomes one seat's by its first message. */
export class SeatConnection implements Pulse, Placed {
  busyAt = performance.now()
  heardAt = performance.now()
  readonly #socket: WebSocket
  readonly #wire: Pick<Writable, 'cork' | 'uncork'>
  readonly address: string
  readonly #services: Services
  readonly #limits: Required<ConnectionLimits>
  readonly #bucket: TokenBucket
  readonly #joinTimer: NodeJS.Timeout
  #excess = 0
  #seated: Seated | null = null
  /** The join under way, and what came after it. */
  #joining: ClientMessage[] | null = null
  /** What is kept back while it is not known whether this is still the seat's holder. */
  #held: string[] | null = null
  /** Null when the page speaks today's protocol. */
  #early: EarlyPage | null = null
  #open = true
  #silent = false
  #corked = false

  /**
   * Attaches itself to the socket at once: what arrives before there is a listener would be lost.
   * @param wire what the socket writes to
   * @param address where it comes from
   */
  constructor(
    socket: WebSocket,
    wire: Pick<Writable, 'cork' | 'uncork'>,
    address: string,
    services: Services,
    limits: ConnectionLimits,
  ) {
    this.#socket = socket
    this.#wire = wire
    this.address = address
    this.#services = services
    this.#limits = { joinWithin: JOIN_WITHIN, mostBuffered: MOST_BUFFERED, ...limits }
    this.#bucket = new TokenBucket(limits.messagesPerSecond * 2, limits.messagesPerSecond)
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary))
    socket.on('ping', (data) => this.#answerPing(data))
    socket.on('pong', () => this.#allow())
    socket.on('close', () => this.#closed())
    this.#joinTimer = setTimeout(() => {
      this.#refuse('join-first', '', `the first message, within ${this.#limits.joinWithin / 1_000} s, is join`)
      this.#close(POLICY_VIOLATION)
    }, this.#limits.joinWithin)
  }

  /** Sends a sign of life, and asks for one. */
  beat(): void {
    if (!this.#open) return
    this.#cork()
    this.#socket.ping()
    if (this.#seated) this.#send({ type: 'heartbeat', now: this.#seated.host.playTime })
  }

  /** The seat that it has joined. */
  get seat(): string | null {
    return this.#seated && `${this.#seated.host.id} ${this.#seated.listener.role}`
  }

  /** Somebody else needs its place more. */
  giveWay(): void {
    this.#refuse('too-many', '', 'there are too many open connections: this one gave way to another')
    this.#close(TRY_AGAIN_LATER)
  }

  giveUp(): void {
    this.#silent = true
    this.#socket.terminate()
  }

  /** The server is about to stop: nothing more is taken, what is under way is still answered. */
  announceRestart(retryAfter: number): void {
    this.#send({ type: 'closing', reason: 'restart', retryAfter })
    this.#open = false
  }

  closeForRestart(): void {
    this.#close(SERVICE_RESTART)
  }

  /** Whether what has arrived is to be dealt with: it is a sign of life, and one of not too many. */
  #allow(): boolean {
    this.heardAt = performance.now()
    if (!this.#open) return false
    if (this.#bucket.take()) return true
    this.#exceed()
    return false
  }

  /** By hand: `ws` itself would answer any number, and keep the answers that nobody reads. */
  #answerPing(data: Buffer): void {
    if (this.#allow() && this.#mayWrite()) this.#socket.pong(data)
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (!this.#allow()) return
    if (isBinary) {
      this.#refuse('not-json', '', 'expected one JSON object as text, received bytes')
      return
    }
    this.busyAt = performance.now()
    const decoded = decode(data.toString())
    if (decoded.ok) this.#take(decoded.message)
    else {
      this.#send(decoded.error)
      if (decoded.error.code === 'too-old' || decoded.error.code === 'too-new') this.#close(POLICY_VIOLATION)
    }
  }

  #take(message: ClientMessage): void {
    if (message.type === 'join') {
      if (this.#seated || this.#joining) this.#refuse('not-a-message', 'type', 'this socket has joined already')
      else void this.#join(message)
    } else if (this.#joining) {
      if (this.#joining.length < MOST_WAITING) this.#joining.push(message)
      else this.#refuse('too-many', '', 'too many messages before the answer to join: send it again later', message.id)
    } else if (this.#seated) {
      void this.#ask(this.#seated, message.type === 'move' ? (this.#early?.hear(message) ?? message) : message)
    } else {
      this.#refuse('join-first', 'type', 'the first message is join', message.id)
    }
  }

  async #join({ protocol, session: id, token, ...join }: Extract<ClientMessage, { type: 'join' }>): Promise<void> {
    clearTimeout(this.#joinTimer)
    this.#early = protocol === undefined && join.since > 0 ? new EarlyPage(join.since) : null
    const since = this.#early ? 0 : join.since
    this.#joining = []
    const { registry } = this.#services
    let host: SessionHost | null = null
    try {
      // the token first: a log that is loaded for nothing takes everybody's time
      const { directory } = this.#services.storage
      const role = await directory.seatOf(id, token)
      if (role === null) {
        const [known] = await directory.list([id])
        if (known) this.#refuse('wrong-token', 'token', 'this token holds no seat of this session')
        else this.#refuse('unknown-session', 'session', 'there is no such session')
        this.#close(POLICY_VIOLATION)
        return
      }
      if (!this.#open) return
      const seat = async () => {
        host = this.#open ? await registry.hold(id) : null
        return host && this.#readyFor(host, token, since)
      }
      const long = await isLong(this.#services, id, { role, since })
      const ready = await (long ? this.#services.turnstile.pass(this.address, seat) : seat())
      if (!this.#open) return
      if (host && ready) {
        await this.#sit(host, token, since, ready)
        return
      }
      if (host) this.#refuse('wrong-token', 'token', 'this token holds no seat of this session')
      else this.#refuse('unknown-session', 'session', 'there is no such session')
      this.#close(POLICY_VIOLATION)
    } catch (error) {
      if (!this.#open) return
      if (error instanceof NewerRules) {
        this.#refuse('newer-rules', 'session', error.message)
        this.#close(TRY_AGAIN_LATER)
        return
      }
      // many long sessions are wanted from this address: the browser comes back
      if (!(error instanceof Crowded)) this.#services.failures.report(error, 'join')
      this.#refuse('server-error', '', 'something went wrong here: come back in a moment')
      this.#close(TRY_AGAIN_LATER)
    } finally {
      if (host && !this.#seated) registry.release(host)
    }
  }

  /** The seat that a token holds and what it lacks, also when the seat is handed over while that is made ready. */
  async #readyFor(host: SessionHost, token: string, since: number): Promise<Ready | null> {
    for (;;) {
      const { handed } = host.session
      const role = await this.#services.storage.directory.seatOf(host.id, token)
      if (role === null) return null
      const lacking = await host.prepare(role, since)
      if (role === 'network' || host.session.handed[role] === handed[role]) return { role, lacking }
    }
  }

  /** Somebody holds this seat by another token, perhaps: until that is known, nothing is sent and nothing taken. */
  async #recheck(session: string, token: string): Promise<void> {
    const held: string[] = []
    this.#held = held
    try {
      const role = await this.#services.storage.directory.seatOf(session, token)
      if (this.#held !== held) return
      this.#held = null
      if (role === this.#seated?.listener.role) {
        for (const text of held) this.#sendText(text)
        return
      }
      this.#refuse('wrong-token', 'token', 'somebody else has this seat now')
      this.#close(POLICY_VIOLATION)
    } catch (error) {
      this.#held = null
      this.#services.failures.report(error, 'join')
      this.#close(TRY_AGAIN_LATER)
    }
  }

  async #sit(host: SessionHost, token: string, since: number, { role, lacking }: Ready): Promise<void> {
    if (host.listenersOf(role) >= MOST_SOCKETS) {
      this.#refuse('too-many', '', `this seat is open in ${MOST_SOCKETS} places already: close one of them`)
      this.#close(TRY_AGAIN_LATER)
      return
    }
    const send = (text: string) => this.#sendText(text)
    const handedOver = () => void this.#recheck(host.id, token)
    const listener = { role, send, handedOver }
    const seated = { host, listener }
    const waiting = this.#joining ?? []
    this.#joining = null
    this.#seated = seated
    host.join(listener, since, lacking)
    this.#services.metrics.joined(since)
    if (listener.role !== 'network') this.#withdrawOffer(host.id, listener.role)
    for (const message of waiting) this.#take(message)
    if (host.session.ended) await this.#tellSuccessor(seated)
  }

  /** A code that would give this seat is good no longer: whoever sits here has come back. */
  #withdrawOffer(session: string, role: Role): void {
    const { failures, storage } = this.#services
    storage.directory.withdrawOffer(session, role).catch((error: unknown) => failures.report(error, 'join'))
  }

  /** Who comes back after the end learns that the partner plays on. */
  async #tellSuccessor({ host, listener }: Seated): Promise<void> {
    const { directory } = this.#services.storage
    const successor = await directory.successorOf(host.id)
    if (successor === null) return
    const [summary] = await directory.list([successor])
    // the own seat there is the other end's
    const free = listener.role !== 'network' && summary?.names[peerOf(listener.role)] === null
    if (free) this.#send({ type: 'successor', session: successor })
  }

  async #ask(seated: Seated, message: Exclude<ClientMessage, { type: 'join' }>): Promise<void> {
    try {
      if (message.type === 'move') {
        const { metrics, storageShare } = this.#services
        if (!storageShare.mayMove(this.address))
          throw new TooManyMoves('too much of this address has been stored today')
        const before = seated.host.stored
        const answer = await seated.host.move(seated.listener.role, message)
        storageShare.spend(this.address, WITH_WHAT_FOLLOWS * (seated.host.stored - before))
        metrics.moved(answer.type)
        this.#send(answer)
      } else this.#send(await this.#handOver(seated, message))
    } catch (error) {
      if (error instanceof TooManyMoves) {
        this.#refuse('too-many', '', `${error.message}: send it again later`, message.id)
        return
      }
      if (error instanceof SessionGone) {
        this.#refuse('unknown-session', '', 'this session has been deleted', message.id)
        this.#close(POLICY_VIOLATION)
        return
      }
      this.#services.metrics.moved('failed')
      this.#services.failures.report(error, 'move')
      this.#refuse('server-error', '', 'something went wrong here: send the same move again', message.id)
    }
  }

  /** The peer's seat, for an end; never for who watches the wire. */
  async #handOver(
    { host, listener: { role } }: Seated,
    { id, to }: Extract<ClientMessage, { type: 'hand-over' }>,
  ): Promise<ServerMessage> {
    const refusal = (why: Refusal): ServerMessage => ({
      type: 'refusal',
      id,
      version: host.newestOf(role),
      refusal: why,
    })
    if (role === 'network') return refusal('not-yours-to-do')
    const vacant = peerOf(role)
    if (to === 'partner') {
      if (!(await host.handToPartner(vacant))) return refusal('seat-not-vacant')
      return { type: 'accepted', id, version: host.newestOf(role) }
    }
    if (!host.mayHandOver(vacant)) return refusal('seat-not-vacant')
    const { clock, storage } = this.#services
    const offer = await offerSeat(storage.directory, host, vacant, clock())
    return offer ? { type: 'seat-offer', id, ...offer } : refusal('seat-not-vacant')
  }

  #exceed(): void {
    this.#excess += 1
    this.#refuse('too-many', '', `more than ${this.#limits.messagesPerSecond} messages a second: send it again later`)
    if (this.#excess > MOST_EXCESS) this.#close(POLICY_VIOLATION)
  }

  #refuse(code: MessageError, field: string, detail: string, id?: string): void {
    this.#send({ type: 'error', code, field, detail, ...(id !== undefined && { id }) })
  }

  #send(message: ServerMessage): void {
    this.#sendText(encode(message))
  }

  #sendText(text: string): void {
    if (this.#held) {
      this.#held.push(text)
      return
    }
    if (!this.#mayWrite()) return
    this.#cork()
    this.#socket.send(this.#early?.say(text) ?? text)
  }

  /** Whether the socket takes more; one that reads too slowly is let go. */
  #mayWrite(): boolean {
    const { bufferedAmount, OPEN, readyState } = this.#socket
    if (readyState !== OPEN) return false
    if (bufferedAmount <= this.#limits.mostBuffered) return true
    this.#services.metrics.slowConsumerLetGo()
    this.#socket.send(encode({ type: 'closing', reason: 'too-slow', retryAfter: 1_000 }))
    this.#close(TRY_AGAIN_LATER)
    return false
  }

  /** What is said in one go (a move's events, then its answer) leaves in one write: the system call costs most. */
  #cork(): void {
    if (this.#corked) return
    this.#corked = true
    this.#wire.cork()
    process.nextTick(() => {
      this.#corked = false
      this.#wire.uncork()
    })
  }

  #close(code: number): void {
    this.#open = false
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.close(code)
    setTimeout(() => this.#socket.terminate(), CLOSE_WITHIN).unref()
  }

  #closed(): void {
    this.#open = false
    clearTimeout(this.#joinTimer)
    if (!this.#seated) return
    const { host, listener } = this.#seated
    host.leave(listener, this.#silent)
    this.#services.registry.release(host)
  }
}
