import { setTimeout as pause } from 'node:timers/promises'
import { type ClassEvent, foldClass } from '@woshou/classroom'
import { expect } from 'vitest'
import type { Lesson } from './lesson.ts'
import type { Servers } from './servers.ts'

/** Milliseconds after a command or the first vote within which a server is killed. */
const KILLED_WITHIN = 60

/** The phases of a poll, in the order in which a teacher goes through them. */
const COMMANDS = ['close-ballot', 'open-second-ballot', 'close-ballot', 'reveal'] as const
const EVENTS: readonly ClassEvent['type'][] = [
  'poll-opened',
  'ballot-closed',
  'ballot-opened',
  'ballot-closed',
  'poll-revealed',
]

/** A class is asked about a round that it has played; one of its servers is killed while it votes, and in half of the other phases. */
export async function pollThroughKills(
  servers: Servers,
  lesson: Lesson,
  round: number,
  random: () => number,
): Promise<string> {
  await lesson.start(0)
  lesson.play(random)
  await lesson.played(round)
  const move = await lesson.sentIn(round)
  const before = (await lesson.log()).length
  let kills = 0
  /** Does something while any of the servers is killed, and started again. */
  const through = async (work: () => Promise<void>) => {
    const victim = Math.floor(random() * servers.urls.length)
    const done = work()
    await pause(random() * KILLED_WITHIN)
    await servers.at(victim).stop('SIGKILL')
    kills += 1
    await servers.restart(victim)
    await done
  }
  const give = (command: object) => {
    const given = () => lesson.give(command, Math.floor(random() * servers.urls.length))
    return random() < 0.5 ? through(given) : given()
  }
  /** Each phone votes until it is told that its vote is known. */
  const voteIn = async (ballot: 1 | 2, choiceOf: (nth: number) => number) => {
    const cast = () =>
      lesson.phones.filter(({ news }, nth) => news?.poll?.mine[ballot - 1] !== choiceOf(nth)).length === 0
    await through(() =>
      lesson.until(`all have voted in ballot ${ballot}`, async () => {
        for (const [nth, phone] of lesson.phones.entries()) {
          const { news } = phone
          if (news?.poll?.ballot === ballot && news.poll.mine[ballot - 1] !== choiceOf(nth))
            phone.vote({ poll: news.poll.poll, ballot, choice: choiceOf(nth) })
        }
        await pause(80)
        return cast()
      }),
    )
  }
  await give({ type: 'open-poll', move })
  const [close, again, closeAgain, reveal] = COMMANDS
  await voteIn(1, (nth) => nth % 2)
  await give({ type: close })
  await give({ type: again })
  await voteIn(2, () => 1)
  await give({ type: closeAgain })
  await give({ type: reveal })
  const revealed = () => lesson.phones.every(({ news }) => news?.poll?.revealed?.voted[1] === lesson.phones.length)
  await lesson.until('all phones are told what came of it', revealed)

  const log = await lesson.log()
  const own = log.slice(before).filter(({ type }) => EVENTS.includes(type))
  expect(own.map(({ type }) => type)).toEqual(EVENTS)
  const poll = foldClass(log)?.poll ?? expect.fail('there is no poll')
  const ids = lesson.phones.map(({ participant }) => participant.participant)
  expect(await lesson.votes(poll.poll)).toEqual([
    new Map(ids.map((id, nth) => [id, nth % 2])),
    new Map(ids.map((id) => [id, 1])),
  ])
  for (const { news } of lesson.phones) {
    expect(news?.poll?.revealed?.voted).toEqual([ids.length, ids.length])
    expect(news?.poll?.revealed?.counts[1].at(1)).toBe(ids.length)
  }
  return `${kills} kills · each phase once, each of ${ids.length} phones' two votes counted once, alike at all servers`
}
