/** Bytes of answers that are kept. */
const MOST = 32 * 1024 * 1024

/**
 * What is answered of sessions that have ended, as the bytes that leave: it never changes, and a class looks at one replay
 * all at once.
 */
export class EndedLogs {
  /** The one that was asked for longest ago stands first. */
  readonly #answers = new Map<string, Buffer>()
  readonly #most: number
  #length = 0

  /** @param most bytes */
  constructor(most = MOST) {
    this.#most = most
  }

  get(session: string): Buffer | undefined {
    const answer = this.#answers.get(session)
    if (answer === undefined) return undefined
    this.#answers.delete(session)
    this.#answers.set(session, answer)
    return answer
  }

  keep(session: string, answer: Buffer): void {
    if (this.#answers.has(session) || answer.length > this.#most) return
    this.#answers.set(session, answer)
    this.#length += answer.length
    for (const [oldest, its] of this.#answers) {
      if (this.#length <= this.#most) return
      this.#answers.delete(oldest)
      this.#length -= its.length
    }
  }
}
