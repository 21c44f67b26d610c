import { setTimeout as pause } from 'node:timers/promises'
import { faultTest } from './fault-test.ts'
import { anyOf, possible, services, threeServers } from './three-servers.ts'

faultTest('kill -9 of one of three', { possible }, () =>
  threeServers(services, async (servers, random) => {
    const victim = anyOf(random)
    await pause(random() * 300)
    await servers.at(victim).stop('SIGKILL')
    // the others go on without it for a while
    await pause(random() * 2_000)
    await servers.restart(victim)
  }),
)
