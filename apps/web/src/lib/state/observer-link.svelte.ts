import { letWatch } from './api/observers.ts'
import type { Problem } from './api/request.ts'
import type { EndSeat } from './seats.svelte.ts'

/** The link by which somebody watches both ends, made here: the server tells it once. */
export class ObserverLink {
  #url = $state<string | null>(null)
  #problem = $state.raw<Problem | null>(null)
  readonly #seat: EndSeat

  constructor(seat: EndSeat) {
    this.#seat = seat
  }

  /** Null until it has been made. */
  get url(): string | null {
    return this.#url
  }

  get problem(): Problem | null {
    return this.#problem
  }

  /** Makes one; what was made before is good for nothing from then on. */
  async make(): Promise<void> {
    this.#problem = null
    const { session, token } = this.#seat
    const answer = await letWatch(session, token)
    if (answer.ok) this.#url = new URL(`/watch/${session}#${answer.value.token}`, location.href).href
    else this.#problem = answer.problem
  }

  /** What both agreed to holds no longer, and with it the link. */
  forget(): void {
    this.#url = null
    this.#problem = null
  }
}
