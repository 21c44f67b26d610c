import type { SocketMessage } from '@woshou/classroom'
import type { ClassRight } from '@woshou/classroom/api'
import type { ClassHost, ClassListener } from '../live/class/class-host.ts'
import { TokenBucket } from '../live/token-bucket.ts'
import type { Services } from '../services.ts'
import { Beside } from './beside.ts'
import { BoardTold } from './board-told.ts'
import { holdClass, mayWatch, UNKNOWN_CLASS } from './class-entry.ts'
import { doorsOf } from './doors.ts'
import { type Guest, JOINED_ALREADY, type Line, type TurnedAway } from './guest.ts'
import type { LookIns } from './look-ins.ts'
import { lookInEntry } from './observer-entry.ts'
import { Pace } from './pace.ts'

/** Milliseconds between two messages to a board, at least: with its signs of life that is five in the fullest second. */
const BETWEEN = 250
/** Bytes that one of them lists: below 100 kB a second. */
const AT_ONCE = 20_000

/** A class that is watched. */
interface Watched {
  /** Held; given back when the guest leaves. */
  readonly host: ClassHost
  readonly listener: ClassListener
  readonly told: BoardTold
  readonly pace: Pace
  readonly endTiles: () => void
  right: ClassRight
}

/**
 * An instructor's board: told of a class and of how its pairs stand, and beside that of both ends of one pair, or of that
 * alone. Whether they still may is asked at each sign of life: a login ends, and so does a right.
 */
export class BoardGuest implements Guest {
  readonly #account: string
  readonly #line: Line
  readonly #services: Services
  readonly #lookIns: LookIns
  readonly #beside: Beside
  /** Each look is noted in the class's log, which is not to be filled by clicking. */
  readonly #looks = new TokenBucket(20, 1)
  #watched: Watched | null = null
  /** It asks for its class just now. */
  #opening = false
  #gone = false

  /** @param account whose it is */
  constructor(account: string, line: Line, services: Services, lookIns: LookIns) {
    this.#account = account
    this.#line = line
    this.#services = services
    this.#lookIns = lookIns
    this.#beside = new Beside(line, services.failures)
  }

  get joined(): string {
    return `board ${this.#account} ${this.#watched?.host.id ?? this.#beside.session}`
  }

  /** Watches a class from now on, and is told everything. @param host held */
  watch(host: ClassHost, right: ClassRight): void {
    const pace = new Pace(BETWEEN, () => this.#tell())
    const told = new BoardTold()
    const listener: ClassListener = {
      as: 'board',
      changed: () => pace.wish(),
      gone: () => this.#showOut(UNKNOWN_CLASS),
    }
    const endTiles = this.#services.tiles.subscribe(host.id, (news) => {
      told.takeTiles(news)
      pace.wish()
    })
    this.#watched = { host, listener, told, pace, endTiles, right }
    host.join(listener)
    this.#tell()
  }

  /** Looks at both ends of a pair from now on; null: at none. */
  look(session: string | null, since: number): void {
    if (session === null) this.#beside.letGo()
    else if (!this.#looks.take()) {
      const detail = 'you look at too many pairs in too short a time: ask again in a moment'
      this.#line.refuse({ code: 'too-many', field: 'session', detail, session })
      if (this.#beside.session !== session) this.#line.send({ type: 'left', session, again: true })
    } else
      void this.#beside.letIn(session, (line) => lookInEntry(this.#services, this.#lookIns, { session, since }, line))
  }

  hear(message: SocketMessage): void {
    switch (message.type) {
      case 'watch-session':
        this.look(message.session, message.since)
        break
      case 'watch-class':
        if (this.#watched || this.#opening) this.#line.refuse(JOINED_ALREADY)
        else void this.#open(message.class)
        break
      case 'move':
      case 'hand-over':
        if (!this.#beside.hear(message)) {
          const detail = 'who watches a class plays in none of its sessions'
          this.#line.refuse({ code: 'not-a-message', field: 'type', detail, id: message.id })
        }
        break
      default:
        this.#line.refuse(JOINED_ALREADY)
    }
  }

  beat(): void {
    if (!this.#beside.beat()) this.#line.send({ type: 'heartbeat', now: this.#services.clock() })
    void this.#checkRights()
  }

  stopping(): void {
    this.#beside.stopping()
  }

  leave(silent: boolean): void {
    this.#gone = true
    this.#beside.letGo(silent)
    const watched = this.#watched
    this.#watched = null
    if (!watched) return
    watched.pace.stop()
    watched.endTiles()
    watched.host.leave(watched.listener, silent)
    this.#services.classes.release(watched.host)
  }

  /** Whoever looked at a pair alone wants the whole class. */
  async #open(classId: string): Promise<void> {
    this.#opening = true
    try {
      const seeing = await mayWatch(this.#services, this.#line, classId)
      const held = seeing.ok ? await holdClass(this.#services, classId, this.#line) : seeing
      if (!seeing.ok || !held.ok) {
        if (!this.#gone && !held.ok) this.#showOut(held)
      } else if (this.#gone) this.#services.classes.release(held.host)
      else this.watch(held.host, seeing.right)
    } catch (error) {
      this.#failed(error)
    } finally {
      this.#opening = false
    }
  }

  async #checkRights(): Promise<void> {
    try {
      const { session } = this.#beside
      const of = session === null ? null : await this.#services.storage.classes.classOf(session)
      // the pair may be of another class than the one that is watched
      const classes = new Set([this.#watched?.host.id, of?.class].filter((id) => id !== undefined))
      for (const classId of classes) {
        const seeing = await mayWatch(this.#services, this.#line, classId)
        if (this.#gone) return
        if (!seeing.ok) {
          this.#showOut(seeing)
          return
        }
        if (this.#watched?.host.id !== classId || this.#watched.right === seeing.right) continue
        this.#watched.right = seeing.right
        this.#watched.pace.wish()
      }
    } catch (error) {
      // a storage that does not answer takes nobody's right; it is asked again
      this.#services.failures.report(error, 'rights')
    }
  }

  #tell(): void {
    if (!this.#watched) return
    const { host, pace, right, told } = this.#watched
    const { version } = host.classroom
    const rest = { version, now: this.#services.clock(), ...doorsOf(host, this.#line.caller), right }
    const text = told.next(host.teacherView(), rest, AT_ONCE)
    if (text !== null) this.#line.sendText(text)
    if (told.more) pace.wish()
  }

  #showOut(why: TurnedAway): void {
    this.#watched?.pace.stop()
    this.#beside.letGo()
    this.#line.refuse(why)
    this.#line.close(why.close)
  }

  #failed(error: unknown): void {
    const { failures } = this.#services
    failures.report(error, 'join')
    if (!this.#gone)
      this.#line.refuse({ code: 'server-error', field: '', detail: 'something went wrong here: ask again in a moment' })
  }
}
