import { setTimeout as pause } from 'node:timers/promises'
import { OwnPostgres } from '../../testing/own-postgres.ts'
import { OwnValkey } from '../../testing/own-valkey.ts'
import { TemporaryFolder } from '../../testing/temporary-folder.ts'
import { faultTest } from '../fault-test.ts'
import { until } from '../play-through.ts'
import { anyOf, possible, postgresUrl, services, threeServers, valkeyUrl } from '../three-servers.ts'

/** Milliseconds for which a server stays frozen when its students have left it, after 10 s: twice as long as they wait. */
const STILL_FROZEN = process.env.FAULT_ROUNDS ? 10_000 : 0

faultTest('SIGTERM in a rolling restart of all three', { possible }, () =>
  threeServers(services, async (servers, random) => {
    const first = anyOf(random)
    for (let step = 0; step < 3; step++) {
      const index = (first + step) % 3
      const code = await servers.at(index).stop('SIGTERM')
      if (code !== 0) throw new Error(`a server ended with ${code}`)
      await servers.restart(index)
    }
  }),
)

faultTest('one of three frozen, longer than its students wait, and woken', { possible }, () =>
  threeServers(services, async (servers, random, { students }) => {
    const victim = servers.at(anyOf(random))
    await pause(random() * 300)
    victim.freeze()
    try {
      await until(students, () => students.every(({ at }) => at !== victim.url))
      await pause(STILL_FROZEN)
    } finally {
      // what they had sent before is still to be read
      victim.wake()
    }
  }),
)

for (const [how, signal] of Object.entries({ stopped: 'SIGINT', killed: 'SIGKILL' } as const)) {
  faultTest(`PostgreSQL ${how} and started`, { possible: OwnPostgres.found && valkeyUrl !== '' }, async () => {
    const folder = new TemporaryFolder()
    const postgres = await OwnPostgres.start(folder.file('postgres'))
    const world = await threeServers({ postgresUrl: postgres.url, valkeyUrl }, async (_servers, random) => {
      await pause(random() * 300)
      await postgres.stop(signal)
      await pause(random() * 3_000)
      await postgres.start()
    })
    const close = async () => {
      await world.close()
      await postgres.stop()
      folder[Symbol.dispose]()
    }
    return { ...world, close }
  })
}

faultTest('Valkey killed and started', { possible: OwnValkey.found && postgresUrl !== '' }, async () => {
  const valkey = await OwnValkey.start()
  const world = await threeServers({ postgresUrl, valkeyUrl: valkey.url }, async (servers, random) => {
    await pause(random() * 300)
    await valkey.stop('SIGKILL')
    // the servers say so, and serve all the same
    await servers.hear('lost')
    await pause(random() * 4_000)
    await valkey.start()
    await servers.hear('connected')
  })
  const close = async () => {
    await world.close()
    await valkey.stop()
  }
  return { ...world, close }
})
