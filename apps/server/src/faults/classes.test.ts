import { setTimeout as pause } from 'node:timers/promises'
import { TemporaryFolder } from '../testing/temporary-folder.ts'
import { KILLED_WITHIN, killedAtStart, lessonOn } from './class-rounds.ts'
import { faultRounds } from './fault-test.ts'
import { Servers } from './servers.ts'

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
    await lesson.seated(round)
    await lesson.until('a session has ended', () => lesson.phones.some(({ view }) => view?.ended))
    await pause(random() * KILLED_WITHIN)
    await servers.at(0).stop('SIGKILL')
    const before = await lesson.checkResults(round)
    await servers.restart(0)
    await lesson.played(round)
    return `${before} sessions had ended when it was killed, ${await lesson.checkResults(round)} at the end: all have results`
  })
})
