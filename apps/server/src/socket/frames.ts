import type { Writable } from 'node:stream'
import type { WebSocket } from 'ws'

/** First bytes of frames that are whole (RFC 6455, §5.2). */
const TEXT = 0x81
const PING = String.fromCharCode(0x89, 0)

/** What leaves by a socket, and by which way. */
export interface Frames {
  /** Characters that have not been written yet. */
  readonly waiting: number
  text(text: string): void
  ping(): void
  /** Writes what waits: before anything is sent by another way, or the socket is closed. */
  flush(): void
}

/**
 * Writes messages as `ws` does, for little more than half of what it takes: what is said in one go, a move's events and its
 * answer, is one string, which Node writes as it is, without a buffer for each message and one for each frame's head. The
 * system call costs most, and is one as well. A frame is no more than that: no compression is agreed on, and a server masks
 * nothing.
 */
export class JoinedFrames implements Frames {
  readonly #socket: Pick<WebSocket, 'OPEN' | 'readyState'>
  readonly #wire: Pick<Writable, 'write'>
  /** A character for each byte. */
  #joined = ''

  /** @param wire what the socket writes to */
  constructor(socket: Pick<WebSocket, 'OPEN' | 'readyState'>, wire: Pick<Writable, 'write'>) {
    this.#socket = socket
    this.#wire = wire
  }

  get waiting(): number {
    return this.#joined.length
  }

  text(text: string): void {
    // nearly all is ASCII: only names and what free play writes are not
    const bytes = Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString('latin1')
    this.#join(headOf(bytes.length) + bytes)
  }

  ping(): void {
    this.#join(PING)
  }

  flush(): void {
    const joined = this.#joined
    this.#joined = ''
    // nothing follows a frame that closes
    if (joined !== '' && this.#socket.readyState === this.#socket.OPEN) this.#wire.write(joined, 'latin1')
  }

  #join(frame: string): void {
    if (this.#joined === '') process.nextTick(JoinedFrames.#flush, this)
    this.#joined += frame
  }

  /** One for all, and not a closure each time: this runs twice for every move. */
  static #flush(frames: JoinedFrames): void {
    frames.flush()
  }
}

function headOf(length: number): string {
  if (length < 126) return String.fromCharCode(TEXT, length)
  if (length < 0x1_00_00) return String.fromCharCode(TEXT, 126, length >> 8, length & 0xff)
  return String.fromCharCode(
    TEXT,
    127,
    0,
    0,
    0,
    0,
    length >>> 24,
    (length >> 16) & 0xff,
    (length >> 8) & 0xff,
    length & 0xff,
  )
}
