import { pointReached, type Round, type SeatedPair, sessionIdOf } from '@woshou/classroom'
import { ROLES, SEATS, type Session } from '@woshou/session'
import type { ClassSession } from '../../storage/classes.ts'
import { inSlices } from '../in-slices.ts'
import { isNotNow, type NotNow, unlessLost } from '../not-now.ts'
import type { SessionHost } from '../session-host.ts'
import type { ClassSurroundings } from './class-surroundings.ts'
import { makeSession, type Sitting } from './make-session.ts'

/** What the sessions of one round follow. */
export interface RoundOfClass {
  readonly class: string
  /** As the class's log has it now. */
  readonly round: () => Round
  /** Null where the table has not been read since they came. */
  readonly sittingOf: (participant: string) => Sitting | null
  /** Reads the table of participants again. */
  readonly readPeople: () => Promise<NotNow | null>
  /** What is asked for was stored by this server: the others wait a little, so that not all of them do the same. */
  readonly leads: () => boolean
  /** Sessions have been made, or are over. */
  readonly changed: () => void
}

/** Sessions that are brought in line at once. */
const AT_ONCE = 8

/** Sessions that one commit makes: those that play wait no longer for it. */
const BATCH = 250

/** Milliseconds which those wait who did not store what is to be done; they look first whether it has been. */
const YIELD = 300

/** Milliseconds until it is tried again after the storage has failed. */
const RETRY = 1_000

/**
 * Brings the sessions of a round in line with what the class's log says: that there is one for each pair, who sits where,
 * whether time stands still, whether the round is closed. All of it may be done again and by any server: what is so already
 * is left as it is.
 *
 * Time is looked after in the sessions that are live here alone: in one that no server holds nothing is due, and whoever
 * takes it up brings it in line.
 */
export class RoundSessions {
  readonly #of: RoundOfClass
  readonly #surroundings: ClassSurroundings
  readonly #made = new Set<number>()
  readonly #over = new Set<number>()
  readonly #pairs = new Map<string, number>()
  readonly #followed = new Map<number, () => void>()
  #wanted: { all: boolean; pairs: Set<number> } | null = null
  #running: Promise<void> | null = null
  /** Set while something is to be tried again. */
  #retry: NodeJS.Timeout | null = null
  #closed = false

  constructor(of: RoundOfClass, surroundings: ClassSurroundings) {
    this.#of = of
    this.#surroundings = surroundings
    this.#pairsNow()
  }

  get round(): number {
    return this.#of.round().round
  }

  /** Whether a pair's session is known to exist: until then nobody is told to take a seat in it. */
  isMade(session: string): boolean {
    const pair = this.#pairs.get(session)
    return pair !== undefined && this.#made.has(pair)
  }

  /** The pairs whose session is over. */
  get over(): ReadonlySet<number> {
    return this.#over
  }

  /** Something is being done, or will be tried again. */
  get busy(): boolean {
    return this.#running !== null || this.#retry !== null
  }

  /** Resolves when what was asked for is done, or could not be for now. */
  async settled(): Promise<void> {
    await this.#running
  }

  /** The pair whose session that is; undefined when it is none of this round's. */
  pairOf(session: string): number | undefined {
    return this.#pairs.get(session)
  }

  /** Whether the class's log has whoever has this token sit in a session that goes on. */
  gives(session: string, tokenHash: string): boolean {
    const round = this.#of.round()
    const own = round.pairs.find(({ pair }) => pair === this.#pairs.get(session))
    if (!own || isClosed(round, own) || this.#over.has(own.pair)) return false
    return SEATS.some((role) => {
      const sitter = own[role] ?? null
      return sitter !== null && this.#of.sittingOf(sitter)?.tokenHash === tokenHash
    })
  }

  /**
   * Brings pairs in line; those that are not named only as far as they are live here.
   * @returns when that is done, or could not be for now and will be tried again
   */
  look(pairs: Iterable<number> = [], { all = false } = {}): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.#want(pairs, all)
    clearTimeout(this.#retry ?? undefined)
    this.#retry = null
    this.#running ??= this.#run().finally(() => {
      this.#running = null
      this.#of.changed()
    })
    return this.#running
  }

  /** A session of this round is live here from now on. */
  loaded(host: SessionHost, pair: number): void {
    this.#made.add(pair)
    this.#follow(host, pair)
    if (!this.#isInLine(host.session, pair)) void this.look([pair])
  }

  /** Others say that sessions are over. */
  hearOver(pairs: readonly number[]): void {
    const news = pairs.filter((pair) => !this.#over.has(pair))
    for (const pair of news) this.#over.add(pair)
    if (news.length > 0) this.#of.changed()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry ?? undefined)
    this.#retry = null
    for (const unfollow of this.#followed.values()) unfollow()
    this.#followed.clear()
  }

  #want(pairs: Iterable<number>, all: boolean): void {
    this.#wanted ??= { all: false, pairs: new Set() }
    this.#wanted.all ||= all
    for (const pair of pairs) this.#wanted.pairs.add(pair)
  }

  async #run(): Promise<void> {
    // whoever asked goes on first: several wishes of one moment are one
    await Promise.resolve()
    for (let wanted = this.#wanted; wanted && !this.#closed; wanted = this.#wanted) {
      this.#wanted = null
      const { report } = this.#surroundings
      try {
        const notNow = (await this.#make()) ?? (await this.#bringInLine(wanted))
        if (!notNow) continue
        if (notNow.notNow === 'storage-lost') report(notNow.cause, 'round')
      } catch (error) {
        report(error, 'round')
      }
      if (this.#closed) return
      this.#want(wanted.pairs, wanted.all)
      this.#retry = setTimeout(() => void this.look(), RETRY).unref()
      return
    }
  }

  /** Makes those that are missing. */
  async #make(): Promise<NotNow | null> {
    const lacking = () => this.#pairsNow().filter(({ pair }) => !this.#made.has(pair))
    if (lacking().length === 0) return null
    const { bus, classes } = this.#surroundings
    const unknown = await this.#findMade()
    if (unknown) return unknown
    if (lacking().length > 0 && !this.#of.leads() && bus.state !== 'alone') {
      await new Promise((resolve) => setTimeout(resolve, YIELD))
      const still = await this.#findMade()
      if (still) return still
    }
    const round = this.#of.round()
    if (round.closedAt !== null || lacking().length === 0) return null
    const sitters = lacking().flatMap((pair) => SEATS.flatMap((role) => pair[role] ?? []))
    if (sitters.some((sitter) => !this.#of.sittingOf(sitter))) {
      const read = await this.#of.readPeople()
      if (read) return read
    }
    const made = await inSlices(this.#making(round, lacking()))
    for (let from = 0; from < made.length; from += BATCH) {
      const some = made.slice(from, from + BATCH)
      const stored = await unlessLost(classes.createSessions(this.#of.class, some))
      if (isNotNow(stored)) return stored
      for (const { pair } of some) this.#made.add(pair)
      this.#of.changed()
    }
    return null
  }

  *#making(round: Round, pairs: readonly SeatedPair[]): Generator<void, ClassSession[]> {
    const made: ClassSession[] = []
    for (const pair of pairs) {
      const session = makeSession(this.#of.class, round, pair, this.#of.sittingOf)
      if (session) made.push(session)
      yield
    }
    return made
  }

  /** Asks which of those that are not known to exist do. */
  async #findMade(): Promise<NotNow | null> {
    const ids = this.#pairsNow().flatMap(({ pair }) => (this.#made.has(pair) ? [] : [this.#idOf(pair)]))
    const newest = await unlessLost(this.#surroundings.sessionLog.newest(ids))
    if (isNotNow(newest)) return newest
    for (const id of newest.keys()) this.#made.add(this.#pairs.get(id) ?? 0)
    return null
  }

  /** The pairs of the round, each known by its session from here on. */
  #pairsNow(): readonly SeatedPair[] {
    const { pairs } = this.#of.round()
    for (const { pair } of pairs) this.#idOf(pair)
    return pairs
  }

  #idOf(pair: number): string {
    const id = sessionIdOf(this.#of.class, this.round, pair)
    this.#pairs.set(id, pair)
    return id
  }

  async #bringInLine(wanted: { readonly all: boolean; readonly pairs: ReadonlySet<number> }): Promise<NotNow | null> {
    const { bus, registry } = this.#surroundings
    const pairs = this.#pairsNow().filter(({ pair }) => this.#made.has(pair) && !this.#over.has(pair))
    const here = pairs.filter(({ pair }) => registry.at(this.#idOf(pair)))
    const others = pairs.filter(({ pair }) => !registry.at(this.#idOf(pair)) && (wanted.all || wanted.pairs.has(pair)))
    const notNow = await this.#each(here)
    if (notNow || others.length === 0) return notNow
    // where they are live their own server sees to it
    if (bus.state !== 'alone') await new Promise((resolve) => setTimeout(resolve, this.#of.leads() ? YIELD : 3 * YIELD))
    return this.#each(others)
  }

  async #each(pairs: readonly SeatedPair[]): Promise<NotNow | null> {
    const waiting = [...pairs]
    let failed: NotNow | null = null
    const work = async () => {
      for (let next = waiting.shift(); next && !failed && !this.#closed; next = waiting.shift()) {
        const { pair } = next
        const done = await this.#surroundings.registry.using(this.#idOf(pair), async (host) =>
          host ? this.#bringOne(host, pair) : null,
        )
        // a session that a newer build has to take up, or that has been deleted, keeps no other waiting
        if (done && done.notNow !== 'newer-rules' && done.notNow !== 'gone') failed = done
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return failed
  }

  /** Brings one session in line. */
  async #bringOne(host: SessionHost, pair: number): Promise<NotNow | null> {
    if (host.session.ended) {
      this.#take(pair)
      return null
    }
    const round = this.#of.round()
    const own = round.pairs.find((one) => one.pair === pair)
    if (!own) return null
    if (isClosed(round, own)) return host.closeWithRound()
    for (const role of SEATS) {
      if (!(role in host.session.ends) && !host.session.network) continue
      const sitter = own[role] ?? null
      const sitting = sitter === null ? null : this.#of.sittingOf(sitter)
      if (sitter !== null && !sitting) continue
      const seated = await host.seatAsClassSays(role, sitting)
      if (seated) return seated
    }
    return this.#mindTime(host)
  }

  async #mindTime(host: SessionHost): Promise<NotNow | null> {
    const stands = standsStill(this.#of.round(), host.session)
    if (stands === (host.session.stopped !== null)) return null
    return stands ? host.stopTime() : host.letTimeGoOn()
  }

  #isInLine(session: Session, pair: number): boolean {
    const round = this.#of.round()
    const own = round.pairs.find((one) => one.pair === pair)
    if (!own) return true
    if (session.ended) return this.#over.has(pair)
    if (isClosed(round, own) || standsStill(round, session) !== (session.stopped !== null)) return false
    return ROLES.every((role) => {
      const sitter = own[role]
      if (sitter === null) return session.holders[role] === 'bot'
      return session.holders[role] !== 'bot' && session.names[role] === this.#of.sittingOf(sitter)?.name
    })
  }

  #follow(host: SessionHost, pair: number): void {
    this.#followed.get(pair)?.()
    const unfollow = host.follow({
      happened: (_events, session) => this.#happened(session, pair),
      closed: () => {
        if (this.#followed.get(pair) === unfollow) this.#followed.delete(pair)
      },
    })
    this.#followed.set(pair, unfollow)
    if (host.session.ended) this.#take(pair)
  }

  /** Something has happened in a session that is live here: most of the time nothing follows for the class. */
  #happened(session: Session, pair: number): void {
    if (session.ended) this.#take(pair)
    else if (this.#of.round().until !== 'goal' && !session.stopped && standsStill(this.#of.round(), session))
      void this.look([pair])
  }

  #take(pair: number): void {
    if (this.#over.has(pair)) return
    this.#over.add(pair)
    const { bus } = this.#surroundings
    bus.publish(this.#of.class, { type: 'pairs-over', round: this.round, pairs: [pair] })
    this.#of.changed()
  }
}

/** Its sessions end with the round; one that both have left has nobody to play it. */
const isClosed = ({ closedAt }: Round, { client, server }: SeatedPair): boolean =>
  closedAt !== null || (client === null && server === null)

/** While the class is told to stop, and when a pair has come to where all are to wait. */
const standsStill = (round: Round, session: Session): boolean =>
  round.pausedAt !== null || (round.until !== 'goal' && pointReached(session, round.until))
