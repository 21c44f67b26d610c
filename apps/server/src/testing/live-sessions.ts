import { Registry } from '../live/registry.ts'
import { SessionHost } from '../live/session-host.ts'
import type { Surroundings } from '../live/surroundings.ts'

/** One server's live sessions. What fails while nobody waits for it fails the test, unless it wants to hear of it. */
export const liveSessions = (about: Pick<Surroundings, 'bus' | 'log'> & Partial<Surroundings>): Registry =>
  new Registry({
    clock: Date.now,
    // by the test's own clock
    ticks: Date.now,
    presenceGrace: 1_500,
    vacantAfter: 30_000,
    movesPerSecond: 1_000,
    report: (error) => {
      throw error
    },
    ...about,
  })

/** A session's host, which stays. */
export async function hostOf(registry: Registry, id: string): Promise<SessionHost> {
  const host = await registry.hold(id)
  if (!(host instanceof SessionHost)) throw new Error('no such session')
  return host
}
