import { inject } from 'vitest'
import { createDatabase, dropDatabase } from '../testing/own-postgres.ts'
import { inTurn, type World } from './fault-test.ts'
import type { Players } from './play-through.ts'
import { Servers } from './servers.ts'

export const postgresUrl = inject('postgresUrl') ?? ''
export const valkeyUrl = inject('valkeyUrl') ?? ''

/** The services that this run has. */
export const services = { postgresUrl, valkeyUrl }
/** Whether both are there. */
export const possible = postgresUrl !== '' && valkeyUrl !== ''

/** Three servers, one PostgreSQL, one bus: what breaks is up to `fault`. */
export async function threeServers(
  services: { readonly postgresUrl: string; readonly valkeyUrl: string },
  fault: (servers: Servers, random: () => number, players: Players) => Promise<void>,
): Promise<World> {
  const databaseUrl = await createDatabase(services.postgresUrl)
  const servers = await Servers.start(3, { DATABASE_URL: databaseUrl, VALKEY_URL: services.valkeyUrl })
  return {
    urls: servers.urls,
    databaseUrl,
    prepare: () => servers.hear('connected'),
    fault: (random, players) => fault(servers, random, players),
    logs: () => servers.logs(),
    close: () =>
      inTurn(
        () => servers.close(),
        () => dropDatabase(services.postgresUrl, databaseUrl),
      ),
  }
}

export const anyOf = (random: () => number): number => Math.floor(random() * 3)
