import type { Seat } from '@woshou/session'
import { makeReturnCode } from './api/participants.ts'
import type { Problem } from './api/request.ts'

/** The one-time code by which the partner in a class comes back on another phone, once it has been asked for. */
export class PartnerReturnCode {
  #code = $state<string | null>(null)
  #link = $state<string | null>(null)
  #busy = $state(false)
  #problem = $state.raw<Problem | null>(null)
  readonly #of: { readonly class: string; readonly token: string; readonly role: Seat }

  /** @param of the partner's role, and the token of who asks */
  constructor(of: { readonly class: string; readonly token: string; readonly role: Seat }) {
    this.#of = of
  }

  get code(): string | null {
    return this.#code
  }

  /** The whole address that a QR code has. */
  get link(): string | null {
    return this.#link
  }

  get busy(): boolean {
    return this.#busy
  }

  get problem(): Problem | null {
    return this.#problem
  }

  async ask(): Promise<void> {
    this.#busy = true
    this.#problem = null
    const answer = await makeReturnCode(this.#of.class, this.#of.role, this.#of.token)
    this.#busy = false
    if (answer.ok) {
      this.#code = answer.value.code
      this.#link = new URL(answer.value.link, location.origin).href
    } else this.#problem = answer.problem.code === 'seat-taken' ? { code: 'partner-there' } : answer.problem
  }
}
