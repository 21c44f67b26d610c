import { setTimeout as pause } from 'node:timers/promises'
import { inTurn, type Rounds } from './fault-test.ts'
import { Lesson } from './lesson.ts'
import type { Servers } from './servers.ts'

/** Milliseconds after a round has started, or a session has ended, within which its server is killed. */
export const KILLED_WITHIN = 20

/** A class, and rounds of it through which something breaks. @param round from 1 */
export async function lessonOn(
  servers: Servers,
  databaseUrl: string,
  clean: () => Promise<void>,
  play: (lesson: Lesson, round: number, random: () => number) => Promise<string>,
): Promise<Rounds> {
  const lesson = await Lesson.open(servers, databaseUrl)
  let round = 0
  return {
    round: async (random) => {
      round += 1
      const outcome = await play(lesson, round, random)
      await lesson.give({ type: 'close-round' }, 0)
      return outcome
    },
    logs: () => servers.logs(),
    close: () =>
      inTurn(
        () => lesson.close(),
        () => servers.close(),
        clean,
      ),
  }
}

/** The server at which a round starts is killed when that is stored; then the same command comes again. */
export const killedAtStart =
  (servers: Servers, prepare: () => Promise<void>) =>
  async (lesson: Lesson, round: number, random: () => number): Promise<string> => {
    await prepare()
    const victim = Math.floor(random() * servers.urls.length)
    const asked = lesson.start(victim)
    await lesson.started(round)
    // at once, or while the sessions are being made, or a little later
    if (random() > 0.3) await pause(random() * KILLED_WITHIN)
    await servers.at(victim).stop('SIGKILL')
    const before = await lesson.sessions(round)
    await servers.restart(victim)
    const restarted = performance.now()
    await asked
    await lesson.seated(round)
    const took = Math.round(performance.now() - restarted)
    const logs = await lesson.checkSeats(round)
    return `${before} of ${logs.size} sessions were made when it was killed · one for each pair, all seated ${took} ms after`
  }
