import type { SessionEvent } from '@woshou/session'
import type { Appended, Appendix, EventLog, Newest } from './event-log.ts'

/** Hears how the log fares. */
export interface LogObserver {
  /** An append has been answered. @param milliseconds from the call to the answer, the wait for its turn included */
  appended(milliseconds: number, answer: Appended): void
  appendFailed(error: unknown): void
}

/** A log that is watched. */
export class MeteredLog implements EventLog {
  readonly #log: EventLog
  readonly #observers: readonly LogObserver[]

  constructor(log: EventLog, ...observers: LogObserver[]) {
    this.#log = log
    this.#observers = observers
  }

  async append(appendix: Appendix): Promise<Appended> {
    const began = performance.now()
    try {
      const answer = await this.#log.append(appendix)
      const milliseconds = performance.now() - began
      for (const observer of this.#observers) observer.appended(milliseconds, answer)
      return answer
    } catch (error) {
      for (const observer of this.#observers) observer.appendFailed(error)
      throw error
    }
  }

  read(session: string, after?: number, most?: number): Promise<SessionEvent[]> {
    return this.#log.read(session, after, most)
  }

  readText(session: string, after?: number): Promise<string> {
    return this.#log.readText(session, after)
  }

  newest(sessions: readonly string[]): Promise<Map<string, Newest>> {
    return this.#log.newest(sessions)
  }
}
