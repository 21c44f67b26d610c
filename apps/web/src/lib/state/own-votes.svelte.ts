import type { PhonePoll } from '@woshou/classroom'
import * as v from 'valibot'
import { recall, remember } from './storage.ts'

const VoteSchema = v.object({ poll: v.number(), ballot: v.picklist([1, 2]), choice: v.number() })
type Vote = v.InferOutput<typeof VoteSchema>

/**
 * A phone's votes. What the server has not confirmed is kept through breaks and reloads, and said again on each new connection,
 * until it is counted or its ballot is closed: so no vote is lost, and none is ever a second one.
 */
export class OwnVotes {
  #poll = $state.raw<PhonePoll | null>(null)
  #kept = $state.raw<Vote | null>(null)
  #late = $state.raw<Vote | null>(null)
  readonly #name: string
  readonly #say: (vote: Vote) => boolean

  /**
   * @param id the class's
   * @param say says one to the server; false when there is no connection
   */
  constructor(id: string, say: (vote: Vote) => boolean) {
    this.#name = `vote:${id}`
    this.#say = say
    const stored = v.safeParse(VoteSchema, recall(this.#name))
    if (stored.success) this.#kept = stored.output
  }

  /**
   * What the server says of the poll and of the own votes.
   * @param anew it is the first that it says on this connection
   */
  hear(poll: PhonePoll | null, anew: boolean): void {
    this.#poll = poll
    if (poll?.poll !== this.#late?.poll || poll?.ballot != null) this.#late = null
    const kept = this.#kept
    if (!kept) return
    const counted = poll?.poll === kept.poll ? (poll.mine[kept.ballot - 1] ?? null) : null
    const open = poll?.poll === kept.poll && poll.ballot === kept.ballot
    if (counted === kept.choice) this.#keep(null)
    else if (!open) {
      if (poll?.poll === kept.poll) this.#late = kept
      this.#keep(null)
    } else if (anew) this.#say(kept)
  }

  /** Votes in the ballot that is open, or changes the own vote. */
  cast(choice: number): void {
    const poll = this.#poll
    if (!poll || poll.ballot === null) return
    const vote: Vote = { poll: poll.poll, ballot: poll.ballot, choice }
    this.#keep(vote)
    this.#say(vote)
  }

  /** A vote that the server has not confirmed yet. */
  get unconfirmed(): number | null {
    return this.#kept?.choice ?? null
  }

  /** One that came after its ballot had been closed. */
  get late(): number | null {
    return this.#late?.choice ?? null
  }

  /** The own vote in the first and in the second ballot, what is on its way included. */
  get mine(): readonly [number | null, number | null] {
    const [first, second] = this.#poll?.mine ?? [null, null]
    const kept = this.#kept
    if (!kept || kept.poll !== this.#poll?.poll) return [first, second]
    return kept.ballot === 1 ? [kept.choice, second] : [first, kept.choice]
  }

  #keep(vote: Vote | null): void {
    this.#kept = vote
    remember(this.#name, vote ?? undefined)
  }
}
