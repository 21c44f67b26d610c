import type { Appended, Appendix, EventLog, LogEvent } from '../storage/event-log.ts'
import { isNotNow, lost, type NotNow, unlessLost } from './not-now.ts'

/**
 * A log as far as this server knows it. Whatever fails, that is a beginning of what is stored; when the log turns out to be
 * longer (another server's host, or an append that failed after it was stored), `catchUp` reads what was missed.
 *
 * `store` and `catchUp` are for one caller at a time: the host's queue sees to that. `hearOf` may come whenever somebody says
 * that there is more.
 */
export abstract class StoredLog<Event extends LogEvent, Beside> {
  readonly id: string
  readonly #log: Pick<EventLog<Event, Beside>, 'append' | 'read' | 'newest'>
  #behind = false
  #leads = false
  #gone = false

  protected constructor(id: string, log: Pick<EventLog<Event, Beside>, 'append' | 'read' | 'newest'>) {
    this.id = id
    this.#log = log
  }

  /** The newest event's that has been taken. */
  protected abstract get version(): number

  /** Takes what others have stored. @param events that follow those which have been taken; there are some */
  protected abstract take(events: readonly Event[]): void

  /** An append failed and may have been stored, or another server's events were missed. */
  get behind(): boolean {
    return this.#behind
  }

  /** The newest event was stored here. */
  get leads(): boolean {
    return this.#leads
  }

  /** What the log tells of has been deleted. */
  get gone(): boolean {
    return this.#gone
  }

  /** The log is known to have this version. @returns whether that is more than is known here */
  hearOf(version: number): boolean {
    if (version <= this.version) return false
    this.#behind = true
    return true
  }

  /** Something that was to be done has failed: the log is read before anything else is. */
  doubt(): void {
    this.#behind = true
  }

  /**
   * Stores what happens. After a conflict nothing is stored, and `catchUp` is next.
   * @param then takes it, and makes of the answer what is wanted of it. Every move comes by here: a function on the way back
   * costs less than somebody who awaits the answer, and so does one for each room that it passes
   */
  protected store<Result>(
    appendix: Omit<Appendix<Event, Beside>, 'log'>,
    then: (answer: Appended | NotNow) => Result | Promise<Result>,
  ): Promise<Result> {
    return this.#log.append({ ...appendix, log: this.id }).then(
      (appended) => {
        if (appended.ok) this.#leads = true
        else this.#behind = true
        return then(appended)
      },
      (cause: unknown) => {
        this.#behind = true
        return then(lost(cause))
      },
    )
  }

  /** Reads what others have stored since, and takes it. @returns that; `gone` when the log has been deleted */
  async catchUp(): Promise<readonly Event[] | NotNow> {
    const missed = await unlessLost(this.#log.read(this.id, this.version))
    if (isNotNow(missed)) return missed
    if (missed.length === 0) {
      const newest = await unlessLost(this.#log.newest([this.id]))
      if (isNotNow(newest)) return newest
      if (!newest.has(this.id)) {
        this.#gone = true
        return { notNow: 'gone' }
      }
    }
    this.#behind = false
    if (missed.length > 0) {
      this.take(missed)
      this.#leads = false
    }
    return missed
  }
}
