import { setTimeout as pause } from 'node:timers/promises'
import { createDatabase, dropDatabase } from '../../testing/own-postgres.ts'
import { pollThroughKills } from '../class-polls.ts'
import { killedAtStart, lessonOn } from '../class-rounds.ts'
import { faultRounds } from '../fault-test.ts'
import { Servers } from '../servers.ts'
import { possible, postgresUrl, valkeyUrl } from '../three-servers.ts'

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
    await lesson.played(round)
    const logs = await lesson.checkSeats(round)
    lesson.checkMoves(logs)
    await lesson.checkResults(round)
    const took = await lesson.checkBoard(logs)
    const moves = lesson.acknowledged.length - before
    return `${moves} acknowledged moves, all stored, once · ${logs.size} sessions, one for each pair · the board right after ${took} ms`
  })
})

faultRounds('kill -9 in the phases of a poll, one of three servers', { possible }, async () => {
  const { clean, databaseUrl, servers } = await threeServers()
  return lessonOn(servers, databaseUrl, clean, async (lesson, round, random) => {
    await servers.hear('connected')
    return pollThroughKills(servers, lesson, round, random)
  })
})
