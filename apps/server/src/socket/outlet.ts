import { encode } from '@woshou/session'
import type { WebSocket } from 'ws'
import { CLOSE, type CloseCode } from './close-code.ts'
import type { Frames } from './frames.ts'

/** Bytes that may wait to be sent; a client that reads so slowly is better off with a new start. */
const MOST_BUFFERED = 1 << 20

/** Milliseconds which a closing socket has before it is cut. */
const CUT_AFTER = 1_000

/** How patient it is with a client that does not read; tests say otherwise. */
export interface OutletLimits {
  readonly mostBuffered?: number
  readonly cutAfter?: number
}

/** What leaves by a socket. A client that does not read is let go before what waits for it becomes much. */
export class Outlet {
  readonly #socket: WebSocket
  readonly #frames: Frames
  readonly #mostBuffered: number
  readonly #cutAfter: number
  readonly #tooSlow: () => void

  /**
   * @param frames how it writes
   * @param tooSlow called when more waits to be sent than may: it has been told, and is to be closed
   */
  constructor(
    socket: WebSocket,
    frames: Frames,
    { mostBuffered = MOST_BUFFERED, cutAfter = CUT_AFTER }: OutletLimits,
    tooSlow: () => void,
  ) {
    this.#socket = socket
    this.#frames = frames
    this.#mostBuffered = mostBuffered
    this.#cutAfter = cutAfter
    this.#tooSlow = tooSlow
  }

  /** Sends one message; nothing when the socket closes or has closed. */
  send(text: string): void {
    if (this.#mayWrite()) this.#frames.text(text)
  }

  /** Asks for a sign of life. */
  ping(): void {
    this.#frames.ping()
  }

  pong(data: Buffer): void {
    if (!this.#mayWrite()) return
    this.#frames.flush()
    this.#socket.pong(data)
  }

  close(code: CloseCode): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    this.#frames.flush()
    this.#socket.close(code)
    setTimeout(() => this.#socket.terminate(), this.#cutAfter).unref()
  }

  cut(): void {
    this.#socket.terminate()
  }

  #mayWrite(): boolean {
    const { bufferedAmount, OPEN, readyState } = this.#socket
    if (readyState !== OPEN) return false
    if (bufferedAmount + this.#frames.waiting <= this.#mostBuffered) return true
    this.#frames.text(encode({ type: 'closing', reason: 'too-slow', retryAfter: 1_000 }))
    this.close(CLOSE.tryAgainLater)
    this.#tooSlow()
    return false
  }
}
