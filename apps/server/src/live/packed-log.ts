import type { SessionEvent } from '@woshou/session'

/**
 * All stored events of one live session, for those who join. As text they take half the memory that they take as
 * objects, and nothing of the garbage collector's time: a lecture hall has hundreds of thousands of them.
 */
export class PackedLog {
  readonly #texts: string[] = []

  constructor(events: readonly SessionEvent[] = []) {
    this.push(events)
  }

  /** The version of the newest event. */
  get version(): number {
    return this.#texts.length
  }

  /** Takes events that follow the newest one. */
  push(events: readonly SessionEvent[]): void {
    for (const event of events) this.#texts.push(JSON.stringify(event))
  }

  /** The events after a version, oldest first. */
  after(version: number): SessionEvent[] {
    return this.#texts.slice(version).map(unpack)
  }

  /** The same one by one, those too that come while somebody takes their time over it. */
  *each(version: number): Generator<SessionEvent> {
    for (let at = version, text = this.#texts[at]; text !== undefined; text = this.#texts[++at]) yield unpack(text)
  }

  /** The newest version up to `last` whose event is wanted; 0 when none is. Looked for from the end, where it is. */
  newest(last: number, wanted: (event: SessionEvent) => boolean): number {
    for (let version = last; version > 0; version--) {
      const text = this.#texts[version - 1]
      if (text !== undefined && wanted(unpack(text))) return version
    }
    return 0
  }
}

const unpack = (text: string): SessionEvent => JSON.parse(text) as SessionEvent
