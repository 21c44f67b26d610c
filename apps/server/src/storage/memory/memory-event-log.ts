import {
  type Appended,
  type Appendix,
  CONFLICT,
  type EventLog,
  type LogEvent,
  type Newest,
  STORED,
  spanOf,
} from '../event-log.ts'

/** Logs that last as long as the process. */
export class MemoryEventLog<Event extends LogEvent, Beside> implements EventLog<Event, Beside> {
  readonly #logs = new Map<string, Event[]>()
  readonly #store: (log: string, beside: Beside) => boolean

  /** @param store stores what comes beside events; false, and nothing stored, when it can't */
  constructor(store: (log: string, beside: Beside) => boolean) {
    this.#store = store
  }

  /** Makes a log, to which can be appended from then on. */
  begin(log: string, events: readonly Event[] = []): void {
    if (events.length > 0 && spanOf(events).first !== 1) throw new Error('a log begins with version 1')
    this.#logs.set(log, [...events])
  }

  delete(log: string): void {
    this.#logs.delete(log)
  }

  async append({ log, events, beside }: Appendix<Event, Beside>): Promise<Appended> {
    const { first } = spanOf(events)
    const stored = this.#logs.get(log)
    if (!stored || first !== stored.length + 1) return CONFLICT
    if (beside !== undefined && !this.#store(log, beside)) return CONFLICT
    stored.push(...events)
    return STORED
  }

  async read(log: string, after = 0, most = Number.POSITIVE_INFINITY): Promise<Event[]> {
    return this.#logs.get(log)?.slice(after, after + most) ?? []
  }

  async readText(log: string): Promise<string> {
    return JSON.stringify(await this.read(log))
  }

  async newest(logs: readonly string[]): Promise<Map<string, Newest>> {
    return new Map(
      logs.flatMap((id) => {
        const last = this.#logs.get(id)?.at(-1)
        return last ? [[id, { version: last.version, at: last.at }] as const] : []
      }),
    )
  }
}
