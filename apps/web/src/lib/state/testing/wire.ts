import type { ClassServerMessage, SocketMessage } from '@woshou/classroom'
import type { ServerMessage, Viewer } from '@woshou/session'

/** The server's end of a page's socket, in a test's hand. */
export class Wire {
  /** All that have been opened; a test begins without any. */
  static open: Wire[] = []
  readyState: number = WebSocket.CONNECTING
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  readonly sent: SocketMessage[] = []

  /** As a store is told to open its sockets. */
  static readonly connect = (): WebSocket => new Wire() as unknown as WebSocket

  constructor() {
    Wire.open.push(this)
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  close(): void {
    this.readyState = WebSocket.CLOSED
  }

  accept(): void {
    this.readyState = WebSocket.OPEN
    this.onopen?.()
  }

  say(message: ClassServerMessage | ServerMessage<Viewer>): void {
    this.onmessage?.({ data: JSON.stringify(message) })
  }

  breakOff(): void {
    this.readyState = WebSocket.CLOSED
    this.onclose?.()
  }

  get moves() {
    return this.sent.filter((message) => message.type === 'move')
  }

  static get last(): Wire {
    const wire = Wire.open.at(-1)
    if (!wire) throw new Error('nobody has connected')
    return wire
  }
}
