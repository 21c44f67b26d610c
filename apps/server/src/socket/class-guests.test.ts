import { foldClass, sessionIdOf } from '@woshou/classroom'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { Air, AirBus } from '../testing/air.ts'
import { type FakePage, GuestServer, LiveClass } from '../testing/live-class.ts'
import { letIn, newClass, newcomer, pairSession } from '../testing/stored-class.ts'
import { STRANGER } from './caller.ts'

let lesson: LiveClass
let server: GuestServer
const pages: FakePage[] = []

beforeAll(async () => {
  lesson = await LiveClass.begin()
  server = await GuestServer.over(lesson.storage)
})
afterAll(async () => {
  for (const page of pages) page.leave()
  await server.close()
  await lesson.close()
})

async function attend(token: string, at = server): Promise<FakePage> {
  const page = await at.open({ type: 'attend', class: lesson.id, token, since: 0 })
  pages.push(page)
  return page
}

async function board(caller = lesson.owner.caller): Promise<FakePage> {
  const page = await server.open({ type: 'watch-class', class: lesson.id }, caller)
  pages.push(page)
  return page
}

async function wall(caller = lesson.owner.caller): Promise<FakePage> {
  const page = await server.open({ type: 'watch-wall', class: lesson.id }, caller)
  pages.push(page)
  return page
}

describe('a phone', () => {
  it('is told of its class at once, under its own name, and of nobody else', async () => {
    const [ada, bob] = [await lesson.student('Ada Lovelace'), await lesson.student('Bob Metcalfe')]
    const page = await attend(ada.token)
    await attend(bob.token)
    expect(page.messages).toMatchObject([
      { type: 'class', phase: 'lobby', name: 'Ada Lovelace', seat: null, partners: [], pause: null },
    ])
    const board1 = await board()
    await board1.until(({ people }) => people?.length >= 2)
    expect(page.raw.join()).not.toContain('Metcalfe')
    // who else comes from there is of a class as well
    expect(server.services.halls.has(page.address)).toBe(true)
    expect(page.raw).toHaveLength(1)
  })

  it.each([
    ['removed', false],
    ['barred', true],
  ] as const)('is shown out at once when its student is %s, and turned away after that', async (code, bar) => {
    const eve = await lesson.student(`Eve ${code}`)
    const page = await attend(eve.token)
    const tab = await attend(eve.token)
    await server.command(lesson.id, { type: 'remove', participant: eve.id, bar })
    await Promise.all([page, tab].map((one) => one.until(({ type }) => type === 'error')))
    expect([page, tab].map((one) => [one.messages.at(-1)?.code, one.closedWith])).toEqual([
      [code, 1008],
      [code, 1008],
    ])
    const again = await attend(eve.token)
    expect(again.messages).toMatchObject([{ type: 'error', code }])
    expect(again.closedWith).toBe(1008)
  })

  it('at another server than its teacher is shown out as soon as that one hears of it, and seen there meanwhile', async () => {
    const air = new Air()
    const [here, there] = await Promise.all(
      ['here', 'there'].map((name) => GuestServer.over(lesson.storage, new AirBus(name, air))),
    )
    if (!here || !there) throw new Error('no servers')
    const mallory = await lesson.student('Mallory')
    const watching = await here.open({ type: 'watch-class', class: lesson.id }, lesson.owner.caller)
    const page = await attend(mallory.token, there)
    const seen = (present: boolean) =>
      watching.until(({ people }) =>
        people?.some((one: { name: string; present: boolean }) => one.name === 'Mallory' && one.present === present),
      )
    await seen(true)
    await here.command(lesson.id, { type: 'nudge', participant: mallory.id, words: 'Look up' })
    await page.until(({ nudge }) => nudge?.words === 'Look up')
    await here.command(lesson.id, { type: 'remove', participant: mallory.id })
    expect(await page.until(({ type }) => type === 'error')).toMatchObject({ code: 'removed' })
    expect(page.closedWith).toBe(1008)
    watching.leave()
    await Promise.all([here.close(), there.close()])
  })

  it('without a token of the class is told which field is wrong', async () => {
    expect((await attend(drawToken())).messages).toMatchObject([{ code: 'wrong-token', field: 'token' }])
    const nowhere = await server.open({ type: 'attend', class: drawToken(), token: drawToken(), since: 0 })
    expect(nowhere.messages).toMatchObject([{ code: 'unknown-class', field: 'class' }])
  })

  it('plays nowhere until it has joined a seat, and is not closed for asking', async () => {
    const page = await attend((await lesson.student('Fay')).token)
    page.say({ type: 'move', id: 'move-0001', version: 0, command: { type: 'take-hint' } })
    page.say({ type: 'join', session: drawToken(), token: drawToken(), since: 0 })
    await page.until(({ type }) => type === 'left')
    page.say({ type: 'leave', session: drawToken() })
    page.say({ type: 'attend', class: lesson.id, token: drawToken(), since: 0 })
    expect(page.messages.slice(1)).toMatchObject([
      { type: 'error', code: 'join-first', id: 'move-0001' },
      { type: 'error', code: 'unknown-session', session: expect.any(String) },
      { type: 'left', again: false },
      { type: 'error', code: 'not-a-message' },
    ])
    expect(page.open).toBe(true)
  })
})

describe('a board', () => {
  it('has everything first, and then what is new', async () => {
    const page = await board()
    const first = page.of('class')[0]
    expect(first).toMatchObject({ whole: true, right: 'owner', code: null, link: null, pairs: [] })
    const ann = await lesson.student('Ann')
    const phone = await attend(ann.token)
    const told = await page.until(
      ({ people, whole }) =>
        whole === false && people?.some(({ participant }: { participant: string }) => participant === ann.id),
    )
    expect(told.people).toHaveLength(1)
    expect(told).toMatchObject({ people: [{ name: 'Ann', present: true }] })
    await server.command(lesson.id, { type: 'open-doors' })
    expect(await page.until(({ code }) => code !== null && code !== undefined)).toMatchObject({
      code: '12345678',
      link: expect.stringMatching(/^\/join\/[\w-]{22}$/),
    })
    await server.command(lesson.id, { type: 'remove', participant: ann.id })
    await page.until(({ gone }) => gone?.includes(ann.id))
    phone.leave()
  })

  it('notes in the class who is looked at, once however many look, and no longer when its server stops', async () => {
    const phones = await Promise.all(['Ina', 'Jon'].map(async (name) => attend((await lesson.student(name)).token)))
    await server.command(lesson.id, { type: 'start-round', scenario: 'three-way-handshake' })
    const news = await phones[0]?.until(({ seat }) => seat)
    const { session } = news.seat
    const logged = async () => {
      const events = await lesson.storage.classLog.read(lesson.id, 0)
      return events.flatMap((event) => (event.type === 'looked-in' ? [event.on] : []))
    }
    const [one, two] = [await board(), await board()]
    for (const page of [one, two]) page.say({ type: 'watch-session', session, since: 0 })
    await Promise.all([one, two].map((page) => page.until(({ type }) => type === 'welcome')))
    await phones[0]?.until(({ lookedAt }) => lookedAt)
    const before = phones[0]?.raw.length
    one.leave()
    two.guest?.stopping?.()
    await phones[0]?.until(({ lookedAt }) => lookedAt === false, before)
    two.leave()
    expect(await logged()).toEqual([true, false])
    await server.command(lesson.id, { type: 'close-round' })
    for (const phone of phones) phone.leave()
  })

  it('that asks for a pair at the round’s very start has it as soon as its session is made; who has no right has not', async () => {
    const phones = await Promise.all(['Kay', 'Leo'].map(async (name) => attend((await lesson.student(name)).token)))
    const before = foldClass(await lesson.storage.classLog.read(lesson.id, 0))?.rounds.length ?? 0
    const round = before + 1
    const session = sessionIdOf(lesson.id, round, 1)
    const { classes } = lesson.storage
    const create = classes.createSessions.bind(classes)
    const { promise: mayMake, resolve: make } = Promise.withResolvers<void>()
    const making = vi.spyOn(classes, 'createSessions').mockImplementation(async (...made) => {
      await mayMake
      return create(...made)
    })
    const inLine = server.services.classes.broughtInLine.bind(server.services.classes)
    const { promise: waits, resolve: waiting } = Promise.withResolvers<void>()
    const asked = vi.spyOn(server.services.classes, 'broughtInLine').mockImplementation((one) => {
      waiting()
      return inLine(one)
    })
    onTestFinished(() => {
      // whatever fails, nobody waits for them for ever
      make()
      making.mockRestore()
      asked.mockRestore()
    })
    const [page, shown] = [await board(), await wall()]
    const other = await lesson.account('elsewhere', null)
    // answered once the sessions are made
    const started = server.command(lesson.id, { type: 'start-round', scenario: 'three-way-handshake' })
    await page.until(({ pairs }) => pairs?.length)
    await server.command(lesson.id, { type: 'show', what: { kind: 'ladder', round: round, pair: 1 } })
    page.say({ type: 'watch-session', session, since: 0 })
    const early = await server.open({ type: 'watch-session', session, since: 0 }, other.caller)
    expect(early.messages).toMatchObject([{ type: 'error', code: 'unknown-session' }])
    // by this session alone, and not by its class
    const alone = await server.open({ type: 'watch-session', session, since: 0 }, lesson.owner.caller)
    expect(alone.messages).toEqual([])
    await waits
    make()
    await started
    const lookers = [page, shown, alone]
    await Promise.all(lookers.map((one) => one.until(({ type }) => type === 'welcome')))
    for (const one of lookers)
      expect(one.messages.filter(({ type }) => type === 'error' || type === 'left')).toEqual([])
    await server.command(lesson.id, { type: 'close-round' })
    for (const one of [...phones, ...lookers]) one.leave()
  })

  it('is for those alone who have a right in the class', async () => {
    const [viewer, other, admin] = [
      await lesson.account('viewer', 'viewer'),
      await lesson.account('other', null),
      await lesson.account('admin', null, 'admin'),
    ]
    expect((await board(viewer.caller)).of('class')[0]).toMatchObject({ right: 'viewer' })
    for (const open of [board, wall]) {
      expect((await open(other.caller)).messages).toMatchObject([{ code: 'unknown-class' }])
      expect((await open(admin.caller)).messages).toMatchObject([{ code: 'unknown-class' }])
      expect((await open(STRANGER)).messages).toMatchObject([{ code: 'not-signed-in' }])
    }
  })

  it('whose login or right ends is shown out by the next sign of life', async () => {
    const [leaving, losing] = [await lesson.account('leaving', 'teacher'), await lesson.account('losing', 'teacher')]
    const watching = [await board(leaving.caller), await wall(leaving.caller)]
    const losers = [await board(losing.caller), await wall(losing.caller)]
    await lesson.storage.accounts.endLogin(leaving.login)
    await lesson.storage.classes.endRight(lesson.id, losing.id)
    for (const page of [...watching, ...losers]) page.guest?.beat()
    for (const page of watching) await page.until(({ code }) => code === 'not-signed-in')
    for (const page of losers) await page.until(({ code }) => code === 'unknown-class')
    expect([...watching, ...losers].map(({ closedWith }) => closedWith)).toEqual([1008, 1008, 1008, 1008])
  })

  it('that looks at a pair of another class is shown out when its right in that one ends, too', async () => {
    const both = await lesson.account('both', 'teacher')
    const { classes } = lesson.storage
    const other = newClass(lesson.owner.id)
    await classes.create(other)
    const student = await letIn(classes, other.id, newcomer('Uma'))
    const made = pairSession(other.id, 1, student.id)
    await classes.createSessions(other.id, [made])
    await classes.setRight(other.id, both.id, 'viewer')
    const page = await board(both.caller)
    page.say({ type: 'watch-session', session: made.session.id, since: 0 })
    await page.until(({ type }) => type === 'welcome')
    await classes.endRight(other.id, both.id)
    page.guest?.beat()
    expect(await page.until(({ type }) => type === 'error')).toMatchObject({ code: 'unknown-class' })
    expect(page.closedWith).toBe(1008)
  })
})

describe('a wall', () => {
  it('is told how many are there and what brings more in, and no name', async () => {
    const page = await wall()
    const before = page.messages[0].present
    const phone = await attend((await lesson.student('Zacharias')).token)
    await page.until(({ present }) => present === before + 1)
    expect(page.messages[0]).toMatchObject({ code: '12345678', doors: 'open' })
    expect(page.raw.join()).not.toContain('Zacharias')
    phone.leave()
  })
})

it('a phone whose place another one takes at its seat hears that, and nothing of the seat before', async () => {
  const [ada, bob] = [await lesson.student('Ada King'), await lesson.student('Bob Kahn')]
  const [page, peer] = [await attend(ada.token), await attend(bob.token)]
  await server.command(lesson.id, { type: 'start-round', scenario: 'three-way-handshake' })
  const { session } = (await page.until(({ seat }) => seat)).seat
  page.say({ type: 'join', session, token: ada.token, since: 0 })
  await page.until(({ type }) => type === 'events')
  const before = page.raw.length
  const { classes } = lesson.storage
  const codes = { codeHash: drawToken(), linkHash: drawToken(), until: Date.now() + 60_000 }
  await classes.keepReturnCode(lesson.id, ada.id, codes)
  const phone = { tokenHash: hashToken(drawToken()), phoneHash: hashToken(drawToken()) }
  await classes.comeBack(codes.linkHash, () => phone, Date.now())
  server.classes.tableChanged(lesson.id)
  await page.until(({ type }) => type === 'error', before)
  expect(page.messages.slice(before)).toMatchObject([{ type: 'error', code: 'taken-over' }])
  expect(page.closedWith).toBe(1008)
  peer.leave()
})
