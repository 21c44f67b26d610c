import type { SessionEvent } from '../facts/event.ts'
import { evolve } from '../table/evolve.ts'
import type { Session } from '../table/session.ts'

/** A fold is kept every so many events, so that a seek folds this many at most. */
const CHECKPOINT_EVERY = 64

/** A stored session with a moving cursor: the same fold as live, stopped anywhere. */
export class Replay {
  readonly log: readonly SessionEvent[]
  readonly #checkpoints: Session[] = []

  /** @param log a session's whole log; an empty one throws a RangeError */
  constructor(log: readonly SessionEvent[]) {
    if (log.length === 0) throw new RangeError('a replay needs at least the first event')
    this.log = log
  }

  /** How many events there are. */
  get length(): number {
    return this.log.length
  }

  /**
   * The session just after event `version`.
   * @param version from 1 to `length`; what lies outside is taken to the nearest end
   */
  at(version: number): Session {
    const last = Math.min(Math.max(Math.trunc(version), 1), this.length)
    const kept = Math.floor((last - 1) / CHECKPOINT_EVERY)
    let session = this.#checkpoint(kept)
    for (let index = kept * CHECKPOINT_EVERY + 1; index < last; index++) session = this.#step(session, index)
    return session
  }

  /** The versions of the wrong attempts, in order. */
  get mistakes(): readonly number[] {
    return this.log
      .filter((event) => 'violations' in event && event.violations.length > 0)
      .map(({ version }) => version)
  }

  /** Checkpoint k is the session after event k × CHECKPOINT_EVERY + 1. */
  #checkpoint(k: number): Session {
    for (let have = this.#checkpoints.length; have <= k; have++) {
      let session: Session | null = this.#checkpoints[have - 1] ?? null
      const first = have === 0 ? 0 : (have - 1) * CHECKPOINT_EVERY + 1
      for (let index = first; index <= have * CHECKPOINT_EVERY; index++) session = this.#step(session, index)
      if (session) this.#checkpoints.push(session)
    }
    const checkpoint = this.#checkpoints[k]
    if (!checkpoint) throw new RangeError(`no checkpoint ${k} in a log of ${this.length} events`)
    return checkpoint
  }

  #step(session: Session | null, index: number): Session {
    const event = this.log[index]
    if (!event) throw new RangeError(`no event ${index + 1} in a log of ${this.length}`)
    return evolve(session, event)
  }
}
