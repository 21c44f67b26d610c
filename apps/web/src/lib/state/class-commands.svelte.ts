import type { ClassCommand } from '@woshou/classroom'
import { giveCommand } from './api/classes.ts'
import type { Problem } from './api/request.ts'
import { randomId } from './random-id.ts'

/** How often one is sent again that got no answer, and how long it waits before, ms. */
const TRIES = 3
const AGAIN = 800

/**
 * What a teacher asks of a class. One that got no answer is sent again as the same one: however often it arrives, it is
 * carried out once.
 */
export class ClassCommands {
  #open = $state(0)
  #problem = $state.raw<Problem | null>(null)
  readonly #class: string

  /** @param id the class's */
  constructor(id: string) {
    this.#class = id
  }

  /** Something is on its way and has no answer yet. */
  get busy(): boolean {
    return this.#open > 0
  }

  /** Why the last one was not carried out; null once another one is given. */
  get problem(): Problem | null {
    return this.#problem
  }

  /** The server answers again: that it did not is no news any more. */
  reached(): void {
    if (this.#problem?.code === 'offline' || this.#problem?.code === 'unreachable') this.#problem = null
  }

  dismiss(): void {
    this.#problem = null
  }

  /** @returns whether all of them were carried out; after one that was not, none is given any more */
  async give(...commands: readonly ClassCommand[]): Promise<boolean> {
    this.#problem = null
    this.#open++
    try {
      for (const command of commands) {
        const problem = await this.#send(command)
        if (problem) {
          this.#problem = problem
          return false
        }
      }
      return true
    } finally {
      this.#open--
    }
  }

  async #send(command: ClassCommand): Promise<Problem | null> {
    const id = randomId()
    for (let attempt = 1; ; attempt++) {
      const answer = await giveCommand(this.#class, { id, command })
      if (answer.ok) return null
      if (answer.problem.code !== 'unreachable' || attempt === TRIES) return answer.problem
      await new Promise((resolve) => setTimeout(resolve, AGAIN * attempt))
    }
  }
}
