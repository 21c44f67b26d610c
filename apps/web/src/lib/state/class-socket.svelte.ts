import type { ClassClientMessage, ClassServerMessage, LeftNews } from '@woshou/classroom'
import { type ClientMessage, type MessageError, PROTOCOL, type ServerMessage, type Viewer } from '@woshou/session'
import type { Channel, ChannelEnd, ChannelStatus } from './channel.ts'
import { pauseOf, ServerSocket, type SocketNews } from './server-socket.svelte.ts'
import { NO_SEAT } from './session-socket.svelte.ts'

/** News of a class. */
export type ClassNews = Exclude<ClassServerMessage, LeftNews>

type Opening = Extract<ClassClientMessage, { type: 'attend' | 'watch-class' | 'watch-wall' }>

interface ClassSocketOptions {
  /** Who this is and of which class; asked on each connection. */
  readonly opening: () => Opening
  readonly onNews: (news: ClassNews) => void
  /** For tests. */
  readonly connect?: (() => WebSocket) | undefined
}

/** No new attempt mends these. */
const FINAL: readonly MessageError[] = [
  'unknown-class',
  'unknown-link',
  'wrong-token',
  'too-old',
  'too-new',
  'newer-rules',
  'not-signed-in',
  'forbidden',
  'removed',
  'barred',
  'taken-over',
]

/** How a session is asked for on a class's socket, and how it is let go. */
interface Wish {
  readonly session: string
  /** Nothing is said where the server tells of itself which session there is to see. */
  ask(of: Pick<ChannelEnd, 'since' | 'protocol'>): ClientMessage | ClassClientMessage | null
  letGo(): ClassClientMessage | null
}

/**
 * A page's one connection, on which it hears of its class and, one after the other, of the sessions that it sits in or looks
 * at: `seat`, `watch` and `shown` each give a channel to one of them. A new one displaces the one before.
 */
export class ClassSocket {
  readonly #socket: ServerSocket
  readonly #onNews: (news: ClassNews) => void
  #channel: SharedChannel<Viewer> | null = null
  /** Whose messages are a session's: only those after its `welcome` are, while those of the one before are still on their way. */
  #from: string | null = null

  constructor({ connect, onNews, opening }: ClassSocketOptions) {
    this.#onNews = onNews
    this.#socket = new ServerSocket({
      greeting: () => {
        this.#from = null
        this.#channel?.lost()
        const asked = this.#channel?.asked() ?? null
        return [{ ...opening(), protocol: PROTOCOL }, ...(asked ? [asked] : [])]
      },
      letIn: 'class',
      final: FINAL,
      onMessage: (message) => this.#take(message),
      connect,
    })
  }

  get status(): ChannelStatus {
    return this.#socket.status
  }

  get refusedBy(): MessageError | null {
    return this.#socket.refusedBy
  }

  start(): void {
    this.#socket.start()
  }

  stop(): void {
    this.#socket.stop()
  }

  rejoin(): void {
    this.#socket.rejoin()
  }

  /** Says something of its own to the class; false when there is no connection, and nothing is queued. */
  say(message: ClassClientMessage): boolean {
    return this.#socket.send(message)
  }

  /** The seat in a session that a token holds. */
  seat<V extends Viewer>(session: string, token: string): (end: ChannelEnd<V>) => Channel {
    return this.#channelTo<V>({
      session,
      ask: ({ protocol, since }) => ({ type: 'join', protocol, session, token, since: since() }),
      letGo: () => ({ type: 'leave', session }),
    })
  }

  /** Both ends of a session, as one who teaches the class sees them. */
  watch(session: string): (end: ChannelEnd<'observer'>) => Channel {
    return this.#channelTo<'observer'>({
      session,
      ask: ({ since }) => ({ type: 'watch-session', protocol: PROTOCOL, session, since: since() }),
      letGo: () => ({ type: 'watch-session', session: null, since: 0 }),
    })
  }

  /** Both ends of the session that the server shows of itself. */
  shown(session: string): (end: ChannelEnd<'observer'>) => Channel {
    return this.#channelTo<'observer'>({ session, ask: () => null, letGo: () => null })
  }

  #channelTo<V extends Viewer>(wish: Wish): (end: ChannelEnd<V>) => Channel {
    return (end) => new SharedChannel<V>(wish, end, this.#socket, this.#seats)
  }

  readonly #seats: Seats = {
    take: (channel) => {
      if (this.#channel !== channel) this.#channel?.displaced()
      this.#channel = channel
    },
    give: (channel) => {
      if (this.#channel !== channel) return false
      this.#channel = null
      return true
    },
  }

  #take(message: SocketNews): void {
    const channel = this.#channel
    switch (message.type) {
      case 'class':
      case 'tiles':
        this.#onNews(message)
        break
      case 'left':
        if (this.#from === message.session) this.#from = null
        if (channel?.session === message.session) channel.left(message.again)
        break
      case 'welcome':
        this.#from = message.session ?? channel?.session ?? null
        if (channel?.session === this.#from) channel?.welcomed(message)
        break
      case 'error':
        // what names no session is about the socket, and whoever is at work on it is told
        if (channel && (message.session ?? channel.session) === channel.session) channel.hear(message)
        break
      default:
        if (channel?.session === this.#from) channel?.hear(message)
    }
  }
}

/** Which of a socket's channels has it now. */
interface Seats {
  take(channel: SharedChannel<Viewer>): void
  /** False when another one has it. */
  give(channel: SharedChannel<Viewer>): boolean
}

/** A session on a class's socket; as long as that is open, all that may break is the session's own. */
class SharedChannel<V extends Viewer> implements Channel {
  #own = $state<ChannelStatus>('connecting')
  #refusedBy = $state<MessageError | null>(null)
  #why: MessageError | null = null
  #attempts = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  readonly #wish: Wish
  readonly #end: ChannelEnd<V>
  readonly #socket: ServerSocket
  readonly #seats: Seats

  constructor(wish: Wish, end: ChannelEnd<V>, socket: ServerSocket, seats: Seats) {
    this.#wish = wish
    this.#end = end
    this.#socket = socket
    this.#seats = seats
  }

  get session(): string {
    return this.#wish.session
  }

  get status(): ChannelStatus {
    if (this.#own === 'refused' || this.#own === 'stopped' || this.#socket.status === 'open') return this.#own
    return this.#socket.status
  }

  get refusedBy(): MessageError | null {
    return this.#refusedBy ?? this.#socket.refusedBy
  }

  start(): void {
    this.#seats.take(this as unknown as SharedChannel<Viewer>)
    this.#own = 'connecting'
    this.#ask()
  }

  stop(): void {
    this.displaced()
    if (!this.#seats.give(this as unknown as SharedChannel<Viewer>)) return
    const goodbye = this.#wish.letGo()
    if (goodbye) this.#socket.send(goodbye)
  }

  send(message: ClientMessage): boolean {
    return this.#own === 'open' && this.#socket.send(message)
  }

  rejoin(): void {
    if (this.asked()) this.#ask()
    else this.#socket.rejoin()
  }

  /** What a new connection asks for. */
  asked(): ClientMessage | ClassClientMessage | null {
    return this.#own === 'refused' ? null : this.#wish.ask(this.#end)
  }

  /** There is a new connection, on which nothing has been heard yet. */
  lost(): void {
    if (this.#own === 'open') this.#own = 'connecting'
  }

  welcomed(message: SocketNews): void {
    this.#attempts = 0
    this.#why = null
    this.#refusedBy = null
    this.#own = 'open'
    this.hear(message)
  }

  hear(message: SocketNews): void {
    if (message.type === 'error') this.#why = message.code
    // the server's messages after this session's welcome are for this viewer of it
    this.#end.onMessage(message as ServerMessage<V>)
  }

  /** The server has let the session go. */
  left(again: boolean): void {
    if (!again || (this.#why && NO_SEAT.includes(this.#why))) {
      this.#refusedBy = this.#why ?? 'wrong-token'
      this.#own = 'refused'
      return
    }
    this.#own = 'lost'
    const pause = pauseOf(this.#attempts++)
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#ask(), pause / 2 + (Math.random() * pause) / 2)
  }

  /** Another session has the socket. */
  displaced(): void {
    clearTimeout(this.#retry)
    this.#own = 'stopped'
  }

  #ask(): void {
    clearTimeout(this.#retry)
    const asked = this.asked()
    if (asked) this.#socket.send(asked)
  }
}
