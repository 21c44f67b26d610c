import { foldClass, happen, sessionIdOf } from '@woshou/classroom'
import { ROLES, type Role, sessionOf } from '@woshou/session'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hashToken } from '../../storage/seat-token.ts'
import { Air } from '../../testing/air.ts'
import { hostOf } from '../../testing/live-sessions.ts'
import { Phone, StoredLesson, Teacher, TeachingServer, tokenOf } from '../../testing/taught-class.ts'
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

function server(name = 'one'): TeachingServer {
  const made = new TeachingServer(name, lesson, air)
  servers.push(made)
  return made
}

/** A class with so many students, whose phones are at one server as the teacher is. */
async function taught(students: number, at = server()) {
  const host = await at.host()
  const phones = Array.from({ length: students }, () => new Phone(host, lesson.add()))
  const teacher = new Teacher(host)
  await pass(1_100)
  return { at, host, phones, teacher }
}

const sessionAt = async (pair: number, round = 1) =>
  sessionOf(await lesson.sessions.read(sessionIdOf(CLASS, round, pair)))

describe('a round', () => {
  it('starts as one append, and there is one session for each pair, in which its students sit', async () => {
    const { phones, teacher } = await taught(5)
    expect(await when(teacher.start())).toEqual({ ok: true, version: 2 })
    expect(lesson.asked).toBe(3)
    for (const { view } of phones) expect(view).toMatchObject({ phase: 'playing', seat: { role: expect.any(String) } })
    const seats = new Set(phones.map(({ view }) => `${view?.seat?.session} ${view?.seat?.role}`))
    expect(seats.size).toBe(5)
    for (const { as, view } of phones) {
      const { session = '', role } = view?.seat ?? {}
      expect(await lesson.sessions.seatOf(session, tokenOf(as.nth))).toBe(role)
      const truth = sessionOf(await lesson.sessions.read(session))
      expect(truth?.names[role as Role]).toBe(view?.pseudonym.en)
      expect(truth?.started).toBe(true)
    }
    const bots = await Promise.all([1, 2, 3].map(async (pair) => (await sessionAt(pair))?.holders))
    expect(bots.filter((holders) => Object.values(holders ?? {}).includes('bot'))).toHaveLength(1)
  })

  it('is started once, however often it is asked for', async () => {
    const { teacher } = await taught(4)
    const [one, other] = await when(
      Promise.all([teacher.start({}, 'the-same-command'), teacher.start({}, 'the-same-command')]),
    )
    expect(other).toEqual(one)
    expect(await when(teacher.start())).toEqual({ ok: false, refusal: 'round-runs' })
    expect((await lesson.log.read(CLASS)).map(({ type }) => type)).toEqual(['class-opened', 'round-started'])
    expect(lesson.asked).toBe(2)
  })

  it('whose server was killed before it made the sessions is made by whoever loads the class', async () => {
    const { phones, teacher } = await taught(4)
    lesson.makesNone = true
    await when(teacher.start())
    expect(phones[0]?.view).toMatchObject({ phase: 'playing', seat: null })
    lesson.makesNone = false
    const other = server('two')
    const host = await other.host()
    const phone = new Phone(host, lesson.people[0] ?? expect.fail())
    await pass(2_000)
    expect(phone.view?.seat).not.toBeNull()
    expect(phones.every(({ view }) => view?.seat)).toBe(true)
    for (const pair of [1, 2]) expect((await sessionAt(pair))?.started).toBe(true)
    const newest = await lesson.sessions.newest([1, 2, 3].map((pair) => sessionIdOf(CLASS, 1, pair)))
    expect(newest.size).toBe(2)
  })

  it('ends what is not over when it is closed, and the next one has other partners', async () => {
    const { phones, teacher } = await taught(4)
    await when(teacher.start())
    const partners = phones.map(({ view }) => view?.partners[0]?.name)
    expect(await when(teacher.give({ type: 'close-round' }))).toMatchObject({ ok: true })
    await pass(1_000)
    for (const pair of [1, 2]) expect((await sessionAt(pair))?.ended).toMatchObject({ reason: 'round-closed' })
    await when(teacher.start())
    for (const [index, { view }] of phones.entries()) {
      expect(view?.round?.round).toBe(2)
      expect(view?.seat).not.toBeNull()
      expect(view?.partners[0]?.name).not.toBe(partners[index])
    }
  })

  it('whose server was killed before it had ended them all is ended by whoever loads the class, though the next one runs', async () => {
    const { at, teacher } = await taught(4)
    await when(teacher.start())
    await Promise.all([at.classes.close(), at.registry.close()])
    const folded = foldClass(await lesson.log.read(CLASS)) ?? expect.fail()
    const [first] = folded.rounds
    const { minutes: _minutes, ...plan } = first ?? expect.fail()
    const next = happen(
      folded,
      [
        { type: 'round-closed', round: 1 },
        { ...plan, type: 'round-started', round: 2 },
      ],
      Date.now(),
      null,
    )
    await lesson.log.append({ log: CLASS, events: next.events })
    const host = await server('two').host()
    expect(host.classroom.rounds).toHaveLength(2)
    await pass(2_000)
    for (const pair of [1, 2]) {
      expect((await sessionAt(pair))?.ended).toMatchObject({ reason: 'round-closed' })
      expect(await sessionAt(pair, 2)).toMatchObject({ started: true, ended: null })
    }
    expect(host.done).toBe(0)
  })

  it('is ended though the storage fails meanwhile, and the next one runs when it answers again', async () => {
    const { at, phones, teacher } = await taught(4)
    await when(teacher.start())
    const { as, view } = phones[0] ?? expect.fail()
    const [session, own] = [view?.seat?.session ?? expect.fail(), hashToken(tokenOf(as.nth))]
    expect(at.classes.gives(session, own)).toBe(true)
    const lost = vi.spyOn(lesson.sessions, 'append').mockRejectedValue(new Error('lost'))
    lesson.makesNone = true
    await when(teacher.give({ type: 'close-round' }))
    await when(teacher.start())
    await pass(500)
    expect((await sessionAt(1))?.ended).toBeNull()
    // nobody is given a seat in it any more
    expect(at.classes.gives(session, own)).toBe(false)
    lost.mockRestore()
    lesson.makesNone = false
    await pass(3_000)
    for (const pair of [1, 2]) expect((await sessionAt(pair))?.ended).toMatchObject({ reason: 'round-closed' })
  })

  it('is one of four in which 31 students have no partner twice, a bot once at most, and both roles', async () => {
    const { phones, teacher } = await taught(31)
    const had = phones.map(() => ({ partners: new Set<string>(), roles: new Set<string>(), bots: 0 }))
    for (let round = 1; round <= 4; round++) {
      await when(teacher.start())
      for (const [index, { view }] of phones.entries()) {
        const own = had[index] ?? expect.fail()
        const [partner] = view?.partners ?? []
        own.roles.add(view?.seat?.role ?? '')
        if (!partner) own.bots += 1
        else {
          expect(own.partners.has(partner.name), `round ${round}: ${partner.name} again`).toBe(false)
          own.partners.add(partner.name)
        }
      }
      await when(teacher.give({ type: 'close-round' }))
    }
    for (const { bots, roles } of had) {
      expect(bots).toBeLessThan(2)
      expect(roles).toEqual(new Set(ROLES))
    }
  })

  it('counts the pairs whose session is over', async () => {
    const { at, host, teacher } = await taught(4)
    await when(teacher.start())
    expect(host.done).toBe(0)
    const { session } = host.participantView(lesson.people[0]?.id ?? '')?.seat ?? expect.fail()
    const played = await hostOf(at.registry, session)
    await when(
      played.move('client', { id: 'leaves-01', version: played.newestOf('client'), command: { type: 'leave' } }),
    )
    await pass(100)
    expect(host.done).toBe(1)
    expect(teacher.changes.at(-1)).toMatchObject({ class: true })
  })
})

describe('a pause', () => {
  it('stops time in each session, and nothing runs out during ten minutes of it', async () => {
    const { at, phones, teacher } = await taught(4)
    await when(teacher.start({ scenario: 'lost-syn' }))
    const { host } = await joinSeat(at.registry, 1, 'client')
    await joinSeat(at.registry, 1, 'server')
    await pass(500)
    await send(host, 'client', 'right')
    await pass(200)
    await when(teacher.give({ type: 'pause' }))
    expect(host.session.stopped).not.toBeNull()
    expect(phones[0]?.view).toMatchObject({ phase: 'paused', pause: { since: expect.any(Number) } })
    const { version } = host.session
    const { playTime } = host
    await pass(600_000)
    expect(host.session.version).toBe(version)
    expect(host.playTime).toBe(playTime)
    await when(teacher.give({ type: 'resume' }))
    expect(host.session.stopped).toBeNull()
    expect(host.playTime - playTime).toBeLessThan(1_000)
  })

  it('holds for a session that is taken up later, on whichever server', async () => {
    const { teacher } = await taught(4)
    await when(teacher.start())
    await when(teacher.give({ type: 'pause' }))
    const other = server('two')
    await other.host()
    await pass(1_500)
    const { host } = await joinSeat(other.registry, 2, 'client')
    await pass(500)
    expect(host.session.stopped).not.toBeNull()
    await when(teacher.give({ type: 'resume' }))
    await pass(500)
    expect(host.session.stopped).toBeNull()
  })

  it('ends by itself when no teacher has been there for a quarter of an hour, and phones are told so', async () => {
    const { phones, teacher } = await taught(4)
    await when(teacher.start())
    await when(teacher.give({ type: 'pause' }))
    await pass(20 * 60_000)
    expect(phones[0]?.view?.phase).toBe('paused')
    teacher.leave()
    await pass(14 * 60_000)
    expect(phones[0]?.view).toMatchObject({ phase: 'paused', untaught: false })
    await pass(61_000)
    expect(phones[0]?.view).toMatchObject({ phase: 'playing', untaught: true })
  })

  it('does not end while a teacher is at another server', async () => {
    const { phones, teacher } = await taught(4)
    const two = server('two')
    const other = new Teacher(await two.host())
    await when(teacher.start())
    await when(teacher.give({ type: 'pause' }))
    teacher.leave()
    await pass(16 * 60_000)
    expect(phones[0]?.view?.phase).toBe('paused')
    // nobody else is at that server: its host ends
    other.leave()
    two.classes.release(other.host)
    expect(two.classes.size).toBe(0)
    await pass(15 * 60_000 + 1_000)
    expect(phones[0]?.view).toMatchObject({ phase: 'playing', untaught: true })
  })
})

describe('a point', () => {
  it('stops each pair that has come to it, until all go on', async () => {
    const { at, teacher } = await taught(4)
    await when(teacher.start({ until: 'handshake', scenario: 'data-in-between' }))
    const { host } = await joinSeat(at.registry, 1, 'client')
    const other = await joinSeat(at.registry, 2, 'client')
    for (const role of ['client', 'server', 'client'] as const) {
      expect(host.session.stopped).toBeNull()
      await pass(2_000)
      await send(host, role, 'right')
    }
    await pass(2_000)
    expect(ROLES.map((role) => host.session.ends[role].tcb.state)).toEqual(['ESTABLISHED', 'ESTABLISHED'])
    expect(host.session.stopped).not.toBeNull()
    expect(other.host.session.stopped).toBeNull()
    await when(teacher.give({ type: 'go-on', until: 'goal' }))
    expect(host.session.stopped).toBeNull()
  })
})

describe('a student', () => {
  it('who comes late sits down at once, in a bot’s place before any other', async () => {
    const { host, phones, teacher } = await taught(3)
    await when(teacher.start())
    const alone = phones.find(({ view }) => view?.partners.length === 0) ?? expect.fail()
    const late = new Phone(host, lesson.add('Late'))
    await pass(500)
    expect(late.view).toMatchObject({
      seat: { session: alone.view?.seat?.session },
      partners: [{ name: alone.as.name }],
    })
    const { session, role } = late.view?.seat ?? expect.fail()
    const truth = sessionOf(await lesson.sessions.read(session))
    expect(truth?.holders).toEqual({ client: 'student', server: 'student' })
    expect(truth?.names[role as Role]).toBe(late.view?.pseudonym.en)
    expect(await lesson.sessions.seatOf(session, tokenOf(late.as.nth))).toBe(role)
    // the next one opens a pair, opposite to a bot
    const later = new Phone(host, lesson.add('Later'))
    await pass(500)
    expect(later.view).toMatchObject({ seat: { session: sessionIdOf(CLASS, 1, 3) }, partners: [] })
    expect((await sessionAt(3))?.started).toBe(true)
  })

  it('is known for a seat from the moment in which the class gives it, and no longer than it does', async () => {
    const { at, host, phones, teacher } = await taught(2)
    await when(teacher.start())
    const { as, view } = phones[0] ?? expect.fail()
    const session = view?.seat?.session ?? expect.fail()
    const [own, another] = [hashToken(tokenOf(as.nth)), hashToken('another')]
    expect([at.classes.gives(session, own), at.classes.gives(session, another)]).toEqual([true, false])
    expect([host.gives(sessionIdOf(CLASS, 2, 1), own), host.gives('another', own)]).toEqual([false, false])
    // whoever asked a moment ago whose the seat is has an old answer, though nothing is under way any more
    expect(await when(at.classes.broughtInLine(session))).toBe(true)
    expect(await when(at.classes.broughtInLine('another'))).toBe(false)
    const partner = hashToken(tokenOf((phones[1] ?? expect.fail()).as.nth))
    expect(at.classes.gives(session, partner)).toBe(true)
    await when(teacher.give({ type: 'remove', participant: as.id, bar: false }))
    expect([at.classes.gives(session, own), at.classes.gives(session, partner)]).toEqual([false, true])
    // nothing is handed over in a session that is over
    const played = await hostOf(at.registry, session)
    await when(played.closeWithRound())
    expect(at.classes.gives(session, partner)).toBe(false)
    at.registry.release(played)
  })

  it('who comes in a pause is paused, too', async () => {
    const { at, host, teacher } = await taught(2)
    await when(teacher.start())
    await when(teacher.give({ type: 'pause' }))
    const late = new Phone(host, lesson.add('Late'))
    await pass(500)
    expect(late.view).toMatchObject({ phase: 'paused', seat: { session: sessionIdOf(CLASS, 1, 2) } })
    const joined = await joinSeat(at.registry, 2, 'client')
    await pass(200)
    expect(joined.host.session.stopped).not.toBeNull()
  })

  it('who has been gone for 60 s is replaced by a bot, has the seat back when coming back, and each move is whose it was', async () => {
    const { host, phones, teacher } = await taught(4)
    await when(teacher.start())
    const gone = phones[0] ?? expect.fail()
    const { role, session } = gone.view?.seat ?? expect.fail()
    gone.leave()
    await pass(59_000)
    const truth = async () => sessionOf(await lesson.sessions.read(session))
    expect((await truth())?.holders[role as Role]).toBe('student')
    await pass(2_000)
    expect(await truth()).toMatchObject({ holders: { [role]: 'bot' }, names: { [role]: gone.view?.pseudonym.en } })
    expect(await lesson.sessions.seatOf(session, tokenOf(gone.as.nth))).toBeNull()
    expect(gone.view?.seat).toBeNull()
    const back = new Phone(host, gone.as)
    await pass(500)
    expect(back.view?.seat).toEqual({ session, role })
    expect((await lesson.sessions.read(session)).at(-1)).toMatchObject({ type: 'seat-handed-over', to: 'returned' })
    expect((await truth())?.holders[role as Role]).toBe('student')
    expect(await lesson.sessions.seatOf(session, tokenOf(gone.as.nth))).toBe(role)
  })

  it('who is put with another by hand sits there, and who was there sits down elsewhere', async () => {
    const { host, phones, teacher } = await taught(3)
    await when(teacher.start())
    const alone = phones.find(({ view }) => view?.partners.length === 0) ?? expect.fail()
    const other = phones.find((phone) => phone !== alone) ?? expect.fail()
    const { role, session } = other.view?.seat ?? expect.fail()
    const left = alone.view?.seat?.session ?? ''
    const { pair } =
      host.teacherView().people.find(({ participant }) => participant === other.as.id)?.seat ?? expect.fail()
    await when(teacher.give({ type: 'hand-over', round: 1, pair, role, to: alone.as.id }))
    await pass(500)
    expect(alone.view).toMatchObject({ seat: { session, role }, partners: [{ role: expect.any(String) }] })
    expect(await lesson.sessions.seatOf(session, tokenOf(alone.as.nth))).toBe(role)
    expect(await lesson.sessions.seatOf(session, tokenOf(other.as.nth))).toBeNull()
    expect((await lesson.sessions.read(session)).at(-1)).toMatchObject({ type: 'seat-handed-over', to: 'newcomer' })
    // nobody is left there, and nobody without a seat
    expect(sessionOf(await lesson.sessions.read(left))?.ended).not.toBeNull()
    expect(other.view?.seat?.session).toBe(sessionIdOf(CLASS, 1, 3))
    await when(teacher.give({ type: 'hand-over', round: 1, pair, role, to: 'bot' }))
    await pass(500)
    expect(sessionOf(await lesson.sessions.read(session))?.holders[role as Role]).toBe('bot')
    expect(alone.view?.seat?.session).toBe(sessionIdOf(CLASS, 1, 3))
    expect(alone.view?.partners).toMatchObject([{ name: other.as.name }])
  })

  it('who reloads, or sleeps in a pause, keeps the seat', async () => {
    const { host, phones, teacher } = await taught(4)
    await when(teacher.start())
    const [phone] = phones
    const seat = phone?.view?.seat
    await when(teacher.give({ type: 'pause' }))
    phone?.leave()
    await pass(5 * 60_000)
    await when(teacher.give({ type: 'resume' }))
    await pass(30_000)
    const again = new Phone(host, phone?.as ?? expect.fail())
    await pass(60_000)
    expect(again.view?.seat).toEqual(seat)
    expect((await lesson.log.read(CLASS)).some(({ type }) => type === 'seat-changed')).toBe(false)
  })

  it('who is gone at one server is there at another', async () => {
    const { phones, teacher } = await taught(4)
    const two = server('two')
    const other = await two.host()
    await pass(1_500)
    await when(teacher.start())
    const [phone] = phones
    phone?.leave()
    const elsewhere = new Phone(other, phone?.as ?? expect.fail())
    await pass(120_000)
    expect(elsewhere.view?.seat).not.toBeNull()
    expect((await lesson.log.read(CLASS)).some(({ type }) => type === 'seat-changed')).toBe(false)
    // the last one there: its server's host ends
    elsewhere.leave(false)
    two.classes.release(other)
    await pass(65_000)
    expect(two.classes.size).toBe(0)
    expect((await lesson.log.read(CLASS)).filter(({ type }) => type === 'seat-changed')).toHaveLength(1)
  })

  it('who comes in, or comes back on another phone, while the table is being read has the place all along', async () => {
    const { at, host, phones } = await taught(2)
    const [first] = phones
    vi.spyOn(lesson.classes, 'participants').mockImplementationOnce(async () => {
      const before = [...lesson.people]
      await new Promise((resolve) => setTimeout(resolve, 300))
      return before
    })
    at.classes.tableChanged(CLASS)
    await pass(100)
    const comes = new Phone(host, lesson.add())
    lesson.change(first?.as.id ?? '', { tokenHash: 'another' })
    const back = new Phone(host, lesson.people[0] ?? expect.fail())
    for (let moment = 0; moment < 20; moment++) {
      await pass(50)
      expect([comes, back].map(({ as }) => `${host.stateOf(as.id)} ${host.holdsPlace(as)}`)).toEqual([
        'in true',
        'in true',
      ])
    }
    // what the table says later of those who came so is believed again
    lesson.change(comes.as.id, { name: 'Mei' })
    at.classes.tableChanged(CLASS)
    await pass(200)
    expect(comes.view?.name).toBe('Mei')
  })

  it('who has come in a moment ago is known to whoever is given a command about them', async () => {
    const { phones, teacher } = await taught(2)
    await when(teacher.start())
    const since = Date.now()
    const [first, second, third] = [lesson.add(), lesson.add(), lesson.add()]
    const nudge = { type: 'nudge', participant: first.id, words: 'Come up to us.' } as const
    expect(await when(teacher.give(nudge))).toMatchObject({ ok: true })
    expect(await when(teacher.give({ type: 'remove', participant: first.id, bar: true }))).toMatchObject({ ok: true })
    const fourth = lesson.add()
    expect(await when(teacher.give({ type: 'remove-since', since, bar: false }))).toMatchObject({ ok: true })
    expect([first, second, third, fourth].map(({ nth }) => lesson.people[nth]?.state)).toEqual([
      'barred',
      'removed',
      'removed',
      'removed',
    ])
    expect(phones.every(({ view }) => view?.seat)).toBe(true)
  })

  it('whose server was only too busy to be heard of is not taken for gone, and is paired', async () => {
    const { at, teacher } = await taught(3)
    const two = server('two')
    const other = await two.host()
    const elsewhere = [new Phone(other, lesson.add()), new Phone(other, lesson.add())]
    await pass(2_500)
    // it says who is there again after a moment
    at.bus.tell({ type: 'server-gone', server: 'two' })
    await when(teacher.start())
    expect((await lesson.log.read(CLASS)).at(-1)).toMatchObject({ type: 'round-started', pairs: { length: 3 } })
    await pass(1_000)
    for (const { view } of elsewhere) expect(view?.seat).not.toBeNull()
    // and this one is gone
    await Promise.all([two.classes.close(), two.registry.close()])
    at.bus.tell({ type: 'server-gone', server: 'two' })
    const present = () => teacher.host.teacherView().present
    await pass(5_000)
    expect(present()).toBe(5)
    await pass(10_000)
    expect(present()).toBe(3)
  })

  it('who is removed is out on all servers at once, and a bot plays on for the partner', async () => {
    const { phones, teacher } = await taught(4)
    const other = await server('two').host()
    await pass(1_500)
    await when(teacher.start())
    const [phone] = phones
    const { role, session } = phone?.view?.seat ?? expect.fail()
    const { id, nth } = phone?.as ?? expect.fail()
    await when(teacher.give({ type: 'remove', participant: id, bar: true }))
    expect(phone?.view).toBeNull()
    expect(await lesson.sessions.seatOf(session, tokenOf(nth))).toBeNull()
    expect(teacher.changes.some(({ people }) => people.includes(id))).toBe(true)
    await pass(500)
    expect(other.participantView(id)).toBeNull()
    expect([teacher.host.stateOf(id), other.stateOf(id)]).toEqual(['barred', 'barred'])
    expect(lesson.people[nth]?.state).toBe('barred')
    expect((await sessionAt(session === sessionIdOf(CLASS, 1, 1) ? 1 : 2))?.holders[role as Role]).toBe('bot')
  })

  it('who was removed by a server that was killed then is out when anybody loads the class', async () => {
    const { teacher } = await taught(2)
    const [first] = lesson.people
    vi.spyOn(lesson.classes, 'remove').mockRejectedValueOnce(new Error('killed'))
    lesson.makesNone = true
    await when(teacher.give({ type: 'remove', participant: first?.id ?? '', bar: false }))
    lesson.makesNone = false
    expect(lesson.people[0]?.state).toBe('in')
    await server('two').host()
    await pass(500)
    expect(lesson.people[0]?.state).toBe('removed')
  })

  it('whose place another phone took is known by its token', async () => {
    const { at, host, phones, teacher } = await taught(2)
    await when(teacher.start())
    const phone = phones[0] ?? expect.fail()
    const seated = await hostOf(at.registry, phone.view?.seat?.session ?? '')
    const doubt = vi.spyOn(seated, 'doubt')
    lesson.change(phone.as.id, { tokenHash: 'another' })
    at.classes.tableChanged(CLASS)
    await pass(200)
    expect(host.holdsPlace(phone.as)).toBe(false)
    expect(doubt).toHaveBeenCalledWith(phone.view?.seat?.role)
    expect(teacher.changes.at(-1)?.people).toContain(phone.as.id)
  })
})

describe('another phone', () => {
  it('that comes to a server which has not heard of it has the place, and the one before has not', async () => {
    const { host, phones } = await taught(2)
    const phone = phones[0] ?? expect.fail()
    lesson.change(phone.as.id, { tokenHash: 'another' })
    const other = new Phone(host, lesson.people[0] ?? expect.fail())
    expect(host.holdsPlace(other.as)).toBe(true)
    expect(host.holdsPlace(phone.as)).toBe(false)
    // one that was found in the table before, and comes after
    const late = new Phone(host, phone.as)
    await pass(200)
    expect([late, other].map(({ as }) => host.holdsPlace(as))).toEqual([false, true])
  })
})

it('a class that is deleted says so to whoever is there', async () => {
  const { at, teacher } = await taught(2)
  const gone = vi.spyOn(teacher, 'gone')
  lesson.row = null
  at.classes.tableChanged(CLASS)
  await pass(200)
  expect(gone).toHaveBeenCalled()
})

describe('several servers', () => {
  it('all bring about the same once', async () => {
    const { phones, teacher } = await taught(7)
    const others = await Promise.all(['two', 'three'].map((name) => server(name).host()))
    const elsewhere = others.flatMap((host) => [new Phone(host, lesson.add()), new Phone(host, lesson.add())])
    await pass(1_500)
    await when(teacher.start())
    const all = [...phones, ...elsewhere]
    await pass(1_000)
    for (const { view } of all) expect(view?.seat).not.toBeNull()
    for (const phone of all.slice(5, 9)) phone.leave()
    await pass(70_000)
    const changes = (await lesson.log.read(CLASS)).filter(({ type }) => type === 'seat-changed')
    const seats = changes.map((event) => (event.type === 'seat-changed' ? `${event.pair} ${event.role}` : ''))
    expect(new Set(seats).size).toBe(seats.length)
    await pass(5_000)
    for (const { pair } of teacher.host.teacherView().pairs) {
      const session = await sessionAt(pair)
      const handed = (await lesson.sessions.read(sessionIdOf(CLASS, 1, pair))).filter(
        ({ type }) => type === 'seat-handed-over',
      )
      expect(handed.length).toBe(seats.filter((seat) => seat.startsWith(`${pair} `)).length)
      expect(session?.ended).toBeNull()
    }
    const views = [teacher.host, ...others].map((host) => JSON.stringify(host.classroom))
    expect(new Set(views).size).toBe(1)
  })
})
