import type { SocketMessage } from '@woshou/classroom'
import type { Services } from '../services.ts'
import { holdClass, mayWatch } from './class-entry.ts'
import type { Entry, Guest, Line, TurnedAway } from './guest.ts'
import type { LookIns, PairOfClass } from './look-ins.ts'
import { COME_BACK, sessionEntry, UNKNOWN_SESSION } from './session-entry.ts'

/** A session of a class, as somebody who sees the class asks for it. */
interface Wanted {
  readonly session: string
  /** The number of the last event that they have. */
  readonly since: number
}

interface SessionOfClass extends PairOfClass {
  readonly class: string
}

/** Both ends of the pair that a class's wall shows, which a teacher has said already. @param maySee asked of its class */
export async function shownEntry(
  services: Services,
  wanted: Wanted,
  line: Line,
  maySee: (classId: string) => Promise<{ readonly ok: true } | TurnedAway>,
): Promise<Entry> {
  const seen = await inClass(services, wanted.session, maySee)
  return seen.ok ? bothEnds(services, wanted, line) : seen
}

/** Both ends of a class's pair for one of its teachers: the ends need not agree, and are told while somebody looks. */
export async function lookInEntry(services: Services, lookIns: LookIns, wanted: Wanted, line: Line): Promise<Entry> {
  const seen = await inClass(services, wanted.session, (classId) => mayWatch(services, line, classId))
  if (!seen.ok) return seen
  const { of, seeing } = seen
  const entry = await bothEnds(services, wanted, line)
  if (!entry.ok) return entry
  const held = await holdClass(services, of.class, line)
  if (!held.ok) {
    entry.abandon()
    return held
  }
  const { host } = held
  const release = () => services.classes.release(host)
  return {
    ok: true,
    abandon: () => {
      entry.abandon()
      release()
    },
    enter: () => {
      const entered = entry.enter()
      if (!entered.ok) {
        release()
        return entered
      }
      const pair: PairOfClass = { round: of.round, pair: of.pair }
      const end = lookIns.begin(host, pair, seeing.account)
      const left = () => {
        end()
        release()
      }
      return { ok: true, guest: new LookingIn(entered.guest, left) }
    },
  }
}

/**
 * Of which class's pair a session is, for whoever sees that class. A class tells of a round's pairs a moment before their sessions
 * are made: who asks for one of them meanwhile waits for it, or is to come back.
 */
async function inClass<Right extends { readonly ok: true }>(
  { classes, storage }: Services,
  session: string,
  maySee: (classId: string) => Promise<Right | TurnedAway>,
): Promise<{ readonly ok: true; readonly of: SessionOfClass; readonly seeing: Right } | TurnedAway> {
  const made = await storage.classes.classOf(session)
  const classId = made?.class ?? classes.classWith(session)
  if (classId === null) return UNKNOWN_SESSION
  const seeing = await maySee(classId)
  if (!seeing.ok) return hidden(seeing)
  if (made) return { ok: true, of: made, seeing }
  await classes.broughtInLine(session)
  const of = await storage.classes.classOf(session)
  return of ? { ok: true, of, seeing } : COME_BACK
}

const bothEnds = (services: Services, { session, since }: Wanted, line: Line): Promise<Entry> =>
  sessionEntry(services, { session, role: 'observer', token: null, since, early: null }, line)

/** Whoever has no right in the class learns of its sessions no more than of any. */
const hidden = (refused: TurnedAway): TurnedAway => (refused.code === 'unknown-class' ? UNKNOWN_SESSION : refused)

/** An observer whose looking is noted. */
class LookingIn implements Guest {
  readonly #observer: Guest
  #left: (() => void) | null

  constructor(observer: Guest, left: () => void) {
    this.#observer = observer
    this.#left = left
  }

  get joined(): string {
    return this.#observer.joined
  }

  hear(message: SocketMessage): void {
    this.#observer.hear(message)
  }

  beat(): void {
    this.#observer.beat()
  }

  /** Noted while it still can be. */
  stopping(): void {
    this.#left?.()
    this.#left = null
  }

  leave(silent: boolean): void {
    this.#observer.leave(silent)
    this.stopping()
  }
}
