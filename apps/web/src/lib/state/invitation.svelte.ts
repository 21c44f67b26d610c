import { readSession } from './api/sessions.ts'
import type { HeldSeat } from './seats.svelte.ts'

/** How long after a question without an answer the next one is asked, ms. */
const AGAIN = 2_000

/** What brings others to a session's free seats: its code, and the links that carry it. */
export class Invitation {
  #code = $state<string | null>(null)
  /** What links carry: no limit on guesses stands in its way, however many share an address. */
  #secret = $state<string | null>(null)
  #origins = $state.raw<readonly string[]>([])
  #timer: ReturnType<typeof setTimeout> | undefined
  #asking = false
  readonly #seat: Pick<HeldSeat, 'session' | 'token'>

  constructor(seat: Pick<HeldSeat, 'session' | 'token'>) {
    this.#seat = seat
  }

  /** Without the code nobody can be invited: asked for until the server, which may be starting again, has answered. */
  start(): void {
    this.#asking = true
    void this.#ask()
  }

  stop(): void {
    this.#asking = false
    clearTimeout(this.#timer)
  }

  get code(): string | null {
    return this.#code
  }

  /**
   * The links, the likeliest first. The server names its addresses in the network when this page's own is a name that
   * is this computer's alone.
   */
  get links(): readonly string[] {
    const origins = this.#origins.length > 0 ? this.#origins : [location.origin]
    return this.#code === null ? [] : origins.map((origin) => `${origin}/join/${this.#secret ?? this.#code}`)
  }

  async #ask(): Promise<void> {
    const answer = await readSession(this.#seat.session, this.#seat.token)
    if (!this.#asking) return
    if (answer.ok) {
      this.#code = answer.value.code ?? null
      this.#secret = answer.value.invitation ?? null
      this.#origins = answer.value.origins ?? []
    } else if (!FINAL.has(answer.problem.code)) this.#timer = setTimeout(() => void this.#ask(), AGAIN)
  }
}

/** The server has answered, and will not say otherwise. */
const FINAL: ReadonlySet<string> = new Set(['unknown-session', 'wrong-token'])
