// Longer than 400 lines: one session is one queue, and whatever may happen to it, in which order, is read in one place.
import {
  abandon,
  answerTo,
  BOT_NAME,
  type Command,
  closeWithRound,
  freeSeat,
  type Happening,
  handOver,
  isSeat,
  letTimeGoOn,
  maySitTwice,
  peerOf,
  play,
  ROLES,
  type Role,
  type Seat,
  type SeatHandedOver,
  type ServerMessage,
  type Session,
  type SessionEvent,
  seatedAs,
  sit,
  stopTime,
  type Viewer,
  withElapsed,
} from '@woshou/session'
import { elapseUnasked, nextUnasked } from '@woshou/session/solo'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { Alarm } from './alarm.ts'
import { Audience, type Listener } from './audience.ts'
import type { BusNote, Note } from './bus.ts'
import { JobQueue } from './job-queue.ts'
import { type Lacking, lackingNow, lackingOf } from './lacking.ts'
import { isNotNow, type NotNow } from './not-now.ts'
import type { ScenarioPool } from './scenario-pool.ts'
import { type Seating, StoredSession } from './stored-session.ts'
import type { Surroundings } from './surroundings.ts'
import { TokenBucket } from './token-bucket.ts'

/** What becomes of a host is its registry's business. */
export interface Keeper {
  /** The host has nothing more to do for now. */
  settled(host: SessionHost): void
  /** The host may have missed what other servers said. */
  doubted(host: SessionHost): void
}

/** Who looks on from within the server, and is told of everything: the truth, which no seat knows. */
export interface Follower {
  /** In order and without gaps from the event on that was the newest when it began to follow. @param session as it is after them */
  happened(events: readonly SessionEvent[], session: Session): void
  /** Who is connected may have changed. */
  presenceChanged?(): void
  /** The host is closed: nothing happens here any more. */
  closed(): void
}

/** A move as its sender put it. */
export interface Asked {
  readonly id: string
  /** The seat's own number of the newest event that its sender had seen (`OwnCount`). */
  readonly version: number
  readonly command: Command
}

type Answer = Extract<ServerMessage, { type: 'accepted' | 'violation' | 'refusal' }>

/** What a move comes to for its sender, and how many characters of it have been stored. */
export interface Moved {
  readonly answer: Answer
  readonly stored: number
}

/** How often a decision is made anew because somebody else was faster. Several servers are two or three, not ten. */
const ATTEMPTS = 10

/** Moves that may wait for their turn. Two students make one at a time each; more come only while the storage stalls. */
const MOST_WAITING = 64

/** Milliseconds until what time was to bring about is tried again after the storage has failed. */
const RETRY = 1_000

/**
 * Milliseconds by which what is due waits for the server that stored the newest event. Any server may see to it, and
 * the log lets one succeed; but if all tried at once, all but one would have tried for nothing.
 */
const YIELD = 250

/** Milliseconds within which the other servers have said which seats are connected to them, once they were asked. */
const HEARD_WITHIN = 1_000

/** To be decided again: somebody else was faster. */
const AGAIN = Symbol('again')

/** Decides on the state of now (play time, ms) and stores what comes of it. */
type Attempt<Result> = (now: number) => MaybeLater<Result | NotNow | typeof AGAIN>

type MaybeLater<Result> = Result | Promise<Result>

/**
 * The authority over one live session. It does one thing at a time (`JobQueue`): decides, appends (`StoredSession`), and
 * only when that is durable publishes and answers; its `Audience` is told by what is published. On a conflict it decides
 * again on what it missed.
 *
 * - *looks*, at any time: `session`, `playTime`, `idle`, `listenersOf`, `newestOf`, `eventsSince`, `mayHandOver`
 * - *listening*: `prepare`, then, while `isReady`, `join`; `leave`. `follow` within the server
 * - *asking*, each in its turn: `present`, `move`, `takeSeat`, `handToPartner`, `handToStudent`, `stopTime`, `letTimeGoOn`,
 *   `seatAsClassSays`, `closeWithRound`, `endAbandoned`. What can't be done now is answered so (`NotNow`); they reject for a bug alone
 * - *hearing*: the bus, and `hearOf`, which its log watch says
 *
 * Time is a job as well: whenever the queue is empty the alarm is set for what is due next.
 */
export class SessionHost {
  readonly id: string
  readonly #surroundings: Surroundings
  readonly #stored: StoredSession
  readonly #audience: Audience
  readonly #unsubscribe: () => void
  readonly #keeper: Keeper
  readonly #queue = new JobQueue(() => this.#arm())
  readonly #allowances = new Map<Seat, TokenBucket>()
  readonly #offers = new TokenBucket(5, 1 / 30)
  /** When the other servers have answered who is connected to them, in the time of `ticks`. */
  readonly #heardAt: number
  readonly #alarm: Alarm
  readonly #followers = new Set<Follower>()
  #closed = false

  /** @returns null when there is no such session */
  static async load(
    id: string,
    surroundings: Surroundings,
    keeper: Keeper,
    scenarios: ScenarioPool,
  ): Promise<SessionHost | NotNow | null> {
    const stored = await StoredSession.load(id, surroundings, scenarios)
    return stored && !isNotNow(stored) ? new SessionHost(stored, surroundings, keeper) : stored
  }

  private constructor(stored: StoredSession, surroundings: Surroundings, keeper: Keeper) {
    this.id = stored.id
    this.#stored = stored
    this.#surroundings = surroundings
    this.#heardAt = surroundings.bus.state === 'connected' ? surroundings.ticks() + HEARD_WITHIN : 0
    this.#keeper = keeper
    this.#audience = new Audience(
      stored.packed,
      surroundings.presenceGrace,
      surroundings.vacantAfter,
      surroundings.clock,
      () => stored.session,
      () => this.#changedHere(),
      () => {
        for (const follower of this.#followers) follower.presenceChanged?.()
      },
    )
    this.#alarm = new Alarm(surroundings.ticks, () => this.#wake())
    this.#unsubscribe = surroundings.bus.subscribe(this.id, (note) => this.#hear(note))
    // overdue things happen at once
    this.#arm()
  }

  /** The truth as far as it is stored. */
  get session(): Session {
    return this.#stored.session
  }

  /**
   * Milliseconds since the session was created, for which time did not stand still; runs on, whatever the clock does, from
   * the newest event at least.
   */
  get playTime(): number {
    return this.#stored.now
  }

  /** Nobody is connected, nothing waits for its turn, and nothing is due. */
  get idle(): boolean {
    return this.#audience.here.length === 0 && this.#queue.length === 0 && !this.#alarm.isSet
  }

  /** How many sockets the seat has. */
  listenersOf(role: Viewer): number {
    return this.#audience.listenersOf(role)
  }

  /** The number of the newest event that a seat may see (`OwnCount`). */
  newestOf(role: Viewer): number {
    return this.#stored.packed.countOf(role).newest
  }

  /** How many events of the log have come since the one that a seat knows by a number. */
  eventsSince(role: Viewer, since: number): number {
    const { packed } = this.#stored
    return packed.version - packed.countOf(role).versionOf(since)
  }

  /** What a newcomer to a seat will lack, made ready while others have their turns. */
  prepare(role: Viewer, since: number): Promise<Lacking | NotNow> {
    const { id, packed } = this.#stored
    return lackingOf(role, since, { id, packed, log: this.#surroundings.log })
  }

  /** Whether what was made ready still is: not when very much has happened since. */
  isReady({ to }: Lacking): boolean {
    return this.#stored.packed.keeps(to)
  }

  /**
   * @param since see `lackingOf`
   * @param lacking what `prepare` has made ready for this seat and version
   */
  join(listener: Listener, since: number, lacking = lackingNow(listener.role, since, this.#stored.packed)): void {
    this.#audience.join(listener, lacking, this.playTime)
    this.#giveBack()
  }

  /** @param silent see `Audience.leave` */
  leave(listener: Listener, silent: boolean): void {
    this.#audience.leave(listener, silent)
  }

  /** Whether a seat is connected, to whichever server. */
  connected(role: Viewer): boolean {
    return this.#audience.connected(role)
  }

  /** All events there are, while none of them has been let go; null: they are read from the log. */
  get wholeLog(): readonly SessionEvent[] | null {
    const { packed } = this.#stored
    return packed.keeps(0) ? packed.after(0) : null
  }

  get followers(): number {
    return this.#followers.size
  }

  /** Without followers nothing is done for any. @returns ends that */
  follow(follower: Follower): () => void {
    this.#followers.add(follower)
    return () => void this.#followers.delete(follower)
  }

  /** The truth after all that is due by now has happened. */
  present(): Promise<Session | NotNow> {
    return this.#queue.add(async () => (await this.#letElapse()) ?? this.session)
  }

  /**
   * Carries out a move, once however often it is sent. After `NotNow` the same move may be sent again, and after
   * `handed-over` (`#decideFor`) by whoever holds the seat still.
   */
  move(role: Seat, { id, version, command }: Asked): Promise<Moved | 'handed-over' | NotNow> {
    if (!this.#allowanceOf(role).take()) {
      const { movesPerSecond } = this.#surroundings
      return tooMany(`more than ${movesPerSecond} moves of one seat a second`)
    }
    if (this.#queue.length >= MOST_WAITING) return tooMany('too many moves of this session wait')
    const count = this.#stored.packed.countOf(role)
    return this.#decideFor(role, (now) => {
      // what another server told the sender may have been read only now
      const seen = count.versionOf(version)
      const answered = play(this.session, count.asked(command), { role, id, version: seen, now })
      const moved = (stored: number): Moved => ({ answer: answerTo(id, answered, count), stored })
      return 'events' in answered ? this.#store(withElapsed(answered, now), null, moved) : moved(0)
    })
  }

  /**
   * Gives a seat to somebody.
   * @param wanted a certain seat; null for the end that is free
   * @param held a seat that they are known to hold already
   * @returns the seat, or null when it is taken or the session is over; see `maySitTwice` for `second-seat`
   */
  takeSeat(
    wanted: Seat | null,
    name: string,
    tokenHash: string,
    held: Seat | null = null,
  ): Promise<Seat | 'second-seat' | NotNow | null> {
    return this.#decide(async (now) => {
      const role = wanted ?? freeSeat(this.session)
      if (held && role && !maySitTwice(this.session, held, role)) return 'second-seat'
      const seated = role && !this.session.ended ? sit(this.session, role, name, now) : null
      return role && seated ? this.#storeAs(role, seated, { seat: { role, name, tokenHash } }) : null
    })
  }

  /** Whether an end may be handed over: its student has been away for long, or a correct TCP plays in their place. */
  mayHandOver(role: Role): boolean {
    const { ended, holders, names, started } = this.session
    if (!started || ended || names[role] === null) return false
    return holders[role] === 'partner' ? !this.#audience.connected(role) : this.#audience.vacant(role)
  }

  /** Whether one more code for a seat may be drawn: five at once, then one in half a minute. */
  mayOffer(): boolean {
    return this.#offers.take()
  }

  /**
   * A correct TCP plays on for an absent student, as the peer asks. False when they are not absent, or not for long
   * enough; `handed-over` when the peer's seat has been meanwhile (`#decideFor`).
   */
  handToPartner(role: Role): Promise<boolean | 'handed-over' | NotNow> {
    return this.#decideFor(peerOf(role), async (now) => {
      const given = this.mayHandOver(role) ? handOver(this.session, role, 'partner', null, now) : null
      return given ? this.#storeAs(true, given) : false
    })
  }

  /**
   * Gives an absent student's seat to whoever has its code: the token of before is dead.
   * @param name a newcomer's; null when the student comes back
   * @param offered whether the code is still good: asked anew each time somebody else was faster
   */
  async handToStudent(
    role: Role,
    { name, tokenHash }: { readonly name: string | null; readonly tokenHash: string },
    offered: () => Promise<boolean>,
  ): Promise<boolean | NotNow> {
    // who has just loaded the session does not know yet who is connected elsewhere
    const unheard = this.#heardAt - this.#surroundings.ticks()
    if (unheard > 0) await new Promise((resolve) => setTimeout(resolve, unheard))
    return this.#decide(async (now) => {
      // they may come back while the code is looked at
      if (!(await offered()) || this.#audience.connected(role)) return false
      const to: SeatHandedOver['to'] = name === null ? 'returned' : 'newcomer'
      const given = handOver(this.session, role, to, name, now)
      if (!given) return false
      return this.#storeAs(true, given, { handed: { role, name: given.session.names[role] ?? '', tokenHash } })
    })
  }

  /** Time stands still in this session from now on; nothing happens where it does already. */
  stopTime(): Promise<NotNow | null> {
    return this.#change((now) => stopTime(this.session, now, this.#surroundings.clock()))
  }

  /** Time goes on where it stopped; nothing happens where it runs. */
  letTimeGoOn(): Promise<NotNow | null> {
    return this.#change(() => letTimeGoOn(this.session, this.#surroundings.clock()))
  }

  #change(change: (now: number) => Happening | null): Promise<NotNow | null> {
    return this.#decide(async (now) => {
      const changed = change(now)
      return changed ? this.#storeAs(null, changed) : null
    })
  }

  /**
   * Gives a seat to whom the session's class says, whoever is connected: the token of before is dead. Nothing happens where
   * they have it already.
   * @param to null: a bot; the network's seat is empty then
   */
  seatAsClassSays(
    role: Seat,
    to: { readonly name: string; readonly tokenHash: string; readonly participant: string } | null,
  ): Promise<NotNow | null> {
    return this.#decide(async (now) => {
      const given = seatedAs(this.session, role, to?.name ?? null, now)
      if (!given) return null
      const name = given.session.names[role] ?? BOT_NAME
      // of a bot's seat nobody has the token
      const handed = to ? { role, ...to } : { role, name, tokenHash: hashToken(drawToken()) }
      return this.#storeAs(null, given, { handed })
    })
  }

  /** Ends the session since its class goes on without it; nothing happens where it is over. */
  closeWithRound(): Promise<NotNow | null> {
    return this.#change((now) => closeWithRound(this.session, now))
  }

  /** Somebody may hold a seat no longer, of which the log says nothing: their token is another one. */
  doubt(role: Viewer): void {
    this.#audience.doubt(role)
  }

  /** Ends a session in which nothing has happened for so long that nobody will come back (ms). True when it did. */
  endAbandoned(idleFor: number): Promise<boolean | NotNow> {
    return this.#decide(async (now) => {
      const { at, stopped } = this.session
      const idle = stopped ? this.#surroundings.clock() - stopped.since : now - at
      const ended = idle < idleFor ? null : abandon(this.session, now)
      return ended ? this.#storeAs(true, ended) : false
    })
  }

  /** The log is known to have this version. */
  hearOf(version: number): void {
    if (!this.#closed && this.#stored.hearOf(version)) this.#work('catch-up', () => this.#letElapse())
  }

  /** Waits for what is under way; nothing happens here any more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#alarm.clear()
    this.#unsubscribe()
    this.#audience.close()
    for (const follower of this.#followers) follower.closed()
    await this.#queue.settled()
  }

  #allowanceOf(role: Seat): TokenBucket {
    const { movesPerSecond } = this.#surroundings
    const known = this.#allowances.get(role)
    if (known) return known
    const allowance = new TokenBucket(2 * movesPerSecond, movesPerSecond)
    this.#allowances.set(role, allowance)
    return allowance
  }

  /** Decides when it is its turn. */
  #decide<Result>(attempt: Attempt<Result>): Promise<Result | NotNow> {
    return this.#queue.add(() => this.#decided(attempt))
  }

  /**
   * Decides what a seat's holder has asked for, unless the seat is handed over before it is their turn: who has it now has
   * asked for nothing.
   */
  #decideFor<Result>(asker: Seat, attempt: Attempt<Result>): Promise<Result | 'handed-over' | NotNow> {
    const handed = () => this.session.handed[asker]
    const asked = handed()
    return this.#decide<Result | 'handed-over'>((now) => (handed() === asked ? attempt(now) : 'handed-over'))
  }

  /** Decides on the newest state, and again as long as somebody else was faster. */
  async #decided<Result>(attempt: Attempt<Result>): Promise<Result | NotNow> {
    for (let attempts = 0; attempts < ATTEMPTS; attempts++) {
      // what time has brought about comes first
      const notNow = this.#isDue ? await this.#letElapse() : null
      if (notNow) return notNow
      const result = await attempt(this.playTime)
      if (result !== AGAIN) return result
    }
    this.#stored.doubt()
    return { notNow: 'contested' }
  }

  /** Whether there is anything to be done before something is decided. */
  get #isDue(): boolean {
    const { behind, gone, session } = this.#stored
    return behind || gone || (nextUnasked(session) ?? Number.POSITIVE_INFINITY) <= this.playTime
  }

  /** Catches up with the log, and has happen what time has brought about. @returns null when that is done */
  async #letElapse(): Promise<NotNow | null> {
    if (this.#stored.gone) return { notNow: 'gone' }
    const behind = this.#stored.behind ? await this.#catchUp() : null
    if (behind) return behind
    for (;;) {
      const now = this.playTime
      const due = elapseUnasked(this.session, now)
      if (!due) return null
      const stored = await this.#store(withElapsed(due, now), null, () => null)
      // whoever was faster has seen to it, or to something else: look again
      if (isNotNow(stored)) return stored
    }
  }

  /** `#store` for who waits for one result of it. */
  #storeAs<Result>(
    result: Result,
    happening: Happening,
    seating: Seating | null = null,
  ): Promise<Result | NotNow | typeof AGAIN> {
    return this.#store(happening, seating, () => result)
  }

  /**
   * Append, then publish; after a conflict what was missed has been read.
   * @param done makes the result, from how many characters have been stored
   */
  #store<Result>(
    happening: Happening,
    seating: Seating | null,
    done: (size: number) => Result,
  ): Promise<Result | NotNow | typeof AGAIN> {
    return this.#stored.append<Result | NotNow | typeof AGAIN>(happening, seating, (stored) => {
      if (isNotNow(stored)) return stored
      if (!stored.ok) return this.#catchUp().then((notNow) => notNow ?? AGAIN)
      this.#surroundings.bus.publish(this.id, { type: 'events', events: happening.events })
      return done(stored.size)
    })
  }

  async #catchUp(): Promise<NotNow | null> {
    const missed = await this.#stored.catchUp()
    if (isNotNow(missed)) {
      if (missed.notNow === 'gone') this.#audience.tellGone()
      return missed
    }
    this.#giveBack()
    this.#tell(missed)
    return null
  }

  #hear(note: Note | BusNote): void {
    switch (note.type) {
      case 'events':
        this.#hearOfEvents(note.events)
        break
      case 'appended':
        this.hearOf(note.version)
        break
      case 'successor':
        this.#audience.tellSuccessor(note.role, note.session)
        break
      case 'presence':
        if (note.server === this.#surroundings.bus.server) break
        this.#audience.hearOfPresence(note.server, note.viewers ?? note.seats)
        if (note.asks) this.#sayPresence()
        break
      case 'presence-wanted':
        this.#sayPresence()
        break
      case 'server-gone':
        this.#audience.hearOfPresence(note.server, [])
        break
      case 'hearing':
        this.#sayPresence({ asks: true })
        this.#keeper.doubted(this)
    }
  }

  #hearOfEvents(events: readonly SessionEvent[]): void {
    const version = events.at(-1)?.version ?? 0
    if (version <= this.session.version) this.#tell(events)
    else this.hearOf(version)
  }

  /** Tells everybody here of what has been stored. */
  #tell(events: readonly SessionEvent[]): void {
    this.#audience.tell(events, this.playTime)
    for (const follower of this.#followers) follower.happened(events, this.session)
  }

  /** Whoever comes back by the own token has the seat back from the partner that played on. */
  #giveBack(): void {
    for (const role of ROLES) {
      if (this.session.holders[role] !== 'partner' || this.#audience.listenersOf(role) === 0) continue
      const give = async (now: number) => {
        if (this.session.holders[role] !== 'partner') return null
        const given = handOver(this.session, role, 'returned', null, now)
        return given ? this.#storeAs(null, given) : null
      }
      this.#work('return', () => this.#decided(give))
    }
  }

  #sayPresence({ asks = false } = {}): void {
    const { bus } = this.#surroundings
    if (bus.state === 'alone') return
    const viewers = this.#audience.here
    bus.publish(this.id, { type: 'presence', server: bus.server, seats: viewers.filter(isSeat), viewers, asks })
  }

  #changedHere(): void {
    if (this.#closed) return
    this.#sayPresence()
    this.#keeper.settled(this)
  }

  #arm(): void {
    if (this.#closed) return
    const { behind, gone, leads, session } = this.#stored
    const due = gone ? null : nextUnasked(session)
    if (due !== null || (behind && !gone)) {
      const patience = leads || this.#surroundings.bus.state === 'alone' ? 0 : YIELD
      this.#alarm.ringWithin(behind ? RETRY : Math.max(0, (due ?? 0) - this.playTime) + patience)
    } else this.#alarm.clear()
    this.#keeper.settled(this)
  }

  #wake(): void {
    // what is under way arms it when it is done
    if (this.#queue.length > 0) return
    if (this.#isDue) this.#work('elapse', () => this.#letElapse())
    else this.#arm()
  }

  /**
   * Does what nobody asked for and nobody waits for. What can't be done now is tried again, but not at once (`#arm`); that
   * the storage does not answer is told.
   */
  #work(during: string, job: () => Promise<NotNow | null>): void {
    void this.#queue.add(async () => {
      try {
        const notNow = await job()
        if (notNow?.notNow === 'storage-lost') this.#surroundings.report(notNow.cause, during)
      } catch (error) {
        this.#stored.doubt()
        this.#surroundings.report(error, during)
      }
    })
  }
}

const tooMany = async (detail: string): Promise<NotNow> => ({ notNow: 'too-many', detail })
