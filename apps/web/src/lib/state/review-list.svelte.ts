import type { ReviewedSession } from '@woshou/classroom/api'
import type { Problem } from './api/request.ts'
import { readReview } from './api/review.ts'

/** By what a list is filtered, as addresses have it, in the order in which they say it. */
const FILTERS = ['class', 'round', 'participant', 'rule', 'level', 'unfinished', 'from', 'to'] as const

/** The filters that an address has, always written alike: what is empty, or no filter, is left out. */
export function reviewFilters(address: Pick<URLSearchParams, 'get'>): URLSearchParams {
  const given = FILTERS.flatMap((name) => {
    const value = address.get(name)
    return value ? [[name, value]] : []
  })
  return new URLSearchParams(given)
}

/** What the server is asked for: a day is the reader's own, from its beginning to its end, and not Greenwich's. */
function askedBy(filters: string): URLSearchParams {
  const query = new URLSearchParams(filters)
  for (const [name, days] of [
    ['from', 0],
    ['to', 1],
  ] as const) {
    const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(query.get(name) ?? '') ?? []
    const at = new Date(Number(year), Number(month) - 1, Number(date) + days).getTime()
    if (at > 0) query.set(name, `${at - days}`)
  }
  return query
}

/** Pages that are read at most to find a session again after a reload: a thousand sessions. */
const MOST_PAGES = 20

/**
 * The list that whoever reviews goes through, kept while the app is open: from a session's last mistake one goes on to the
 * next session of it.
 */
export class ReviewList {
  #filters: string | null = null
  #sessions = $state.raw<readonly ReviewedSession[]>([])
  #next = $state.raw<string | null>(null)
  #problem = $state.raw<Problem | null>(null)
  #busy = $state(false)
  /** A later list's answer may come before an earlier one's. */
  #asked = 0

  get sessions(): readonly ReviewedSession[] {
    return this.#sessions
  }

  /** Whether there are more. */
  get hasMore(): boolean {
    return this.#next !== null
  }

  get problem(): Problem | null {
    return this.#problem
  }

  get busy(): boolean {
    return this.#busy
  }

  /** The first page by these filters, anew. */
  async load(filters: string): Promise<void> {
    if (filters !== this.#filters) this.#sessions = []
    this.#filters = filters
    this.#next = null
    await this.#read([], null)
  }

  async more(): Promise<void> {
    if (this.#next !== null && !this.#busy) await this.#read(this.#sessions, this.#next)
  }

  /**
   * The next session after one (1), or the one before it (-1), that has ended with a mistake in it; null where there is
   * none. Reads more of the list where that is needed.
   */
  async beside(filters: string, session: string, direction: 1 | -1): Promise<ReviewedSession | null> {
    if (filters !== this.#filters || this.#sessions.length === 0) await this.load(filters)
    const at = () => this.#sessions.findIndex((one) => one.session === session)
    const found = () => {
      const rest =
        direction === 1 ? this.#sessions.slice(at() + 1) : [...this.#sessions.slice(0, Math.max(at(), 0))].reverse()
      return rest.find(({ ended, mistakes }) => ended !== null && (mistakes ?? 0) > 0) ?? null
    }
    for (let page = 0; page < MOST_PAGES && this.#next !== null && this.#problem === null; page++) {
      if (at() !== -1 && (direction === -1 || found() !== null)) break
      await this.more()
    }
    return at() === -1 ? null : found()
  }

  async #read(before: readonly ReviewedSession[], after: string | null): Promise<void> {
    const asked = ++this.#asked
    const query = askedBy(this.#filters ?? '')
    if (after !== null) query.set('after', after)
    this.#busy = true
    this.#problem = null
    const answer = await readReview(query)
    if (asked !== this.#asked) return
    this.#busy = false
    if (answer.ok) {
      this.#sessions = [...before, ...answer.value.sessions]
      this.#next = answer.value.next
    } else this.#problem = answer.problem
  }
}

export const reviewList = new ReviewList()
