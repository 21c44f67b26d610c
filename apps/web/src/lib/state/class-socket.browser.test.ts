import {
  type BoardNews,
  evolveTile,
  type PhoneNews,
  pseudonym,
  sessionIdOf,
  type Tile,
  tileText,
} from '@woshou/classroom'
import { begin, PROTOCOL, type ServerMessage, see, sit, type Viewer } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Board } from './board.svelte.ts'
import { countsOf } from './board-pairs.ts'
import { PairOrder } from './pair-order.svelte.ts'
import { Phone } from './phone.svelte.ts'
import { Play } from './play.svelte.ts'
import type { EndSeat } from './seats.svelte.ts'
import { inLobby } from './testing/in-lobby.ts'
import { Wire } from './testing/wire.ts'
import { Wall } from './wall.svelte.ts'

const { connect } = Wire
const CLASS = 'C'.repeat(22)
const TOKEN = 't'.repeat(22)
const session = (pair: number, round = 1) => sessionIdOf(CLASS, round, pair)
const both = { client: { taken: true, connected: true }, server: { taken: true, connected: true } }
const welcome = (of: string, role: Viewer = 'client') =>
  ({ type: 'welcome', role, now: 1_000, presence: both, session: of }) as const

beforeEach(() => {
  vi.useFakeTimers()
  Wire.open = []
  sessionStorage.clear()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A session's beginning in which both have sat down. */
function beginning() {
  const scenario = SCENARIOS.find(({ id }) => id === 'three-way-handshake')
  if (!scenario) throw new Error('no handshake')
  let happening = begin({ scenario, level: 'coached', pace: 1, seed: 1, now: 0 })
  const log = [...happening.events]
  for (const role of ['client', 'server'] as const) {
    const seated = sit(happening.session, role, role, 10)
    if (!seated) throw new Error('the seat is taken')
    log.push(...seated.events)
    happening = seated
  }
  return { log, session: happening.session }
}

const events = (viewer: Viewer): ServerMessage<Viewer> => {
  const seen = beginning().log.flatMap((event) => see(event, viewer) ?? [])
  return { type: 'events', since: 0, version: seen.at(-1)?.version ?? 0, now: 1_000, events: seen }
}

describe('a phone', () => {
  const lobby = inLobby()
  const seated = (pair: number): PhoneNews => ({
    ...lobby,
    version: pair + 1,
    phase: 'playing',
    seat: { session: session(pair), role: 'client' },
    partners: [{ role: 'server', name: 'Bob', pseudonym: pseudonym(1) }],
  })
  let phone: Phone
  beforeEach(() => {
    phone = new Phone({ class: CLASS, token: TOKEN }, { connect })
    phone.start()
    Wire.last.accept()
  })
  afterEach(() => phone.stop())

  const play = (): Play => {
    const { seat } = phone
    if (seat?.role !== 'client') throw new Error('no seat')
    const own = seat as EndSeat
    const started = new Play(own, { channel: phone.channel(own) })
    started.start()
    return started
  }

  test('attends, hears of its seat, and joins it on the same socket', () => {
    expect(Wire.last.sent).toEqual([{ type: 'attend', protocol: PROTOCOL, class: CLASS, token: TOKEN, since: 0 }])
    Wire.last.say(lobby)
    expect([phone.status, phone.news?.phase, phone.seat]).toEqual(['open', 'lobby', null])
    Wire.last.say(seated(1))
    const { seat } = phone
    expect(seat).toMatchObject({ session: session(1), role: 'client', token: TOKEN, partner: 'Bob' })
    Wire.last.say({ ...seated(1), lookedAt: true })
    expect(phone.seat).toBe(seat)
    const own = play()
    expect(Wire.open).toHaveLength(1)
    expect(Wire.last.sent.at(-1)).toMatchObject({ type: 'join', session: session(1), token: TOKEN, since: 0 })
    expect(own.status).toBe('connecting')
    Wire.last.say(welcome(session(1)))
    Wire.last.say(events('client'))
    expect([own.status, own.view?.names.server]).toEqual(['open', 'server'])
    own.stop()
    expect(Wire.last.sent.at(-1)).toEqual({ type: 'leave', session: session(1) })
  })

  test('never takes what is still said of the seat before for the next one’s', () => {
    Wire.last.say(seated(1))
    const first = play()
    Wire.last.say(welcome(session(1)))
    Wire.last.say(events('client'))
    Wire.last.say(seated(2))
    const second = play()
    // the page lets the old one go after the new one has begun, or before: it is all the same
    first.stop()
    Wire.last.say(events('client'))
    expect(second.view).toBeNull()
    expect(Wire.last.sent.filter(({ type }) => type === 'leave')).toEqual([])
    Wire.last.say(welcome(session(2)))
    Wire.last.say(events('client'))
    expect([first.status, second.status, second.view?.version]).toEqual(['stopped', 'open', first.view?.version])
    second.stop()
  })

  test('attends and joins again after a break, from what each has', () => {
    Wire.last.say(seated(1))
    const own = play()
    Wire.last.say(welcome(session(1)))
    Wire.last.say(events('client'))
    Wire.last.breakOff()
    expect([phone.status, own.status]).toEqual(['lost', 'lost'])
    vi.advanceTimersByTime(1_000)
    Wire.last.accept()
    expect(Wire.last.sent).toMatchObject([
      { type: 'attend', since: 2 },
      { type: 'join', session: session(1), since: own.view?.version },
    ])
    Wire.last.say(seated(1))
    expect([phone.status, own.status]).toEqual(['open', 'connecting'])
    Wire.last.say(welcome(session(1)))
    expect(own.status).toBe('open')
    own.stop()
  })

  test('comes back to a seat that the server let go for a moment, and not to one that it may not have', () => {
    Wire.last.say(seated(1))
    const own = play()
    Wire.last.say(welcome(session(1)))
    Wire.last.say({ type: 'left', session: session(1), again: true })
    expect([phone.status, own.status]).toEqual(['open', 'lost'])
    vi.advanceTimersByTime(1_000)
    expect(Wire.last.sent.filter(({ type }) => type === 'join')).toHaveLength(2)
    Wire.last.say({ type: 'error', code: 'wrong-token', field: 'token', detail: '', session: session(1) })
    Wire.last.say({ type: 'left', session: session(1), again: false })
    expect([phone.status, own.status, own.refusedBy]).toEqual(['open', 'refused', 'wrong-token'])
    vi.advanceTimersByTime(9_000)
    expect(Wire.last.sent.filter(({ type }) => type === 'join')).toHaveLength(2)
  })

  test.each(['removed', 'barred', 'taken-over', 'unknown-class'] as const)('knows when it is shown out: %s', (code) => {
    Wire.last.say(seated(1))
    const own = play()
    Wire.last.say({ type: 'error', code, field: 'token', detail: '' })
    expect([phone.status, phone.refusedBy, own.status, own.refusedBy]).toEqual(['refused', code, 'refused', code])
    vi.advanceTimersByTime(60_000)
    expect(Wire.open).toHaveLength(1)
    own.stop()
  })
})

describe('a board', () => {
  const person = (nth: number) => ({
    participant: `p${nth}`,
    name: `Student ${nth}`,
    pseudonym: pseudonym(nth),
    present: true,
    cameAt: 0,
    seat: null,
  })
  const pairOf = (pair: number, round = 1) => ({
    pair,
    client: `p${2 * pair - 2}`,
    server: `p${2 * pair - 1}`,
    network: null,
    session: session(pair, round),
    lookedAt: false,
    resolved: { client: null, server: null },
  })
  const round = (number: number) => ({
    round: number,
    title: { en: 'A handshake', 'zh-CN': '握手' },
    level: 'coached' as const,
    until: 'goal' as const,
    clock: { elapsed: 0, left: null, stands: false },
  })
  const news = (more: Partial<BoardNews>): BoardNews => ({
    type: 'class',
    version: 1,
    now: 1_000_000,
    phase: 'playing',
    doors: 'open',
    present: 4,
    round: round(1),
    shown: { kind: 'round' },
    poll: null,
    plans: [],
    byHand: { locked: [], apart: [], placed: [] },
    alarms: { right: 0, false: 0 },
    code: '12345678',
    link: '/join/x',
    right: 'owner',
    whole: false,
    ...more,
  })
  const whole = news({ whole: true, people: [0, 1, 2, 3].map(person), pairs: [pairOf(1), pairOf(2)] })
  const { log, session: begun } = beginning()
  const tile = evolveTile(null, log, begun)
  const told = (pair: number, of: Tile, now: number, number = 1) => ({
    type: 'tiles' as const,
    round: number,
    tiles: [{ pair, session: session(pair, number), now, tile: tileText(of) }],
  })
  let board: Board
  beforeEach(() => {
    board = new Board(CLASS, { connect })
    board.start()
    Wire.last.accept()
  })
  afterEach(() => board.stop())

  test('lays what is new over what it knows, and begins anew with another round', () => {
    expect(Wire.last.sent).toEqual([{ type: 'watch-class', protocol: PROTOCOL, class: CLASS }])
    Wire.last.say(whole)
    Wire.last.say(news({ people: [{ ...person(1), name: 'Bob' }, person(4)], gone: ['p3'] }))
    expect([...(board.class?.people.values() ?? [])].map(({ name }) => name)).toEqual([
      'Student 0',
      'Bob',
      'Student 2',
      'Student 4',
    ])
    expect(board.pairs.map(({ pair, client, server }) => [pair, client.name, server.name])).toEqual([
      [1, 'Student 0', 'Bob'],
      [2, 'Student 2', null],
    ])
    Wire.last.say(told(1, tile, 1_000))
    expect(board.pairs[0]?.tile).not.toBeNull()
    // some of the next round's first, then the rest
    Wire.last.say(news({ round: round(2), pairs: [pairOf(1, 2)] }))
    expect(board.pairs.map(({ session: of, tile: its }) => [of, its])).toEqual([[session(1, 2), null]])
    Wire.last.say(news({ round: round(2), pairs: [pairOf(2, 2)] }))
    expect(board.pairs).toHaveLength(2)
    // late news of the round before
    Wire.last.say(told(1, tile, 1_000, 2))
    Wire.last.say(told(2, tile, 9_000, 1))
    expect(board.pairs.map(({ tile: its }) => its !== null)).toEqual([true, false])
  })

  test('says who is stuck as time goes on, first in order of need, until a teacher has dealt with it', () => {
    Wire.last.say(whole)
    Wire.last.say(told(1, tile, 80_000))
    Wire.last.say(told(2, tile, 10_000))
    expect(countsOf(board.pairs)).toMatchObject({ thinking: 2, stuck: 0 })
    vi.advanceTimersByTime(15_000)
    expect(countsOf(board.pairs)).toMatchObject({ thinking: 1, stuck: 1 })
    const all = () => board.pairs
    const [first] = new PairOrder(all, all).pairs
    expect(first?.client.standing).toMatchObject({ kind: 'stuck', causes: [{ cause: 'long' }] })
    expect(first?.server.standing).toMatchObject({ kind: 'waiting' })
    const since = first?.client.standing && 'since' in first.client.standing ? first.client.standing.since : 0
    Wire.last.say(news({ pairs: [{ ...pairOf(1), resolved: { client: since, server: null } }] }))
    expect(countsOf(board.pairs)).toMatchObject({ thinking: 2, stuck: 0 })
  })

  test('looks at one pair after the other on the same socket', () => {
    Wire.last.say(whole)
    board.watch(session(1))
    expect(Wire.last.sent.at(-1)).toMatchObject({ type: 'watch-session', session: session(1), since: 0 })
    board.watch(session(2))
    Wire.last.say(welcome(session(1), 'observer'))
    Wire.last.say(events('observer'))
    expect(board.watched?.view).toBeNull()
    Wire.last.say(welcome(session(2), 'observer'))
    Wire.last.say(events('observer'))
    expect(board.watched?.view?.names.client).toBe('client')
    board.watch(null)
    expect(Wire.last.sent.at(-1)).toEqual({ type: 'watch-session', session: null, since: 0 })
    expect(board.watched).toBeNull()
  })
})

test('a wall shows the pair that the server shows, and asks for nothing', () => {
  const wall = new Wall({ class: CLASS }, { connect })
  wall.start()
  Wire.last.accept()
  const told = {
    type: 'class',
    version: 1,
    now: 1_000_000,
    phase: 'playing',
    doors: 'closed',
    present: 4,
    round: null,
    pairs: 2,
    poll: null,
    code: null,
    link: null,
    done: 0,
  } as const
  const shown = (pair: number) => ({
    ...told,
    shown: { kind: 'ladder', session: session(pair), round: 1, pair, client: null, server: null } as const,
  })
  Wire.last.say(shown(1))
  Wire.last.say(welcome(session(1), 'observer'))
  Wire.last.say(events('observer'))
  expect(wall.ladder?.view?.started).toBe(true)
  Wire.last.say(shown(2))
  expect(wall.ladder?.view).toBeNull()
  Wire.last.say(events('observer'))
  expect(wall.ladder?.view).toBeNull()
  Wire.last.say({ ...told, shown: { kind: 'code' } })
  expect(wall.ladder).toBeNull()
  expect(Wire.last.sent).toEqual([{ type: 'watch-wall', protocol: PROTOCOL, class: CLASS }])
  wall.stop()
})
