import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { type ClassCommand, ClassCommandSchema, GivenCommandSchema } from '../facts/class-command.ts'
import type { ClassEvent } from '../facts/class-event.ts'
import { Lesson, student } from '../testing/lesson.ts'
import { SEED } from '../testing/seeds.ts'
import { running } from './classroom.ts'
import { foldClass } from './evolve-class.ts'
import { endUntaughtPause, fillVacant, seatLate, seatOf, UNTAUGHT } from './seats.ts'

const kinds = (events: readonly ClassEvent[]) => events.map(({ type }) => type)

test('a lesson: doors, a round with a pause, a nudge, the end', () => {
  const lesson = new Lesson(5)
  expect(lesson.give({ type: 'open-doors' }).kind).toBe('accepted')
  expect(lesson.start({ scenario: 'half-close', minutes: 8 }).kind).toBe('accepted')
  lesson.now += 60_000
  for (const command of [
    { type: 'pause' },
    { type: 'nudge', participant: student(2), words: 'Look at your ack.' },
    { type: 'resume' },
    { type: 'close-round' },
    { type: 'close-doors' },
  ] as const)
    expect(lesson.give(command).kind, command.type).toBe('accepted')
  expect(kinds(lesson.log)).toEqual([
    'class-opened',
    'doors-opened',
    'round-started',
    'round-paused',
    'student-nudged',
    'round-resumed',
    'round-closed',
    'doors-closed',
  ])
  expect(lesson.log.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(foldClass(lesson.log)).toEqual(lesson.classroom)
})

test('the same command twice is carried out once, however late it comes again', () => {
  const lesson = new Lesson(4)
  expect(lesson.give({ type: 'open-doors' }, { id: 'the-very-same' })).toMatchObject({ kind: 'accepted' })
  lesson.start()
  expect(lesson.give({ type: 'open-doors' }, { id: 'the-very-same' })).toEqual({ kind: 'repeated', version: 2 })
  const refolded = foldClass(lesson.log)
  expect(refolded?.commands).toContainEqual({ id: 'the-very-same', version: 2 })
  expect(lesson.log).toHaveLength(3)
})

describe('what cannot be done now is refused, and stores nothing', () => {
  test.each<[string, ClassCommand, Lesson]>([
    ['doors-are-closed', { type: 'close-doors' }, new Lesson(2)],
    ['no-round-runs', { type: 'pause' }, new Lesson(2)],
    ['no-round-runs', { type: 'resume' }, new Lesson(2)],
    ['no-round-runs', { type: 'close-round' }, new Lesson(2)],
    ['no-round-runs', { type: 'show', what: { kind: 'round' } }, new Lesson(2)],
    ['nobody-is-there', v.parse(ClassCommandSchema, { type: 'start-round', scenario: 'half-close' }), new Lesson(0)],
    ['unknown-scenario', v.parse(ClassCommandSchema, { type: 'start-round', scenario: 'half-closed' }), new Lesson(2)],
    ['nothing-is-planned', v.parse(ClassCommandSchema, { type: 'start-round' }), new Lesson(2)],
    ['unknown-participant', { type: 'nudge', participant: student(9), words: 'x' }, new Lesson(2)],
    ['unknown-participant', { type: 'remove', participant: student(9), bar: false }, new Lesson(2)],
    ['unknown-pair', { type: 'look-in', round: 1, pair: 1, on: true }, new Lesson(2)],
    [
      'same-student-twice',
      { type: 'wish-pairing', wish: 'locked', participants: [student(0), student(0)] },
      new Lesson(2),
    ],
    ['no-poll-is-open', { type: 'reveal' }, new Lesson(2)],
  ])('%s', (refusal, command, lesson) => {
    expect(lesson.give(command)).toEqual({ kind: 'refusal', refusal })
    expect(lesson.log).toHaveLength(1)
  })

  test('a second round while one runs, a pause of a pause, a seat that is taken, a point that is behind', () => {
    const lesson = new Lesson(4)
    lesson.start({ until: 'first-fin' })
    expect(lesson.start()).toEqual({ kind: 'refusal', refusal: 'round-runs' })
    lesson.give({ type: 'pause' })
    expect(lesson.give({ type: 'pause' })).toEqual({ kind: 'refusal', refusal: 'round-is-paused' })
    expect(lesson.give({ type: 'go-on', until: 'handshake' })).toEqual({ kind: 'refusal', refusal: 'point-is-passed' })
    expect(lesson.give({ type: 'go-on', until: 'goal' }).kind).toBe('accepted')
    const place = { type: 'place', participant: student(0), pair: 2, role: 'client' } as const
    expect(lesson.give(place)).toEqual({ kind: 'refusal', refusal: 'seat-is-taken' })
  })
})

test('the first ballot is closed with whom everybody talks to who is there; of who was removed no vote counts', () => {
  const lesson = new Lesson(6)
  lesson.give({ type: 'open-poll' })
  expect(lesson.classroom.shown).toEqual({ kind: 'poll' })
  lesson.give({ type: 'remove', participant: student(5), bar: false })
  lesson.people = lesson.people.flatMap((one, nth) => (nth === 5 ? [] : [{ ...one, present: nth !== 4 }]))
  lesson.votes = [new Map([0, 0, 1, 0, 1, 1].map((choice, nth) => [student(nth), choice])), new Map()]
  lesson.give({ type: 'close-ballot' })
  const talk = lesson.classroom.poll?.talk ?? new Map()
  expect(new Set(talk.keys())).toEqual(new Set([0, 1, 2, 3].map(student)))
  for (const nth of [0, 1, 3]) expect(talk.get(student(nth))).toBe(student(2))
  expect(foldClass(lesson.log)?.poll?.talk).toEqual(talk)
})

test('the phases of a poll cannot be skipped', () => {
  const lesson = new Lesson(4)
  const phase = () => lesson.classroom.poll?.phase
  const refused = { kind: 'refusal', refusal: 'not-in-this-phase' }
  expect(lesson.give({ type: 'open-poll' }, { question: null })).toEqual({ kind: 'refusal', refusal: 'nothing-to-ask' })
  lesson.give({ type: 'open-poll' })
  expect(lesson.give({ type: 'reveal' })).toEqual(refused)
  expect(lesson.give({ type: 'open-second-ballot' })).toEqual(refused)
  expect(lesson.give({ type: 'open-poll' })).toEqual({ kind: 'refusal', refusal: 'poll-is-open' })
  lesson.give({ type: 'close-ballot' })
  expect(phase()).toBe('talk')
  expect(lesson.give({ type: 'close-ballot' })).toEqual(refused)
  lesson.give({ type: 'open-second-ballot' })
  expect(lesson.give({ type: 'reveal' })).toEqual(refused)
  lesson.give({ type: 'close-ballot' })
  expect(phase()).toBe('counted')
  lesson.give({ type: 'reveal' })
  expect(phase()).toBe('revealed')
  expect(lesson.give({ type: 'open-poll' }).kind).toBe('accepted')
  expect(lesson.classroom.poll?.poll).toBe(2)
})

test('a plan is used up by the round that it becomes', () => {
  const lesson = new Lesson(2)
  for (const scenario of ['half-close', 'abort'])
    lesson.give(v.parse(ClassCommandSchema, { type: 'plan-round', scenario, pace: 0.5 }))
  lesson.give(v.parse(ClassCommandSchema, { type: 'start-round' }))
  expect(running(lesson.classroom)).toMatchObject({ pace: 0.5, scenario: { id: 'half-close' } })
  expect(lesson.classroom.planned.map(({ scenario }) => scenario)).toEqual(['abort'])
})

describe('seats of a running round', () => {
  test('who comes late sits with one who waits, else in a bot’s place, else opposite to a bot', () => {
    const lesson = new Lesson(5)
    lesson.start()
    const round = running(lesson.classroom)
    const bots = round?.pairs.find(({ client, server }) => client === null || server === null)
    const waits = { pair: bots?.pair === 1 ? 2 : 1, role: 'server' } as const
    const late = (live = {}) =>
      seatLate(lesson.classroom, 'late'.padEnd(22, '-'), { vacant: [], over: new Set(), ...live }, 5)
    expect(late({ vacant: [waits] })).toMatchObject([{ ...waits, why: 'late' }])
    expect(late({ vacant: [waits], over: new Set([waits.pair]) })).toMatchObject([{ pair: bots?.pair }])
    expect(late({ over: new Set([bots?.pair]) })).toMatchObject([{ pair: 4, seed: 5 }])
    lesson.happen(late())
    expect(late()).toEqual([])
    expect(running(lesson.classroom)?.pairs.every(({ client, server }) => client && server)).toBe(true)
    const seat = seatOf(lesson.classroom, 'late'.padEnd(22, '-'))
    expect(seat?.pair).toBe(bots?.pair)
  })

  test('that a teacher gives to a bot is not taken again by who was there: they open another pair', () => {
    const lesson = new Lesson(4)
    lesson.start()
    const seat = seatOf(lesson.classroom, student(0)) ?? expect.fail()
    expect(lesson.give({ type: 'hand-over', ...seat, to: 'bot' }).kind).toBe('accepted')
    expect(running(lesson.classroom)?.pairs.find(({ pair }) => pair === seat.pair)).toMatchObject({ [seat.role]: null })
    const live = { vacant: [], over: new Set<number>() }
    expect(seatLate(lesson.classroom, student(0), live, 5)).toMatchObject([{ pair: 3, why: 'late' }])
    expect(seatLate(lesson.classroom, student(9), live, 5)).toMatchObject([{ pair: seat.pair, why: 'late' }])
  })

  test('of a session that is over nobody gets any more', () => {
    const lesson = new Lesson(3)
    lesson.start()
    const bots = running(lesson.classroom)?.pairs.find(({ client, server }) => !client || !server) ?? expect.fail()
    const role = bots.client === null ? 'client' : 'server'
    lesson.people = [...lesson.people, { participant: student(9), present: true, cameAt: lesson.now }]
    lesson.over.add(bots.pair)
    const seat = { pair: bots.pair, role } as const
    const over = { kind: 'refusal', refusal: 'session-is-over' }
    expect(lesson.give({ type: 'place', participant: student(9), ...seat })).toEqual(over)
    expect(lesson.give({ type: 'hand-over', round: 1, ...seat, to: student(9) })).toEqual(over)
    lesson.over.clear()
    expect(lesson.give({ type: 'place', participant: student(9), ...seat }).kind).toBe('accepted')
  })

  test('is given back to who had gone from it, while a bot has it, and counts once', () => {
    const lesson = new Lesson(4)
    lesson.start()
    const seat = seatOf(lesson.classroom, student(0)) ?? expect.fail()
    const { history } = lesson.classroom
    lesson.happen(fillVacant(lesson.classroom, seat, []))
    const live = { vacant: [], over: new Set<number>() }
    expect(seatLate(lesson.classroom, student(0), { ...live, over: new Set([seat.pair]) }, 5)).toMatchObject([
      { pair: 3, why: 'late' },
    ])
    const back = seatLate(lesson.classroom, student(0), live, 5)
    expect(back).toEqual([{ type: 'seat-changed', ...seat, to: student(0), why: 'returned' }])
    const taken = [{ type: 'seat-changed', ...seat, to: student(9), why: 'by-hand' } as const]
    lesson.happen(taken)
    expect(seatLate(lesson.classroom, student(0), live, 5)).toMatchObject([{ pair: 3, why: 'late' }])
    lesson.happen([{ type: 'seat-changed', ...seat, to: null, why: 'removed' }]).happen(back)
    expect(seatOf(lesson.classroom, student(0))).toEqual(seat)
    expect(lesson.classroom.history.get(student(0))).toEqual(history.get(student(0)))
    expect(running(lesson.classroom)?.gone.size).toBe(0)
  })

  test('whose student has gone a waiting one takes over, else a bot; never is a bot alone with a bot', () => {
    const lesson = new Lesson(4)
    lesson.start()
    const seat = seatOf(lesson.classroom, student(0))
    if (!seat) throw new Error('no seat')
    expect(fillVacant(lesson.classroom, seat, [student(1), 'waiting'])).toMatchObject([
      { ...seat, to: 'waiting', why: 'gone' },
    ])
    lesson.happen(fillVacant(lesson.classroom, seat, []))
    expect(seatOf(lesson.classroom, student(0))).toBeNull()
    expect(fillVacant(lesson.classroom, seat, [])).toEqual([])
    const other = { ...seat, role: seat.role === 'client' ? ('server' as const) : ('client' as const) }
    expect(fillVacant(lesson.classroom, other, [])).toEqual([])
  })

  test('nobody is taken away from a partner, but by hand; whoever moves leaves a bot behind', () => {
    const lesson = new Lesson(5)
    lesson.start()
    const pairs = running(lesson.classroom)?.pairs ?? []
    const bots = pairs.find(({ client, server }) => client === null || server === null)
    const { client, pair, server } = pairs.find((one) => one !== bots) ?? {}
    if (!bots || !pair || !client || !server) throw new Error('no such pairs')
    const role = bots.client === null ? 'client' : 'server'
    const handOver = { type: 'hand-over', round: 1, pair: bots.pair, role } as const
    expect(lesson.give({ ...handOver, to: client })).toEqual({ kind: 'refusal', refusal: 'has-a-seat' })
    expect(lesson.give({ type: 'place', participant: client, pair: bots.pair, role }).kind).toBe('accepted')
    expect(seatOf(lesson.classroom, client)).toEqual({ round: 1, pair: bots.pair, role })
    expect(running(lesson.classroom)?.pairs.find((one) => one.pair === pair)).toMatchObject({ client: null, server })
    expect(
      lesson.give({ type: 'hand-over', round: 1, pair, role: 'client', to: bots.client ?? bots.server ?? '' }),
    ).toEqual({
      kind: 'refusal',
      refusal: 'has-a-seat',
    })
  })

  test('who is removed is off the seat, too; fifty of a prank go at once', () => {
    const lesson = new Lesson(60)
    lesson.start()
    const since = lesson.people[10]?.cameAt ?? 0
    expect(lesson.give({ type: 'remove-since', since, bar: true }).kind).toBe('accepted')
    expect(lesson.classroom.barred.size).toBe(50)
    const seated = running(lesson.classroom)
      ?.pairs.flatMap(({ client, server }) => [client, server])
      .filter(Boolean)
    expect(seated?.length).toBe(10)
  })

  test('a pause that nobody is there to end ends after a quarter of an hour', () => {
    const lesson = new Lesson(2)
    lesson.start()
    expect(endUntaughtPause(lesson.classroom, UNTAUGHT)).toEqual([])
    lesson.give({ type: 'pause' })
    expect(endUntaughtPause(lesson.classroom, UNTAUGHT - 1)).toEqual([])
    lesson.happen(endUntaughtPause(lesson.classroom, UNTAUGHT))
    expect(running(lesson.classroom)?.pausedAt).toBeNull()
  })
})

test('an event of a newer build is seen, and changes nothing', () => {
  const lesson = new Lesson(4)
  lesson.start()
  const { version: _version, at: _at, ...before } = lesson.classroom
  const unknown = { type: 'bell-rang', version: 3, at: 9, round: 1 } as unknown as ClassEvent
  expect(foldClass([unknown], lesson.classroom)).toEqual({ ...before, version: 3, at: 9 })
})

test(`no command makes it throw, and its events fold to what it gave (seed ${SEED})`, () => {
  const participant = fc.integer({ min: 0, max: 6 }).map(student)
  const number = fc.integer({ min: 1, max: 4 })
  const role = fc.constantFrom('client' as const, 'server' as const)
  const command = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constantFrom(
          'open-doors',
          'close-doors',
          'new-code',
          'pause',
          'resume',
          'close-round',
          'open-poll',
          'close-ballot',
          'open-second-ballot',
          'reveal',
        ),
      }),
    },
    fc.record({
      type: fc.constant('start-round'),
      scenario: fc.constantFrom('half-close', 'nothing'),
      odd: fc.constantFrom('bot', 'network'),
      rotation: fc.constantFrom('swap', 'partners'),
    }),
    fc.record({ type: fc.constant('plan-round'), scenario: fc.constantFrom('abort', 'nothing') }),
    fc.record({ type: fc.constant('place'), participant, pair: number, role }),
    fc.record({ type: fc.constant('remove'), participant, bar: fc.boolean() }),
    fc.record({
      type: fc.constant('wish-pairing'),
      wish: fc.constantFrom('locked', 'apart', 'free'),
      participants: fc.tuple(participant, participant),
    }),
    fc.record({
      type: fc.constant('hand-over'),
      round: number,
      pair: number,
      role,
      to: fc.oneof(fc.constant('bot'), participant),
    }),
    fc.record({ type: fc.constant('look-in'), round: number, pair: number, on: fc.boolean() }),
    fc.record({ type: fc.constant('resolve'), round: number, pair: number, role, since: fc.nat() }),
    fc.record({ type: fc.constant('go-on'), until: fc.constantFrom('handshake', 'first-fin', 'goal') }),
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40, size: 'max' }), (commands) => {
      const lesson = new Lesson(5)
      lesson.start()
      for (const given of commands) {
        lesson.now += 1_000
        lesson.give(v.parse(ClassCommandSchema, given))
        const pairs = running(lesson.classroom)?.pairs ?? []
        const seated = pairs
          .flatMap(({ client, network, server }) => [client, server, network])
          .filter((one) => typeof one === 'string')
        expect(new Set(seated).size, 'nobody sits on two seats').toBe(seated.length)
      }
      expect(foldClass(lesson.log)).toEqual(lesson.classroom)
    }),
    { numRuns: 300, seed: SEED },
  )
})

test.each([
  ['a round without words', { type: 'start-round', scenario: '' }, 'command.scenario'],
  ['a participant by name', { type: 'remove', participant: 'Ada' }, 'command.participant'],
  ['no such command', { type: 'dance' }, 'command.type'],
  ['an empty nudge', { type: 'nudge', participant: student(1), words: '  ' }, 'command.words'],
  ['something more', { type: 'pause', evil: 1 }, 'command.evil'],
])('names the field of %s', (_, command, field) => {
  const parsed = v.safeParse(GivenCommandSchema, { id: 'command-1', command }, { abortEarly: true })
  expect(parsed.issues?.[0] && v.getDotPath(parsed.issues[0])).toBe(field)
})
