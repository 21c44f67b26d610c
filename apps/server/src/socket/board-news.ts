import type { BoardNews, TeacherView, TilesNews } from '@woshou/classroom'
import { timeless } from './timeless.ts'

type Person = TeacherView['people'][number]
type SeatedPair = TeacherView['pairs'][number]
type Tile = TilesNews['tiles'][number]

/** What a board has beside what it sees of its class. */
export type BoardRest = Pick<BoardNews, 'version' | 'now' | 'code' | 'link' | 'origins' | 'right'>

/**
 * What one board has been told of its class, and so what is news to it. The first message has all; after that no more bytes
 * are told at once than it is given: what is too much waits for the next time, and is told once as it is then.
 */
export class BoardTold {
  #told = ''
  /** As it was told: of each the text. */
  readonly #people = new Map<string, string>()
  readonly #pairs = new Map<number, string>()
  #round: number | null = null
  #tilesRound = 0
  /** Tiles that have not been told yet, the longest waiting first. */
  readonly #tiles = new Map<number, Tile>()
  #tilesTold = false
  #more = false

  /** More is news than was told. */
  get more(): boolean {
    return this.#more
  }

  takeTiles({ round, tiles }: TilesNews): void {
    if (round < this.#tilesRound) return
    if (round > this.#tilesRound) this.#tiles.clear()
    this.#tilesRound = round
    for (const tile of tiles) this.#tiles.set(tile.pair, tile)
  }

  /**
   * @param most bytes
   * @returns the messages, each as a text: one of the class, one of tiles, or none
   */
  news(view: TeacherView, rest: BoardRest, most: number): readonly string[] {
    const ration = new Ration(most)
    const whole = this.#told === ''
    if (whole) ration.unlimited = true
    const texts = [this.#classNews(view, rest, ration, whole), this.#tilesNews(ration)]
    this.#more = ration.refused
    return texts.filter((text) => text !== null)
  }

  #classNews(view: TeacherView, rest: BoardRest, ration: Ration, whole: boolean): string | null {
    const { pairs, people, ...seen } = view
    if (view.round?.round !== this.#round) this.#pairs.clear()
    this.#round = view.round?.round ?? null
    const { now, version, ...beside } = rest
    const comparable = timeless({ ...seen, ...beside })
    const changedPairs = changed<SeatedPair, number>(pairs, ({ pair }) => pair, this.#pairs, ration)
    // tiles come first: where somebody sits has been said by the pairs
    ration.keep(this.#tiles.size > 0 ? FOR_TILES : 0)
    const changedPeople = changed<Person, string>(people, ({ participant }) => participant, this.#people, ration)
    ration.keep(0)
    const gone = this.#gone(people)
    const nothing = changedPairs.length + changedPeople.length + gone.length === 0
    if (!whole && nothing && comparable === this.#told) return null
    this.#told = comparable
    const news: BoardNews = {
      type: 'class',
      ...seen,
      ...rest,
      whole,
      ...((whole || changedPeople.length > 0) && { people: changedPeople }),
      ...((whole || changedPairs.length > 0) && { pairs: changedPairs }),
      ...(gone.length > 0 && { gone }),
    }
    return JSON.stringify(news)
  }

  #gone(people: readonly Person[]): readonly string[] {
    const there = new Set(people.map(({ participant }) => participant))
    const gone = [...this.#people.keys()].filter((participant) => !there.has(participant))
    for (const participant of gone) this.#people.delete(participant)
    return gone
  }

  #tilesNews(ration: Ration): string | null {
    if (this.#tiles.size === 0) return null
    if (!this.#tilesTold) ration.unlimited = true
    this.#tilesTold = true
    const tiles: Tile[] = []
    for (const [pair, tile] of this.#tiles) {
      if (!ration.take(JSON.stringify(tile))) break
      this.#tiles.delete(pair)
      tiles.push(tile)
    }
    return tiles.length === 0
      ? null
      : JSON.stringify({ type: 'tiles', round: this.#tilesRound, tiles } satisfies TilesNews)
  }
}

/** Bytes that are kept for tiles while there are any. */
const FOR_TILES = 30_000

/** How many bytes may still be told. */
class Ration {
  unlimited = false
  #left: number
  #kept = 0
  #refused = false

  constructor(bytes: number) {
    this.#left = bytes
  }

  get refused(): boolean {
    return this.#refused
  }

  /** So many are for somebody else. */
  keep(bytes: number): void {
    this.#kept = bytes
  }

  take(text: string): boolean {
    if (!this.unlimited && this.#left <= this.#kept) {
      this.#refused = true
      return false
    }
    this.#left -= Buffer.byteLength(text)
    return true
  }
}

/** Those whose text is not as it was told, as far as the ration goes; they count as told. */
function changed<Value, Key>(
  values: readonly Value[],
  keyOf: (value: Value) => Key,
  told: Map<Key, string>,
  ration: Ration,
): readonly Value[] {
  const news: Value[] = []
  for (const value of values) {
    const text = JSON.stringify(value)
    if (told.get(keyOf(value)) === text) continue
    if (!ration.take(text)) break
    told.set(keyOf(value), text)
    news.push(value)
  }
  return news
}
