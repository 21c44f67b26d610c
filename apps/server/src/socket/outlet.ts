import type { Writable } from 'node:stream'
import { encode } from '@woshou/session'
import type { WebSocket } from 'ws'
import { CLOSE, type CloseCode } from './close-code.ts'

/** Bytes that may wait to be sent; a client that reads so slowly is better off with a new start. */
const MOST_BUFFERED = 1 << 20

/** Milliseconds which a closing socket has before it is cut. */
const CUT_AFTER = 1_000

/** How patient it is with a client that does not read; tests say otherwise. */
export interface OutletLimits {
  readonly mostBuffered?: number
  readonly cutAfter?: number
}

/**
 * What leaves by a socket. What is said in one go leaves in one write, and a client that does not read is let go before
 * what waits for it becomes much.
 */
export class Outlet {
  readonly #socket: WebSocket
  readonly #wire: Pick<Writable, 'cork' | 'uncork'>
  readonly #mostBuffered: number
  readonly #cutAfter: number
  readonly #tooSlow: () => void
  #corked = false

  /**
   * @param wire what the socket writes to
   * @param tooSlow called when more waits to be sent than may: it has been told, and is to be closed
   */
  constructor(
    socket: WebSocket,
    wire: Pick<Writable, 'cork' | 'uncork'>,
    { mostBuffered = MOST_BUFFERED, cutAfter = CUT_AFTER }: OutletLimits,
    tooSlow: () => void,
  ) {
    this.#socket = socket
    this.#wire = wire
    this.#mostBuffered = mostBuffered
    this.#cutAfter = cutAfter
    this.#tooSlow = tooSlow
  }

  /** Sends one message; nothing when the socket closes or has closed. */
  send(text: string): void {
    if (!this.#mayWrite()) return
    this.#cork()
    this.#socket.send(text)
  }

  /** Asks for a sign of life. */
  ping(): void {
    this.#cork()
    this.#socket.ping()
  }

  pong(data: Buffer): void {
    if (this.#mayWrite()) this.#socket.pong(data)
  }

  close(code: CloseCode): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#socket.close(code)
    setTimeout(() => this.#socket.terminate(), this.#cutAfter).unref()
  }

  cut(): void {
    this.#socket.terminate()
  }

  #mayWrite(): boolean {
    const { bufferedAmount, OPEN, readyState } = this.#socket
    if (readyState !== OPEN) return false
    if (bufferedAmount <= this.#mostBuffered) return true
    this.#socket.send(encode({ type: 'closing', reason: 'too-slow', retryAfter: 1_000 }))
    this.close(CLOSE.tryAgainLater)
    this.#tooSlow()
    return false
  }

  /** A move's events, then its answer: the system call costs most. */
  #cork(): void {
    if (this.#corked) return
    this.#corked = true
    this.#wire.cork()
    process.nextTick(Outlet.#uncork, this)
  }

  /** One for all, and not a closure each time: this runs three times for every move. */
  static #uncork(outlet: Outlet): void {
    outlet.#corked = false
    outlet.#wire.uncork()
  }
}
