import { setTimeout as pause } from 'node:timers/promises'
import { inject } from 'vitest'
import { createDatabase, dropDatabase } from '../testing/own-postgres.ts'
import { TemporaryFolder } from '../testing/temporary-folder.ts'
import { faultRounds, type Rounds } from './fault-test.ts'
import { Lesson } from './lesson.ts'
import { Servers } from './servers.ts'

const postgresUrl = inject('postgresUrl') ?? ''
const valkeyUrl = inject('valkeyUrl') ?? ''

/** Milliseconds after a round has started within which its server is killed. */
const KILLED_WITHIN = 20

/** A class, and rounds of it through which something breaks. @param round from 1 */
async function lessonOn(
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
    close: async () => {
      await lesson.close()
      await servers.close()
      await clean()
    },
  }
}

/** The server at which a round starts is killed when that is stored; then the same command comes again. */
const killedAtStart =
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

faultRounds('kill -9 between a round’s start and its sessions, SQLite', { possible: true }, async () => {
  const folder = new TemporaryFolder()
  const databaseUrl = `file:${folder.file('woshou.db')}`
  const servers = await Servers.start(1, { DATABASE_URL: databaseUrl })
  const play = killedAtStart(servers, async () => {})
  return lessonOn(servers, databaseUrl, async () => folder[Symbol.dispose](), play)
})

/** The only server is killed while sessions end, and again until all have. */
faultRounds('kill -9 between a session’s end and anything else, SQLite', { possible: true }, async () => {
  const folder = new TemporaryFolder()
  const databaseUrl = `file:${folder.file('woshou.db')}`
  const servers = await Servers.start(1, { DATABASE_URL: databaseUrl })
  const clean = async () => folder[Symbol.dispose]()
  return lessonOn(servers, databaseUrl, clean, async (lesson, round, random) => {
    await lesson.start(0)
    lesson.play(random)
    await lesson.until('a session has ended', async () => (await lesson.checkResults(round)) > 0)
    await pause(random() * KILLED_WITHIN)
    await servers.at(0).stop('SIGKILL')
    const before = await lesson.checkResults(round)
    await servers.restart(0)
    await lesson.played()
    return `${before} sessions had ended when it was killed, ${await lesson.checkResults(round)} at the end: all have results`
  })
})

const possible = postgresUrl !== '' && valkeyUrl !== ''

async function threeServers() {
  const databaseUrl = await createDatabase(postgresUrl)
  const servers = await Servers.start(3, { DATABASE_URL: databaseUrl, VALKEY_URL: valkeyUrl })
  await servers.hear('connected')
  return { databaseUrl, servers, clean: () => dropDatabase(postgresUrl, databaseUrl) }
}

faultRounds('kill -9 between a round’s start and its sessions, one of three servers', { possible }, async () => {
  const { clean, databaseUrl, servers } = await threeServers()
  const play = killedAtStart(servers, () => servers.hear('connected'))
  return lessonOn(servers, databaseUrl, clean, play)
})

faultRounds('kill -9 of one of three in the middle of a class’s round', { possible }, async () => {
  const { clean, databaseUrl, servers } = await threeServers()
  return lessonOn(servers, databaseUrl, clean, async (lesson, round, random) => {
    await servers.hear('connected')
    // the board is at the first, and one of the others is killed
    const victim = 1 + Math.floor(random() * 2)
    await lesson.watch(0)
    await lesson.start(victim)
    const before = lesson.acknowledged.length
    lesson.play(random)
    const some = 3 + Math.floor(random() * 20)
    await lesson.until('some moves are made', () => lesson.acknowledged.length >= before + some)
    await servers.at(victim).stop('SIGKILL')
    await lesson.checkResults(round)
    await pause(random() * 2_000)
    await servers.restart(victim)
    await lesson.played()
    const logs = await lesson.checkSeats(round)
    lesson.checkMoves(logs)
    await lesson.checkResults(round)
    const took = await lesson.checkBoard(logs)
    const moves = lesson.acknowledged.length - before
    return `${moves} acknowledged moves, all stored, once · ${logs.size} sessions, one for each pair · the board right after ${took} ms`
  })
})
