import type { SocketMessage } from '@woshou/classroom'
import type { Services } from '../services.ts'
import { holdClass, mayWatch } from './class-entry.ts'
import type { Entry, Guest, Line } from './guest.ts'
import type { LookIns, PairOfClass } from './look-ins.ts'
import { sessionEntry, UNKNOWN_SESSION } from './session-entry.ts'

/** A session of a class, as one of its teachers asks for it. */
interface Wanted {
  readonly session: string
  /** The number of the last event that they have. */
  readonly since: number
}

/**
 * Both ends of a class's pair for one who may see the class: the ends need not agree, and are told while somebody looks.
 * @param lookIns null where it is the class's wall that shows the pair, which a teacher has said already
 */
export async function observerEntry(
  services: Services,
  lookIns: LookIns | null,
  { session, since }: Wanted,
  line: Line,
): Promise<Entry> {
  const of = await services.storage.classes.classOf(session)
  if (!of) return UNKNOWN_SESSION
  const seeing = await mayWatch(services, line, of.class)
  // whoever has no right in the class learns of its sessions no more than of any
  if (!seeing.ok) return seeing.code === 'unknown-class' ? UNKNOWN_SESSION : seeing
  const entrant = { session, role: 'observer', token: null, since, early: null } as const
  const entry = await sessionEntry(services, entrant, line)
  if (!entry.ok || !lookIns) return entry
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
