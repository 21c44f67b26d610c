import type { App } from './plugins/schemas.ts'
import { LOGIN_HOLDS } from './plugins/signed-in.ts'
import type { Services } from './services.ts'

const DAY = 24 * 60 * 60 * 1_000
const HOUR = 60 * 60 * 1_000

/** Sessions per deletion: some thousand rows, so that nobody's move waits long behind it. */
const BATCH = 20

/**
 * How much later than the newest thing that is known to have happened it may be, ms: a summer is. A clock that is months ahead
 * would have everything deleted.
 */
const PLAUSIBLE = 100 * DAY

/** Days for which sessions and classes are kept; null: for ever. */
export interface Kept {
  /** Since they began. A class's are kept with it. */
  readonly sessions: number | null
  /** Solo ones, since they were stored. */
  readonly solo: number | null
  /** With all that is theirs, since they were last used. */
  readonly classes: number | null
}

/** Deletes sessions and classes whose days are over, with all that is theirs: at the start, then every hour. */
export function keepFor(days: Kept, services: Services, app: App): void {
  // a server that has run since has seen the time go by
  let plausibleAt: number | null = null
  const sweep = () => {
    const now = services.clock()
    return deleteOlder(days, services, plausibleAt).then(
      (deleted) => {
        plausibleAt = now
        if (deleted.sessions > 0 || deleted.classes > 0)
          app.log.info({ deleted, days }, 'what was old has been deleted')
      },
      (error) => app.log.warn({ err: error }, 'what is old could not be deleted; it will be in an hour'),
    )
  }
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
      `the clock says ${at(now)}, and the newest session, class or login is of ${at(newest)}: what is old is kept. Set the ` +
        'clock right; if it is, it will be deleted after somebody has opened a session, used a class or signed in.',
    )
  }
}

/** How many were deleted; of a class's sessions nothing is said. */
interface Deleted {
  readonly sessions: number
  readonly classes: number
}

/**
 * Deletes nothing where nothing is stored.
 * @param plausibleAt when the clock was known to be right, by itself: ms since 1970, UTC
 * @throws on an implausible clock
 */
export async function deleteOlder(
  days: Kept,
  { clock, storage: { accounts, classes, directory } }: Pick<Services, 'clock' | 'storage'>,
  plausibleAt: number | null = null,
): Promise<Deleted> {
  const loginUntil = await accounts.newestLoginUntil()
  const signedInAt = loginUntil === null ? null : loginUntil - LOGIN_HOLDS
  const times = [await directory.newestStoredAt(), await classes.newestUsedAt(), signedInAt, plausibleAt]
  const newest = Math.max(...times.map((time) => time ?? Number.NEGATIVE_INFINITY))
  if (!Number.isFinite(newest)) return { sessions: 0, classes: 0 }
  if (clock() - newest > PLAUSIBLE) throw new ImplausibleClock(newest, clock())
  const before = (kept: number | null): number | null => (kept === null ? null : clock() - kept * DAY)
  let sessions = 0
  for (;;) {
    const deleted = await directory.deleteOlder({ created: before(days.sessions), stored: before(days.solo) }, BATCH)
    sessions += deleted
    if (deleted === 0) break
  }
  const unused = before(days.classes)
  let deleted = 0
  for (const id of unused === null ? [] : await classes.unused(unused)) if (await classes.delete(id)) deleted += 1
  return { sessions, classes: deleted }
}
