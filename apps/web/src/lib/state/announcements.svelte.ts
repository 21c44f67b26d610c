/** As many as a screen reader may still be speaking. */
const KEPT = 4

interface Announcement {
  readonly id: number
  readonly words: string
}

/** What a screen reader is told: each piece of news by itself, so that the same words twice are heard twice. */
export class Announcements {
  #next = 0
  #latest = $state.raw<readonly Announcement[]>([])

  get latest(): readonly Announcement[] {
    return this.#latest
  }

  say(words: string): void {
    if (words === '') return
    this.#latest = [...this.#latest.slice(1 - KEPT), { id: this.#next, words }]
    this.#next++
  }
}
