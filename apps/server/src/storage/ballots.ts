import type { Votes } from '@woshou/classroom'

/** A vote that somebody casts, or another one in its place. */
export interface CastVote {
  readonly class: string
  readonly poll: number
  readonly ballot: 1 | 2
  readonly participant: string
  /** The place of the choice in the question. */
  readonly choice: number
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  /** The newest version of the class's log by which that ballot is open. */
  readonly version: number
}

/** What classes have voted: each student once in each ballot. All of it throws when the storage fails. */
export interface Ballots {
  /** @returns false when the class's log has gone on from that version, or there is no such class: nothing has been stored */
  cast(vote: CastVote): Promise<boolean>
  /** The votes of one poll. */
  of(classId: string, poll: number): Promise<Votes>
  /** Of all polls that somebody has voted in, by their number. */
  all(classId: string): Promise<ReadonlyMap<number, Votes>>
}
