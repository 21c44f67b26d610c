import {
  abandon,
  answerTo,
  type Command,
  freeSeat,
  type Happening,
  handOver,
  isSeat,
  letTimeGoOn,
  maySitTwice,
  moments,
  play,
  playTimeAt,
  ROLES,
  type Role,
  type Seat,
  type SeatHandedOver,
  type ServerMessage,
  type Session,
  type SessionEvent,
  sessionOf,
  sit,
  stopTime,
  type Viewer,
  withElapsed,
} from '@woshou/session'
import { elapseUnasked, nextUnasked } from '@woshou/session/solo'
import { readInPages } from '../storage/event-log.ts'
import type { BesideSession, SessionLog } from '../storage/session-log.ts'
import { Audience, type Listener } from './audience.ts'
import type { Bus, BusNote, Note } from './bus.ts'
import { inSlices } from './in-slices.ts'
import { type Lacking, lackingNow, lackingSteps } from './lacking.ts'
import { knowRules } from './newer-rules.ts'
import { PackedLog } from './packed-log.ts'
import type { ScenarioPool } from './scenario-pool.ts'
import { endOf } from './session-row.ts'
import { TokenBucket } from './token-bucket.ts'

/** What a host needs from the world. */
export interface Surroundings {
  readonly log: SessionLog
  readonly bus: Bus
  /** Milliseconds since 1970, UTC. */
  readonly clock: () => number
  /** Milliseconds that never go back, `performance.now()`: play time runs by them, whatever the clock is set to. */
  readonly ticks: () => number
  /** Milliseconds for which a seat counts as connected after its last socket has closed. */
  readonly presenceGrace: number
  /** Milliseconds without a connection after which an end may be handed over. */
  readonly vacantAfter: number
  /** Moves of one seat in the long run, however many sockets they come from; twice as many at once. */
  readonly movesPerSecond: number
  /** Milliseconds between two questions to the log, if not as often as it is asked with and without a bus. */
  readonly watchEvery?: number
  /** Hears of a failure that nobody waits for. */
  readonly report: (error: unknown, during: string) => void
}

/** What becomes of a host is its registry's business. */
export interface Keeper {
  /** The host has nothing more to do for now. */
  settled(host: SessionHost): void
  /** The host may have missed what other servers said. */
  doubted(host: SessionHost): void
}

/** A move as its sender put it. */
export interface Asked {
  readonly id: string
  /** The seat's own number of the newest event that its sender had seen (`OwnCount`). */
  readonly version: number
  readonly command: Command
}

export type Answer = Extract<ServerMessage, { type: 'accepted' | 'violation' | 'refusal' }>

/** How often a decision is made anew because somebody else was faster. Several servers are two or three, not ten. */
const ATTEMPTS = 10

/** Moves that may wait for their turn. Two students make one at a time each; more come only while the storage stalls. */
const MOST_WAITING = 64

/** Thrown when a move is one too many; nothing has become of it. The message is for its sender. */
export class TooManyMoves extends Error {}

/** Thrown when the session has been deleted (its time was over) while it was live here. */
export class SessionGone extends Error {}

/** Milliseconds until what time was to bring about is tried again after the storage has failed. */
const RETRY = 1_000

/**
 * Milliseconds by which what is due waits for the server that stored the newest event. Any server may see to it, and
 * the log lets one succeed; but if all tried at once, all but one would have tried for nothing.
 */
const YIELD = 250

/** Milliseconds within which the other servers have said which seats are connected to them, once they were asked. */
const HEARD_WITHIN = 1_000

/**
 * The authority over one live session. It does one thing at a time: decides, appends, and only when that is durable
 * evolves, publishes and answers. Whatever fails, what it holds is a beginning of the stored log; when the log turns
 * out to be longer (another server's host, or an append that failed after it was stored), it reads what it missed
 * and decides again.
 */
export class SessionHost {
  readonly id: string
  readonly #surroundings: Surroundings
  readonly #audience: Audience
  readonly #unsubscribe: () => void
  readonly #keeper: Keeper
  readonly #log: PackedLog
  readonly #allowances = new Map<Seat, TokenBucket>()
  readonly #offers = new TokenBucket(5, 1 / 30)
  #session: Session
  /** A play time, and when it was. */
  #anchor: { readonly playTime: number; readonly ticks: number }
  /** The last of the jobs that wait for their turn. */
  #last: Promise<unknown> = Promise.resolve()
  #jobs = 0
  #timer: NodeJS.Timeout | null = null
  /** When the other servers have answered who is connected to them, in the time of `ticks`. */
  readonly #heardAt: number
  /** An append failed and may have been stored, or another server's events were missed. */
  #behind = false
  /** The newest event was stored by this host. */
  #leads = false
  /** The session has been deleted. */
  #gone = false
  #closed = false

  /**
   * @returns null when there is no such session
   * @throws NewerRules when it is another build's
   */
  static async load(
    id: string,
    surroundings: Surroundings,
    keeper: Keeper,
    scenarios: ScenarioPool,
  ): Promise<SessionHost | null> {
    const packed = new PackedLog()
    let session: Session | null = null
    for await (const page of readInPages(surroundings.log, id)) {
      if (!session) knowRules(page)
      session = await inSlices(folding(session, scenarios.share(page), packed))
    }
    return session && new SessionHost(id, session, packed, surroundings, keeper)
  }

  private constructor(id: string, session: Session, log: PackedLog, surroundings: Surroundings, keeper: Keeper) {
    this.id = id
    this.#session = session
    this.#log = log
    this.#surroundings = surroundings
    // the clock says how long nobody held the session, and nothing more
    this.#anchor = { playTime: playTimeAt(session, surroundings.clock()), ticks: surroundings.ticks() }
    this.#heardAt = surroundings.bus.state === 'connected' ? surroundings.ticks() + HEARD_WITHIN : 0
    this.#keeper = keeper
    this.#audience = new Audience(
      log,
      surroundings.presenceGrace,
      surroundings.vacantAfter,
      surroundings.clock,
      () => this.#session,
      () => this.#changedHere(),
    )
    this.#unsubscribe = surroundings.bus.subscribe(id, (note) => this.#hear(note))
    // overdue things happen at once
    this.#arm()
  }

  /** The truth as far as it is stored. */
  get session(): Session {
    return this.#session
  }

  /** Characters of what is stored of it. */
  get stored(): number {
    return this.#log.length
  }

  /**
   * Milliseconds since the session was created, for which time did not stand still; runs on, whatever the clock does, from
   * the newest event at least.
   */
  get playTime(): number {
    if (this.#session.stopped) return this.#session.at
    const { ticks } = this.#surroundings
    const { playTime, ticks: since } = this.#anchor
    return Math.max(this.#session.at, playTime + Math.floor(ticks() - since))
  }

  /** Nobody is connected, nothing waits for its turn, and nothing is due. */
  get idle(): boolean {
    return this.#audience.here.length === 0 && this.#jobs === 0 && this.#timer === null
  }

  /** How many sockets the seat has. */
  listenersOf(role: Viewer): number {
    return this.#audience.listenersOf(role)
  }

  /** The number of the newest event that a seat may see (`OwnCount`). */
  newestOf(role: Viewer): number {
    return this.#log.countOf(role).newest
  }

  /** How many events of the log have come since the one that a seat knows by a number. */
  eventsSince(role: Viewer, since: number): number {
    return this.#log.version - this.#log.countOf(role).versionOf(since)
  }

  /** What a newcomer to a seat will lack, made ready while others have their turns. */
  prepare(role: Viewer, since: number): Promise<Lacking> {
    return inSlices(lackingSteps(role, since, this.#log))
  }

  /**
   * @param since see `lackingSteps`
   * @param lacking what `prepare` has made ready for this seat and version
   */
  join(listener: Listener, since: number, lacking = lackingNow(listener.role, since, this.#log)): void {
    this.#audience.join(listener, lacking, this.playTime)
    this.#giveBack()
  }

  /** @param silent see `Audience.leave` */
  leave(listener: Listener, silent: boolean): void {
    this.#audience.leave(listener, silent)
  }

  /** The truth after all that is due by now has happened. */
  present(): Promise<Session> {
    return this.#enqueue(async () => {
      await this.#advance()
      return this.#session
    })
  }

  /**
   * Carries out a move, once however often it is sent. Throws when the storage fails, or when it is one too many
   * (`TooManyMoves`): then send it again; and when the session has been deleted (`SessionGone`).
   */
  move(role: Seat, { id, version, command }: Asked): Promise<Answer> {
    if (!this.#allowanceOf(role).take()) {
      const { movesPerSecond } = this.#surroundings
      return Promise.reject(new TooManyMoves(`more than ${movesPerSecond} moves of one seat a second`))
    }
    if (this.#jobs >= MOST_WAITING) return Promise.reject(new TooManyMoves('too many moves of this session wait'))
    const count = this.#log.countOf(role)
    return this.#enqueue(() =>
      this.#decided(async (now): Promise<Answer | null> => {
        // what another server told the sender may have been read only now
        const seen = count.versionOf(version)
        const answered = play(this.#session, count.asked(command), { role, id, version: seen, now })
        if ('events' in answered && !(await this.#store(withElapsed(answered, now)))) return null
        return answerTo(id, answered, count)
      }),
    )
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
  ): Promise<Seat | 'second-seat' | null> {
    return this.#enqueue(async () => {
      const { role } = await this.#decided(async (now): Promise<{ role: Seat | 'second-seat' | null } | null> => {
        const role = wanted ?? freeSeat(this.#session)
        if (held && role && !maySitTwice(this.#session, held, role)) return { role: 'second-seat' }
        const seated = role && !this.#session.ended ? sit(this.#session, role, name, now) : null
        if (!role || !seated) return { role: null }
        return (await this.#store(seated, { seat: { role, name, tokenHash } })) ? { role } : null
      })
      return role
    })
  }

  /** Whether an end may be handed over: its student has been away for long, or a correct TCP plays in their place. */
  mayHandOver(role: Role): boolean {
    const { ended, holders, names, started } = this.#session
    if (!started || ended || names[role] === null) return false
    return holders[role] === 'partner' ? !this.#audience.connected(role) : this.#audience.vacant(role)
  }

  /** Whether one more code for a seat may be drawn: five at once, then one in half a minute. */
  mayOffer(): boolean {
    return this.#offers.take()
  }

  /** A correct TCP plays on for an absent student. False when they are not absent, or not for long enough. */
  handToPartner(role: Role): Promise<boolean> {
    return this.#enqueue(async () => {
      const { done } = await this.#decided(async (now) => {
        const given = this.mayHandOver(role) ? handOver(this.#session, role, 'partner', null, now) : null
        if (!given) return { done: false }
        return (await this.#store(given)) ? { done: true } : null
      })
      return done
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
  ): Promise<boolean> {
    // who has just loaded the session does not know yet who is connected elsewhere
    const unheard = this.#heardAt - this.#surroundings.ticks()
    if (unheard > 0) await new Promise((resolve) => setTimeout(resolve, unheard))
    return this.#enqueue(async () => {
      const { done } = await this.#decided(async (now) => {
        if (this.#audience.connected(role) || !(await offered())) return { done: false }
        const to: SeatHandedOver['to'] = name === null ? 'returned' : 'newcomer'
        const given = handOver(this.#session, role, to, name, now)
        if (!given) return { done: false }
        const handed = { role, name: given.session.names[role] ?? '', tokenHash }
        return (await this.#store(given, { handed })) ? { done: true } : null
      })
      return done
    })
  }

  /** Time stands still in this session from now on; nothing happens where it does already. */
  stopTime(): Promise<void> {
    return this.#changeTime((now) => stopTime(this.#session, now, this.#surroundings.clock()))
  }

  /** Time goes on where it stopped; nothing happens where it runs. */
  letTimeGoOn(): Promise<void> {
    return this.#changeTime(() => letTimeGoOn(this.#session, this.#surroundings.clock()))
  }

  async #changeTime(change: (now: number) => Happening | null): Promise<void> {
    await this.#enqueue(() =>
      this.#decided(async (now) => {
        const changed = change(now)
        return !changed || (await this.#store(changed)) || null
      }),
    )
  }

  /** Ends a session in which nothing has happened for so long that nobody will come back (ms). True when it did. */
  endAbandoned(idleFor: number): Promise<boolean> {
    return this.#enqueue(async () => {
      const { done } = await this.#decided(async (now) => {
        const { at, stopped } = this.#session
        const idle = stopped ? this.#surroundings.clock() - stopped.since : now - at
        const ended = idle < idleFor ? null : abandon(this.#session, now)
        if (!ended) return { done: false }
        return (await this.#store(ended)) ? { done: true } : null
      })
      return done
    })
  }

  /** The log is known to have this version. */
  hearOf(version: number): void {
    if (version <= this.#session.version || this.#closed) return
    this.#behind = true
    this.#work('catch-up', () => this.#advance())
  }

  /** Waits for what is under way; nothing happens here any more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#disarm()
    this.#unsubscribe()
    this.#audience.close()
    await this.#last
  }

  #allowanceOf(role: Seat): TokenBucket {
    const { movesPerSecond } = this.#surroundings
    const allowance = this.#allowances.get(role) ?? new TokenBucket(2 * movesPerSecond, movesPerSecond)
    this.#allowances.set(role, allowance)
    return allowance
  }

  #enqueue<Result>(job: () => Promise<Result>): Promise<Result> {
    this.#jobs += 1
    const done = this.#last.then(job)
    this.#last = done
      .catch(() => {})
      .then(() => {
        this.#jobs -= 1
        if (this.#jobs === 0) this.#arm()
      })
    return done
  }

  /** Decides on the newest state, and again as long as somebody else was faster (`attempt` gives null). */
  async #decided<Result>(attempt: (now: number) => Promise<Result | null>): Promise<Result> {
    for (let attempts = 0; attempts < ATTEMPTS; attempts++) {
      // what time has brought about comes first
      await this.#advance()
      const result = await attempt(this.playTime)
      if (result !== null) return result
    }
    throw new Error(`${ATTEMPTS} conflicts in a row`)
  }

  async #advance(): Promise<void> {
    if (this.#gone) throw new SessionGone()
    if (this.#behind) await this.#catchUp()
    for (
      let now = this.playTime, due = elapseUnasked(this.#session, now);
      due;
      due = elapseUnasked(this.#session, now)
    ) {
      await this.#store(withElapsed(due, now))
      now = this.playTime
    }
  }

  /** Append, then publish. False on a conflict; what was missed has then been read. */
  async #store(
    { events, session }: Happening,
    seats: Pick<BesideSession, 'seat' | 'handed'> | null = null,
  ): Promise<boolean> {
    const { bus, log } = this.#surroundings
    const texts = events.map((event) => JSON.stringify(event))
    const end = endOf(events)
    const beside = seats || end ? { ...seats, ...(end && { end }) } : null
    try {
      const appended = await log.append({ log: this.id, events, texts, ...(beside && { beside }) })
      if (!appended.ok) {
        await this.#catchUp()
        return false
      }
    } catch (error) {
      this.#behind = true
      throw error
    }
    this.#log.push(events, texts)
    this.#session = session
    if (events.some(({ type }) => type === 'time-went-on')) this.#anchorHere()
    this.#leads = true
    bus.publish(this.id, { type: 'events', events })
    return true
  }

  async #catchUp(): Promise<void> {
    const { log } = this.#surroundings
    const missed = await log.read(this.id, this.#session.version)
    if (missed.length === 0 && !(await log.newest([this.id])).has(this.id)) {
      this.#gone = true
      this.#audience.tellGone()
      throw new SessionGone()
    }
    this.#behind = false
    this.#take(missed)
    this.#audience.tell(missed, this.playTime)
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
    if (version <= this.#session.version) this.#audience.tell(events, this.playTime)
    else this.hearOf(version)
  }

  /** Folds what others have stored. */
  #take(events: readonly SessionEvent[]): void {
    if (events.length === 0) return
    const before = this.playTime
    this.#log.push(events)
    this.#session = sessionOf(events, this.#session) ?? this.#session
    this.#leads = false
    // another server's clock is ahead of what time it is here: time runs on from there, it does not stand still
    const wentOn = events.some(({ type }) => type === 'time-went-on')
    if (wentOn || this.#session.at > before) this.#anchorHere()
    this.#giveBack()
  }

  /** Play time is that of the newest event, now. */
  #anchorHere(): void {
    this.#anchor = { playTime: this.#session.at, ticks: this.#surroundings.ticks() }
  }

  /** Whoever comes back by the own token has the seat back from the partner that played on. */
  #giveBack(): void {
    for (const role of ROLES) {
      if (this.#session.holders[role] !== 'partner' || this.#audience.listenersOf(role) === 0) continue
      this.#work('return', async () => {
        await this.#decided(async (now) => {
          if (this.#session.holders[role] !== 'partner') return true
          const given = handOver(this.#session, role, 'returned', null, now)
          return !given || (await this.#store(given)) || null
        })
      })
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
    this.#disarm()
    if (this.#closed) return
    const due = this.#gone ? null : nextUnasked(this.#session)
    if (due !== null || (this.#behind && !this.#gone)) {
      const patience = this.#leads || this.#surroundings.bus.state === 'alone' ? 0 : YIELD
      const delay = this.#behind ? RETRY : Math.max(0, (due ?? 0) - this.playTime) + patience
      this.#timer = setTimeout(() => this.#work('advance', () => this.#advance()), delay)
    }
    this.#keeper.settled(this)
  }

  #disarm(): void {
    clearTimeout(this.#timer ?? undefined)
    this.#timer = null
  }

  /** Does what nobody asked for and nobody waits for. After a failure it is tried again, but not at once. */
  #work(during: string, job: () => Promise<void>): void {
    void this.#enqueue(async () => {
      try {
        await job()
      } catch (error) {
        if (error instanceof SessionGone) return
        this.#behind = true
        this.#surroundings.report(error, during)
      }
    })
  }
}

/** Folds and packs a log event by event: two thousand at once would keep everybody waiting. */
function* folding(
  begun: Session | null,
  events: readonly SessionEvent[],
  packed: PackedLog,
): Generator<void, Session | null> {
  let last = begun
  for (const { event, session } of moments(events, begun)) {
    packed.push([event])
    last = session
    yield
  }
  return last
}
