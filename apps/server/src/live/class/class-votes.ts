import { NO_VOTES, type Poll, type Votes } from '@woshou/classroom'
import { isNotNow, type NotNow, unlessLost } from '../not-now.ts'
import type { ClassSurroundings } from './class-surroundings.ts'

/** Milliseconds in which votes are told to the other servers as one note, and read as one: a class votes within seconds. */
const GATHER = 100

/** A vote as it is cast. */
export interface GivenVote {
  readonly poll: number
  readonly ballot: 1 | 2
  /** The place of the choice in the question. */
  readonly choice: number
}

/**
 * The votes of a class's newest poll, on this server. The table is the truth: what is cast here is known at once, that
 * something was cast elsewhere is a hint to read it.
 */
export class ClassVotes {
  readonly #id: string
  readonly #surroundings: Pick<ClassSurroundings, 'ballots' | 'bus' | 'clock' | 'report'>
  readonly #poll: () => Poll | null
  readonly #changed: (participants: readonly string[]) => void
  #votes: [Map<string, number>, Map<string, number>]
  /** Of which poll those are. */
  #of: number
  /** Cast here while the table is being asked. */
  #meanwhile: (GivenVote & { readonly participant: string })[] = []
  #reading: Promise<NotNow | null> | null = null
  #readSoon: NodeJS.Timeout | null = null
  #saySoon: NodeJS.Timeout | null = null

  /**
   * @param poll the class's newest one, as the log has it now
   * @param votes of that one, as the table had them a moment ago
   * @param changed hears of whom a vote has come, or become another
   */
  constructor(
    id: string,
    surroundings: Pick<ClassSurroundings, 'ballots' | 'bus' | 'clock' | 'report'>,
    poll: () => Poll | null,
    votes: Votes,
    changed: (participants: readonly string[]) => void,
  ) {
    this.#id = id
    this.#surroundings = surroundings
    this.#poll = poll
    this.#of = poll()?.poll ?? 0
    this.#votes = [new Map(votes[0]), new Map(votes[1])]
    this.#changed = changed
  }

  /** Of the newest poll. */
  get current(): Votes {
    return this.#poll()?.poll === this.#of ? this.#votes : NO_VOTES
  }

  get busy(): boolean {
    return this.#reading !== null || this.#saySoon !== null
  }

  /**
   * Stores a vote, if the log ends with that version.
   * @param version by which the ballot is open
   * @returns whether it does
   */
  async cast(participant: string, given: GivenVote, version: number): Promise<boolean | NotNow> {
    const { ballots, bus, clock } = this.#surroundings
    const vote = { class: this.#id, participant, ...given, at: clock(), version }
    const stored = await unlessLost(ballots.cast(vote))
    if (stored !== true) return stored
    if (this.#reading !== null) this.#meanwhile.push({ participant, ...given })
    this.#know(participant, given)
    if (bus.state !== 'alone') this.#saySoon ??= setTimeout(() => this.#say(), GATHER).unref()
    return true
  }

  /** Asks the table. What was stored before this was called is known when it resolves. */
  async read(): Promise<NotNow | null> {
    // an answer that is under way may be of a moment before
    if (this.#reading !== null) await this.#reading
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null
    })
    return this.#reading
  }

  /** Somebody has voted at another server: of a poll, or of whichever is the newest. */
  hear(poll = this.#poll()?.poll): void {
    if (poll === undefined || poll !== this.#poll()?.poll) return
    this.#readSoon ??= setTimeout(() => {
      this.#readSoon = null
      void this.#readAndReport()
    }, GATHER).unref()
  }

  close(): void {
    if (this.#saySoon) this.#say()
    clearTimeout(this.#readSoon ?? undefined)
  }

  async #readAndReport(): Promise<void> {
    const notNow = await this.read()
    if (notNow?.notNow === 'storage-lost') this.#surroundings.report(notNow.cause, 'votes')
  }

  async #read(): Promise<NotNow | null> {
    const poll = this.#poll()?.poll
    if (poll === undefined) return null
    this.#meanwhile = []
    const found = await unlessLost(this.#surroundings.ballots.of(this.#id, poll))
    if (isNotNow(found)) return found
    if (this.#poll()?.poll === poll) this.#take(found)
    return null
  }

  /** One vote more: a lecture hall's come one by one, and each is to cost as little as the first. */
  #know(participant: string, { ballot, choice, poll }: GivenVote): void {
    if (this.#poll()?.poll !== poll) return
    if (this.#of !== poll) [this.#of, this.#votes] = [poll, [new Map(), new Map()]]
    this.#votes[ballot - 1]?.set(participant, choice)
    this.#changed([participant])
  }

  /** Takes what the table says, and what has been cast here since it was asked. */
  #take(votes: Votes): void {
    const before = this.current
    const poll = this.#poll()?.poll ?? 0
    const next: [Map<string, number>, Map<string, number>] = [new Map(votes[0]), new Map(votes[1])]
    for (const { ballot, choice, participant, poll: of } of this.#meanwhile)
      if (of === poll) next[ballot - 1]?.set(participant, choice)
    this.#votes = next
    this.#of = poll
    const changed = new Set<string>()
    for (const nth of [0, 1] as const) {
      for (const [participant, choice] of next[nth])
        if (before[nth].get(participant) !== choice) changed.add(participant)
      for (const participant of before[nth].keys()) if (!next[nth].has(participant)) changed.add(participant)
    }
    if (changed.size > 0) this.#changed([...changed])
  }

  #say(): void {
    clearTimeout(this.#saySoon ?? undefined)
    this.#saySoon = null
    this.#surroundings.bus.publish(this.#id, { type: 'voted', poll: this.#of })
  }
}
