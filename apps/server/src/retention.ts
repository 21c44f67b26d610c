import type { App } from './plugins/schemas.ts'
import type { Services } from './services.ts'

const DAY = 24 * 60 * 60 * 1_000
const HOUR = 60 * 60 * 1_000

/** Sessions per deletion: some thousand rows, so that nobody's move waits long behind it. */
const BATCH = 20

/** Deletes sessions that are older than so many days, with their seats and events: at the start, then every hour. */
export function keepFor(days: number, services: Services, app: App): void {
  const sweep = () =>
    deleteOlder(days, services).then(
      (deleted) => deleted > 0 && app.log.info({ deleted, days }, 'old sessions deleted'),
      (error) => app.log.warn({ err: error }, 'old sessions could not be deleted; they will be in an hour'),
    )
  let timer: NodeJS.Timeout | undefined
  app.addHook('onListen', () => {
    void sweep()
    timer = setInterval(sweep, HOUR).unref()
  })
  app.addHook('preClose', async () => clearInterval(timer))
}

/** @returns how many sessions were deleted */
export async function deleteOlder(
  days: number,
  { clock, storage: { directory } }: Pick<Services, 'clock' | 'storage'>,
): Promise<number> {
  let all = 0
  for (;;) {
    const deleted = await directory.deleteOlder(clock() - days * DAY, BATCH)
    all += deleted
    if (deleted === 0) return all
  }
}
