import type { FirstTries, Trend } from '#lib/words/learning-words.ts'
import type { Shade } from './shade.ts'

/** A round, a week, or a class. */
export interface BoardColumn {
  readonly key: string
  /** At the head of its column: `3`, `16 Nov`. */
  readonly short: string
  /** The same for whoever has room, or hears it: `Round 3: The three-way handshake`. */
  readonly long: string
  readonly href: string | null
  /** How many played in it: a shade is a share of them. */
  readonly students: number
}

/** In which share of the cases students were right at once, column by column. */
export interface BoardLearning {
  readonly columns: readonly (FirstTries & { readonly key: string; readonly short: string; readonly long: string })[]
  readonly trend: Trend
  /** Whether it gets better, in words. */
  readonly words: string
  /** How it went on from round to round, as a sentence; null where nothing can be said. */
  readonly sentence: string | null
}

/** One rule of the board. */
export interface BoardRow {
  readonly rule: string
  readonly title: string
  readonly students: number
  /** One for each column. */
  readonly cells: readonly { readonly key: string; readonly students: number; readonly shade: Shade }[]
  readonly learning: BoardLearning | null
}
