import { type BoardNews, parseTile, ThinkingTimes, type Tile, type TilesNews } from '@woshou/classroom'
import type { MessageError } from '@woshou/session'
import { type BoardPair, boardPairs, type HeardTile, type Person } from './board-pairs.ts'
import type { ChannelStatus } from './channel.ts'
import { ClassClock } from './class-clock.svelte.ts'
import { type ClassNews, ClassSocket } from './class-socket.svelte.ts'
import { Viewing } from './viewing.svelte.ts'

interface BoardOptions {
  /** For tests. */
  readonly connect?: () => WebSocket
}

/** A board's news with what was known before laid under it: all people, all pairs. */
export type BoardClass = Omit<BoardNews, 'whole' | 'people' | 'gone' | 'pairs'> & {
  readonly people: ReadonlyMap<string, Person>
  readonly pairs: ReadonlyMap<number, NonNullable<BoardNews['pairs']>[number]>
}

/** Milliseconds between two looks at who takes long. */
const LOOK = 1_000

/** A teacher's class, live: over one socket who is there, how each pair stands, and both ends of the pair that is looked at. */
export class Board {
  readonly clock: ClassClock
  #class = $state.raw<BoardClass | null>(null)
  #tiles = $state.raw<ReadonlyMap<number, HeardTile>>(new Map())
  /** `performance.now()` of the last look. */
  #looked = $state(performance.now())
  #watched = $state.raw<Viewing<'observer'> | null>(null)
  /** The round that the tiles are of. */
  #round = 0
  #times = new ThinkingTimes()
  #timers: (() => void)[] = []
  readonly #socket: ClassSocket
  readonly #pairs: readonly BoardPair[] = $derived(boardPairs(this.#class, this.#tiles, this.#times, this.#looked))

  /** @param id the class's; who looks says the cookie */
  constructor(id: string, { connect }: BoardOptions = {}) {
    this.clock = new ClassClock(() => this.#class)
    this.#socket = new ClassSocket({
      opening: () => ({ type: 'watch-class', class: id }),
      onNews: (news) => this.#take(news),
      connect,
    })
  }

  start(): void {
    const looks = setInterval(() => this.#look(), LOOK)
    this.#timers = [this.clock.start(), () => clearInterval(looks)]
    this.#socket.start()
  }

  stop(): void {
    for (const stop of this.#timers) stop()
    this.#watched?.stop()
    this.#socket.stop()
  }

  get status(): ChannelStatus {
    return this.#socket.status
  }

  get refusedBy(): MessageError | null {
    return this.#socket.refusedBy
  }

  /** All but the pairs' play; null before anything was told. It stays while the connection is broken. */
  get class(): BoardClass | null {
    return this.#class
  }

  /** The newest round's pairs by number, each with how it stands: as of the last look, once a second and at each piece of news. */
  get pairs(): readonly BoardPair[] {
    return this.#pairs
  }

  /** Both ends of the pair that is looked at, live. */
  get watched(): Viewing<'observer'> | null {
    return this.#watched
  }

  /** Looks at both ends of a pair; the pair is told. Null: at none any more. */
  watch(session: string | null): void {
    if (session === (this.#watched?.key.session ?? null)) return
    this.#watched?.stop()
    this.#watched = null
    if (session === null) return
    const key = { session, role: 'observer', token: '' } as const
    this.#watched = new Viewing<'observer'>(key, { channel: this.#socket.watch(session) })
    this.#watched.start()
  }

  #take(news: ClassNews): void {
    if (news.type === 'tiles') this.#takeTiles(news)
    else this.#takeClass(news as BoardNews)
    this.#look()
  }

  #takeClass(told: BoardNews): void {
    this.clock.hear(told.now)
    const { gone = [], pairs, people, whole, ...rest } = told
    const before = whole ? null : this.#class
    const sameRound = before?.round?.round === told.round?.round
    this.#class = {
      ...rest,
      people: laidOver(before?.people, people, ({ participant }) => participant, gone),
      pairs: laidOver(sameRound ? before?.pairs : undefined, pairs, ({ pair }) => pair),
    }
  }

  #takeTiles({ round, tiles }: TilesNews): void {
    if (round < this.#round) return
    const isNext = round > this.#round
    if (isNext) {
      this.#round = round
      this.#times = new ThinkingTimes()
    }
    const heard = new Map(isNext ? [] : this.#tiles)
    for (const { now, pair, tile: text } of tiles) {
      const tile: Tile | null = parseTile(text)
      if (!tile) continue
      this.#times.take(pair, tile)
      heard.set(pair, { round, tile, now, at: performance.now() })
    }
    this.#tiles = heard
  }

  #look(): void {
    this.#looked = performance.now()
  }
}

function laidOver<Key, Value>(
  below: ReadonlyMap<Key, Value> | undefined,
  above: readonly Value[] = [],
  keyOf: (value: Value) => Key,
  gone: readonly Key[] = [],
): ReadonlyMap<Key, Value> {
  const all = new Map(below)
  for (const value of above) all.set(keyOf(value), value)
  for (const key of gone) all.delete(key)
  return all
}
