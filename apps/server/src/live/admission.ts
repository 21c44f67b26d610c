/** What may be begun here, so that what has been begun goes on well. */
export interface AdmissionLimits {
  /** Milliseconds of event loop delay above which no session is opened. */
  readonly longestDelay: number
  /** Sessions that may be live in this process. */
  readonly mostSessions: number
}

/** Seconds after which whoever was refused may try again. */
export const RETRY_AFTER = 5

/** Whether this server has room for another session. Those that are being played are never asked. */
export class Admission {
  readonly #limits: AdmissionLimits
  readonly #delay: () => number
  readonly #sessions: () => number

  /**
   * @param delay of the event loop, lasting, ms
   * @param sessions that are live
   */
  constructor(limits: AdmissionLimits, delay: () => number, sessions: () => number) {
    this.#limits = limits
    this.#delay = delay
    this.#sessions = sessions
  }

  /** Whether what can be asked for again later had better be: half of what makes an overload. */
  get strained(): boolean {
    return this.#delay() > this.#limits.longestDelay / 2 || this.overloaded
  }

  get overloaded(): boolean {
    return this.#delay() > this.#limits.longestDelay || this.#sessions() >= this.#limits.mostSessions
  }
}
