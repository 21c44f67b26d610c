import type { SessionLog } from '../storage/session-log.ts'
import type { Bus } from './bus.ts'
import type { SessionHost } from './session-host.ts'

/** Milliseconds between two questions: as long as the bus works, and while it is the only way to hear of others. */
const WITH_BUS = 5_000
const WITHOUT_BUS = 1_000

/** Milliseconds in which doubts are gathered into one question: a whole class comes back at once. */
const GATHER = 20

/** Sessions in one question. */
const AT_ONCE = 1_000

/** What the watch works with. */
export interface Watched {
  readonly log: SessionLog
  readonly bus: Bus
  readonly report: (error: unknown, during: string) => void
  /** Milliseconds between two questions, if not as above. */
  readonly watchEvery?: number
  /** All hosts of this server. */
  readonly hosts: () => Iterable<SessionHost>
}

/**
 * Asks the log now and then whether another server has appended to a session that is held here. The bus says so at
 * once, but may lose a note; a gap in the versions shows it only when the next note comes.
 */
export class LogWatch {
  readonly #watched: Watched
  readonly #doubted = new Set<SessionHost>()
  #timer: NodeJS.Timeout | null = null
  #gathering: NodeJS.Timeout | null = null
  #closed = false

  constructor(watched: Watched) {
    this.#watched = watched
    if (watched.bus.state !== 'alone') this.#rest()
  }

  /** Asks about one session soon: its notes may have been missed. */
  doubt(host: SessionHost): void {
    if (this.#closed) return
    this.#doubted.add(host)
    this.#gathering ??= setTimeout(() => {
      const doubted = [...this.#doubted]
      this.#doubted.clear()
      this.#gathering = null
      void this.look(doubted)
    }, GATHER).unref()
  }

  /** Asks about sessions, and has those catch up that are behind. */
  async look(hosts: readonly SessionHost[]): Promise<void> {
    const { log, report } = this.#watched
    try {
      for (let from = 0; from < hosts.length; from += AT_ONCE) {
        const some = hosts.slice(from, from + AT_ONCE)
        const newest = await log.newest(some.map(({ id }) => id))
        for (const host of some) host.hearOf(newest.get(host.id)?.version ?? 0)
      }
    } catch (error) {
      report(error, 'watch')
    }
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer ?? undefined)
    clearTimeout(this.#gathering ?? undefined)
  }

  #rest(): void {
    const { hosts, bus, watchEvery } = this.#watched
    const next = async () => {
      await this.look([...hosts()])
      if (!this.#closed) this.#rest()
    }
    const every = watchEvery ?? (bus.state === 'connected' ? WITH_BUS : WITHOUT_BUS)
    this.#timer = setTimeout(() => void next(), every).unref()
  }
}
