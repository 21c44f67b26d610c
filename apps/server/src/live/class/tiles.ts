import { type TellingWorld, TilesTold } from './tiles-told.ts'
import { type HearTiles, TilesWatch, type WatchingWorld } from './tiles-watch.ts'

/**
 * How the pairs of classes stand, on this server: gathered for those who watch a class here, and told of the sessions that
 * are hosted here to whichever server has somebody who watches. Of a class that nobody watches nothing is folded or said.
 *
 * What one server tells another is a hint; the logs are the truth, and are read for what nobody tells.
 */
export class Tiles {
  readonly #world: TellingWorld & WatchingWorld
  readonly #told: TilesTold
  readonly #watches = new Map<string, TilesWatch>()

  constructor(world: TellingWorld & WatchingWorld) {
    this.#world = world
    this.#told = new TilesTold(world)
  }

  /**
   * A board watches a class.
   * @param hear called at most four times a second with the tiles that are new, of the newest round; the first time, in a
   * later turn, with all that are known. After another round has begun, only that round's come
   * @returns ends that
   */
  subscribe(classId: string, hear: HearTiles): () => void {
    const watch = this.#watches.get(classId) ?? new TilesWatch(classId, this.#world)
    this.#watches.set(classId, watch)
    watch.add(hear)
    return () => {
      watch.delete(hear)
      if (watch.size > 0 || this.#watches.get(classId) !== watch) return
      this.#watches.delete(classId)
      watch.end()
    }
  }

  close(): void {
    for (const watch of this.#watches.values()) watch.end()
    this.#watches.clear()
    this.#told.close()
  }
}
