import { pairOf, type SocketMessage, seatOf } from '@woshou/classroom'
import { type MessageError, SEATS } from '@woshou/session'
import type { ClassChange, ClassHost, ClassListener } from '../live/class/class-host.ts'
import { isNotNow } from '../live/not-now.ts'
import type { Services } from '../services.ts'
import type { StoredParticipant } from '../storage/classes.ts'
import { Beside } from './beside.ts'
import { UNKNOWN_CLASS } from './class-entry.ts'
import { type Entrance, type Guest, JOINED_ALREADY, type Line, type Opening, type TurnedAway } from './guest.ts'
import { Pace } from './pace.ts'
import { never } from './session-entry.ts'
import { timeless } from './timeless.ts'

const REMOVED = never('removed', 'token', 'this student was taken out of the class: come in again with its code')
const BARRED = never('barred', 'token', 'this student was taken out of the class, and may not come back')
const TAKEN_OVER = never('taken-over', 'token', 'this student has come back on another phone')

/** Why somebody's phone is not of the class; null: it is. */
export const outOf = ({ state }: Pick<StoredParticipant, 'state'>): TurnedAway | null =>
  state === 'in' ? null : state === 'barred' ? BARRED : REMOVED

/** Milliseconds between two messages of a class to one phone, at least. */
const BETWEEN = 100

/** Whose phone it is. */
interface Attending {
  /** Held; given back when the guest leaves. */
  readonly host: ClassHost
  readonly participant: StoredParticipant
}

/**
 * A student's phone in its class, for as long as the lesson lasts: it is told what concerns it, and beside that has one seat
 * after the other, as it says `join` for them.
 */
export class PhoneGuest implements Guest {
  readonly joined: string
  readonly #host: ClassHost
  readonly #participant: StoredParticipant
  readonly #line: Line
  readonly #services: Services
  readonly #seat: Beside
  readonly #enter: Entrance<Extract<Opening, { type: 'join' }>>
  readonly #listener: ClassListener
  readonly #pace = new Pace(BETWEEN, () => this.#tell())
  /** The news that were told last, but for the time. */
  #told = ''
  /** Itself, and who else is in its pair: those by whom its news change. */
  #concern: ReadonlySet<string> = new Set()

  constructor(
    { host, participant }: Attending,
    line: Line,
    services: Services,
    enter: Entrance<Extract<Opening, { type: 'join' }>>,
  ) {
    this.joined = `${host.id} ${participant.id}`
    this.#host = host
    this.#participant = participant
    this.#line = line
    this.#services = services
    this.#enter = enter
    this.#seat = new Beside(line, services.failures)
    this.#listener = {
      as: participant,
      changed: (change) => this.#changed(change),
      gone: () => this.#showOut(UNKNOWN_CLASS),
    }
  }

  /** Is there from now on, and told everything. @returns why it is not, when that has come to be so meanwhile */
  comeIn(): TurnedAway | null {
    this.#host.join(this.#listener)
    const out = this.#out()
    if (out) this.leave(false)
    else this.#tell()
    return out
  }

  hear(message: SocketMessage): void {
    switch (message.type) {
      case 'join':
        void this.#seat.letIn(message.session, (line) => this.#enter(message, line))
        break
      case 'vote':
        void this.#vote(message)
        break
      case 'leave':
        if (this.#seat.session === message.session) this.#seat.letGo()
        break
      case 'move':
      case 'hand-over':
        if (!this.#seat.hear(message)) {
          const detail = 'this phone sits nowhere: say join for its seat first'
          this.#line.refuse({ code: 'join-first', field: 'type', detail, id: message.id })
        }
        break
      default:
        this.#line.refuse(JOINED_ALREADY)
    }
  }

  beat(): void {
    if (!this.#seat.beat()) this.#line.send({ type: 'heartbeat', now: this.#services.clock() })
  }

  leave(silent: boolean): void {
    this.#pace.stop()
    this.#seat.letGo(silent)
    this.#host.leave(this.#listener, silent)
    this.#services.classes.release(this.#host)
  }

  async #vote({ ballot, choice, class: classId, poll }: Extract<SocketMessage, { type: 'vote' }>): Promise<void> {
    const refuse = (code: MessageError, field: string, detail: string) => this.#line.refuse({ code, field, detail })
    if (classId !== this.#host.id) {
      refuse('not-a-message', 'class', 'this phone attends another class')
      return
    }
    try {
      const voted = await this.#host.vote(this.#participant.id, { poll, ballot, choice })
      if (isNotNow(voted)) {
        if (voted.notNow === 'storage-lost') this.#services.failures.report(voted.cause, 'vote')
        refuse('server-error', '', 'the vote could not be stored: cast it again in a moment')
      } else if (!voted.ok && voted.why === 'no-choice')
        refuse('not-a-message', 'choice', 'the question has no such choice')
      else if (!voted.ok)
        refuse('no-ballot', 'ballot', `ballot ${ballot} of poll ${poll} is not open: the vote is not counted`)
      else {
        // also when it is what was voted before: each vote is answered
        this.#told = ''
        this.#pace.wish()
      }
    } catch (error) {
      this.#services.failures.report(error, 'vote')
      refuse('server-error', '', 'something went wrong here: cast the vote again in a moment')
    }
  }

  #changed({ class: all, people }: ClassChange): void {
    if (!all && !people.some((one) => this.#concern.has(one))) return
    const out = this.#out()
    if (out) this.#showOut(out)
    else this.#pace.wish()
  }

  /** Why this phone is not of the class any more; null: it is. */
  #out(): TurnedAway | null {
    const { id } = this.#participant
    const state = this.#host.stateOf(id)
    if (state === null) return REMOVED
    return outOf({ state }) ?? (this.#host.holdsPlace(this.#participant) ? null : TAKEN_OVER)
  }

  /** At its seats as well: nothing more is heard or said. */
  #showOut(why: TurnedAway): void {
    this.#pace.stop()
    this.#seat.letGo()
    this.#line.refuse(why)
    this.#line.close(why.close)
  }

  #tell(): void {
    const { id } = this.#participant
    const view = this.#host.participantView(id)
    if (!view) {
      this.#showOut(this.#out() ?? REMOVED)
      return
    }
    this.#concern = this.#concerning(id)
    const comparable = timeless(view)
    if (comparable === this.#told) return
    this.#told = comparable
    const { version } = this.#host.classroom
    this.#line.send({ type: 'class', version, now: this.#services.clock(), ...view })
  }

  #concerning(participant: string): ReadonlySet<string> {
    const { classroom } = this.#host
    const seat = seatOf(classroom, participant)
    const pair = seat && pairOf(classroom, seat)
    const talker = this.#host.talkPartner(participant)
    return new Set([participant, ...(talker === null ? [] : [talker]), ...SEATS.flatMap((role) => pair?.[role] ?? [])])
  }
}
