import type { ClassServerMessage } from '@woshou/classroom'
import type { MessageError, ServerMessage, Viewer } from '@woshou/session'
import type { ChannelStatus } from './channel.ts'

/** All that a server says on a socket. */
export type SocketNews = ServerMessage<Viewer> | ClassServerMessage

export interface ServerSocketOptions {
  /** What is said on each connection before anything else. */
  readonly greeting: () => readonly unknown[]
  /** The kind of message by which the server has let us in. */
  readonly letIn: SocketNews['type']
  /** Errors that no new attempt mends. */
  readonly final: readonly MessageError[]
  readonly onMessage: (message: SocketNews) => void
  /** For tests. */
  readonly connect?: (() => WebSocket) | undefined
}

/** The server sends something every 4 s; after this much silence the connection is dead, whatever the browser says. */
const SILENCE = 10_000
const FIRST_RETRY = 300
const LONGEST_RETRY = 8_000

/**
 * One connection to the server, for as long as somebody looks: it greets, and when it breaks it comes back and greets again,
 * with growing pauses, at once when the network or the reader comes back. It keeps no messages: what has to survive a break
 * is said again by its owner.
 */
export class ServerSocket {
  #status = $state<ChannelStatus>('connecting')
  #refusedBy = $state<MessageError | null>(null)
  #socket: WebSocket | null = null
  #heard = 0
  #attempts = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #watch: ReturnType<typeof setInterval> | undefined
  readonly #options: ServerSocketOptions

  constructor(options: ServerSocketOptions) {
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
  send(message: unknown): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  /** Breaks the connection and comes back: for whoever finds a gap in what arrived. */
  rejoin(): void {
    this.#drop()
    this.#later('lost', 0)
  }

  #open(): void {
    clearTimeout(this.#retry)
    this.#drop()
    const { connect = openSocket, final, greeting, letIn, onMessage } = this.#options
    const socket = connect()
    this.#socket = socket
    this.#heard = performance.now()
    socket.onopen = () => {
      for (const message of greeting()) socket.send(JSON.stringify(message))
    }
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return
      this.#heard = performance.now()
      const message = parse(data)
      if (!message) return
      if (message.type === letIn) {
        this.#attempts = 0
        this.#status = 'open'
      } else if (message.type === 'closing') {
        this.#drop()
        this.#later(message.reason === 'restart' ? 'restarting' : 'lost', message.retryAfter)
        return
      } else if (message.type === 'error' && message.session === undefined && final.includes(finalOf(message))) {
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
    // Jitter, so that a class of sixty does not knock all at once after a restart.
    const pause = pauseOf(this.#attempts++)
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

/** How long to wait at most after so many attempts in vain, ms. */
export const pauseOf = (attempts: number): number => Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** attempts)

/** Servers from before there were protocol numbers know the field as little as what it says. */
const finalOf = ({ code, field }: Extract<ServerMessage, { type: 'error' }>): MessageError =>
  code === 'not-a-message' && field === 'protocol' ? 'too-new' : code

const openSocket = (): WebSocket => {
  const url = new URL('/ws', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(url)
}

function parse(data: unknown): SocketNews | null {
  try {
    const message: unknown = JSON.parse(String(data))
    return typeof message === 'object' && message !== null && 'type' in message ? (message as SocketNews) : null
  } catch {
    return null
  }
}
