import { isNotNow } from './live/not-now.ts'
import type { App } from './plugins/schemas.ts'
import type { Services } from './services.ts'

const HOUR = 60 * 60 * 1_000
const SOON = 10 * 60 * 1_000

/** The most sessions that are looked at in one go, and about how many the log is asked at once. */
const MOST = 20_000
const AT_ONCE = 1_000

/** Ends sessions that were left by walking away: looks at the start, then every ten minutes. */
export function endAfterIdle(hours: number, services: Services, app: App): void {
  const abandoned = new AbandonedSessions(hours, services)
  const sweep = () =>
    abandoned.end().then(
      (ended) => ended > 0 && app.log.info({ ended, hours }, 'abandoned sessions ended'),
      (error: unknown) => app.log.warn({ err: error }, 'abandoned sessions could not be ended'),
    )
  const timer = setInterval(() => void sweep(), SOON).unref()
  app.addHook('onListen', () => void sweep())
  app.addHook('preClose', async () => clearInterval(timer))
}

/**
 * Ends sessions in which nothing has happened for so many hours, when it finds them so a second time: by a clock that
 * is ahead as the server starts they all have been idle for long, also those to which a class is just coming back.
 */
export class AbandonedSessions {
  readonly #idleFor: number
  readonly #services: Pick<Services, 'storage' | 'registry' | 'clock'>
  /** The versions at which sessions have been found idle the last time. */
  #found: ReadonlyMap<string, number> = new Map()

  constructor(hours: number, services: Pick<Services, 'storage' | 'registry' | 'clock'>) {
    this.#idleFor = hours * HOUR
    this.#services = services
  }

  /** Several servers may try: the log lets one. @returns how many sessions it ended */
  async end(): Promise<number> {
    const { storage, clock } = this.#services
    const unfinished = await storage.directory.unfinished(0, MOST)
    const found = new Map<string, number>()
    let ended = 0
    for (let from = 0; from < unfinished.length; from += AT_ONCE) {
      const some = unfinished.slice(from, from + AT_ONCE)
      const newest = await storage.log.newest(some.map(({ id }) => id))
      for (const { id, createdAt } of some) {
        const last = newest.get(id)
        // a pause that is over counts as idle here, since play time leaves it out: the host, which knows of it, decides
        if (!last || clock() - (createdAt + last.at) < this.#idleFor) continue
        found.set(id, last.version)
        if (this.#found.get(id) !== last.version) continue
        if (await this.#endOne(id)) ended += 1
      }
    }
    this.#found = found
    return ended
  }

  async #endOne(id: string): Promise<boolean> {
    const ended = await this.#services.registry.using(id, async (host) => host?.endAbandoned(this.#idleFor) ?? false)
    if (!isNotNow(ended)) return ended
    // of the others, too, nothing could be ended
    if (ended.notNow === 'storage-lost') throw ended.cause
    return false
  }
}
