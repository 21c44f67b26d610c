/** What was wrong with a part of a capture that could be read otherwise: stable ids, worded in `wording.ts`. */
export type ProblemCode =
  | 'ends-early' // the file stops in the middle of a packet
  | 'damaged-block' // nothing after it can be told apart any more
  | 'unknown-interface' // a packet names an interface that was not described
  | 'unsupported-link' // a link type that is not read
  | 'tunnel' // IP within something that is not opened
  | 'damaged-header' // an IP or TCP header that contradicts itself
  | 'cut-header' // captured too short for the headers
  | 'fragment' // IP fragments are not put together
  | 'cut-text' // captured too short for the text: its length is known, its bytes are not
  | 'no-time' // Simple Packet Blocks carry none, and some are impossible
  | 'no-tcp' // nothing in the file was TCP
  | 'too-many-packets'
  | 'too-many-connections'
  | 'connection-too-long'
  | 'text-left-out'

/** A problem, once for all packets that have it. */
export interface Problem {
  readonly code: ProblemCode
  /** How many packets have it. */
  readonly count: number
  /** The first of them, counted from 1 as Wireshark counts. */
  readonly packet: number
}

/** Counts problems by their code, so that a hostile file cannot make the list long. */
export class Problems {
  readonly #found = new Map<ProblemCode, { code: ProblemCode; count: number; packet: number }>()

  add(code: ProblemCode, packet: number): void {
    const found = this.#found.get(code)
    if (found) found.count++
    else this.#found.set(code, { code, count: 1, packet })
  }

  get list(): readonly Problem[] {
    return [...this.#found.values()]
  }
}
