import type { Played } from '@woshou/classroom'
import type { SessionEvent } from '@woshou/session'
import type { Classes } from '../../storage/classes.ts'
import type { EventLog } from '../../storage/event-log.ts'
import type { PlayedSession, Results } from '../../storage/results.ts'
import type { SessionLog } from '../../storage/session-log.ts'
import { inSlices } from '../in-slices.ts'
import { eventsOf } from '../left-results.ts'
import { type ReckonedSeat, reckonedSeats } from '../reckoned.ts'

/** Sessions of which it is kept what they have come to so far: a lecture hall's, twice. */
const MOST_KEPT = 1_000

/** What is played by classes: what is stored, and of sessions that go on what they have come to so far. */
export interface PlayedByClasses {
  readonly played: readonly Played[]
  readonly sessions: readonly PlayedSession[]
}

/**
 * What the sessions of classes came to. Of those of which nothing is stored, since they go on or an older build has ended
 * them, the logs are folded: a board in the middle of a round shows the round.
 */
export class ClassResults {
  readonly #results: Pick<Results, 'played' | 'sessions'>
  readonly #classes: Pick<Classes, 'participants'>
  readonly #log: Pick<SessionLog, 'newest' | 'read'>
  /** By session, the one that was asked for longest ago first. */
  readonly #kept = new Map<string, { readonly version: number; readonly seats: readonly ReckonedSeat[] }>()

  constructor(
    results: Pick<Results, 'played' | 'sessions'>,
    classes: Pick<Classes, 'participants'>,
    log: Pick<EventLog<SessionEvent, never>, 'newest' | 'read'>,
  ) {
    this.#results = results
    this.#classes = classes
    this.#log = log
  }

  /** Throws when the storage fails. */
  async of(classes: readonly string[]): Promise<PlayedByClasses> {
    const sessions = await this.#results.sessions(classes)
    const stored = await this.#results.played(classes)
    // one that has ended meanwhile is among the stored ones
    const known = new Set(stored.map(({ session }) => session))
    const open = sessions.filter(({ reckoned, session }) => !reckoned && !known.has(session))
    return { sessions, played: open.length === 0 ? stored : [...stored, ...(await this.#folded(open))] }
  }

  async #folded(open: readonly PlayedSession[]): Promise<readonly Played[]> {
    const whose = new Map<string, ReadonlyMap<number, string>>()
    for (const id of new Set(open.map((one) => one.class))) {
      const participants = await this.#classes.participants(id)
      whose.set(id, new Map(participants.map(({ id: participant, nth }) => [nth, participant])))
    }
    const newest = await this.#log.newest(open.map(({ session }) => session))
    const played: Played[] = []
    for (const { class: id, createdAt, round, session } of open)
      for (const { nth, ...seat } of await this.#soFar(session, newest.get(session)?.version ?? 0)) {
        const participant = nth === null ? undefined : whose.get(id)?.get(nth)
        if (participant !== undefined) played.push({ class: id, session, round, createdAt, participant, ...seat })
      }
    return played
  }

  async #soFar(session: string, version: number): Promise<readonly ReckonedSeat[]> {
    const kept = this.#kept.get(session)
    const seats = kept?.version === version ? kept.seats : await this.#fold(session)
    this.#kept.delete(session)
    this.#kept.set(session, { version, seats })
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) break
      this.#kept.delete(oldest)
    }
    return seats
  }

  async #fold(session: string): Promise<readonly ReckonedSeat[]> {
    const log = await eventsOf(this.#log, session)
    // a newer server tells of what this one can't read
    return log ? inSlices(reckonedSeats(log)) : []
  }
}
