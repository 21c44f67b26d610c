import type { LogObserver } from './storage/metered-log.ts'

/** What is read off the running server when somebody asks. */
export interface Gauges {
  /** Milliseconds. */
  readonly loopDelay: () => number
  readonly sockets: () => number
  readonly liveSessions: () => number
  readonly overloaded: () => boolean
  /** Milliseconds out to the bus and back. */
  readonly busLag: () => number
  readonly busLost: () => boolean
}

/** Why a socket was not opened: a page of another origin, no place left, or asked for where there are none. */
export type SocketRefusal = 'wrong-origin' | 'too-many' | 'elsewhere'

/** What became of a move; failed: the storage did not take it. */
export type MoveOutcome = 'accepted' | 'violation' | 'refusal' | 'failed'

/** What a server counts for whoever operates it. */
export interface Metrics extends LogObserver {
  moved(outcome: MoveOutcome): void
  joined(since: number): void
  socketRefused(why: SocketRefusal): void
  socketsGaveWay(count: number): void
  slowConsumerLetGo(): void
  /** So many pairs' tiles were said on the bus: somebody watches their class. */
  tilesTold(count: number): void
  /** A group of appends was committed together. */
  committed(size: number): void
  /** In Prometheus's text format. */
  expose(): Promise<{ readonly text: string; readonly contentType: string }>
}

const nothing = () => {}

/** Where nobody may read what was counted, nothing is. */
export const UNCOUNTED: Metrics = {
  moved: nothing,
  joined: nothing,
  socketRefused: nothing,
  socketsGaveWay: nothing,
  slowConsumerLetGo: nothing,
  tilesTold: nothing,
  committed: nothing,
  appended: nothing,
  appendFailed: nothing,
  expose: async () => ({ text: '', contentType: 'text/plain' }),
}
