/** Bytes of answers that are kept, about: text of one byte a character. */
const MOST = 32 * 1024 * 1024

/** The logs of sessions that have ended, as text: they never change, and a class looks at one replay all at once. */
export class EndedLogs {
  /** The one that was asked for longest ago stands first. */
  readonly #texts = new Map<string, string>()
  readonly #most: number
  #length = 0

  /** @param most characters */
  constructor(most = MOST) {
    this.#most = most
  }

  get(session: string): string | undefined {
    const text = this.#texts.get(session)
    if (text === undefined) return undefined
    this.#texts.delete(session)
    this.#texts.set(session, text)
    return text
  }

  keep(session: string, text: string): void {
    if (this.#texts.has(session) || text.length > this.#most) return
    this.#texts.set(session, text)
    this.#length += text.length
    for (const [oldest, its] of this.#texts) {
      if (this.#length <= this.#most) return
      this.#forget(oldest, its)
    }
  }

  #forget(session: string, text: string): void {
    this.#texts.delete(session)
    this.#length -= text.length
  }
}
