import type { BoardPair } from './board-pairs.ts'

/** Kinds of pairs in the order in which they are shown. Whose turn it is changes every few seconds: it moves no tile. */
const RANKS: Readonly<Record<BoardPair['stands'], number>> = {
  stuck: 0,
  away: 1,
  thinking: 2,
  waiting: 2,
  paused: 2,
  empty: 2,
  bot: 2,
  done: 3,
}

/** Those first who need a teacher: stuck, the worst first, then away; all others by their number. */
const sortedByNeed = (pairs: readonly BoardPair[]): readonly BoardPair[] =>
  [...pairs].sort(
    (a, b) => RANKS[a.stands] - RANKS[b.stands] || (a.stands === 'stuck' ? b.need - a.need : 0) || a.pair - b.pair,
  )

/** The order of a grid's tiles, which stands still while somebody is in it: nothing moves away from under a hand. */
export class PairOrder {
  /** The pairs in sight when it was held. */
  #held = $state.raw<readonly number[] | null>(null)
  readonly #read: () => readonly BoardPair[]
  readonly #sorted: readonly BoardPair[] = $derived.by(() => sortedByNeed(this.#read()))
  readonly #shown: readonly BoardPair[] = $derived.by(() => {
    const held = this.#held
    if (!held) return this.#sorted
    const byPair = new Map(this.#all().map((pair) => [pair.pair, pair]))
    return held.flatMap((pair) => byPair.get(pair) ?? [])
  })
  readonly #all: () => readonly BoardPair[]

  /**
   * @param read the pairs that are to be shown
   * @param all all there are: one that is held stays in sight although it no longer is what was looked for
   */
  constructor(read: () => readonly BoardPair[], all: () => readonly BoardPair[]) {
    this.#read = read
    this.#all = all
  }

  get pairs(): readonly BoardPair[] {
    return this.#shown
  }

  /** It stands still, and would be another one by now. */
  get waits(): boolean {
    const held = this.#held
    return (
      held !== null && (held.length !== this.#sorted.length || this.#sorted.some(({ pair }, at) => pair !== held[at]))
    )
  }

  hold(held: boolean): void {
    this.#held = held ? this.#shown.map(({ pair }) => pair) : null
  }
}
