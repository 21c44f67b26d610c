import { type BoardPoll, sessionIdOf } from '@woshou/classroom'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Air } from '../../testing/air.ts'
import { Phone, StoredLesson, Teacher, TeachingServer } from '../../testing/taught-class.ts'
import { CLASS, joinSeat, passing as pass, send, when } from '../../testing/tiled-class.ts'

let lesson: StoredLesson
let air: Air
let servers: TeachingServer[]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  lesson = new StoredLesson()
  air = new Air()
  servers = []
})

afterEach(async () => {
  await Promise.all(servers.flatMap(({ classes, registry }) => [classes.close(), registry.close()]))
  vi.useRealTimers()
})

function server(name: string): TeachingServer {
  const made = new TeachingServer(name, lesson, air)
  servers.push(made)
  return made
}

/** A class whose phones are at so many servers by turns; in its first round the client of the first pair was wrong once. */
async function classOf(students: number, names: readonly string[] = ['one']) {
  const at = names.map(server)
  const hosts = await when(Promise.all(at.map((one) => one.host())))
  const phones = Array.from(
    { length: students },
    (_, nth) => new Phone(hosts[nth % hosts.length] ?? expect.fail(), lesson.add()),
  )
  const teachers = hosts.map((host) => new Teacher(host))
  const [teacher = expect.fail()] = teachers
  await pass(3_000)
  await when(teacher.start())
  const [first] = at
  const seat = await when(joinSeat(first?.registry ?? expect.fail(), 1, 'client'))
  await when(send(seat.host, 'client', 'wrong'))
  seat.leave()
  const give = (type: 'open-poll' | 'close-ballot' | 'open-second-ballot' | 'reveal' | 'close-round') =>
    when(teacher.give({ type }))
  return { at, hosts, phones, teachers, teacher, give }
}

const vote = (phone: Phone, choice: number, ballot: 1 | 2 = 1, poll = 1) =>
  phone.host.vote(phone.as.id, { poll, ballot, choice })
const CAST = { ok: true }
const boardAt = (host: Teacher['host']): BoardPoll => host.teacherView().poll ?? expect.fail('no poll')

describe('a poll', () => {
  it('asks what the class got wrong, and nothing while it got nothing wrong', async () => {
    const at = server('one')
    const host = await when(at.host())
    const teacher = new Teacher(host)
    expect(await when(teacher.give({ type: 'open-poll' }))).toEqual({ ok: false, refusal: 'nothing-to-ask' })
    for (let nth = 0; nth < 4; nth++) new Phone(host, lesson.add())
    await pass(2_000)
    await when(teacher.start())
    expect(await when(teacher.give({ type: 'open-poll' }))).toEqual({ ok: false, refusal: 'nothing-to-ask' })
    const seat = await when(joinSeat(at.registry, 2, 'client'))
    await when(send(seat.host, 'client', 'wrong'))
    // of a session that is played just now
    expect(await when(teacher.give({ type: 'open-poll' }))).toMatchObject({ ok: true })
    const { question } = boardAt(host)
    expect(question).toMatchObject({ session: sessionIdOf(CLASS, 1, 2), role: 'client', state: 'CLOSED' })
    expect(question.choices.length).toBeGreaterThanOrEqual(4)
    seat.leave()
  })

  it('asks a move that was chosen by hand, of this class alone', async () => {
    const { teacher, hosts } = await classOf(4)
    const [host = expect.fail()] = hosts
    const log = await lesson.sessions.read(sessionIdOf(CLASS, 1, 1))
    const wrong = log.find(({ type }) => type === 'segment-withheld')?.version ?? 0
    const ask = (session: string, version: number) =>
      when(teacher.give({ type: 'open-poll', move: { session, version } }))
    const nothing = { ok: false, refusal: 'nothing-to-ask' }
    expect(await ask('N'.repeat(22), wrong)).toEqual(nothing)
    expect(await ask(sessionIdOf(CLASS, 1, 9), wrong)).toEqual(nothing)
    expect(await ask(sessionIdOf(CLASS, 1, 1), 1)).toEqual(nothing)
    expect(await ask(sessionIdOf(CLASS, 1, 1), 9_999)).toEqual(nothing)
    expect(await ask(sessionIdOf(CLASS, 1, 1), wrong)).toMatchObject({ ok: true })
    expect(boardAt(host).question).toMatchObject({ version: wrong })
  })

  it('counts sixty phones at three servers once each, some of whom vote twice, and all servers count alike', async () => {
    const { give, hosts, phones } = await classOf(60, ['one', 'two', 'three'])
    await give('open-poll')
    await pass(200)
    const cast = phones.flatMap((phone, nth) => {
      if (nth >= 55) return []
      const first = vote(phone, nth % 2)
      return nth % 5 === 0 ? [first, vote(phone, 1)] : [first]
    })
    for (const voted of await when(Promise.all(cast))) expect(voted).toEqual(CAST)
    await pass(1_000)
    // who voted twice has voted 1
    const ones = phones.slice(0, 55).filter((_, nth) => nth % 5 === 0 || nth % 2 === 1).length
    for (const host of hosts) {
      const { counts, present, voted } = boardAt(host)
      expect([counts[0].slice(0, 2), voted, present]).toEqual([[55 - ones, ones], [55, 0], 60])
      expect(host.wallView().poll).toMatchObject({ voted: 55, present: 60, revealed: null })
    }
    for (const [nth, phone] of phones.entries())
      expect(phone.view?.poll?.mine).toEqual([nth >= 55 ? null : nth % 5 === 0 || nth % 2 === 1 ? 1 : 0, null])
  })

  it('counts what was cast while no note arrived, and after a server is started anew', async () => {
    const { at, give, hosts, phones } = await classOf(6, ['one', 'two'])
    await give('open-poll')
    await pass(200)
    air.losing = true
    // all of them at one server: the other one has nothing to look for
    const voters = phones.filter(({ host }) => host === hosts[0])
    await when(Promise.all(voters.map((phone) => vote(phone, 0))))
    await pass(3_000)
    for (const host of hosts) expect(boardAt(host).voted).toEqual([3, 0])
    // kill -9: what is left is what is stored
    at.splice(0)
    const host = await when(server('three').host())
    expect(boardAt(host).voted).toEqual([3, 0])
    expect(host.participantView(voters[0]?.as.id ?? '')?.poll?.mine).toEqual([0, null])
  })

  it('goes on where it was at a server that knows nothing but what is stored, between any two phases', async () => {
    const { give, phones } = await classOf(6)
    const seen = async (phase: string) => {
      const host = await when(server(`after ${phase}`).host())
      const { phase: at, voted } = boardAt(host)
      expect(at).toBe(phase)
      return { host, voted }
    }
    await give('open-poll')
    await when(Promise.all(phones.map((phone, nth) => vote(phone, nth % 2))))
    expect(await seen('first-ballot')).toMatchObject({ voted: [6, 0] })
    await give('close-ballot')
    const { host } = await seen('talk')
    // whom everybody talks to is the same everywhere, and stays so
    const named = (one: Phone) => phones.map(({ as }) => one.host.talkPartner(as.id))
    const [first = expect.fail()] = phones
    const other = new Phone(host, first.as)
    for (const phone of phones) new Phone(host, phone.as)
    await pass(1_000)
    expect(named(first).every((one) => one !== null)).toBe(true)
    expect(named(other)).toEqual(named(first))
    await give('open-second-ballot')
    await when(Promise.all(phones.map((phone) => vote(phone, 1, 2))))
    expect(await seen('second-ballot')).toMatchObject({ voted: [6, 6] })
    await give('close-ballot')
    await seen('counted')
    await give('reveal')
    const last = await seen('revealed')
    expect(last.host.wallView().poll?.revealed).toMatchObject({ voted: [6, 6] })
  })

  it('names each phone one who is there and voted otherwise, at whichever server; another one when that one goes', async () => {
    const { give, phones } = await classOf(9, ['one', 'two', 'three'])
    await give('open-poll')
    await pass(200)
    const choiceOf = (nth: number) => (nth < 6 ? 0 : 2)
    await when(Promise.all(phones.slice(0, 8).map((phone, nth) => vote(phone, choiceOf(nth)))))
    await give('close-ballot')
    await pass(500)
    const nameOf = (phone: Phone) => phone.view?.poll?.talkTo?.name
    const named = phones.map((phone) => phones.findIndex(({ view }) => view?.name === nameOf(phone)))
    for (const [nth, other] of named.entries()) {
      expect(other, `${nth}`).toBeGreaterThanOrEqual(0)
      if (nth < 8) expect(choiceOf(other)).not.toBe(choiceOf(nth))
      expect(other).toBeLessThan(8)
    }
    const [sixth = expect.fail(), seventh = expect.fail()] = phones.slice(6)
    sixth.leave()
    await pass(3_000)
    for (const [nth, phone] of phones.slice(0, 6).entries()) expect(nameOf(phone), `${nth}`).toBe(seventh.view?.name)
  })

  it('takes no vote but in the ballot that is open: not before, not between, not after, not of another question', async () => {
    const { give, hosts, phones } = await classOf(4)
    const [host = expect.fail()] = hosts
    const [phone = expect.fail()] = phones
    const refused = { ok: false, why: 'no-ballot' }
    const cast = (ballot: 1 | 2, poll = 1, choice = 0) => when(vote(phone, choice, ballot, poll))
    expect(await cast(1)).toEqual(refused)
    await give('open-poll')
    expect(await cast(2)).toEqual(refused)
    expect(await cast(1, 2)).toEqual(refused)
    expect(await cast(1, 1, 9)).toEqual({ ok: false, why: 'no-choice' })
    expect(await cast(1)).toEqual(CAST)
    await give('close-ballot')
    expect(await cast(1, 1, 1)).toEqual(refused)
    expect(await cast(2)).toEqual(refused)
    await give('open-second-ballot')
    expect(await cast(1, 1, 1)).toEqual(refused)
    expect(await cast(2)).toEqual(CAST)
    await give('close-ballot')
    await give('reveal')
    for (const ballot of [1, 2] as const) expect(await cast(ballot, 1, 1)).toEqual(refused)
    expect(boardAt(host).voted).toEqual([1, 1])
    expect(lesson.cast.map(({ ballot, choice }) => [ballot, choice])).toEqual([
      [1, 0],
      [2, 0],
    ])
  })

  it('takes no vote at a server that has not heard yet that the ballot is closed', async () => {
    const { give, phones } = await classOf(4, ['one', 'two'])
    await give('open-poll')
    await pass(200)
    const far = phones.find(({ host }) => host !== phones[0]?.host) ?? expect.fail()
    air.losing = true
    await give('close-ballot')
    expect(far.view?.poll?.phase).toBe('first-ballot')
    expect(await when(vote(far, 1))).toEqual({ ok: false, why: 'no-ballot' })
    expect(lesson.cast).toEqual([])
    // and takes one for a ballot of which it has not heard yet
    await give('open-second-ballot')
    expect(await when(vote(far, 1, 2))).toEqual(CAST)
    expect(far.view?.poll?.mine).toEqual([null, 1])
  })

  it('goes on when its round is closed, and counts nobody who is removed meanwhile', async () => {
    const { give, hosts, phones, teacher } = await classOf(6)
    const [host = expect.fail()] = hosts
    await give('open-poll')
    await when(Promise.all(phones.map((phone) => vote(phone, 0))))
    await give('close-round')
    expect(boardAt(host)).toMatchObject({ phase: 'first-ballot', voted: [6, 0] })
    const removed = phones[2]?.as.id ?? ''
    await when(teacher.give({ type: 'remove', participant: removed, bar: false }))
    expect(boardAt(host)).toMatchObject({ voted: [5, 0], present: 5 })
    await give('close-ballot')
    await give('reveal')
    expect(host.wallView().poll?.revealed).toMatchObject({ voted: [5, 0] })
  })
})
