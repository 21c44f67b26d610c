import type { SocketMessage } from '@woshou/classroom'
import type { Services } from '../services.ts'
import { holdClass, mayWatch } from './class-entry.ts'
import type { Entry, Guest, Line, TurnedAway } from './guest.ts'
import type { LookIns, PairOfClass } from './look-ins.ts'
import { sessionEntry, UNKNOWN_SESSION } from './session-entry.ts'

/** A session of a class, as somebody who sees the class asks for it. */
interface Wanted {
  readonly session: string
  /** The number of the last event that they have. */
  readonly since: number
}

/** Both ends of the pair that a class's wall shows, which a teacher has said already. @param maySee asked of its class */
export async function shownEntry(
  services: Services,
  wanted: Wanted,
  line: Line,
  maySee: (classId: string) => Promise<{ readonly ok: true } | TurnedAway>,
): Promise<Entry> {
  const of = await services.storage.classes.classOf(wanted.session)
  if (!of) return UNKNOWN_SESSION
  const seeing = await maySee(of.class)
  return seeing.ok ? bothEnds(services, wanted, line) : hidden(seeing)
}

/** Both ends of a class's pair for one of its teachers: the ends need not agree, and are told while somebody looks. */
export async function lookInEntry(services: Services, lookIns: LookIns, wanted: Wanted, line: Line): Promise<Entry> {
  const of = await services.storage.classes.classOf(wanted.session)
  if (!of) return UNKNOWN_SESSION
  const seeing = await mayWatch(services, line, of.class)
  if (!seeing.ok) return hidden(seeing)
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
