import { expect, test } from 'vitest'
import { evolveView, see, type View } from '../eyes/eyes.ts'
import type { SessionEvent } from '../facts/event.ts'
import { ROLES, type Role, VIEWERS, type Viewer } from '../facts/role.ts'
import { debrief } from '../readings/debrief.ts'
import { ladder, ladderOfLog } from '../readings/ladder.ts'
import { sessionOf } from '../readings/moments.ts'
import { progressOfLog } from '../readings/progress.ts'
import { turn } from '../readings/turn.ts'
import { elapseUnasked, nextUnasked } from '../solo/seat-partner.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { abandon, elapse, handOver, letTimeGoOn, nextDue, playTimeAt, stopTime } from './index.ts'

const TEN_MINUTES = 600_000
const CLOCK = 1_800_000_000_000

/** What happened, without the pauses and the places that they take in the log. */
const withoutPauses = (log: readonly SessionEvent[]) =>
  log
    .filter(({ type }) => type !== 'time-stopped' && type !== 'time-went-on')
    .map(({ version: _version, ...event }) => ('sent' in event ? { ...event, sent: null } : event))

/** Plays to the goal as correct TCPs do; `before` is done before each step. */
function playedWith(id: string, level: 'coached' | 'wire', before: (table: Table, step: number) => void) {
  const table = new Table({ ...scenario(id), level }, 3).seat()
  for (let step = 0, busy = true; busy && !table.session.ended; step++) {
    before(table, step)
    busy = ROLES.some((role) => checkOrSend(table, role)) || table.wait()
  }
  return table
}

function checkOrSend(table: Table, role: Role): boolean {
  return table.session.ends[role].inbox.length > 0 ? false : table.sendDue(role)
}

test.each([
  ['three-way-handshake', 'coached'],
  ['data-in-between', 'coached'],
  ['lost-data', 'coached'],
  ['lost-syn', 'coached'],
  ['time-wait-late-fin', 'coached'],
  ['simultaneous-close', 'coached'],
  ['zero-window', 'coached'],
  ['old-duplicate-syn', 'coached'],
] as const)('ten paused minutes before every step change nothing that happens, nor when: %s (%s)', (id, level) => {
  const plain = playedWith(id, level, () => {})
  const paused = playedWith(id, level, (table) => {
    table.pause(TEN_MINUTES, () => {
      expect(nextDue(table.session)).toBeNull()
      expect(elapse(table.session, table.now + TEN_MINUTES)).toBeNull()
    })
  })
  expect(plain.session.ended?.reason).toBe('goal-reached')
  expect(withoutPauses(paused.log)).toEqual(withoutPauses(plain.log))
  for (const role of ROLES) expect(progressOfLog(paused.log, role)).toMatchObject({ duration: plain.session.at })
  expect(sessionOf(paused.log)).toEqual(paused.session)
  // the remembered versions alone differ
  expect(paused.session.ends.client.tcb).toEqual(plain.session.ends.client.tcb)
})

const paused = (level: 'coached' | 'exam' | 'wire' = 'coached') => {
  const table = new Table({ ...scenario('three-way-handshake'), level }, 1).seat()
  table.send('client', chosen('S', table.session.ends.client.isn))
  table.now += 500
  const stopped = stopTime(table.session, table.now, CLOCK)
  if (!stopped) throw new Error('it did not stop')
  return { table, log: [...table.log, ...stopped.events], ...stopped }
}

test.each(['coached', 'exam', 'wire'] as const)(
  'no move is taken meanwhile, and nobody is blamed; leaving is possible (%s)',
  (level) => {
    const table = new Table({ ...scenario('three-way-handshake'), level }, 1).seat()
    table.pause(TEN_MINUTES, () => {
      const { length } = table.log
      for (const command of [
        { type: 'send-segment', segment: chosen('S', 1) },
        { type: 'take-hint' },
        { type: 'reveal-value' },
        { type: 'call-application', call: { type: 'close' } },
        { type: 'interfere', sent: 1, do: 'drop' },
        { type: 'agree-network' },
      ] as const)
        expect(table.move('client', command), command.type).toEqual({ kind: 'refusal', refusal: 'paused' })
      expect(table.log).toHaveLength(length)
    })
    expect(table.sendDue('client')).toBe(true)
    table.pause(TEN_MINUTES, () => expect(table.move('client', { type: 'leave' }).kind).toBe('accepted'))
    expect(table.session.ended).toMatchObject({ reason: 'left' })
  },
)

test('a move that was answered before is answered so again', () => {
  const table = new Table(scenario('three-way-handshake'), 1).seat()
  const move = () =>
    table.move(
      'client',
      { type: 'send-segment', segment: chosen('S', table.session.ends.client.isn) },
      { id: 'the-very-move' },
    )
  move()
  table.pause(TEN_MINUTES, () => expect(move()).toMatchObject({ kind: 'repeated', outcome: { violations: null } }))
})

test('stopping twice is stopping once, going on likewise; nothing of it after the end', () => {
  const { session } = paused()
  expect(stopTime(session, session.at, CLOCK)).toBeNull()
  const on = letTimeGoOn(session, CLOCK + 7_000)
  expect(on?.events).toMatchObject([{ type: 'time-went-on', gap: 7_000, at: session.at }])
  expect(on && letTimeGoOn(on.session, CLOCK)).toBeNull()
  const ended = abandon(session, session.at)?.session
  expect(ended?.ended?.reason).toBe('abandoned')
  expect(ended && letTimeGoOn(ended, CLOCK)).toBeNull()
  expect(ended && stopTime(ended, ended.at, CLOCK)).toBeNull()
})

test('two who sit down meanwhile begin when it goes on', () => {
  const table = new Table(scenario('three-way-handshake'))
  table.pause(TEN_MINUTES, () => {
    table.seat()
    expect(table.log.some(({ type }) => type === 'application-called')).toBe(false)
  })
  expect(table.log.some(({ type }) => type === 'application-called')).toBe(true)
  expect(table.play().session.ended?.reason).toBe('goal-reached')
})

test('a bot that plays in a student’s place waits, too', () => {
  const table = new Table(scenario('three-way-handshake'), 1).seat()
  const handed = handOver(table.session, 'client', 'partner', null, 0)
  const stopped = handed && stopTime(handed.session, 0, CLOCK)
  if (!stopped) throw new Error('it did not stop')
  expect(nextUnasked(stopped.session)).toBeNull()
  expect(elapseUnasked(stopped.session, TEN_MINUTES)).toBeNull()
  const on = letTimeGoOn(stopped.session, CLOCK + TEN_MINUTES)
  expect(on && nextUnasked(on.session)).not.toBeNull()
})

test('play time leaves the gap out, whoever loads the session when', () => {
  const { log, session } = paused()
  const created = session.createdAt
  expect(playTimeAt(session, created + TEN_MINUTES)).toBe(session.at)
  const on = letTimeGoOn(session, CLOCK + TEN_MINUTES)
  const loaded = on && sessionOf([...log, ...on.events])
  if (!loaded) throw new Error('it did not go on')
  expect(loaded).toEqual(on.session)
  expect(playTimeAt(loaded, created + session.at + TEN_MINUTES + 1_234)).toBe(session.at + 1_234)
  // a clock that was set back, on another server
  expect(playTimeAt(loaded, created)).toBe(session.at)
  expect(letTimeGoOn(session, CLOCK - 1)?.events).toMatchObject([{ gap: 0 }])
})

test('every viewer sees it, and that nobody has a turn', () => {
  const { log, session } = paused()
  const whole = [...log, ...(letTimeGoOn(session, CLOCK + 7_000)?.events ?? [])]
  const viewOf = <V extends Viewer>(events: readonly SessionEvent[], viewer: V): View<V> => {
    const view = events
      .flatMap((event) => see(event, viewer) ?? [])
      .reduce<View<V> | null>((before, seen) => evolveView(before, seen, viewer), null)
    return view ?? expect.fail('nothing was seen')
  }
  for (const viewer of VIEWERS) {
    expect(viewOf(log, viewer).paused, viewer).toEqual({ at: session.at, since: CLOCK })
    expect(viewOf(whole, viewer).paused, viewer).toBeNull()
  }
  for (const role of ROLES) {
    const [still, goesOn] = [viewOf(log, role), viewOf(whole, role)]
    expect(turn(still, session.at + TEN_MINUTES)).toEqual({ kind: 'paused' })
    expect(turn(goesOn, session.at).kind).not.toBe('paused')
  }
  // both ends stand still: the mark stands on both lifelines
  const marks = (gap: number | null) => ROLES.map((role) => ({ role, kind: 'pause', gap, at: session.at }))
  for (const viewer of VIEWERS) {
    const pauses = (events: readonly SessionEvent[]) =>
      ladder(viewOf(events, viewer).events, viewer).ticks.filter(({ kind }) => kind === 'pause')
    expect(pauses(log), viewer).toMatchObject(marks(null))
    expect(pauses(whole), viewer).toMatchObject(marks(7_000))
  }
  expect(ladderOfLog(whole).ticks.filter(({ kind }) => kind === 'pause')).toHaveLength(2)
  expect(viewOf(whole, 'network').inFlight).toEqual(viewOf(log, 'network').inFlight)
  expect(debrief(whole).progress.client.sent).toBe(1)
})
