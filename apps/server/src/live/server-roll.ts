/** The other servers that have been heard of, and when. */
export class ServerRoll {
  /** When each was heard last: `performance.now()`, ms. */
  readonly #heardAt = new Map<string, number>()

  /** @returns whether it is new here, or had been struck off */
  hear(server: string): boolean {
    const known = this.#heardAt.has(server)
    this.#heardAt.set(server, performance.now())
    return !known
  }

  /** Strikes off those that have been silent for so many milliseconds. @returns their names */
  strike(silence: number): string[] {
    const since = performance.now() - silence
    const gone = [...this.#heardAt].flatMap(([server, heardAt]) => (heardAt < since ? server : []))
    for (const server of gone) this.#heardAt.delete(server)
    return gone
  }

  /** Counts the silence of all from now: it was one's own. */
  pardon(): void {
    for (const server of this.#heardAt.keys()) this.#heardAt.set(server, performance.now())
  }
}
