import type { ClientMessage, MessageError, Role, ServerMessage, Viewer } from '@woshou/session'

/**
 * Where the connection to our server stands, and so whose trouble it is: `offline` is this device's network,
 * `restarting` was announced by the server, `lost` is what cannot be told apart. An authority in this browser is
 * always `open`.
 */
export type ChannelStatus = 'connecting' | 'open' | 'offline' | 'restarting' | 'lost' | 'refused' | 'stopped'

/** What a channel asks of, and tells, whoever sits at it. */
export interface ChannelEnd<V extends Viewer = Role> {
  /** The last version that has been folded; asked at every join. */
  readonly since: () => number
  readonly onMessage: (message: ServerMessage<V>) => void
  /** What the viewer's talk is called (`Eye.protocol`): said at every join. */
  readonly protocol: number
}

/**
 * What leads from a seat to whoever has the truth about its session: a server's socket, or the solo partner's
 * authority in this browser. It joins when it is started and whenever it has to again, and keeps no messages.
 */
export interface Channel {
  /** Runes: may be read where a page is drawn. */
  readonly status: ChannelStatus
  /** Why the seat will not be had, when it will not. */
  readonly refusedBy: MessageError | null
  start(): void
  stop(): void
  /** False when it is not open; nothing is queued. */
  send(message: ClientMessage): boolean
  /** Joins again: for whoever finds a gap in what arrived. */
  rejoin(): void
}
