import { setTimeout as pause } from 'node:timers/promises'
import { inTurn, type World } from './fault-test.ts'
import { Servers } from './servers.ts'

/** The only server, killed while moves are under way and started again at once. */
export async function killed(databaseUrl: string, clean: () => Promise<void>): Promise<World> {
  const servers = await Servers.start(1, { DATABASE_URL: databaseUrl })
  return {
    urls: servers.urls,
    databaseUrl,
    fault: async (random) => {
      await pause(random() * 300)
      await servers.at(0).stop('SIGKILL')
      await servers.restart(0)
    },
    logs: () => servers.logs(),
    close: () => inTurn(() => servers.close(), clean),
  }
}
