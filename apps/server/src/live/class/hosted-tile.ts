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

/** How one pair stands whose session is hosted here: folded from what there was, then as it happens. */
export class HostedTile implements Follower {
  readonly pair: number
  readonly #host: SessionHost
  readonly #changed: (tile: HostedTile) => void
  readonly #ended: (tile: HostedTile) => void
  readonly #unfollow: () => void
  /** Null until what was there before has been folded. */
  #tile: Tile | null = null
  /** What happens meanwhile; null afterwards. */
  #meanwhile: { readonly events: readonly SessionEvent[]; readonly session: Session }[] | null = []

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
    if (!this.#tile) return null
    const connected = { client: this.#host.connected('client'), server: this.#host.connected('server') }
    return [this.pair, Math.round(this.#host.playTime), tileText(withPresence(this.#tile, connected))]
  }

  happened(events: readonly SessionEvent[], session: Session): void {
    if (this.#meanwhile) this.#meanwhile.push({ events, session })
    else {
      this.#fold(events, session)
      this.#changed(this)
    }
  }

  presenceChanged(): void {
    if (!this.#meanwhile) this.#changed(this)
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
    const meanwhile = this.#meanwhile ?? []
    this.#meanwhile = null
    for (const { events, session } of meanwhile) this.#fold(events, session)
    this.#changed(this)
  }

  #fold(events: readonly SessionEvent[], session: Session): void {
    const tile = this.#tile
    if (!tile) return
    // the log, read a moment later, may have had them already
    const since = events.filter(({ version }) => version > tile.version)
    if (since.length > 0) this.#tile = evolveTile(tile, since, session)
  }
}
