import {
  type ClientMessage,
  EYES,
  type MessageError,
  type Role,
  type ServerMessage,
  type Viewer,
} from '@woshou/session'
import type { Channel, ChannelEnd, ChannelStatus } from './channel.ts'

interface SessionSocketOptions<V extends Viewer> extends ChannelEnd<V> {
  readonly viewer: V
  readonly session: string
  readonly token: string
  /** The token of a seat that this browser holds there, of who only watches. */
  readonly held?: string
  /** For tests. */
  readonly connect?: () => WebSocket
}

/** The server sends something every 4 s; after this much silence the connection is dead, whatever the browser says. */
const SILENCE = 10_000
const FIRST_RETRY = 300
const LONGEST_RETRY = 8_000
/** No new attempt mends these. */
const FINAL: readonly MessageError[] = [
  'unknown-session',
  'wrong-token',
  'too-old',
  'too-new',
  'newer-rules',
  'second-seat',
  'not-agreed',
]

/**
 * One viewer's socket, for as long as somebody looks: it joins, and when it breaks it joins again from the last
 * version, with growing pauses, at once when the network or the reader comes back. It keeps no messages: what has to
 * survive a break is sent again by its owner on `welcome`.
 */
export class SessionSocket<V extends Viewer = Role> implements Channel {
  #status = $state<ChannelStatus>('connecting')
  #refusedBy = $state<MessageError | null>(null)
  #socket: WebSocket | null = null
  #heard = 0
  #attempts = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #watch: ReturnType<typeof setInterval> | undefined
  readonly #options: SessionSocketOptions<V>

  constructor(options: SessionSocketOptions<V>) {
    this.#options = options
  }

  get status(): ChannelStatus {
    return this.#status
  }

  /** Why the server will not have us, when it will not. */
  get refusedBy(): MessageError | null {
    return this.#refusedBy
  }

  start(): void {
    addEventListener('online', this.#wake)
    addEventListener('offline', this.#sleep)
    addEventListener('pageshow', this.#wake)
    document.addEventListener('visibilitychange', this.#wake)
    this.#watch = setInterval(() => this.#listen(), 1_000)
    this.#open()
  }

  stop(): void {
    removeEventListener('online', this.#wake)
    removeEventListener('offline', this.#sleep)
    removeEventListener('pageshow', this.#wake)
    document.removeEventListener('visibilitychange', this.#wake)
    clearInterval(this.#watch)
    clearTimeout(this.#retry)
    this.#status = 'stopped'
    this.#drop()
  }

  /** False when there is no open connection; nothing is queued. */
  send(message: ClientMessage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  /** Breaks the connection and joins again: for whoever finds a gap in what arrived. */
  rejoin(): void {
    this.#drop()
    this.#later('lost', 0)
  }

  #open(): void {
    clearTimeout(this.#retry)
    this.#drop()
    const { connect = openSocket, held, session, token, since, onMessage, viewer } = this.#options
    const { protocol } = EYES[viewer]
    const socket = connect()
    this.#socket = socket
    this.#heard = performance.now()
    socket.onopen = () => {
      const join = {
        type: 'join' as const,
        protocol,
        session,
        token,
        since: since(),
        ...(held !== undefined && { held }),
      }
      socket.send(JSON.stringify(join satisfies ClientMessage))
    }
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return
      this.#heard = performance.now()
      const message = parse<V>(data)
      if (!message) return
      if (message.type === 'welcome') {
        this.#attempts = 0
        this.#status = 'open'
      } else if (message.type === 'closing') {
        this.#drop()
        this.#later(message.reason === 'restart' ? 'restarting' : 'lost', message.retryAfter)
        return
      } else if (message.type === 'error' && FINAL.includes(finalOf(message))) {
        this.#refusedBy = finalOf(message)
        this.#status = 'refused'
        this.#drop()
        return
      }
      onMessage(message)
    }
    socket.onclose = () => {
      if (socket !== this.#socket) return
      this.#socket = null
      this.#later(this.#status === 'restarting' ? 'restarting' : 'lost')
    }
  }

  /** Forgets the socket without hearing its last words. */
  #drop(): void {
    const socket = this.#socket
    this.#socket = null
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }

  #later(status: ChannelStatus, after?: number): void {
    this.#status = navigator.onLine ? status : 'offline'
    const pause = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** this.#attempts++)
    // Jitter, so that a class of sixty does not knock all at once after a restart.
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#open(), (after ?? pause / 2) + (Math.random() * pause) / 2)
  }

  #listen(): void {
    if (this.#socket && performance.now() - this.#heard > SILENCE) this.rejoin()
  }

  #wake = (): void => {
    if (document.visibilityState === 'hidden' || this.#status === 'refused') return
    if (!this.#socket) {
      this.#attempts = 0
      this.#open()
    } else this.#listen()
  }

  /** The browser says that this device has no network: no need to wait for the silence. */
  #sleep = (): void => {
    if (this.#status === 'refused') return
    this.#drop()
    this.#later('offline')
  }
}

/** Servers from before there were protocol numbers know the field as little as what it says. */
const finalOf = ({ code, field }: Extract<ServerMessage, { type: 'error' }>): MessageError =>
  code === 'not-a-message' && field === 'protocol' ? 'too-new' : code

const openSocket = (): WebSocket => {
  const url = new URL('/ws', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(url)
}

function parse<V extends Viewer>(data: unknown): ServerMessage<V> | null {
  try {
    const message: unknown = JSON.parse(String(data))
    return typeof message === 'object' && message !== null && 'type' in message ? (message as ServerMessage<V>) : null
  } catch {
    return null
  }
}
