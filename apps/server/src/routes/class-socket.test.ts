import type { BoardNews, PhoneNews, SocketMessage, WallNews } from '@woshou/classroom'
import {
  ACCOUNT_ROLES,
  CLASS_RIGHTS,
  type ClassRight,
  type OpenedClass,
  type Participant,
  type ReturnCode,
} from '@woshou/classroom/api'
import { SYN } from '@woshou/protocol'
import { PROTOCOL } from '@woshou/session'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Action, may } from '../rights.ts'
import { OPENINGS } from '../socket/guest.ts'
import { drawToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import { BOUND } from '../testing/bound.ts'
import { InstructorBrowser, storeAccount } from '../testing/instructor.ts'
import { PhoneBrowser } from '../testing/phone-browser.ts'
import { startServer, type TestServer } from '../testing/start-server.ts'
import { TalkSocket } from '../testing/talk-socket.ts'

let server: TestServer
let storage: Storage
let teacher: InstructorBrowser
const open: TalkSocket[] = []

beforeAll(async () => {
  // signs of life at which rights are asked again come soon
  server = await startServer({ env: { requestsPerMinute: 1_000 }, rhythm: { interval: 500, silence: BOUND } })
  storage = await server.storage()
  teacher = await signedIn('teacher')
})
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})
afterAll(async () => {
  await storage.close()
  await server.close()
})

async function signedIn(login: string, role: 'admin' | 'instructor' = 'instructor'): Promise<InstructorBrowser> {
  await storeAccount(storage, login, role)
  return new InstructorBrowser(server.url).signIn(login)
}

async function command(id: string, body: object): Promise<void> {
  const answer = await teacher.post(`/api/classes/${id}/commands`, { id: drawToken(), command: body })
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 })
}

async function talk(first: SocketMessage, cookie: string | null = null): Promise<TalkSocket> {
  const socket = await TalkSocket.open(server.url, first, cookie)
  open.push(socket)
  return socket
}

const attend = ({ class: id, token }: Participant) =>
  talk({ type: 'attend', protocol: PROTOCOL, class: id, token, since: 0 })
const watchClass = (id: string, by = teacher) => talk({ type: 'watch-class', protocol: PROTOCOL, class: id }, by.cookie)
const watchWall = (id: string, by = teacher) => talk({ type: 'watch-wall', protocol: PROTOCOL, class: id }, by.cookie)

interface Pupil {
  readonly name: string
  readonly participant: Participant
  readonly phone: TalkSocket
}

const NAMES = ['Ada Lovelace', '珀尔曼', 'Grace Hopper', 'Vint Cerf', 'Bob Kahn', 'Elizabeth Feinler']

/** A class in whose lobby some students are. */
async function lobby(students = 4): Promise<{ readonly made: OpenedClass; readonly pupils: readonly Pupil[] }> {
  const made = (await teacher.post('/api/classes', { name: 'Networks' })).body as OpenedClass
  const pupils: Pupil[] = []
  for (const name of NAMES.slice(0, students)) {
    const participant = await new PhoneBrowser(server.url).in(made.code, name)
    const phone = await attend(participant)
    await phone.next('class')
    pupils.push({ name, participant, phone })
  }
  return { made, pupils }
}

type News = PhoneNews
const newest = ({ phone }: Pupil): News => phone.messages.findLast(({ type }) => type === 'class') as News

/** Starts a round; every phone has been told its seat and has joined it. */
async function startRound(id: string, pupils: readonly Pupil[], round: number): Promise<void> {
  await command(id, { type: 'start-round', scenario: 'three-way-handshake' })
  await Promise.all(
    pupils.map(async (pupil) => {
      const { phone } = pupil
      await phone.until(() => newest(pupil).round?.round === round && newest(pupil).seat)
      join(pupil)
      const { session } = seatOf(pupil)
      await phone.next('welcome', (welcome) => welcome.session === session)
    }),
  )
}

function seatOf(pupil: Pupil) {
  const { seat } = newest(pupil)
  if (!seat) throw new Error(`${pupil.name} has no seat`)
  return seat
}

function join(pupil: Pupil, since = 0): void {
  const { token } = pupil.participant
  pupil.phone.say({ type: 'join', protocol: PROTOCOL, session: seatOf(pupil).session, token, since })
}

const partnerOf = (pupil: Pupil, pupils: readonly Pupil[]) =>
  pupils.find((other) => other !== pupil && seatOf(other).session === seatOf(pupil).session)

/** A client's SYN with a number that nobody else has. */
function sendSyn({ phone }: Pupil, seq: number, id: string): void {
  const events = phone.messages.filter(({ type }) => type === 'events').at(-1)
  const version = events?.type === 'events' ? events.version : 0
  phone.say({
    type: 'move',
    id,
    version,
    command: { type: 'send-segment', segment: { flags: SYN, seq, ack: 0, length: 0 } },
  })
}

describe('a phone’s socket', () => {
  it('has one seat after the other, and what was said of the one before never comes after the next one’s welcome', async () => {
    const { made, pupils } = await lobby()
    await startRound(made.class, pupils, 1)
    const client = pupils.find((pupil) => seatOf(pupil).role === 'client') as Pupil
    const first = seatOf(client).session
    sendSyn(client, 5, 'move-0001')
    // wrong or right: it is judged, and answered on this very socket
    await client.phone.until(() =>
      client.phone.messages.find((message) => 'id' in message && message.id === 'move-0001'),
    )
    await command(made.class, { type: 'close-round' })
    await client.phone.next('class', (news) => (news as News).phase === 'lobby', 2)
    await startRound(made.class, pupils, 2)
    const second = seatOf(client).session
    expect(second).not.toBe(first)
    const welcome = client.phone.messages.findIndex(
      (message) => message.type === 'welcome' && message.session === second,
    )
    const after = client.phone.messages.slice(welcome)
    expect(after.filter((message) => 'session' in message && message.session === first)).toEqual([])
    expect(after.find(({ type }) => type === 'events')).toMatchObject({ since: 0 })
    // nobody sits in the first one any more
    const partner = pupils.find((pupil) => pupil !== client && seatOf(pupil).session === second)
    expect(partner).toBeDefined()
  })

  it('carries nothing of another pair, of the peer’s end, and no name but the partner’s', async () => {
    const { made, pupils } = await lobby()
    await startRound(made.class, pupils, 1)
    for (const [index, pupil] of pupils.entries())
      if (seatOf(pupil).role === 'client') sendSyn(pupil, 5 + index, `move-${index}000`)
    await Promise.all(pupils.map((pupil) => pupil.phone.next('heartbeat')))
    await command(made.class, { type: 'look-in', round: 1, pair: 1 })
    await command(made.class, { type: 'nudge', participant: pupils[0]?.participant.participant, words: 'Look at ack' })
    await pupils[0]?.phone.next('class', (news) => (news as News).nudge !== null)
    for (const pupil of pupils) {
      const told = pupil.phone.raw.join('\n')
      const partner = partnerOf(pupil, pupils)
      for (const other of pupils.filter((one) => one !== pupil)) {
        const { participant, pseudonym, token } = other.participant
        expect(told, 'an id').not.toContain(participant)
        expect(told, 'a token').not.toContain(token)
        if (other === partner) continue
        expect(told, 'a name').not.toContain(other.name)
        expect(told, 'a pseudonym').not.toContain(`"${pseudonym.en}"`)
        expect(told, 'a session').not.toContain(seatOf(other).session)
      }
      expect(told).not.toContain(made.code)
      expect(told).not.toContain(made.link)
      for (const field of ['"tiles"', '"people"', '"seed"', '"script"', '"right"']) expect(told).not.toContain(field)
      if (pupil !== pupils[0]) expect(told).not.toContain('Look at ack')
    }
  })

  it('is one student’s, however many tabs: each hears, and one is present', async () => {
    const { made, pupils } = await lobby(1)
    const [ada] = pupils
    if (!ada) throw new Error('nobody came')
    const tab = await attend(ada.participant)
    await tab.next('class')
    const board = await watchClass(made.class)
    expect(await board.next('class')).toMatchObject({ present: 1 })
    await command(made.class, { type: 'nudge', participant: ada.participant.participant, words: 'Look up' })
    for (const socket of [tab, ada.phone])
      expect(await socket.next('class', (news) => (news as News).nudge !== null)).toMatchObject({
        nudge: { words: 'Look up' },
      })
  })

  it('is told when its student comes back on another device, which goes on at the same place', async () => {
    const { made, pupils } = await lobby(2)
    await startRound(made.class, pupils, 1)
    const [ada] = pupils
    if (!ada) throw new Error('nobody came')
    const codes = await teacher.post(`/api/classes/${made.class}/return-codes`, {
      participant: ada.participant.participant,
    })
    const { code } = codes.body as ReturnCode
    const answer = await new PhoneBrowser(server.url).ask('POST', '/api/returns', { class: made.class, code })
    const returned = answer.body as Participant
    expect(await ada.phone.next('error', ({ session }) => session === undefined)).toMatchObject({ code: 'taken-over' })
    expect(await ada.phone.closed()).toBe(1008)
    const phone = await attend(returned)
    const news = (await phone.next('class')) as News
    expect(news).toMatchObject({ name: ada.name, seat: seatOf(ada) })
    phone.say({ type: 'join', protocol: PROTOCOL, session: seatOf(ada).session, token: returned.token, since: 0 })
    expect(await phone.next('welcome')).toMatchObject({ role: seatOf(ada).role, session: seatOf(ada).session })
    // the first one's token is good for nothing
    const old = await attend(ada.participant)
    expect(await old.next('error')).toMatchObject({ code: 'wrong-token' })
  })

  it('of a removed student is closed at its seat as well, and the seat does not open to it again', async () => {
    const { made, pupils } = await lobby()
    await startRound(made.class, pupils, 1)
    const [ada] = pupils
    if (!ada) throw new Error('nobody came')
    const { session } = seatOf(ada)
    const seat = await talk({ type: 'join', protocol: PROTOCOL, session, token: ada.participant.token, since: 0 })
    await seat.next('welcome')
    await command(made.class, { type: 'remove', participant: ada.participant.participant, bar: true })
    expect(await ada.phone.closed()).toBe(1008)
    expect(ada.phone.messages.at(-1)).toMatchObject({ type: 'error', code: 'barred' })
    // a socket of the seat's own is shown out, too
    expect(await seat.closed()).toBe(1008)
    const again = await talk({ type: 'join', protocol: PROTOCOL, session, token: ada.participant.token, since: 0 })
    expect(await again.next('error')).toMatchObject({ code: 'wrong-token' })
    expect(await (await attend(ada.participant)).next('error')).toMatchObject({ code: 'barred' })
  })
})

describe('a board', () => {
  it('sees how the pairs stand, and looks at both ends of one, which is told', async () => {
    const { made, pupils } = await lobby()
    await startRound(made.class, pupils, 1)
    const board = await watchClass(made.class)
    const news = (await board.next('class')) as BoardNews
    expect(news).toMatchObject({ whole: true, right: 'owner', phase: 'playing' })
    expect(news.people?.map(({ name }) => name)).toEqual(NAMES.slice(0, 4))
    expect(news.pairs).toHaveLength(2)
    const seen = new Set<number>()
    await board.until(() => {
      for (const message of board.messages)
        if (message.type === 'tiles') for (const { pair } of message.tiles) seen.add(pair)
      return seen.size === 2
    })
    const [ada] = pupils
    if (!ada) throw new Error('nobody came')
    const { session } = seatOf(ada)
    board.say({ type: 'watch-session', session, since: 0 })
    expect(await board.next('welcome')).toMatchObject({ role: 'observer', session })
    expect(await board.next('events')).toMatchObject({ since: 0, events: expect.arrayContaining([]) })
    await ada.phone.next('class', (told) => (told as News).lookedAt)
    await ada.phone.next('presence', ({ presence }) => presence.observer?.connected === true)
    const others = pupils.filter((pupil) => seatOf(pupil).session !== session)
    expect(others.map((pupil) => newest(pupil).lookedAt)).toEqual([false, false])
    board.say({ type: 'move', id: 'move-0001', version: 1, command: { type: 'take-hint' } })
    expect(await board.next('refusal')).toMatchObject({ id: 'move-0001', refusal: 'not-yours-to-do' })
    const before = ada.phone.messages.length
    board.say({ type: 'watch-session', session: null, since: 0 })
    await ada.phone.next('class', (told) => !(told as News).lookedAt, before)
  })

  it('is refused a session of another class, and the socket stays', async () => {
    const { made } = await lobby(1)
    const board = await watchClass(made.class)
    const other = drawToken()
    board.say({ type: 'watch-session', session: other, since: 0 })
    expect(await board.next('error')).toMatchObject({ code: 'unknown-session', session: other })
    expect(await board.next('left')).toEqual({ type: 'left', session: other, again: false })
    expect(board.closeCode).toBeNull()
  })

  it('is closed when its teacher signs out', async () => {
    const { made } = await lobby(1)
    const other = await new InstructorBrowser(server.url).signIn('teacher')
    const [board, wall] = [await watchClass(made.class, other), await watchWall(made.class, other)]
    await Promise.all([board.next('class'), wall.next('class')])
    await other.post('/api/account/logout')
    expect(await Promise.all([board.closed(), wall.closed()])).toEqual([1008, 1008])
    expect(board.messages.at(-1)).toMatchObject({ code: 'not-signed-in' })
  })
})

describe('a wall', () => {
  it('shows code, clock and a pair’s ladder, and in no byte a name', async () => {
    const { made, pupils } = await lobby()
    const wall = await watchWall(made.class)
    const { code, link } = made
    expect(await wall.next('class')).toMatchObject({ code, link, present: 4, shown: { kind: 'code' }, done: 0 })
    await startRound(made.class, pupils, 1)
    await command(made.class, { type: 'show', what: { kind: 'ladder', round: 1, pair: 1 } })
    const told = (await wall.next('class', (news) => (news as WallNews).shown.kind === 'ladder')) as WallNews
    const session = told.shown.kind === 'ladder' ? told.shown.session : ''
    expect(await wall.next('welcome')).toMatchObject({ role: 'observer', session })
    const client = pupils.find((pupil) => seatOf(pupil).session === session && seatOf(pupil).role === 'client') as Pupil
    sendSyn(client, 4_242, 'move-0001')
    await wall.until(() => wall.raw.some((text) => text.includes('4242')))
    // another pair, then none
    await command(made.class, { type: 'show', what: { kind: 'ladder', round: 1, pair: 2 } })
    await wall.next('welcome', (welcome) => welcome.session !== session)
    await command(made.class, { type: 'show', what: { kind: 'round' } })
    await wall.next('class', (news) => (news as WallNews).shown.kind === 'round')
    const bytes = wall.raw.join('\n')
    for (const { name, participant } of pupils) {
      expect(bytes).not.toContain(name)
      expect(bytes).not.toContain(participant.participant)
    }
    expect(bytes).toContain(client.participant.pseudonym.en)
  })
})

describe('every message of instructors', () => {
  /** As what each is allowed; whoever adds one says so here. */
  const MESSAGES: Readonly<Record<Exclude<(typeof OPENINGS)[number], 'join' | 'attend'>, Action>> = {
    'watch-class': 'see-class',
    'watch-session': 'see-class',
    'watch-wall': 'see-class',
  }
  const types = OPENINGS.filter((type) => type !== 'join' && type !== 'attend')
  const REFUSED = ['not-signed-in', 'forbidden', 'unknown-class', 'unknown-session']

  async function playing() {
    const { made, pupils } = await lobby(2)
    await startRound(made.class, pupils, 1)
    const [pupil] = pupils
    if (!pupil) throw new Error('nobody came')
    const { session } = seatOf(pupil)
    const messages = {
      'watch-class': { type: 'watch-class', class: made.class },
      'watch-session': { type: 'watch-session', session, since: 0 },
      'watch-wall': { type: 'watch-wall', class: made.class },
    } as const satisfies Readonly<Record<keyof typeof MESSAGES, SocketMessage>>
    return { made, pupil, messages }
  }

  /** What comes of it: the first thing that is said, or the code of a refusal; and whether the socket is closed then. */
  async function answer(message: SocketMessage, cookie: string | null): Promise<string> {
    const socket = await talk(message, cookie)
    const first = await socket.until(() => socket.messages[0])
    if (first.type !== 'error') return first.type
    expect(await socket.closed()).toBe(1008)
    expect(socket.raw).toHaveLength(1)
    return first.code
  }

  it('refuses nobody at all, and every token of a student', async () => {
    const { messages, pupil } = await playing()
    const { token } = pupil.participant
    for (const type of types)
      for (const cookie of [null, `woshou_login=${token}`, `woshou_phone=${token}`, 'woshou_login='])
        expect(await answer(messages[type], cookie), `${type} ${cookie}`).toBe('not-signed-in')
    // nor by its first message beside a student's own
    const phone = await attend(pupil.participant)
    await phone.next('class')
    for (const type of types) {
      const before = phone.messages.length
      phone.say(messages[type])
      await phone.next('error', () => true, before)
    }
    expect(phone.messages.filter(({ type }) => type === 'tiles' || type === 'welcome')).toEqual([])
  })

  it('lets each role do what the table says, and nothing else', async () => {
    const { made, messages } = await playing()
    for (const role of ACCOUNT_ROLES)
      for (const right of [null, ...CLASS_RIGHTS.filter((one) => one !== 'owner')] as (ClassRight | null)[]) {
        const login = `${role}-${right}`
        const browser = await signedIn(login, role)
        if (right !== null)
          expect((await teacher.post(`/api/classes/${made.class}/teachers`, { login, right })).status).toBeLessThan(300)
        for (const type of types) {
          const answered = await answer(messages[type], browser.cookie)
          expect(REFUSED.includes(answered), `${login} ${type}: ${answered}`).toBe(
            !may({ role }, MESSAGES[type], right),
          )
        }
      }
  })

  it('a page of another origin opens no socket with an instructor’s cookie', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, {
      headers: { origin: 'https://elsewhere.example', cookie: teacher.cookie ?? '' },
    })
    const refused = new Promise((resolve) => socket.once('error', ({ message }) => resolve(message)))
    expect(await refused).toMatch(/403/)
  })
})
