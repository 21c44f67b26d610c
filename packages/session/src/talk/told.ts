import type { SeenEvent } from '../eyes/eyes.ts'
import type { OwnCount } from '../eyes/own-count.ts'
import type { SessionEvent } from '../facts/event.ts'
import type { Viewer } from '../facts/role.ts'
import type { Answer } from '../table/index.ts'
import type { News, Presence, ServerMessage } from './message.ts'

/**
 * What one viewer has been told of a session, whoever hosts it: makes its welcome, its news and the answers to its moves, in
 * the viewer's own numbers. Nothing else tells anybody of an event.
 */
export class Told<V extends Viewer = Viewer> {
  readonly #viewer: V
  readonly #count: OwnCount<V>
  /** The number of the newest event that has been told. */
  #until = 0

  /** @param count the viewer's, of the whole log, kept up to date by the host */
  constructor(viewer: V, count: OwnCount<V>) {
    this.#viewer = viewer
    this.#count = count
  }

  /** The first answer to a join. @param now play time, ms */
  welcome(presence: Presence, now: number): ServerMessage<V> {
    return { type: 'welcome', role: this.#viewer, now, presence }
  }

  /**
   * The second one: all that somebody lacks. From here on `news` goes on.
   * @param from the number of the last event that they have
   * @param lacking what they may see after it
   */
  all(from: number, lacking: readonly SeenEvent<V>[], now: number): News<V> {
    this.#until = this.#count.newest
    return this.#news(from, lacking, now)
  }

  /** What the viewer may see of stored events that follow those it knows; null when that is nothing: then nothing is said. */
  news(events: readonly SessionEvent[], now: number): News<V> | null {
    const since = this.#until
    const seen: SeenEvent<V>[] = []
    for (const event of events) {
      const one = this.#count.tell(event)
      if (one && one.version > since) seen.push(one)
    }
    if (seen.length === 0) return null
    this.#until = seen.at(-1)?.version ?? since
    return this.#news(since, seen, now)
  }

  #news(since: number, seen: readonly SeenEvent<V>[], now: number): News<V> {
    return { type: 'events', since, version: this.#until, now, events: seen }
  }
}

/** What the sender of a move is told of it, once what it caused is stored. @param count their seat's */
export function answerTo(
  id: string,
  answer: Answer,
  count: OwnCount,
): Extract<ServerMessage, { type: 'accepted' | 'violation' | 'refusal' }> {
  if (answer.kind === 'refusal') return { type: 'refusal', id, version: count.newest, refusal: answer.refusal }
  const { version, violations } = answer.kind === 'repeated' ? answer.outcome : outcomeOf(id, answer)
  const at = count.at(version)
  return violations ? { type: 'violation', id, version: at, violations } : { type: 'accepted', id, version: at }
}

function outcomeOf(id: string, answer: Extract<Answer, { kind: 'accepted' | 'violation' }>) {
  const own = answer.events.find((event) => 'move' in event && event.move === id)
  if (!own) throw new Error('a move became no event of its own')
  return { version: own.version, violations: answer.kind === 'violation' ? answer.violations : null }
}
