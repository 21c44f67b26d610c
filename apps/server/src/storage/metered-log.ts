import type { Appended, Appendix, EventLog, LogEvent, Newest } from './event-log.ts'

/** Hears how the log fares. */
export interface LogObserver {
  /** An append has been answered. @param milliseconds from the call to the answer, the wait for its turn included */
  appended(milliseconds: number, answer: Appended): void
  appendFailed(error: unknown): void
}

/** A log that is watched. */
export class MeteredLog<Event extends LogEvent, Beside> implements EventLog<Event, Beside> {
  readonly #log: EventLog<Event, Beside>
  readonly #observers: readonly LogObserver[]

  constructor(log: EventLog<Event, Beside>, ...observers: LogObserver[]) {
    this.#log = log
    this.#observers = observers
  }

  append(appendix: Appendix<Event, Beside>): Promise<Appended> {
    const began = performance.now()
    return this.#log.append(appendix).then(
      (answer) => {
        const milliseconds = performance.now() - began
        for (const observer of this.#observers) observer.appended(milliseconds, answer)
        return answer
      },
      (error) => {
        for (const observer of this.#observers) observer.appendFailed(error)
        throw error
      },
    )
  }

  read(log: string, after?: number, most?: number): Promise<Event[]> {
    return this.#log.read(log, after, most)
  }

  readText(log: string): Promise<string> {
    return this.#log.readText(log)
  }

  newest(logs: readonly string[]): Promise<Map<string, Newest>> {
    return this.#log.newest(logs)
  }
}
