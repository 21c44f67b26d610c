import type { Command } from '../facts/command.ts'
import type { SessionEvent } from '../facts/event.ts'
import type { Level } from '../facts/level.ts'
import type { Viewer } from '../facts/role.ts'
import { EYES, type Eye, type SeenEvent } from './eyes.ts'

/**
 * The numbers under which a viewer is told of what happens: its own count of the events that it may see, from 1, without
 * gaps. The log's versions stay with the host: a gap between two of them would tell of what a seat may not see, the
 * fate of a segment in flight or the other student's mistakes (ARCHITECTURE.md, invariant 6).
 *
 * Whoever hosts a session gives it every event of the log, in order (`take`); then it tells events under their numbers,
 * and takes back the numbers that a browser says.
 */
export class OwnCount<V extends Viewer = Viewer> {
  readonly #eye: Eye<V>
  /** How many events have been counted: the newest one's version. */
  #version = 0
  /** The versions of those that the viewer does not see, in order: they are fewer than those that it sees. */
  readonly #unseen: number[] = []
  #level: Level = 'exam'
  /** The newest event, and what the viewer sees of it: it is told as soon as it has been counted. */
  #newest: SessionEvent | null = null
  #seen: SeenEvent<V> | null = null

  constructor(viewer: V) {
    this.#eye = EYES[viewer]
  }

  /** The number of the newest event that the viewer may see; 0 before the first one. */
  get newest(): number {
    return this.#version - this.#unseen.length
  }

  /** Counts the log's next event. */
  take(event: SessionEvent): void {
    if (event.type === 'session-created') this.#level = event.level
    this.#newest = event
    this.#seen = this.#eye.see(event)
    this.#version = event.version
    if (!this.#seen) this.#unseen.push(event.version)
  }

  /** An event that has been counted, as the viewer is told of it; null when it is not. */
  tell(event: SessionEvent): SeenEvent<V> | null {
    const seen = event === this.#newest ? this.#seen : this.#eye.see(event)
    return seen && this.#numbered(this.#eye.told(seen, this.#level))
  }

  /** The copy is nobody else's yet: what else it names is set in it, and it is not copied again. This runs for every event told. */
  #numbered<Told extends SeenEvent<Viewer>>(seen: Told): Told {
    const told = { ...seen, version: this.at(seen.version) } as Told & { sent?: number; attempt?: number }
    if (told.sent !== undefined) told.sent = this.at(told.sent)
    if (told.attempt !== undefined) told.attempt = this.at(told.attempt)
    return told
  }

  /** How many events the viewer may see of the log up to a version: the number of the last of them. */
  at(version: number): number {
    return Math.min(version, this.#version) - this.#unseenBy((at) => at <= version)
  }

  /** Where a viewer goes on that says it has events up to a number: there, or at 0 when it can't have them. */
  from(since: number): number {
    return since <= this.newest ? since : 0
  }

  /** The log's version of what the viewer knows by a number: 0 for 0; a number that nothing has yet is the newest one's. */
  versionOf(number: number): number {
    const known = Math.min(number, this.newest)
    // an address may say a number that is none
    return known > 0 ? known + this.#unseenBy((at, before) => at - before <= known) : 0
  }

  /** A command as the log has it: what it names by the viewer's number is named by the log's version. */
  asked(command: Command): Command {
    // what has not been told cannot be meant: there is no segment 0
    if (command.type !== 'interfere') return command
    return { ...command, sent: command.sent > this.newest ? 0 : this.versionOf(command.sent) }
  }

  /** How many unseen events there are up to somewhere. @param isBy whether an unseen version, before which so many stand, is one */
  #unseenBy(isBy: (version: number, before: number) => boolean): number {
    let low = 0
    let high = this.#unseen.length
    // what is asked for is new nearly always
    if (high === 0 || isBy(this.#unseen[high - 1] ?? 0, high - 1)) return high
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBy(this.#unseen[middle] ?? 0, middle)) low = middle + 1
      else high = middle
    }
    return low
  }
}
