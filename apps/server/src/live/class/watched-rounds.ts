/** The newest round of a class, as far as its tiles are concerned. */
export interface WatchedRound {
  readonly round: number
  /** Their numbers, in no order. */
  readonly pairs: readonly number[]
}

/** Knows of each class which round is its newest. */
export interface WatchedRounds {
  /**
   * @param hear called soon, and each time that there is another round, or a pair more; null before the first round
   * @returns ends that
   */
  follow(classId: string, hear: (round: WatchedRound | null) => void): () => void
}
