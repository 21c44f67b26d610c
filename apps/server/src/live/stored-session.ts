import { type Happening, moments, playTimeAt, type Session, type SessionEvent, sessionOf } from '@woshou/session'
import { joinedText, readInPages, readWhole } from '../storage/event-log.ts'
import type { BesideSession, StoredResult } from '../storage/session-log.ts'
import { inSlices } from './in-slices.ts'
import { newerRules } from './newer-rules.ts'
import { isNotNow, type NotNow, unlessLost } from './not-now.ts'
import { PackedLog } from './packed-log.ts'
import { PlayClock } from './play-clock.ts'
import { reckoned } from './reckoned.ts'
import type { ScenarioPool } from './scenario-pool.ts'
import { resultOf } from './session-row.ts'
import { StoredLog } from './stored-log.ts'
import type { Surroundings } from './surroundings.ts'

/** Whom an append seats, or gives a seat to. */
export type Seating = Pick<BesideSession, 'seat' | 'handed'>

/** What became of an append. */
export type Stored =
  /** @property size characters of the events */
  | { readonly ok: true; readonly size: number }
  /** Somebody else was faster, and what they stored has been read: decide again. */
  | { readonly ok: false; readonly conflict: true }
  | NotNow

/** A session as far as it is stored, on this server: folded, with the newest part of its log. */
export class StoredSession extends StoredLog<SessionEvent, BesideSession> {
  /** The newest part of the log, and everybody's numbers for all of it. */
  readonly packed: PackedLog
  readonly #clock: PlayClock
  readonly #events: Surroundings['log']
  #session: Session

  /** Reads and folds a log, a slice at a time. @returns null when there is no such session */
  static async load(
    id: string,
    surroundings: Pick<Surroundings, 'clock' | 'log' | 'ticks'>,
    scenarios: ScenarioPool,
  ): Promise<StoredSession | NotNow | null> {
    const packed = new PackedLog()
    const pages = readInPages(surroundings.log, id)
    let session: Session | null = null
    for (;;) {
      const page = await unlessLost(pages.next())
      if (isNotNow(page)) return page
      if (page.done) break
      const newer = session ? null : newerRules(page.value)
      if (newer) return newer
      session = await inSlices(folding(session, scenarios.share(page.value), packed))
    }
    return session && new StoredSession(id, session, packed, surroundings)
  }

  private constructor(
    id: string,
    session: Session,
    packed: PackedLog,
    { clock, log, ticks }: Pick<Surroundings, 'clock' | 'log' | 'ticks'>,
  ) {
    super(id, log)
    this.#events = log
    this.packed = packed
    this.#session = session
    // the clock says how long nobody held the session, and nothing more
    this.#clock = new PlayClock(playTimeAt(session, clock()), ticks)
  }

  /** The truth as far as it is stored. */
  get session(): Session {
    return this.#session
  }

  /** Play time, ms: it runs on, whatever the clock does, from the newest event at least, unless it stands still. */
  get now(): number {
    const { at, stopped } = this.#session
    return stopped ? at : this.#clock.now(at)
  }

  /**
   * Stores what happens, then takes it. On a conflict nothing is stored; `catchUp` is then next.
   * @param then see `StoredLog.store`: it hears of what has been taken
   */
  append<Result>(
    happening: Happening,
    seating: Seating | null,
    then: (stored: Stored) => Result | Promise<Result>,
  ): Promise<Result> {
    // nearly no append ends anything: those that do not wait for nothing
    return resultOf(happening.events, null)
      ? this.#resultOf(happening.events).then((result) =>
          result && isNotNow(result)
            ? then(result)
            : this.#append(happening, { ...seating, ...(result && { result }) }, then),
        )
      : this.#append(happening, seating, then)
  }

  #append<Result>(
    { events, session }: Happening,
    beside: BesideSession | null,
    then: (stored: Stored) => Result | Promise<Result>,
  ): Promise<Result> {
    const text = joinedText(events)
    return this.store({ events, text, ...(beside && { beside }) }, (stored) => {
      if (isNotNow(stored) || !stored.ok) return then(stored)
      this.packed.push(events, text)
      this.#session = session
      if (goesOn(events)) this.#clock.goOnFrom(session.at)
      // without the commas between them
      return then({ ok: true, size: text.length - (events.length - 1) })
    })
  }

  /** What new events end the session with: its results are stored in the very commit of its end. */
  async #resultOf(events: readonly SessionEvent[]): Promise<StoredResult | NotNow | null> {
    const before = await this.#whole()
    if (isNotNow(before)) return before
    try {
      return resultOf(events, await inSlices(reckoned([...before, ...events], false)))
    } catch {
      // nobody shall be unable to end a session over that: the sweep for results meets the same fault, and reports it
      return resultOf(events, null)
    }
  }

  /** The log as far as it is folded. */
  async #whole(): Promise<readonly SessionEvent[] | NotNow> {
    if (this.packed.keeps(0)) return this.packed.after(0)
    const events = await unlessLost(readWhole(this.#events, this.id))
    // what others have stored since is not decided on: the append will meet it
    return isNotNow(events) ? events : events.filter(({ version }) => version <= this.version)
  }

  protected override get version(): number {
    return this.#session.version
  }

  protected override take(events: readonly SessionEvent[]): void {
    const before = this.now
    this.packed.push(events)
    this.#session = sessionOf(events, this.#session) ?? this.#session
    // another server's clock is ahead of what time it is here: time runs on from there, it does not stand still
    if (goesOn(events) || this.#session.at > before) this.#clock.goOnFrom(this.#session.at)
  }
}

const goesOn = (events: readonly SessionEvent[]): boolean => events.some(({ type }) => type === 'time-went-on')

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
