import { sessionIdOf } from '@woshou/classroom'
import type { Bus, BusNote, Note, TileNote } from '../bus.ts'
import type { Registry } from '../registry.ts'
import type { SessionHost } from '../session-host.ts'
import { HostedTile, type TileWorld } from './hosted-tile.ts'
import { CLASSES, tilesOf } from './tiles-subject.ts'

/** Milliseconds between two notes of one class, at least. */
const FLUSH = 250
/** Milliseconds in which what happens at once is gathered: a move brings the own end's news, and soon the peer's. */
const GATHER = 20
/** Milliseconds for which a server's wish holds that is not said again. */
const WANTED_FOR = 10_000
/** Tiles in one note: some 25 kB. */
const IN_ONE_NOTE = 100

/** What telling tiles needs from the world. */
export interface TellingWorld extends TileWorld {
  readonly bus: Bus
  readonly registry: Pick<Registry, 'at' | 'onLoaded'>
  /** Milliseconds that never go back. */
  readonly ticks: () => number
  /** Counts the tiles that are said on the bus. */
  readonly told: (tiles: number) => void
}

type TilesWanted = Extract<Note, { type: 'tiles-wanted' }>

/** One class whose tiles somebody wants, on whichever server. */
interface Wanted {
  readonly class: string
  round: number
  /** Each pair by its session. */
  readonly pairs: Map<string, number>
  /** Until when which server's wish holds, in the time of `ticks`. */
  readonly wishes: Map<string, number>
  readonly hosted: Map<number, HostedTile>
  /** Those with news. */
  readonly dirty: Set<HostedTile>
  flushedAt: number
  timer: NodeJS.Timeout | null
}

/**
 * Says how those pairs stand whose sessions are hosted here: only of classes that somebody watches, and that say so every
 * few seconds. A session of no such class is not even looked at.
 */
export class TilesTold {
  readonly #world: TellingWorld
  readonly #classes = new Map<string, Wanted>()
  /** Which class each wanted session is of. */
  readonly #sessions = new Map<string, Wanted>()
  readonly #ends: readonly (() => void)[]
  #expiry: NodeJS.Timeout | null = null

  constructor(world: TellingWorld) {
    this.#world = world
    this.#ends = [
      world.bus.subscribe(CLASSES, (note) => this.#hear(note)),
      world.registry.onLoaded((host) => this.#hosts(host)),
    ]
  }

  close(): void {
    for (const end of this.#ends) end()
    for (const wanted of this.#classes.values()) this.#forget(wanted)
  }

  #hear(note: Note | BusNote): void {
    switch (note.type) {
      case 'tiles-wanted':
        this.#wanted(note)
        break
      case 'tiles-unwanted':
        this.#unwanted(note.server, this.#classes.get(note.class))
        break
      case 'server-gone':
        for (const wanted of [...this.#classes.values()]) this.#unwanted(note.server, wanted)
    }
  }

  #wanted(note: TilesWanted): void {
    const wanted = this.#classes.get(note.class) ?? this.#begin(note)
    wanted.wishes.set(note.server, this.#world.ticks() + WANTED_FOR)
    // who has not heard of the newest round yet will soon ask for that
    if (note.round < wanted.round) return
    if (note.round > wanted.round) this.#forgetPairs(wanted)
    wanted.round = note.round
    const known = new Set(wanted.pairs.values())
    for (const pair of note.pairs) {
      if (known.has(pair)) continue
      const session = sessionIdOf(note.class, note.round, pair)
      wanted.pairs.set(session, pair)
      this.#sessions.set(session, wanted)
      this.#hostsSession(session)
    }
    for (const pair of note.asks) {
      const tile = wanted.hosted.get(pair)
      if (tile) this.#changed(wanted, tile)
      // one that could not be folded when it was wanted first
      else this.#hostsSession(sessionIdOf(note.class, note.round, pair))
    }
  }

  #begin({ class: id, round }: TilesWanted): Wanted {
    const wanted: Wanted = {
      class: id,
      round,
      pairs: new Map(),
      wishes: new Map(),
      hosted: new Map(),
      dirty: new Set(),
      flushedAt: Number.NEGATIVE_INFINITY,
      timer: null,
    }
    this.#classes.set(id, wanted)
    this.#expiry ??= setInterval(() => this.#expire(), WANTED_FOR / 2).unref()
    return wanted
  }

  #hostsSession(id: string): void {
    const host = this.#world.registry.at(id)
    if (host) this.#hosts(host)
  }

  #hosts(host: SessionHost): void {
    const wanted = this.#sessions.get(host.id)
    const pair = wanted?.pairs.get(host.id)
    if (!wanted || pair === undefined) return
    // of one that is loaded anew the tile of before has ended
    wanted.hosted.get(pair)?.end()
    const changed = (tile: HostedTile) => this.#changed(wanted, tile)
    const ended = (tile: HostedTile) => {
      if (wanted.hosted.get(pair) === tile) wanted.hosted.delete(pair)
    }
    wanted.hosted.set(pair, new HostedTile(pair, host, this.#world, changed, ended))
  }

  #changed(wanted: Wanted, tile: HostedTile): void {
    if (wanted.hosted.get(tile.pair) !== tile) return
    wanted.dirty.add(tile)
    const since = this.#world.ticks() - wanted.flushedAt
    wanted.timer ??= setTimeout(() => this.#flush(wanted), Math.max(GATHER, FLUSH - since)).unref()
  }

  #flush(wanted: Wanted): void {
    wanted.timer = null
    wanted.flushedAt = this.#world.ticks()
    const tiles = [...wanted.dirty].flatMap(({ note }): TileNote[] => (note ? [note] : []))
    wanted.dirty.clear()
    this.#world.told(tiles.length)
    while (tiles.length > 0) {
      const some = tiles.splice(0, IN_ONE_NOTE)
      this.#world.bus.publish(tilesOf(wanted.class), { type: 'tiles', round: wanted.round, tiles: some })
    }
  }

  #unwanted(server: string, wanted: Wanted | undefined): void {
    wanted?.wishes.delete(server)
    if (wanted?.wishes.size === 0) this.#forget(wanted)
  }

  #expire(): void {
    const now = this.#world.ticks()
    for (const wanted of [...this.#classes.values()])
      for (const [server, until] of [...wanted.wishes]) if (until < now) this.#unwanted(server, wanted)
  }

  #forget(wanted: Wanted): void {
    this.#forgetPairs(wanted)
    this.#classes.delete(wanted.class)
    if (this.#classes.size > 0) return
    clearInterval(this.#expiry ?? undefined)
    this.#expiry = null
  }

  #forgetPairs(wanted: Wanted): void {
    clearTimeout(wanted.timer ?? undefined)
    wanted.timer = null
    for (const tile of wanted.hosted.values()) tile.end()
    for (const session of wanted.pairs.keys()) this.#sessions.delete(session)
    wanted.hosted.clear()
    wanted.pairs.clear()
    wanted.dirty.clear()
  }
}
