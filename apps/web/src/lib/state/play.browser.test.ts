import { SYN } from '@woshou/protocol'
import {
  begin,
  EYES,
  RULES_VERSION,
  type SeenEvent,
  type ServerMessage,
  type SessionEvent,
  see,
  sit,
} from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import golden from '../../../../../packages/session/fixtures/golden/open-and-close-from-client.json' with {
  type: 'json',
}
import { Play } from './play.svelte.ts'
import type { EndSeat } from './seats.svelte.ts'
import { Wire } from './testing/wire.ts'

/** Opens the newest socket, and lets the client's seat in on it. */
function accept() {
  const both = { taken: true, connected: true }
  Wire.last.accept()
  Wire.last.say({ type: 'welcome', role: 'client', now: 1_000, presence: { client: both, server: both } })
}

const seat: EndSeat = { session: 's'.repeat(22), role: 'client', token: 't'.repeat(22), name: 'Ann', takenAt: 0 }
const send = { type: 'send-segment', segment: { flags: SYN, seq: 300, ack: 0, length: 0 } } as const

/** What the client's seat sees of a handshake in which both have sat down. */
function beginning(): readonly SeenEvent[] {
  const scenario = SCENARIOS.find(({ id }) => id === 'three-way-handshake')
  if (!scenario) throw new Error('no handshake')
  const begun = begin({ scenario, level: 'coached', pace: 1, seed: 1, now: 0 })
  const log = [...begun.events]
  let { session } = begun
  for (const [role, name] of [
    ['client', 'Ann'],
    ['server', 'Bo'],
  ] as const) {
    const seated = sit(session, role, name, 10)
    if (!seated) throw new Error('the seat is taken')
    log.push(...seated.events)
    session = seated.session
  }
  return log.flatMap((event) => see(event, 'client') ?? [])
}

let play: Play

beforeEach(() => {
  vi.useFakeTimers()
  Wire.open = []
  sessionStorage.clear()
  play = new Play(seat, { connect: Wire.connect })
  play.start()
  accept()
})

afterEach(() => {
  play.stop()
  vi.useRealTimers()
})

const tell = (events: readonly SeenEvent[], since = 0) =>
  Wire.last.say({ type: 'events', since, version: events.at(-1)?.version ?? since, now: 1_000, events })

test('a seat joins from nothing and folds what it may see', () => {
  expect(Wire.last.sent[0]).toEqual({
    type: 'join',
    protocol: EYES.client.protocol,
    session: seat.session,
    token: seat.token,
    since: 0,
  })
  tell(beginning())
  expect(play.view?.names).toMatchObject({ client: 'Ann', server: 'Bo' })
  expect(play.view?.started).toBe(true)
})

test('play time stands still with the session, and goes on where it stopped, however long that took', () => {
  const seen = beginning()
  const version = seen.length
  tell(seen)
  vi.advanceTimersByTime(500)
  expect(play.now()).toBe(1_500)
  const stopped = { type: 'time-stopped', since: 0, version: version + 1, at: 1_500 } as const
  Wire.last.say({ type: 'events', since: version, version: version + 1, now: 1_500, events: [stopped] })
  for (let waited = 0; waited < 600_000; waited += 5_000) {
    vi.advanceTimersByTime(5_000)
    Wire.last.say({ type: 'heartbeat', now: 1_500 })
  }
  expect(Wire.open, 'the connection has lasted').toHaveLength(1)
  expect(play.now()).toBe(1_500)
  const wentOn = { type: 'time-went-on', gap: 600_000, version: version + 2, at: 1_500 } as const
  Wire.last.say({ type: 'events', since: version + 1, version: version + 2, now: 1_500, events: [wentOn] })
  expect(play.now()).toBe(1_500)
  vi.advanceTimersByTime(300)
  expect(play.now()).toBe(1_800)
})

test('while a move has no answer no second one is made', () => {
  tell(beginning())
  expect(play.move(send)).toBe(true)
  expect(play.move(send)).toBe(false)
  expect(Wire.last.moves).toHaveLength(1)
})

test('a move without an answer is sent again under the same id after a break: none lost, none twice', () => {
  tell(beginning())
  play.move(send)
  const [first] = Wire.last.moves
  Wire.last.breakOff()
  expect(play.status).toBe('lost')
  vi.advanceTimersByTime(1_000)
  accept()
  expect(Wire.last.sent[0]).toMatchObject({ type: 'join', since: play.view?.version })
  expect(Wire.last.moves).toEqual([first])
})

test('a move without an answer survives a reload', () => {
  tell(beginning())
  play.draft.fill({ flags: SYN, seq: 300, ack: null, length: 0 })
  play.move(send)
  const [first] = Wire.last.moves
  play.stop()
  play = new Play(seat, { connect: Wire.connect })
  expect(play.draft.seq).toBe(300)
  play.start()
  accept()
  expect(Wire.last.moves).toEqual([first])
})

test('what was accepted clears the composer; what was refused stays in it', () => {
  tell(beginning())
  play.draft.fill({ flags: SYN, seq: 300, ack: null, length: 0 })
  play.move(send)
  const refused = Wire.last.moves.at(-1)
  Wire.last.say({ type: 'refusal', id: refused?.id ?? '', version: 3, refusal: 'outdated-view' })
  expect(play.notice).toEqual({ kind: 'refusal', refusal: 'outdated-view' })
  expect(play.draft.seq).toBe(300)
  play.move(send)
  Wire.last.say({ type: 'accepted', id: Wire.last.moves.at(-1)?.id ?? '', version: 4 })
  expect(play.notice).toBeNull()
  expect(play.draft.seq).toBeNull()
  expect(play.waiting).toBe(false)
})

test('an answer to somebody else’s move changes nothing here: the other tab of this seat waits for it', () => {
  tell(beginning())
  play.move(send)
  Wire.last.say({ type: 'accepted', id: 'another-tabs-move', version: 4 })
  expect(play.waiting).toBe(true)
})

test('events that are known already are not folded twice', () => {
  const events = beginning()
  tell(events)
  const before = play.view
  tell(events)
  expect(play.view).toEqual(before)
})

test('a gap in the versions is mended by joining again', () => {
  tell(beginning())
  const known = play.view?.version ?? 0
  Wire.last.say({ type: 'events', since: known + 3, version: known + 3, now: 1_100, events: [] })
  vi.advanceTimersByTime(1_000)
  accept()
  expect(Wire.open).toHaveLength(2)
  expect(Wire.last.sent[0]).toMatchObject({ type: 'join', since: known })
})

test('a connection that an arrival closes is one step: its variables are gone with it', () => {
  const server = new Play({ ...seat, role: 'server' }, { connect: Wire.connect })
  server.start()
  accept()
  const log = golden.log as unknown as readonly SessionEvent[]
  const closing = log.findIndex(({ type }) => type === 'session-ended')
  const seen = log.slice(0, closing).flatMap((event) => see(event, 'server') ?? [])
  const last = seen.findLastIndex(({ type }) => type === 'segment-arrived')
  tell(seen.slice(0, last))
  expect(server.view?.end.tcb.state).toBe('LAST-ACK')
  tell(seen.slice(last, last + 1), seen[last - 1]?.version)
  expect(server.steps.map(({ variable, from, to }) => [variable, from, to])).toEqual([['state', 'LAST-ACK', 'CLOSED']])
  server.stop()
})

test('ten seconds of silence mean that the connection is dead', () => {
  tell(beginning())
  vi.advanceTimersByTime(12_000)
  expect(Wire.open.length).toBeGreaterThan(1)
})

test('an announced restart is told apart from a lost connection, and waits as long as it was asked to', () => {
  Wire.last.say({ type: 'closing', reason: 'restart', retryAfter: 2_000 })
  expect(play.status).toBe('restarting')
  vi.advanceTimersByTime(1_900)
  expect(Wire.open).toHaveLength(1)
  vi.advanceTimersByTime(1_000)
  expect(Wire.open).toHaveLength(2)
})

test('a wrong token ends the trying', () => {
  Wire.last.say({ type: 'error', code: 'wrong-token', field: '', detail: '' })
  vi.advanceTimersByTime(60_000)
  expect(play.refusedBy).toBe('wrong-token')
  expect(Wire.open).toHaveLength(1)
})

test.each([
  ['too-old', { code: 'too-old', field: 'protocol' }],
  ['too-new', { code: 'too-new', field: 'protocol' }],
  // a server from before there were numbers
  ['too-new', { code: 'not-a-message', field: 'protocol' }],
] as const)('%s: the page is loaded again, and nothing of what was typed or asked is lost', (why, said) => {
  tell(beginning())
  play.draft.fill({ flags: SYN, seq: 300, ack: null, length: 0 })
  play.move(send)
  Wire.last.breakOff()
  vi.advanceTimersByTime(1_000)
  Wire.last.say({ type: 'error', detail: '', ...said })
  vi.advanceTimersByTime(60_000)
  expect(play.refusedBy).toBe(why)
  expect(Wire.open).toHaveLength(2)
  const asked = Wire.open[0]?.moves
  play.stop()
  play = new Play(seat, { connect: Wire.connect })
  expect(play.draft.seq).toBe(300)
  play.start()
  accept()
  expect(Wire.last.moves).toEqual(asked)
})

test('a move that another build left unanswered is asked for by its name, and for its author to look again', () => {
  const left = { id: 'left-behind', version: 27, command: send }
  sessionStorage.setItem(`woshou:move:${seat.session}:client`, JSON.stringify(left))
  play.stop()
  play = new Play(seat, { connect: Wire.connect })
  play.start()
  accept()
  expect(Wire.last.moves).toEqual([{ type: 'move', ...left, version: 0 }])
})

test('a session of newer rules than the page has is not folded: the page says so, and hears no more', () => {
  const [created, ...rest] = beginning()
  tell([{ ...created, rulesVersion: RULES_VERSION + 1 } as SeenEvent, ...rest])
  expect(play.view).toBeNull()
  expect(play.refusedBy).toBe('newer-rules')
  vi.advanceTimersByTime(60_000)
  expect(Wire.open).toHaveLength(1)
})

test('messages, refusals and events of a newer server leave the page standing', () => {
  tell(beginning())
  const known = play.view
  const say = (message: object) => Wire.last.say(message as ServerMessage)
  say({ type: 'weather', sky: 'blue' })
  say({
    type: 'presence',
    presence: { client: { taken: true, connected: true }, server: { taken: true }, observer: {} },
  })
  expect(play.view).toBe(known)
  play.move(send)
  say({ type: 'refusal', id: Wire.last.moves.at(-1)?.id, version: 3, refusal: 'too-windy' })
  expect(play.notice).toEqual({ kind: 'refusal', refusal: 'too-windy' })
  expect(play.waiting).toBe(false)
  const version = (known?.version ?? 0) + 1
  say({ type: 'events', since: version - 1, version, now: 1_000, events: [{ type: 'wind-turned', version, at: 900 }] })
  expect(play.view?.version).toBe(version)
  expect(play.view?.end.tcb).toEqual(known?.end.tcb)
  expect(play.move(send)).toBe(true)
  expect(Wire.last.moves.at(-1)?.version).toBe(version)
})
