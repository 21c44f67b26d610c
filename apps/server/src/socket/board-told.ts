import type { BoardNews, TeacherView, TilesNews } from '@woshou/classroom'
import { timeless } from './timeless.ts'

type Person = TeacherView['people'][number]
type SeatedPair = TeacherView['pairs'][number]
type Tile = TilesNews['tiles'][number]

/** What a board has beside what it sees of its class. */
type BoardRest = Pick<BoardNews, 'version' | 'now' | 'code' | 'link' | 'origins' | 'right'>

/** Messages of tiles, while any wait, before one of students alone. */
const TILES_BEFORE_PEOPLE = 3

/**
 * What one board has been told of its class, and so what is news to it. The first message of the class has all, and so has
 * the first of tiles when it follows; each after that has no more bytes than it is given: what is too much waits for the next
 * one, and is told once, as it is then.
 */
export class BoardTold {
  /** What the class was like, but for people, pairs and the time; null before anything was told. */
  #seen: string | null = null
  /** As each was told. */
  readonly #people = new Map<string, string>()
  readonly #pairs = new Map<number, string>()
  #round: number | null = null
  #tilesRound = 0
  /** Tiles that have not been told yet, the longest waiting first. */
  readonly #tiles = new Map<number, Tile>()
  /** It knows all that there was when it came. */
  #knowsAll = false
  /** Messages of tiles since the last one of the class. */
  #tilesInTurn = 1
  #more = false

  /** There may be more to be told. */
  get more(): boolean {
    return this.#more
  }

  takeTiles({ round, tiles }: TilesNews): void {
    if (round < this.#tilesRound) return
    if (round > this.#tilesRound) this.#tiles.clear()
    this.#tilesRound = round
    // one that waits already keeps its place
    for (const tile of tiles) this.#tiles.set(tile.pair, tile)
  }

  /**
   * The next message as a text, of the class and of tiles in turns; null when there is nothing to be told. Of students alone
   * there is news while tiles wait in one message of four: where they sit is said with the pairs.
   * @param most bytes of what it lists
   */
  next(view: TeacherView, rest: BoardRest, most: number): string | null {
    const tilesWait = this.#tiles.size > 0
    if (tilesWait && this.#tilesInTurn === 0) return this.#tilesNews(most)
    const news = this.#classNews(view, rest, most, tilesWait && this.#tilesInTurn < TILES_BEFORE_PEOPLE)
    if (news !== null) {
      this.#tilesInTurn = 0
      this.#more ||= tilesWait
      return news
    }
    if (tilesWait) return this.#tilesNews(most)
    this.#knowsAll = true
    return null
  }

  /** @param peopleWait of them alone nothing is told now */
  #classNews(
    { pairs, people, ...view }: TeacherView,
    rest: BoardRest,
    most: number,
    peopleWait: boolean,
  ): string | null {
    const whole = this.#seen === null
    const ration = new Ration(whole ? Number.POSITIVE_INFINITY : most)
    if (view.round?.round !== this.#round) this.#pairs.clear()
    this.#round = view.round?.round ?? null
    const { now: _now, version: _version, ...beside } = rest
    const seen = timeless({ ...view, ...beside })
    const newPairs = changed<SeatedPair, number>(pairs, ({ pair }) => pair, this.#pairs, ration)
    const gone = this.#gone(people)
    const urgent = whole || seen !== this.#seen || newPairs.length + gone.length > 0
    const newPeople =
      peopleWait && !urgent
        ? []
        : changed<Person, string>(people, ({ participant }) => participant, this.#people, ration)
    this.#more = ration.refused
    if (!urgent && newPeople.length === 0) return null
    this.#seen = seen
    const news: BoardNews = {
      type: 'class',
      ...view,
      ...rest,
      whole,
      ...((whole || newPeople.length > 0) && { people: newPeople }),
      ...((whole || newPairs.length > 0) && { pairs: newPairs }),
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

  #tilesNews(most: number): string {
    const ration = new Ration(this.#knowsAll ? most : Number.POSITIVE_INFINITY)
    this.#knowsAll = true
    this.#tilesInTurn += 1
    // of the class there may be news by now
    this.#more = true
    const tiles: Tile[] = []
    for (const [pair, tile] of this.#tiles) {
      if (!ration.take(JSON.stringify(tile))) break
      this.#tiles.delete(pair)
      tiles.push(tile)
    }
    return JSON.stringify({ type: 'tiles', round: this.#tilesRound, tiles } satisfies TilesNews)
  }
}

/** How many bytes may still be told; whoever comes first while there are any is told as a whole. */
class Ration {
  #left: number
  #refused = false

  constructor(bytes: number) {
    this.#left = bytes
  }

  get refused(): boolean {
    return this.#refused
  }

  take(text: string): boolean {
    if (this.#left <= 0) {
      this.#refused = true
      return false
    }
    this.#left -= Buffer.byteLength(text)
    return true
  }
}

/** Those that are not as they were told, as far as the ration goes; they count as told. */
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
