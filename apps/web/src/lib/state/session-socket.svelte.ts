import type { ClientMessage, MessageError, Role, ServerMessage, Viewer } from '@woshou/session'
import type { Channel, ChannelEnd, ChannelStatus } from './channel.ts'
import { ServerSocket } from './server-socket.svelte.ts'

interface SessionSocketOptions<V extends Viewer> extends ChannelEnd<V> {
  readonly session: string
  readonly token: string
  /** The token of a seat that this browser holds there, of who only watches. */
  readonly held?: string
  /** For tests. */
  readonly connect?: () => WebSocket
}

/** No new attempt mends these. */
export const NO_SEAT: readonly MessageError[] = [
  'unknown-session',
  'wrong-token',
  'too-old',
  'too-new',
  'newer-rules',
  'second-seat',
  'not-agreed',
]

/** One viewer's own socket: it joins on each connection, from the last version on. */
export class SessionSocket<V extends Viewer = Role> implements Channel {
  readonly #socket: ServerSocket

  constructor({ connect, held, onMessage, protocol, session, since, token }: SessionSocketOptions<V>) {
    const join = () =>
      ({
        type: 'join',
        protocol,
        session,
        token,
        since: since(),
        ...(held !== undefined && { held }),
      }) satisfies ClientMessage
    this.#socket = new ServerSocket({
      greeting: () => [join()],
      letIn: 'welcome',
      final: NO_SEAT,
      // on this socket there is no other viewer, and no class
      onMessage: (message) => onMessage(message as ServerMessage<V>),
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

  send(message: ClientMessage): boolean {
    return this.#socket.send(message)
  }

  rejoin(): void {
    this.#socket.rejoin()
  }
}
