import { setImmediate as nextTurn } from 'node:timers/promises'
import type { NotNow } from './not-now.ts'

/** Dear jobs that are under way at once in this process, and of one address. */
const AT_ONCE = 2
const OF_ONE = 1

/** Jobs of one address that may wait, and of all. */
const MOST_WAITING = 30
const MOST_WAITING_ALL = 300

/** What waits for its turn. */
type Waiting = () => void

/**
 * Lets those through whose wishes are dear: long logs to be read, verified or folded. A few at a time, and addresses
 * take turns, so that one which asks for much waits for itself and nobody else does; between two jobs the event loop
 * has a turn for those that play.
 */
export class Turnstile {
  /** Addresses whose turn it is next stand first. */
  readonly #waiting = new Map<string, Waiting[]>()
  readonly #inside = new Map<string, number>()
  #all = 0
  #waitingInAll = 0

  /** Runs `work` when it is the address's turn; nothing is done when too many of this address, or of all, wait already. */
  async pass<Result>(address: string, work: () => Promise<Result>): Promise<Result | NotNow> {
    if (!(await this.#enter(address))) return { notNow: 'crowded' }
    try {
      return await work()
    } finally {
      await nextTurn()
      this.#leave(address)
    }
  }

  /** @returns false when too many wait */
  #enter(address: string): Promise<boolean> | boolean {
    if (this.#all < AT_ONCE && (this.#inside.get(address) ?? 0) < OF_ONE) {
      this.#admit(address)
      return true
    }
    const queue = this.#waiting.get(address) ?? []
    if (queue.length >= MOST_WAITING || this.#waitingInAll >= MOST_WAITING_ALL) return false
    this.#waiting.set(address, queue)
    this.#waitingInAll += 1
    return new Promise((resolve) => queue.push(() => resolve(true)))
  }

  #admit(address: string): void {
    this.#all += 1
    this.#inside.set(address, (this.#inside.get(address) ?? 0) + 1)
  }

  #leave(address: string): void {
    this.#all -= 1
    const left = (this.#inside.get(address) ?? 1) - 1
    if (left > 0) this.#inside.set(address, left)
    else this.#inside.delete(address)
    this.#letIn()
  }

  #letIn(): void {
    for (const [address, queue] of this.#waiting) {
      if (this.#all >= AT_ONCE) return
      if ((this.#inside.get(address) ?? 0) >= OF_ONE) continue
      const next = queue.shift()
      // to the end of the line: the others come first next time
      this.#waiting.delete(address)
      if (queue.length > 0) this.#waiting.set(address, queue)
      if (!next) continue
      this.#waitingInAll -= 1
      this.#admit(address)
      next()
    }
  }
}
