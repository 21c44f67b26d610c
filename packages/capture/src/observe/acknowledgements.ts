import type { Role } from '@woshou/session'
import type { Transmission } from './transmission.ts'

/** What one end has acknowledged by when: answers in logarithmic time. */
export class Acknowledgements {
  /** All that the end sent, RSTs with an acknowledgement included. */
  readonly sent: readonly Transmission[]
  /** The highest position acknowledged up to and with each of `sent`. */
  readonly #highest: readonly number[]

  constructor(transmissions: readonly Transmission[], by: Role) {
    this.sent = transmissions.filter(({ from, segment }) => from === by && segment !== null)
    let highest = Number.NEGATIVE_INFINITY
    this.#highest = this.sent.map(({ acknowledges }) => {
      highest = Math.max(highest, acknowledges ?? Number.NEGATIVE_INFINITY)
      return highest
    })
  }

  /** The index in `sent` of the first that acknowledges all up to `position`; null when none does. */
  firstFor(position: number): number | null {
    let low = 0
    let high = this.#highest.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#highest[middle] ?? Number.NEGATIVE_INFINITY) >= position) high = middle
      else low = middle + 1
    }
    return low === this.sent.length ? null : low
  }

  /** When that one passed the card, ms; null when there is none. */
  timeFor(position: number): number | null {
    const first = this.firstFor(position)
    return first === null ? null : (this.sent[first]?.at ?? null)
  }
}
