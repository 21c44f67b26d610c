import type { Role, Seat, SessionEvent, Viewer } from '@woshou/session'

/** What is said about a session to all who serve one of its seats. */
export type Note =
  /** Stored by this server, in order and without gaps among themselves. Other servers get `appended` instead. */
  | { readonly type: 'events'; readonly events: readonly SessionEvent[] }
  /** Another server has stored events up to a version: a hint to read the log, which alone is the truth. */
  | { readonly type: 'appended'; readonly version: number }
  /** The next session of the same pair has been made; `role` has yet to hear of it. */
  | { readonly type: 'successor'; readonly role: Role; readonly session: string }
  /** Who is connected to a server, and which of them have seats; `asks`: the others are to say theirs. */
  | {
      readonly type: 'presence'
      readonly server: string
      readonly seats: readonly Seat[]
      /** Builds from before there were viewers without a seat say seats only. */
      readonly viewers?: readonly Viewer[] | undefined
      readonly asks: boolean
    }
  | ClassNote
  | TilesNote

/** What is said about a class, whose id is then the subject; `appended` is said of classes as well. */
type ClassNote =
  /** Who is in, or what the class is called and by which code one comes in, has changed in its tables. */
  | { readonly type: 'table-changed' }
  /** Links by which others see it have been ended: whoever watches by one is to look whether it still holds. */
  | { readonly type: 'links-ended' }
  /** Whose phones are connected to a server, and whether a teacher is; `asks`: the others are to say theirs. */
  | {
      readonly type: 'phones'
      readonly server: string
      /** Students' numbers in the class, as `writeNumbers` has them. */
      readonly phones: string
      readonly taught: boolean
      readonly asks: boolean
    }
  /** Somebody has voted in a poll: its votes are in their table. */
  | { readonly type: 'voted'; readonly poll: number }
  /** Sessions of a round have ended. */
  | { readonly type: 'pairs-over'; readonly round: number; readonly pairs: readonly number[] }

/** What is said of a class's tiles: wishes to all servers, tiles to those that wish for them. */
type TilesNote =
  /**
   * Somebody at `server` watches a class's newest round, of which these are the pairs: whoever hosts one of their sessions
   * is to say how it stands each time that changes; of those that are asked for, at once. Holds for some seconds.
   */
  | {
      readonly type: 'tiles-wanted'
      readonly server: string
      readonly class: string
      readonly round: number
      readonly pairs: readonly number[]
      readonly asks: readonly number[]
    }
  /** Nobody there watches it any more. */
  | { readonly type: 'tiles-unwanted'; readonly server: string; readonly class: string }
  /** How some pairs of a round stand, told by a server that hosts their sessions. */
  | { readonly type: 'tiles'; readonly round: number; readonly tiles: readonly TileNote[] }

/** A pair, its session's play time in ms when this was said, and its tile (`tileText`). */
export type TileNote = readonly [pair: number, now: number, tile: string]

/** What the bus says of itself, to everyone who has subscribed. */
export type BusNote =
  /** From now on the other servers are heard; what they said before may have been missed. */
  | { readonly type: 'hearing' }
  /** A server doesn't know which seats are connected here. */
  | { readonly type: 'presence-wanted' }
  /** A server has not been heard of for some seconds. */
  | { readonly type: 'server-gone'; readonly server: string }

/** `alone`: there is no other server. `none`: there may be others, and nothing that carries notes. `lost`: there are others, and they are not heard now. */
export type BusState = 'alone' | 'none' | 'connected' | 'lost'

/**
 * Carries notes to everyone who serves a seat of a session. In this process they are heard before `publish`
 * returns; a bus between servers carries them further and may lose some, so who hears a gap reads the log.
 * Nothing that must be right depends on it: it only makes things quick.
 */
export interface Bus {
  /** This server's name on the bus. */
  readonly server: string
  readonly state: BusState
  /** Milliseconds which a message took lately, out and back. */
  readonly lag: number
  publish(session: string, note: Note): void
  /** @returns ends the subscription */
  subscribe(session: string, hear: (note: Note | BusNote) => void): () => void
  close(): Promise<void>
}

/** The bus of a single server, and the part of any other that stays within it. */
export class LocalBus implements Bus {
  readonly server = 'only'
  readonly state: 'alone' | 'none'
  readonly lag = 0
  readonly #listeners = new Map<string, Set<(note: Note | BusNote) => void>>()

  /** @param state `none` where other servers may use the same database */
  constructor(state: 'alone' | 'none' = 'alone') {
    this.state = state
  }

  /** The sessions that somebody here has subscribed to. */
  get sessions(): Iterable<string> {
    return this.#listeners.keys()
  }

  has(session: string): boolean {
    return this.#listeners.has(session)
  }

  /** Tells everyone, whatever their session. */
  broadcast(note: BusNote): void {
    for (const session of [...this.#listeners.keys()]) this.publish(session, note)
  }

  publish(session: string, note: Note | BusNote): void {
    for (const hear of this.#listeners.get(session) ?? []) hear(note)
  }

  subscribe(session: string, hear: (note: Note | BusNote) => void): () => void {
    const listeners = this.#listeners.get(session) ?? new Set()
    this.#listeners.set(session, listeners.add(hear))
    return () => {
      listeners.delete(hear)
      if (listeners.size === 0 && this.#listeners.get(session) === listeners) this.#listeners.delete(session)
    }
  }

  async close(): Promise<void> {}
}
