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
    const state = this.#tiles.get(pair)?.[role].state
    if (!state) return null
    const times = [...(this.#done.get(state) ?? [])]
    for (const [other, tile] of this.#tiles)
      for (const one of ROLES) {
        const { away, due, holder, since, state: at } = tile[one]
        const thinks = at === state && due !== null && holder === 'student' && !away && !tile.stopped && !tile.ended
        if (thinks && (other !== pair || one !== role)) times.push(nowOf(other) - since)
      }
    if (times.length < FEW) return null
    times.sort((a, b) => a - b)
    const middle = times.length >> 1
    return times.length % 2 === 1 ? (times[middle] ?? 0) : ((times[middle - 1] ?? 0) + (times[middle] ?? 0)) / 2
  }
}
