import type { App } from './plugins/schemas.ts'
import type { Services } from './services.ts'

const DAY = 24 * 60 * 60 * 1_000
const HOUR = 60 * 60 * 1_000

/** Sessions per deletion: some thousand rows, so that nobody's move waits long behind it. */
const BATCH = 20

/**
 * How much later than the newest session it may be, ms: a summer is. A clock that is months ahead would have everything
 * deleted.
 */
const PLAUSIBLE = 100 * DAY

/** Days for which sessions are kept; null: for ever. */
export interface Kept {
  /** Since they began. */
  readonly sessions: number | null
  /** Solo ones, since they were stored. */
  readonly solo: number | null
}

/** Deletes sessions whose days are over, with their seats and events: at the start, then every hour. */
export function keepFor(days: Kept, services: Services, app: App): void {
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

/** Thrown when the clock says that nobody has opened a session for longer than a holiday; nothing has been deleted. */
class ImplausibleClock extends Error {
  /** @param newest, now ms since 1970, UTC */
  constructor(newest: number, now: number) {
    const at = (time: number) => new Date(time).toISOString()
    super(
      `the clock says ${at(now)}, and the newest session is of ${at(newest)}: old sessions are kept. Set the clock ` +
        'right; if it is, they will be deleted after the next session has been opened.',
    )
  }
}

/** Deletes nothing where nothing is stored. @returns how many sessions were deleted; @throws on an implausible clock */
export async function deleteOlder(
  days: Kept,
  { clock, storage: { directory } }: Pick<Services, 'clock' | 'storage'>,
): Promise<number> {
  const newest = await directory.newestStoredAt()
  if (newest === null) return 0
  if (clock() - newest > PLAUSIBLE) throw new ImplausibleClock(newest, clock())
  let all = 0
  for (;;) {
    const [created, stored] = [days.sessions, days.solo].map((kept) => (kept === null ? null : clock() - kept * DAY))
    const deleted = await directory.deleteOlder({ created: created ?? null, stored: stored ?? null }, BATCH)
    all += deleted
    if (deleted === 0) return all
  }
}
