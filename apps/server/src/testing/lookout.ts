/** Those who wait for something that a message brings about. */
export class Lookout {
  readonly #looks = new Set<() => void>()

  /**
   * Waits until `find` finds something; it is asked now, and at each `look`.
   * @param over why nothing more comes: it rejects then; null while something may
   */
  until<Found>(find: () => Found | undefined | null | false, over: () => string | null = () => null): Promise<Found> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find()
        const end = found ? null : over()
        if (found) resolve(found)
        else if (end !== null) reject(new Error(end))
        else return
        this.#looks.delete(look)
      }
      this.#looks.add(look)
      look()
    })
  }

  /** Something has changed. */
  look(): void {
    for (const look of [...this.#looks]) look()
  }
}
