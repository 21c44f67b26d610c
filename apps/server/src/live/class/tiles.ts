import type { TilesNews } from '@woshou/classroom'
import { type TellingWorld, TilesTold } from './tiles-told.ts'
import { type TilesListener, TilesWatch, type WatchingWorld } from './tiles-watch.ts'

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
  subscribe(classId: string, hear: (news: TilesNews) => void): () => void {
    return this.#watch(classId, { tiles: hear })
  }

  /**
   * A wall shows how much of the class is done.
   * @param hear called in a later turn, and each time that changes, with how many pairs' sessions of the newest round are over
   * @returns ends that
   */
  subscribeDone(classId: string, hear: (pairs: number) => void): () => void {
    return this.#watch(classId, { done: hear })
  }

  close(): void {
    for (const watch of this.#watches.values()) watch.end()
    this.#watches.clear()
    this.#told.close()
  }

  #watch(classId: string, listener: TilesListener): () => void {
    const watch = this.#watches.get(classId) ?? new TilesWatch(classId, this.#world)
    this.#watches.set(classId, watch)
    watch.add(listener)
    return () => {
      watch.delete(listener)
      if (watch.size > 0 || this.#watches.get(classId) !== watch) return
      this.#watches.delete(classId)
      watch.end()
    }
  }
}
