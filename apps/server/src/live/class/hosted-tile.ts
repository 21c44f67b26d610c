import { evolveTile, type Tile, tileText, withPresence } from '@woshou/classroom'
import type { Session, SessionEvent } from '@woshou/session'
import type { SessionLog } from '../../storage/session-log.ts'
import type { TileNote } from '../bus.ts'
import { inSlices } from '../in-slices.ts'
import type { Follower, SessionHost } from '../session-host.ts'
import { foldedFromLog, foldingTile } from './tile-fold.ts'

/** What a hosted tile needs from the world. */
export interface TileWorld {
  readonly log: Pick<SessionLog, 'read'>
  /** Hears of a failure that nobody waits for. */
  readonly report: (error: unknown, during: string) => void
}

/** So many appends are folded one by one; more, which no people make between two notes, at once (`#foldWaiting`). */
const ONE_BY_ONE = 8

/**
 * How one pair stands whose session is hosted here: folded from what there was, then, when it is told, from what has happened
 * since. What is told four times a second need not be reckoned at each move.
 */
export class HostedTile implements Follower {
  readonly pair: number
  readonly #host: SessionHost
  readonly #changed: (tile: HostedTile) => void
  readonly #ended: (tile: HostedTile) => void
  readonly #unfollow: () => void
  /** Null until what was there before has been folded. */
  #tile: Tile | null = null
  #begun = false
  /** What has happened and is not folded yet. */
  #waiting: { readonly events: readonly SessionEvent[]; readonly session: Session }[] = []

  /**
   * @param changed called each time there is news to tell, and once it is known how the pair stands
   * @param ended called when nothing more will come from here
   */
  constructor(
    pair: number,
    host: SessionHost,
    world: TileWorld,
    changed: (tile: HostedTile) => void,
    ended: (tile: HostedTile) => void,
  ) {
    this.pair = pair
    this.#host = host
    this.#changed = changed
    this.#ended = ended
    this.#unfollow = host.follow(this)
    void this.#begin(world)
  }

  /** As it is told to others; null while it is not known yet. */
  get note(): TileNote | null {
    if (!this.#begun) return null
    this.#foldWaiting()
    if (!this.#tile) return null
    const connected = { client: this.#host.connected('client'), server: this.#host.connected('server') }
    return [this.pair, Math.round(this.#host.playTime), tileText(withPresence(this.#tile, connected))]
  }

  happened(events: readonly SessionEvent[], session: Session): void {
    this.#waiting.push({ events, session })
    if (!this.#begun) return
    // nor is it kept for long
    if (this.#waiting.length > ONE_BY_ONE) this.#foldWaiting()
    this.#changed(this)
  }

  presenceChanged(): void {
    if (this.#begun) this.#changed(this)
  }

  closed(): void {
    this.#ended(this)
  }

  /** Nobody wants to know any more. */
  end(): void {
    this.#unfollow()
  }

  async #begin({ log, report }: TileWorld): Promise<void> {
    const { id, wholeLog } = this.#host
    try {
      const folded = await (wholeLog ? inSlices(foldingTile(null, wholeLog)) : foldedFromLog(log, id))
      this.#tile = folded?.tile ?? null
    } catch (error) {
      report(error, 'tile')
      this.end()
      this.#ended(this)
      return
    }
    this.#begun = true
    this.#changed(this)
  }

  /** Of many at once counts and rules are exact; times are not: what is due is looked at after the newest one alone. */
  #foldWaiting(): void {
    const waiting = this.#waiting
    const newest = waiting.at(-1)
    if (!newest) return
    this.#waiting = []
    if (waiting.length <= ONE_BY_ONE) for (const { events, session } of waiting) this.#fold(events, session)
    else
      this.#fold(
        waiting.flatMap(({ events }) => events),
        newest.session,
      )
  }

  #fold(events: readonly SessionEvent[], session: Session): void {
    const tile = this.#tile
    if (!tile) return
    // the log, read a moment later, may have had them already
    const since = events.filter(({ version }) => version > tile.version)
    if (since.length > 0) this.#tile = evolveTile(tile, since, session)
  }
}
