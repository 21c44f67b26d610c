import {
  type ChosenSegment,
  type ClientMessage,
  type Command,
  dueNow,
  EYES,
  encode,
  evolveView,
  PROTOCOL,
  type Role,
  type ServerMessage,
  type View,
  type Viewer,
} from '@woshou/session'
import { WebSocket } from 'ws'

/** A seat, as its holder knows it. */
export interface SeatKey {
  readonly session: string
  readonly token: string
}

type Of<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>
type Answer = Of<'accepted' | 'violation' | 'refusal'> | Of<'error'>

/** A browser's part: one socket that keeps all it received, raw and folded. */
export class SeatSocket {
  readonly socket: WebSocket
  /** Every text that came in, as it came. */
  readonly raw: string[] = []
  readonly messages: ServerMessage[] = []
  view: View | null = null
  closeCode: number | null = null
  readonly #waiting = new Set<() => void>()
  #moves = 0

  /**
   * @param url the server's, `http://…`
   * @param handshakeTimeout milliseconds after which it gives up, for who goes to another server then; else it waits
   */
  static async open(
    url: string,
    headers: Readonly<Record<string, string>> = { origin: url },
    handshakeTimeout?: number,
  ): Promise<SeatSocket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, {
      headers,
      ...(handshakeTimeout !== undefined && { handshakeTimeout }),
    })
    const seat = new SeatSocket(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return seat
  }

  /** Opens a socket, joins, and has everything that is stored. */
  static async joined(url: string, key: SeatKey, since = 0, view: View | null = null): Promise<SeatSocket> {
    const seat = await SeatSocket.open(url)
    seat.view = view
    const { session, token } = key
    seat.send({ type: 'join', protocol: PROTOCOL, session, token, since })
    await seat.next('events')
    return seat
  }

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => this.#receive(data.toString()))
    socket.on('error', () => {})
    socket.on('close', (code) => {
      this.closeCode = code
      this.#notify()
    })
  }

  /** Whose socket it is, once it has joined. */
  get role(): Viewer | undefined {
    return this.messages.find((message) => message.type === 'welcome')?.role
  }

  send(message: ClientMessage): void {
    this.socket.send(encode(message))
  }

  /** Moves with all that is known, and waits for the answer. */
  async move(command: Command, { id = this.nextId(), version = this.view?.version ?? 0 } = {}): Promise<Answer> {
    const seen = this.messages.length
    this.send({ type: 'move', id, version, command })
    return this.until(() =>
      this.messages.slice(seen).find((message): message is Answer => 'id' in message && message.id === id),
    )
  }

  sendSegment(segment: ChosenSegment): Promise<Answer> {
    return this.move({ type: 'send-segment', segment })
  }

  /** A move's name that this socket has not used. */
  nextId(): string {
    return `move-${String(++this.#moves).padStart(6, '0')}-${Math.random().toString(36).slice(2, 8)}`
  }

  /** What a correct TCP would send next from here; null when nothing. */
  get due(): ChosenSegment | null {
    if (!this.view) return null
    const [next] = dueNow(this.view.end)
    if (!next) return null
    const { flags, seq, ack, window, text } = next.segment
    return { flags, seq, ack, window, length: text.length }
  }

  /** The first message of a type; of those that came after `from`. */
  next<Type extends ServerMessage['type']>(type: Type, from = 0): Promise<Of<Type>> {
    return this.until(() => this.messages.slice(from).find((message): message is Of<Type> => message.type === type))
  }

  /** Waits until `find` finds something; it is asked after each message. Rejects when the socket closes before. */
  until<Found>(find: () => Found | undefined | null | false): Promise<Found> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find()
        if (found) resolve(found)
        else if (this.closeCode !== null)
          reject(new Error(`the socket has closed (${this.closeCode}): ${this.raw.at(-1)}`))
        else return
        this.#waiting.delete(look)
      }
      this.#waiting.add(look)
      look()
    })
  }

  /** Waits for the socket's end. */
  async closed(): Promise<number> {
    while (this.closeCode === null) await new Promise<void>((resolve) => this.socket.once('close', () => resolve()))
    return this.closeCode
  }

  close(): void {
    this.socket.terminate()
  }

  #receive(text: string): void {
    this.raw.push(text)
    const message = JSON.parse(text) as ServerMessage
    const end = EYES[this.role ?? 'client'].plays
    if (message.type === 'events' && end) this.#fold(message, end)
    this.messages.push(message)
    this.#notify()
  }

  #fold({ since, events }: Of<'events'>, role: Role): void {
    if (since === 0) this.view = null
    if (this.view && since !== this.view.version) throw new Error(`events since ${since} after ${this.view.version}`)
    for (const event of events) this.view = evolveView(this.view, event, role)
  }

  #notify(): void {
    for (const look of [...this.#waiting]) look()
  }
}
