import type { State } from '@woshou/protocol'
import { ROLES, type Role } from '@woshou/session'
import type { Tile } from './tile.ts'

/** Fewer than so many are no class to be compared with. */
const FEW = 5

/**
 * How long the students of a round take with what is due, by state: the measure of who takes long. Whoever watches gives it
 * each tile that comes. Those who still think count with the time that they have taken so far: in the first minutes nobody
 * has done yet what all find hard.
 */
export class ThinkingTimes {
  readonly #done = new Map<State, number[]>()
  readonly #tiles = new Map<number, Tile>()

  /** Takes a pair's newest tile. */
  take(pair: number, tile: Tile): void {
    const before = this.#tiles.get(pair)
    for (const role of ROLES) {
      const { right, took } = tile[role]
      if (took && right > (before?.[role].right ?? 0))
        this.#done.set(took.state, [...(this.#done.get(took.state) ?? []), took.ms])
    }
    this.#tiles.set(pair, tile)
  }

  /**
   * The median in ms for the state in which one seat is, of all others who are or were in it; null while these are too few.
   * @param nowOf each session's play time, ms
   */
  median(pair: number, role: Role, nowOf: (pair: number) => number): number | null {
    return this.medians(nowOf)(pair, role)
  }

  /**
   * `median` for many seats at one moment: of each state the times are gathered and put in order once, not for each of a
   * thousand seats.
   */
  medians(nowOf: (pair: number) => number): (pair: number, role: Role) => number | null {
    const gathered = new Map<State, readonly number[]>()
    return (pair, role) => {
      const tile = this.#tiles.get(pair)
      if (!tile) return null
      const { state } = tile[role]
      const times = gathered.get(state) ?? this.#times(state, nowOf)
      gathered.set(state, times)
      const own = thinks(tile, role) ? nowOf(pair) - tile[role].since : null
      return medianWithout(times, own)
    }
  }

  /** In order. */
  #times(state: State, nowOf: (pair: number) => number): readonly number[] {
    const times = [...(this.#done.get(state) ?? [])]
    for (const [pair, tile] of this.#tiles)
      for (const role of ROLES)
        if (tile[role].state === state && thinks(tile, role)) times.push(nowOf(pair) - tile[role].since)
    return times.sort((a, b) => a - b)
  }
}

/** Whether a student there has something to do, and can. */
function thinks(tile: Tile, role: Role): boolean {
  const { away, due, holder } = tile[role]
  return due !== null && holder === 'student' && !away && !tile.stopped && !tile.ended
}

/** @param times in order. @param own one of them, which does not count; null: all do */
function medianWithout(times: readonly number[], own: number | null): number | null {
  const length = times.length - (own === null ? 0 : 1)
  if (length < FEW) return null
  const left = own === null ? times.length : times.indexOf(own)
  const at = (index: number) => times[index < left ? index : index + 1] ?? 0
  const middle = length >> 1
  return length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2
}
