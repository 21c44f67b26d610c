import type { App } from './plugins/schemas.ts'
import type { Services } from './services.ts'

const HOUR = 60 * 60 * 1_000
const SOON = 10 * 60 * 1_000

/** The most sessions that are looked at in one go, and about how many the log is asked at once. */
const MOST = 20_000
const AT_ONCE = 1_000

/** Ends sessions that were left by walking away: at the start, then every ten minutes. */
export function endAfterIdle(hours: number, services: Services, app: App): void {
  const sweep = () =>
    endAbandoned(hours, services).then(
      (ended) => ended > 0 && app.log.info({ ended, hours }, 'abandoned sessions ended'),
      (error: unknown) => app.log.warn({ err: error }, 'abandoned sessions could not be ended'),
    )
  const timer = setInterval(() => void sweep(), SOON).unref()
  app.addHook('onListen', () => void sweep())
  app.addHook('preClose', async () => clearInterval(timer))
}

/**
 * Ends every session in which nothing has happened for so many hours. Several servers may try: the log lets one.
 * @returns how many it ended
 */
export async function endAbandoned(
  hours: number,
  { storage, registry, clock }: Pick<Services, 'storage' | 'registry' | 'clock'>,
): Promise<number> {
  const idleFor = hours * HOUR
  const unfinished = await storage.directory.unfinished(0, MOST)
  let ended = 0
  for (let from = 0; from < unfinished.length; from += AT_ONCE) {
    const some = unfinished.slice(from, from + AT_ONCE)
    const newest = await storage.log.newest(some.map(({ id }) => id))
    for (const { id, createdAt } of some) {
      const last = newest.get(id)
      if (!last || clock() - (createdAt + last.at) < idleFor) continue
      if (await registry.using(id, async (actor) => actor?.endAbandoned(idleFor) ?? false)) ended += 1
    }
  }
  return ended
}
