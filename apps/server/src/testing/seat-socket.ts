import type { State } from '@woshou/protocol'
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
import { HeardSocket } from './heard-socket.ts'

/** A seat, as its holder knows it. */
export interface SeatKey {
  readonly session: string
  readonly token: string
}

type Of<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>
type Answer = Of<'accepted' | 'violation' | 'refusal'> | Of<'error'>

/** A browser's part: one socket that keeps all it received, raw and folded. */
export class SeatSocket extends HeardSocket<ServerMessage> {
  view: View | null = null
  #moves = 0

  /**
   * @param url the server's, `http://…`
   * @param handshakeTimeout milliseconds after which it gives up, for who goes to another server then; else it waits
   */
  static open(
    url: string,
    headers: Readonly<Record<string, string>> = { origin: url },
    handshakeTimeout?: number,
  ): Promise<SeatSocket> {
    return new SeatSocket(url, {
      headers,
      ...(handshakeTimeout !== undefined && { handshakeTimeout }),
    }).opened()
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

  /** Waits until its end is in a state. */
  inState(state: State): Promise<unknown> {
    return this.until(() => this.view?.end.tcb.state === state)
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

  protected override heard(message: ServerMessage): void {
    const end = EYES[this.role ?? 'client'].plays
    if (message.type === 'events' && end) this.#fold(message, end)
  }

  #fold({ since, events }: Of<'events'>, role: Role): void {
    if (since === 0) this.view = null
    if (this.view && since !== this.view.version) throw new Error(`events since ${since} after ${this.view.version}`)
    for (const event of events) this.view = evolveView(this.view, event, role)
  }
}
