import { parseTile, sessionIdOf, type Tile, type TilesNews, tileText, withPresence } from '@woshou/classroom'
import { playTimeAt, type Role } from '@woshou/session'
import type { SessionLog } from '../../storage/session-log.ts'
import type { Bus, BusNote, Note, TileNote } from '../bus.ts'
import { type Folded, foldedFromLog } from './tile-fold.ts'
import { CLASSES, tilesOf } from './tiles-subject.ts'
import type { WatchedRound, WatchedRounds } from './watched-rounds.ts'

/** Milliseconds between two messages to a board, at least. */
const FLUSH = 250
/** Characters a second that a board is told at most, in the long run: what changes meanwhile is told once. */
const A_SECOND = 80_000
/** Characters of a tile's place in a message, beside its text. */
const BESIDE = 80
/** Milliseconds in which whoever hosts a session says how it stands; what nobody says is folded from its log. */
const ANSWERED_WITHIN = 500
/** Milliseconds between two wishes, and between two looks at the logs: with others who are heard, or without. */
const REFRESH = 3_000
const UNHEARD = 1_000

/** What watching tiles needs from the world. */
export interface WatchingWorld {
  readonly bus: Bus
  readonly log: Pick<SessionLog, 'read' | 'newest'>
  readonly rounds: WatchedRounds
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number
  /** Milliseconds that never go back. */
  readonly ticks: () => number
  readonly report: (error: unknown, during: string) => void
}

/** A board, which is told of tiles. */
export type HearTiles = (news: TilesNews) => void

interface Known {
  readonly tile: Tile
  readonly text: string
  /** Play time, ms, and when that was so, in the time of `ticks`. */
  readonly now: number
  readonly at: number
}

/** One class that is watched from this server: asks for its tiles, gathers them, and passes on what is new. */
export class TilesWatch {
  readonly #class: string
  readonly #world: WatchingWorld
  readonly #boards = new Set<HearTiles>()
  readonly #ends: readonly (() => void)[]
  readonly #known = new Map<number, Known>()
  /** Pairs of which there is news. */
  readonly #news = new Set<number>()
  /** What was folded from logs, of pairs whose sessions nobody hosts. */
  readonly #folded = new Map<number, Folded>()
  /** Pairs that have been asked for and have not been heard of since, and when they were, in the time of `ticks`. */
  readonly #unanswered = new Map<number, number>()
  #round: WatchedRound | null = null
  #mayFlushAt = Number.NEGATIVE_INFINITY
  #flushing: NodeJS.Timeout | null = null
  #answers: NodeJS.Timeout | null = null
  #refresh: NodeJS.Timeout | null = null
  #ended = false

  constructor(classId: string, world: WatchingWorld) {
    this.#class = classId
    this.#world = world
    this.#ends = [
      world.bus.subscribe(tilesOf(classId), (note) => this.#hear(note)),
      world.rounds.follow(classId, (round) => this.#take(round)),
    ]
    this.#rest()
  }

  get size(): number {
    return this.#boards.size
  }

  /** Whoever comes later is told in a turn of its own what is known already. */
  add(hear: HearTiles): void {
    this.#boards.add(hear)
    setImmediate(() => {
      if (this.#boards.has(hear) && this.#known.size > 0) hear(this.#newsOf([...this.#known.keys()]))
    })
  }

  delete(hear: HearTiles): void {
    this.#boards.delete(hear)
  }

  /** Nobody here watches any more; the others are told. */
  end(): void {
    this.#ended = true
    for (const end of this.#ends) end()
    for (const timer of [this.#flushing, this.#answers, this.#refresh]) clearTimeout(timer ?? undefined)
    const { bus } = this.#world
    if (this.#round) bus.publish(CLASSES, { type: 'tiles-unwanted', server: bus.server, class: this.#class })
  }

  #take(round: WatchedRound | null): void {
    if (this.#ended || !round) return
    if (round.round !== this.#round?.round) {
      for (const kept of [this.#known, this.#folded, this.#news, this.#unanswered]) kept.clear()
    }
    const before = new Set(this.#round?.round === round.round ? this.#round.pairs : [])
    this.#round = round
    this.#ask(round.pairs.filter((pair) => !before.has(pair)))
  }

  /** Says that this class is watched, and asks how some pairs stand. */
  #ask(asks: readonly number[]): void {
    if (!this.#round) return
    const { bus } = this.#world
    const { round, pairs } = this.#round
    const now = this.#world.ticks()
    for (const pair of asks) this.#unanswered.set(pair, now)
    if (asks.length > 0) this.#awaitAnswers()
    bus.publish(CLASSES, { type: 'tiles-wanted', server: bus.server, class: this.#class, round, pairs, asks })
  }

  #hear(note: Note | BusNote): void {
    switch (note.type) {
      case 'tiles':
        if (note.round === this.#round?.round) for (const tile of note.tiles) this.#heard(tile)
        break
      // whoever hosted some of them is gone, or said what was not heard
      case 'server-gone':
      case 'hearing':
        this.#ask(this.#round?.pairs ?? [])
    }
  }

  #heard([pair, now, text]: TileNote): void {
    this.#unanswered.delete(pair)
    this.#folded.delete(pair)
    this.#know(pair, now, text)
  }

  #know(pair: number, now: number, text: string): void {
    const known = this.#known.get(pair)
    const at = this.#world.ticks()
    if (known?.text === text) {
      this.#known.set(pair, { ...known, now, at })
      return
    }
    const tile = parseTile(text)
    // another server may know less of it
    if (!tile || tile.version < (known?.tile.version ?? 0)) return
    this.#known.set(pair, { tile, text, now, at })
    this.#news.add(pair)
    this.#flushing ??= setTimeout(() => this.#flush(), Math.max(0, this.#mayFlushAt - at)).unref()
  }

  #flush(): void {
    this.#flushing = null
    const pairs = [...this.#news]
    this.#news.clear()
    if (pairs.length === 0) return
    const size = pairs.reduce((sum, pair) => sum + BESIDE + (this.#known.get(pair)?.text.length ?? 0), 0)
    this.#mayFlushAt = this.#world.ticks() + Math.max(FLUSH, (size / A_SECOND) * 1_000)
    const news = this.#newsOf(pairs)
    for (const hear of this.#boards) hear(news)
  }

  #newsOf(pairs: readonly number[]): TilesNews {
    const round = this.#round?.round ?? 0
    const ticks = this.#world.ticks()
    const tiles = pairs.flatMap((pair) => {
      const known = this.#known.get(pair)
      if (!known) return []
      const { at, now, text, tile } = known
      const runs = !tile.stopped && !tile.ended
      return [{ pair, session: sessionIdOf(this.#class, round, pair), now: runs ? now + ticks - at : now, tile: text }]
    })
    return { type: 'tiles', round, tiles }
  }

  #rest(): void {
    const { state } = this.#world.bus
    const heard = state === 'connected' || state === 'alone'
    this.#refresh = setTimeout(() => void this.#again(), heard ? REFRESH : UNHEARD).unref()
  }

  async #again(): Promise<void> {
    try {
      const behind = await this.#behind()
      if (!this.#ended) this.#ask(behind)
    } catch (error) {
      this.#world.report(error, 'tiles')
    }
    if (!this.#ended) this.#rest()
  }

  /** Pairs whose logs say more than has been heard of them: the bus may lose a note, and a server that said nothing more. */
  async #behind(): Promise<readonly number[]> {
    const { bus, log } = this.#world
    const round = this.#round
    if (!round) return []
    const open = round.pairs.filter((pair) => !this.#known.get(pair)?.tile.ended)
    // a single server has heard everything of those that it has heard of
    const asked = bus.state === 'alone' ? open.filter((pair) => !this.#known.has(pair)) : open
    if (asked.length === 0) return []
    const newest = await log.newest(asked.map((pair) => sessionIdOf(this.#class, round.round, pair)))
    if (round.round !== this.#round?.round) return []
    return asked.filter((pair) => {
      const version = newest.get(sessionIdOf(this.#class, round.round, pair))?.version ?? 0
      return version > (this.#known.get(pair)?.tile.version ?? 0)
    })
  }

  /** Folds from their logs how those pairs stand that nobody has said anything of. */
  async #readUnanswered(): Promise<void> {
    const round = this.#round
    try {
      for (const [pair, asked] of [...this.#unanswered]) {
        if (this.#ended || !round || round.round !== this.#round?.round) break
        const since = this.#world.ticks() - asked
        // asked for while the others were read: they have their time, too
        if (this.#unanswered.get(pair) !== asked || since < ANSWERED_WITHIN / 2) continue
        this.#unanswered.delete(pair)
        await this.#readFromLog(round.round, pair)
      }
    } catch (error) {
      this.#world.report(error, 'tiles')
    }
    this.#answers = null
    if (this.#unanswered.size > 0) this.#awaitAnswers()
  }

  async #readFromLog(round: number, pair: number): Promise<void> {
    const { bus, clock, log } = this.#world
    const before = this.#known.get(pair)
    const folded = await foldedFromLog(log, sessionIdOf(this.#class, round, pair), this.#folded.get(pair) ?? null)
    if (!folded || this.#ended || this.#round?.round !== round) return
    // somebody who hosts it has said more meanwhile
    if (this.#known.get(pair) !== before) return
    this.#folded.set(pair, folded)
    // nobody hosts it, so nobody is connected; who is deaf does not know
    const connected = (role: Role) => bus.state === 'lost' && before !== undefined && !before.tile[role].away
    const tile = withPresence(folded.tile, { client: connected('client'), server: connected('server') })
    this.#know(pair, Math.round(playTimeAt(folded.session, clock())), tileText(tile))
  }

  #awaitAnswers(): void {
    if (!this.#ended) this.#answers ??= setTimeout(() => void this.#readUnanswered(), ANSWERED_WITHIN).unref()
  }
}
