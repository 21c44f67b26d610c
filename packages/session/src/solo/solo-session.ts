import { OwnCount } from '../eyes/own-count.ts'
import type { Command } from '../facts/command.ts'
import type { MoveId, SessionEvent } from '../facts/event.ts'
import type { Level } from '../facts/level.ts'
import { peerOf, type Role } from '../facts/role.ts'
import { hasNewerRules } from '../facts/rules-version.ts'
import type { Scenario } from '../facts/scenario.ts'
import { sessionOf } from '../readings/moments.ts'
import { type Answer, begin, elapse, type Happening, nextDue, play, sit } from '../table/index.ts'
import type { Session } from '../table/session.ts'
import type { ClientMessage, ServerMessage } from '../talk/message.ts'
import { answerTo, Told } from '../talk/told.ts'
import type { Character } from './character.ts'
import { nextMove } from './partner.ts'
import type { PartnerMove } from './right-move.ts'

/** All that is needed to go on with a solo session later, or to offer it for storing. Plain JSON. */
export interface SoloRecord {
  /** The student's seat. */
  readonly role: Role
  readonly character: Character
  readonly log: readonly SessionEvent[]
}

/**
 * The authority over a session of one student, in the browser: the same functions as on the server, so the student
 * gets the very messages a server would send, and a partner in the other seat. It has no clock: `now` is play time in
 * ms, which the caller lets pass (and may stop, while nobody looks).
 */
export class SoloSession {
  readonly role: Role
  readonly character: Character
  readonly #log: SessionEvent[]
  #session: Session
  /** The numbers under which the student knows the events. */
  readonly #count: OwnCount<Role>
  readonly #told: Told<Role>
  #joined = false
  /** The partner's next move, as thought out at a version. */
  #planned: { readonly version: number; readonly move: PartnerMove | null } | null = null

  /** A new session with both seated, the partner first. */
  static start(options: {
    readonly scenario: Scenario
    readonly role: Role
    readonly character: Character
    readonly level: Level
    readonly pace: number
    /** Any integer. */
    readonly seed: number
    /** Milliseconds since 1970, UTC: when play time 0 is. */
    readonly createdAt: number
    /** What the student and the partner are called. */
    readonly names: Readonly<Record<Role, string>>
  }): SoloSession {
    const { character, createdAt, names, role, ...rest } = options
    const partner = peerOf(role)
    const unjudged = character === 'flawed' ? { unjudged: partner } : {}
    const { events: log } = begin({ ...rest, now: createdAt, ...unjudged })
    const solo = new SoloSession({ role, character, log })
    for (const seat of [partner, role]) solo.#store(sit(solo.#session, seat, names[seat], 0))
    return solo
  }

  /** Goes on where a stored one was left. Throws a RangeError when its log is empty, or of newer rules (`hasNewerRules`). */
  static resume(record: SoloRecord): SoloSession {
    return new SoloSession(record)
  }

  private constructor({ character, log, role }: SoloRecord) {
    if (hasNewerRules(log[0])) throw new RangeError('a solo session of newer rules than this build has')
    const session = sessionOf(log)
    if (!session) throw new RangeError('a solo session needs at least its first event')
    this.role = role
    this.character = character
    this.#log = [...log]
    this.#session = session
    this.#count = new OwnCount(role)
    for (const event of log) this.#count.take(event)
    this.#told = new Told(role, this.#count)
  }

  get session(): Session {
    return this.#session
  }

  get log(): readonly SessionEvent[] {
    return this.#log
  }

  get record(): SoloRecord {
    return { role: this.role, character: this.character, log: [...this.#log] }
  }

  /** Play time in ms at which `elapse` has something to do next; null when only the student can change anything. */
  get dueAt(): number | null {
    const timed = nextDue(this.#session)
    const move = this.#partnerMove()
    if (timed === null || move === null) return timed ?? move?.at ?? null
    return Math.min(timed, move.at)
  }

  /** Takes what the student's browser would send to a server; what it would be sent for that, in order. */
  receive(message: ClientMessage, now: number): readonly ServerMessage[] {
    const before = this.elapse(now)
    return [...before, ...this.#answer(message, now)]
  }

  /** Lets time pass up to `now`: arrivals, timers, applications, and the partner's moves. */
  elapse(now: number): readonly ServerMessage[] {
    const first = this.#session.version
    for (;;) {
      const at = this.#playTime(now)
      const timed = nextDue(this.#session)
      const move = this.#partnerMove()
      // what time brings about comes before any move, however late the caller's clock calls: `verify` counts on it
      if (timed !== null && timed <= at) this.#store(elapse(this.#session, at))
      else if (move && move.at <= at) this.#playPartner(move, at)
      else return this.#tell(first, now)
    }
  }

  /** The sign of life that a server sends every few seconds. */
  heartbeat(now: number): ServerMessage {
    return { type: 'heartbeat', now: this.#playTime(now) }
  }

  #answer(message: ClientMessage, now: number): readonly ServerMessage[] {
    if (message.type === 'join') return this.#join(message.since, now)
    if (message.type === 'move') return this.#move(message, now)
    return [{ type: 'refusal', id: message.id, version: this.#count.newest, refusal: 'seat-not-vacant' }]
  }

  #join(since: number, now: number): readonly ServerMessage[] {
    const from = this.#count.from(since)
    const lacking = this.#log.slice(this.#count.versionOf(from)).flatMap((event) => this.#count.tell(event) ?? [])
    this.#joined = true
    const at = this.#playTime(now)
    const seated = { taken: true, connected: true }
    return [this.#told.welcome({ client: seated, server: seated }, at), this.#told.all(from, lacking, at)]
  }

  #move({ command, id, version }: Extract<ClientMessage, { type: 'move' }>, now: number): readonly ServerMessage[] {
    const at = this.#playTime(now)
    const first = this.#session.version
    const answer = this.#play(this.role, this.#count.asked(command), id, this.#count.versionOf(version), at)
    return [...this.#tell(first, now), answerTo(id, answer, this.#count)]
  }

  #playPartner({ command }: PartnerMove, at: number): void {
    const { version } = this.#session
    const answered = this.#play(peerOf(this.role), command, `partner-${version}`, version, at)
    // only a full log keeps a partner from its move; then it rests until something else happens
    if (!('events' in answered)) this.#planned = { version, move: null }
  }

  #play(role: Role, command: Command, id: MoveId, version: number, now: number): Answer {
    const answered = play(this.#session, command, { role, id, version, now })
    if ('events' in answered) this.#store(answered)
    return answered
  }

  #partnerMove(): PartnerMove | null {
    const { seed, version } = this.#session
    if (this.#planned?.version !== version) {
      this.#planned = { version, move: nextMove(this.#session, peerOf(this.role), this.character, seed) }
    }
    return this.#planned.move
  }

  /** Play time never runs backwards, whatever the caller's clock does. */
  #playTime(now: number): number {
    return Math.max(this.#session.at, Math.round(now))
  }

  #store(happening: Happening | null): void {
    if (!happening) return
    this.#session = happening.session
    for (const event of happening.events) {
      this.#log.push(event)
      this.#count.take(event)
    }
  }

  /** What the student may see of the events after `first`; nothing at all where that is nothing. */
  #tell(first: number, now: number): readonly ServerMessage[] {
    const news = this.#joined ? this.#told.news(this.#log.slice(first), this.#playTime(now)) : null
    return news ? [news] : []
  }
}
