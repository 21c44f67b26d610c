import type { SessionLog } from '../storage/session-log.ts'
import type { Bus } from './bus.ts'

/** What a host needs from the world. */
export interface Surroundings {
  readonly log: SessionLog
  readonly bus: Bus
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number
  /** Milliseconds that never go back, `performance.now()`: play time runs by them, whatever the clock is set to. */
  readonly ticks: () => number
  /** Milliseconds for which a seat counts as connected after its last socket has closed. */
  readonly presenceGrace: number
  /** Milliseconds without a connection after which an end may be handed over. */
  readonly vacantAfter: number
  /** Moves of one seat in the long run, however many sockets they come from; twice as many at once. */
  readonly movesPerSecond: number
  /** Milliseconds between two questions to the log, if not as often as it is asked with and without a bus. */
  readonly watchEvery?: number
  /** Hears of a failure that nobody waits for. */
  readonly report: (error: unknown, during: string) => void
}
