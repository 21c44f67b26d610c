import { type PhoneNews, sessionIdOf, type WallNews } from '@woshou/classroom'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Air, AirBus } from '../testing/air.ts'
import { type FakePage, GuestServer, LiveClass, type Student } from '../testing/live-class.ts'
import { hostOf } from '../testing/live-sessions.ts'
import { send } from '../testing/tiled-class.ts'

/** What nobody but teachers may find in any message before a poll is revealed. */
const SECRETS = [
  '"violation"',
  '"rule"',
  '"counts"',
  '"share"',
  '"advice"',
  '"iss"',
  '"ladder"',
  '"right":true',
  '"right":false',
]

let lesson: LiveClass
let servers: GuestServer[]
beforeAll(async () => {
  lesson = await LiveClass.begin()
  const air = new Air()
  const names = ['one', 'two', 'three']
  servers = await Promise.all(names.map((name) => GuestServer.over(lesson.storage, new AirBus(name, air))))
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()))
  await lesson.close()
})

const serverOf = (nth: number): GuestServer => servers[nth % servers.length] ?? expect.fail()
const attend = (student: Student, nth: number) =>
  serverOf(nth).open({ type: 'attend', class: lesson.id, token: student.token, since: 0 })
const newest = (page: FakePage): PhoneNews & WallNews => page.of('class').at(-1)

it('of a poll of sixty phones at three servers, some of which vote twice, late or are away, nothing is told before its end, byte for byte', async () => {
  const students: Student[] = []
  for (let nth = 0; nth < 60; nth++) students.push(await lesson.student(`Student ${nth}`))
  const phones = await Promise.all(students.map(attend))
  const first = serverOf(0)
  const wall = await serverOf(1).open({ type: 'watch-wall', class: lesson.id }, lesson.owner.caller)
  const board = await serverOf(2).open({ type: 'watch-class', class: lesson.id }, lesson.owner.caller)
  const give = (type: 'open-poll' | 'close-ballot' | 'open-second-ballot' | 'reveal') =>
    first.command(lesson.id, { type })
  const allIn = (phase: string) =>
    Promise.all([...phones, wall, board].map((page) => page.until(({ poll }) => poll?.phase === phase)))
  // those who are at other servers have been heard of
  await board.until(({ present }) => present === 60)
  await first.command(lesson.id, { type: 'start-round', scenario: 'three-way-handshake' })
  for (const pair of [1, 2, 3]) {
    const host = await hostOf(first.registry, sessionIdOf(lesson.id, 1, pair))
    await send(host, 'client', 'wrong')
    first.registry.release(host)
  }

  await give('open-poll')
  await allIn('first-ballot')
  const { choices, session, version } = board.of('class').at(-1).poll.question
  expect(session).toBe(sessionIdOf(lesson.id, 1, 1))
  expect(version).toBeGreaterThan(0)
  const vote = (phone: FakePage, choice: number, ballot: 1 | 2) =>
    phone.say({ type: 'vote', class: lesson.id, poll: 1, ballot, choice })
  const voted = (phone: FakePage, ballot: 1 | 2, choice: number) =>
    phone.until(({ poll }) => poll?.mine[ballot - 1] === choice)
  // ten are away, and come back to another server; of the others, each third votes twice
  const [away, there] = [phones.slice(50), phones.slice(0, 50)]
  for (const phone of away) phone.leave()
  for (const [nth, phone] of there.entries()) {
    vote(phone, nth % 3, 1)
    if (nth % 3 === 0) vote(phone, 1, 1)
  }
  const choiceOf = (nth: number) => (nth % 3 === 0 ? 1 : nth % 3)
  await Promise.all(there.map((phone, nth) => voted(phone, 1, choiceOf(nth))))
  const back = await Promise.all(students.slice(50).map((student, nth) => attend(student, nth + 1)))
  phones.splice(50, 10, ...back)
  vote(back[0] ?? expect.fail(), 2, 1)
  await voted(back[0] ?? expect.fail(), 1, 2)
  await wall.until(({ poll }) => poll?.voted === 51)

  await give('close-ballot')
  await allIn('talk')
  const late = back[1] ?? expect.fail()
  vote(late, 1, 1)
  expect(await late.until(({ type }) => type === 'error')).toMatchObject({ code: 'no-ballot', field: 'ballot' })
  vote(late, 1, 2)
  await late.until(() => late.of('error').length === 2)
  // each is named one who is there and voted otherwise
  const byName = new Map(phones.map((phone) => [newest(phone).name, phone]))
  const named = await Promise.all(phones.map((phone) => phone.until(({ poll }) => poll?.talkTo)))
  for (const { name, poll } of named) {
    const other = byName.get(poll.talkTo.name) ?? expect.fail(`nobody is called ${poll.talkTo.name}`)
    const [choice] = newest(other).poll?.mine ?? []
    expect(choice, name).not.toBeNull()
    expect(choice, name).not.toBe(poll.mine[0])
  }

  await give('open-second-ballot')
  await allIn('second-ballot')
  for (const phone of phones) vote(phone, 1, 2)
  await Promise.all(phones.map((phone) => voted(phone, 2, 1)))
  await give('close-ballot')
  await allIn('counted')
  for (const page of [...phones, wall])
    for (const text of page.raw) for (const secret of SECRETS) expect(text).not.toContain(secret)
  // of whose pair it is: no phone but that pair's own knows the session, and its own only as its seat
  for (const page of [...phones, wall])
    for (const { poll } of page.of('class')) expect(JSON.stringify(poll)).not.toContain(session)
  // a teacher is told all that
  for (const secret of SECRETS) if (!secret.startsWith('"right"')) expect(board.raw.join(), secret).toContain(secret)
  // the last of them may have been heard of from another server since
  await board.until(({ poll }) => poll?.voted?.[1] === 60)
  expect(board.of('class').at(-1).poll).toMatchObject({
    voted: [51, 60],
    counts: [expect.any(Array), expect.any(Array)],
  })

  await give('reveal')
  await allIn('revealed')
  const right = choices.findIndex(
    ({ kind, rule }: { kind: string; rule: string | null }) => kind === 'segment' && rule === null,
  )
  for (const page of [...phones, wall]) {
    await page.until(({ poll }) => poll?.revealed?.voted[1] === 60)
    const { poll } = newest(page)
    expect(poll?.choices.map((choice) => choice.right)).toEqual(
      choices.map((_: unknown, place: number) => place === right),
    )
    expect(poll?.revealed).toMatchObject({ answer: right, voted: [51, 60] })
    expect(poll?.revealed?.counts[0].slice(0, 3)).toEqual([0, 34, 17])
  }
  expect(JSON.stringify(newest(wall).poll)).not.toContain(session)
  for (const page of [...phones, wall, board]) page.leave()
}, 60_000)

it('a phone is told which field of a vote is wrong, and nothing is counted', async () => {
  const server = serverOf(0)
  const page = await attend(await lesson.student('Kay'), 0)
  await server.command(lesson.id, { type: 'open-poll' })
  await page.until(({ poll }) => poll?.poll === 2)
  const say = async (parts: object) => {
    const before = page.of('error').length
    page.say({ type: 'vote', class: lesson.id, poll: 2, ballot: 1, choice: 0, ...parts })
    await page.until(() => page.of('error').length > before)
    return page.of('error').at(-1)
  }
  expect(await say({ class: 'C'.repeat(22) })).toMatchObject({ code: 'not-a-message', field: 'class' })
  expect(await say({ choice: 7 })).toMatchObject({ code: 'not-a-message', field: 'choice' })
  expect(await say({ ballot: 2 })).toMatchObject({ code: 'no-ballot', field: 'ballot' })
  expect(await say({ poll: 1 })).toMatchObject({ code: 'no-ballot' })
  expect((await lesson.storage.ballots.of(lesson.id, 2))[0].size).toBe(0)
  // each vote that counts is answered, the same one again as well
  for (let times = 1; times <= 3; times++) {
    const before = page.messages.length
    page.say({ type: 'vote', class: lesson.id, poll: 2, ballot: 1, choice: 1 })
    await page.until(({ poll }) => poll?.mine[0] === 1, before)
  }
  expect((await lesson.storage.ballots.of(lesson.id, 2))[0].size).toBe(1)
  expect((await lesson.storage.ballots.of(lesson.id, 1))[1].size).toBe(60)
  page.leave()
})
