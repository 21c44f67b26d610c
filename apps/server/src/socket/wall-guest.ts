import type { SocketMessage } from '@woshou/classroom'
import type { ClassHost, ClassListener } from '../live/class/class-host.ts'
import type { Services } from '../services.ts'
import { Beside } from './beside.ts'
import { UNKNOWN_CLASS } from './class-entry.ts'
import { doorsOf } from './doors.ts'
import { type Guest, JOINED_ALREADY, type Line, type TurnedAway } from './guest.ts'
import { shownEntry } from './observer-entry.ts'
import { Pace } from './pace.ts'
import { timeless } from './timeless.ts'

/** Milliseconds between two messages of the class, at least. */
const BETWEEN = 250
/** Milliseconds until a pair that could not be shown is asked for again: its session may be about to be made. */
const AGAIN = 1_000

/** By what somebody sees a class's wall: an account's right, or a link. */
export interface WallRight {
  /** Whether it still holds for this class. */
  holds(classId: string): Promise<{ readonly ok: true } | TurnedAway>
  /** Watches for what may end it. @param doubted hears each time that it is to be asked again @returns ends the watching */
  watch(doubted: () => void): () => void
}

/**
 * A class's projector: told what the wall shows, and of both ends of the pair whose ladder that is, without being asked for
 * it. No name is in any of it: sessions of a class know pseudonyms alone.
 */
export class WallGuest implements Guest {
  readonly joined: string
  readonly #host: ClassHost
  readonly #line: Line
  readonly #services: Services
  readonly #ladder: Beside
  readonly #listener: ClassListener
  readonly #pace = new Pace(BETWEEN, () => this.#tell())
  #told = ''
  #again: NodeJS.Timeout | null = null
  readonly #right: WallRight
  readonly #stopWatching: () => void
  #gone = false

  /** @param host held; given back when the guest leaves */
  constructor(host: ClassHost, right: WallRight, line: Line, services: Services) {
    this.joined = `wall ${host.id}`
    this.#host = host
    this.#right = right
    this.#line = line
    this.#services = services
    this.#ladder = new Beside(line, services.failures, () => this.#showLater())
    this.#listener = {
      as: 'wall',
      changed: () => this.#pace.wish(),
      gone: () => this.#showOut(UNKNOWN_CLASS),
    }
    this.#stopWatching = right.watch(() => void this.#checkRights())
  }

  /** Is there from now on, and told everything. */
  comeIn(): void {
    this.#host.join(this.#listener)
    this.#tell()
  }

  hear(message: SocketMessage): void {
    const id = 'id' in message ? { id: message.id } : {}
    if (message.type === 'move' || message.type === 'hand-over')
      this.#line.refuse({ code: 'not-a-message', field: 'type', detail: 'a wall shows, and does nothing', ...id })
    else this.#line.refuse(JOINED_ALREADY)
  }

  beat(): void {
    if (!this.#ladder.beat()) this.#line.send({ type: 'heartbeat', now: this.#services.clock() })
    void this.#checkRights()
  }

  leave(silent: boolean): void {
    this.#gone = true
    this.#stop(silent)
    this.#host.leave(this.#listener, silent)
    this.#services.classes.release(this.#host)
  }

  async #checkRights(): Promise<void> {
    try {
      const seeing = await this.#right.holds(this.#host.id)
      if (!this.#gone && !seeing.ok) this.#showOut(seeing)
    } catch (error) {
      // a storage that does not answer takes nobody's right; it is asked again
      this.#services.failures.report(error, 'rights')
    }
  }

  #tell(): void {
    const view = this.#host.wallView()
    const { version } = this.#host.classroom
    const rest = { ...doorsOf(this.#host, this.#line.caller), done: this.#host.done }
    const comparable = timeless({ ...view, ...rest })
    if (comparable !== this.#told) {
      this.#told = comparable
      this.#line.send({ type: 'class', version, now: this.#services.clock(), ...view, ...rest })
    }
    const { shown } = view
    this.#show(shown.kind === 'ladder' ? shown.session : null)
  }

  #show(session: string | null): void {
    if (session === this.#ladder.session) return
    clearTimeout(this.#again ?? undefined)
    this.#again = null
    if (session === null) this.#ladder.letGo()
    else
      void this.#ladder.letIn(session, (line) =>
        shownEntry(this.#services, { session, since: 0 }, line, (classId) => this.#right.holds(classId)),
      )
  }

  #showLater(): void {
    if (this.#gone) return
    clearTimeout(this.#again ?? undefined)
    this.#again = setTimeout(() => this.#tell(), AGAIN)
  }

  #showOut(why: TurnedAway): void {
    this.#stop(false)
    this.#line.refuse(why)
    this.#line.close(why.close)
  }

  #stop(silent: boolean): void {
    this.#stopWatching()
    this.#pace.stop()
    clearTimeout(this.#again ?? undefined)
    this.#ladder.letGo(silent)
  }
}
