import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { type ClassCommand, ClassCommandSchema } from '../facts/class-command.ts'
import { studentsOf } from '../facts/pairs.ts'
import { sessionIdOf } from '../facts/session-id.ts'
import { pseudonym } from '../people/pseudonym.ts'
import { NO_VOTES, type Votes } from '../poll/votes.ts'
import { Lesson, student } from '../testing/lesson.ts'
import { SEED } from '../testing/seeds.ts'
import { type Called, CLASS_EYES, type Class } from './class-eyes.ts'

const CLASS = 'k3Jx0aB-9_ZqWmE7tYuRsA'
const nameOf = (participant: string) => `Name<${participant}>`

function classOf(lesson: Lesson, votes: Votes = NO_VOTES): Class {
  const people = new Map<string, Called>(
    lesson.people.map(({ participant, present }, nth) => [
      participant,
      { name: nameOf(participant), pseudonym: pseudonym(nth), present, cameAt: lesson.now },
    ]),
  )
  return { id: CLASS, classroom: lesson.classroom, people, votes, now: lesson.now }
}

const nth = fc.integer({ min: 0, max: 8 })
const pair = fc.integer({ min: 1, max: 5 })
const command = fc.oneof(
  ...(['pause', 'resume', 'close-round', 'open-poll', 'close-ballot', 'open-second-ballot', 'reveal'] as const).map(
    (type) => fc.constant({ type }),
  ),
  fc.record({
    type: fc.constant('start-round'),
    scenario: fc.constant('half-close'),
    odd: fc.constantFrom('bot', 'network'),
  }),
  fc.record({
    type: fc.constant('nudge'),
    participant: nth.map(student),
    words: nth.map((to) => `Words<${student(to)}>`),
  }),
  fc.record({ type: fc.constant('look-in'), round: fc.constantFrom(1, 2), pair, on: fc.boolean() }),
  fc.record({
    type: fc.constant('show'),
    what: fc.record({ kind: fc.constant('ladder'), round: fc.constantFrom(1, 2), pair }),
  }),
  fc.record({ type: fc.constant('remove'), participant: nth.map(student), bar: fc.boolean() }),
)

/** A class of nine that has been through these. */
function after(commands: readonly object[]): Lesson {
  const lesson = new Lesson(9)
  lesson.start()
  for (const one of commands) {
    lesson.now += 1_000
    const given: ClassCommand = v.parse(ClassCommandSchema, one)
    const words = given.type === 'nudge' ? { ...given, words: `Words<${given.participant}>` } : given
    if (lesson.give(words).kind === 'accepted' && given.type === 'remove')
      lesson.people = lesson.people.filter(({ participant }) => participant !== given.participant)
  }
  return lesson
}

const bytes = (view: unknown) => JSON.stringify(view)

test(`a phone gets nothing of another pair, byte for byte (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 15 }), (commands) => {
      const of = classOf(after(commands))
      const newest = of.classroom.rounds.at(-1)
      for (const participant of of.people.keys()) {
        const told = bytes(CLASS_EYES.participant(of, participant))
        const own = newest?.pairs.find((one) => studentsOf(one).includes(participant))
        const known = new Set([participant, ...(own ? studentsOf(own) : [])])
        for (const other of Array.from({ length: 9 }, (_, at) => student(at))) {
          expect(told.includes(nameOf(other)), `${participant} of ${other}`).toBe(
            known.has(other) && of.people.has(other),
          )
          // an id is what the server calls them: no phone needs one
          expect(told.replaceAll(nameOf(other), '').replaceAll(`Words<${participant}>`, '')).not.toContain(other)
        }
        for (const { pairs, round } of of.classroom.rounds)
          for (const one of pairs)
            expect(told.includes(sessionIdOf(CLASS, round, one.pair))).toBe(round === newest?.round && one === own)
      }
    }),
    { numRuns: 150, seed: SEED },
  )
})

test(`the wall gets no name and no id of a student, and no session but the shown one (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 15 }), (commands) => {
      const of = classOf(after(commands))
      const told = bytes(CLASS_EYES.wall(of))
      for (let at = 0; at < 9; at++) expect(told).not.toContain(student(at))
      expect(told).not.toContain('Name<')
      expect(told).not.toContain('Words<')
      const { shown } = of.classroom
      for (const { pairs, round } of of.classroom.rounds)
        for (const one of pairs) {
          const isShown = shown.kind === 'ladder' && shown.round === round && shown.pair === one.pair
          expect(told.includes(sessionIdOf(CLASS, round, one.pair))).toBe(isShown)
        }
    }),
    { numRuns: 150, seed: SEED },
  )
})

test('nothing of what is right, or of what others voted, is on a phone or the wall before it is revealed', () => {
  const lesson = after([{ type: 'open-poll' }])
  const votes: Votes = [
    new Map([3, 4, 5, 6].map((nth) => [student(nth), nth === 3 ? 0 : 1])),
    new Map([3, 4, 5].map((nth) => [student(nth), 0])),
  ]
  const of = () => classOf(lesson, votes)
  const phone = () => CLASS_EYES.participant(of(), student(3))?.poll
  const wall = () => CLASS_EYES.wall(of()).poll
  for (const next of ['close-ballot', 'open-second-ballot', 'close-ballot', 'reveal'] as const) {
    for (const poll of [phone(), wall()]) {
      expect(poll?.choices.map(({ right }) => right)).toEqual([null, null, null])
      for (const secret of ['rule', 'violation', 'session', 'counts', 'ladder', 'ack-last-byte', 'advice', 'iss'])
        expect(bytes(poll)).not.toContain(secret)
      expect(poll?.revealed).toBeNull()
    }
    lesson.give({ type: next })
  }
  for (const poll of [phone(), wall()]) {
    expect(poll?.choices.map(({ right }) => right)).toEqual([true, false, false])
    expect(poll?.choices[1]).toMatchObject({ violation: { rule: 'ack-last-byte', field: 'ack' } })
    const counts = [
      [1, 3, 0],
      [3, 0, 0],
    ]
    const result = { answer: 0, rule: 'ack-last-byte', counts, voted: [4, 3], right: [1, 3] }
    expect(poll?.revealed).toMatchObject({ ...result, changedToRight: 2, changedFromRight: 0 })
  }
  expect(phone()).toMatchObject({ mine: [0, 0], ballot: null })
  expect(CLASS_EYES.participant(of(), student(6))?.poll?.mine).toEqual([1, null])
})

test(`before the end nothing on a phone or the wall hangs on what is right, or on what others voted (seed ${SEED})`, () => {
  const choice = fc.option(fc.constantFrom(0, 1, 2))
  const ballot = fc.array(choice, { minLength: 9, maxLength: 9 })
  const phase = fc.constantFrom('first-ballot', 'talk', 'second-ballot', 'counted')
  const votesOf = (choices: readonly (number | null)[]) =>
    new Map(choices.flatMap((one, nth) => (one === null ? [] : [[student(nth), one] as const])))
  const { poll: asked } = after([{ type: 'open-poll' }]).classroom
  const lesson = new Lesson(9)
  lesson.start()
  fc.assert(
    fc.property(phase, fc.tuple(ballot, ballot), fc.integer({ min: 0, max: 2 }), (at, [first, second], answer) => {
      if (!asked) throw new Error('no poll is open')
      const votes: Votes = [votesOf(first), at === 'second-ballot' || at === 'counted' ? votesOf(second) : new Map()]
      const told = (cast: Votes, isRight: number) => {
        const choices = asked.question.choices.map((one, place) =>
          one.kind === 'segment'
            ? { ...one, rule: place === isRight ? null : ('ack-last-byte' as const) }
            : { ...one, right: place === isRight },
        )
        const poll = { ...asked, phase: at, question: { ...asked.question, choices, rule: null } } as typeof asked
        const of = { ...classOf(lesson, cast), classroom: { ...lesson.classroom, poll } }
        return bytes([CLASS_EYES.participant(of, student(3))?.poll, CLASS_EYES.wall(of).poll])
      }
      expect(told(votes, answer)).toBe(told(votes, 0))
      if (at === 'talk') return
      // who has voted is known by their number; what, by nobody
      const others = votes.map(
        (cast) => new Map([...cast].map(([one, place]) => [one, one === student(3) ? place : (place + 1) % 3])),
      ) as unknown as Votes
      expect(told(others, answer)).toBe(told(votes, answer))
    }),
    { numRuns: 200, seed: SEED },
  )
})

test('before the end the wall counts who has voted, and a board what, with the share that is right and what it calls for', () => {
  const lesson = after([{ type: 'open-poll' }])
  const votes: Votes = [new Map([0, 1, 2, 3, 4].map((nth) => [student(nth), nth < 2 ? 0 : 1])), new Map()]
  const away = { ...classOf(lesson, votes) }
  const people = new Map(
    [...away.people].map(([id, one]) => [id, { ...one, present: id !== student(0) && id !== student(8) }]),
  )
  const of = { ...away, people }
  // one of the two who are away has voted: nobody waits for the other
  expect(CLASS_EYES.wall(of).poll).toMatchObject({ voted: 5, present: 8, phase: 'first-ballot', ballot: 1 })
  const board = CLASS_EYES.teacher(of).poll
  expect(board).toMatchObject({
    counts: [
      [2, 3, 0],
      [0, 0, 0],
    ],
    share: [0.4, null],
    advice: 'talk',
    ballot: 1,
    present: 8,
  })
  expect(board?.question.choices[1]).toMatchObject({ rule: 'ack-last-byte' })
})

test('between the ballots a phone is named one who voted otherwise, and another one when that one has gone', () => {
  const lesson = after([{ type: 'open-poll' }])
  lesson.votes = [new Map([0, 1, 2, 3, 4].map((nth) => [student(nth), nth % 2])), new Map()]
  const told = (nth: number, of = classOf(lesson, lesson.votes)) =>
    CLASS_EYES.participant(of, student(nth))?.poll?.talkTo?.name ?? null
  expect(told(0)).toBeNull()
  lesson.give({ type: 'close-ballot' })
  expect([told(0), told(1)]).toEqual([nameOf(student(1)), nameOf(student(0))])
  // the one who is left of the larger side, and those who have not voted
  for (const nth of [4, 5, 8]) expect([0, 1, 2, 3, 4].map((one) => nameOf(student(one)))).toContain(told(nth))
  expect([nameOf(student(1)), nameOf(student(3))]).toContain(told(4))
  const of = classOf(lesson, lesson.votes)
  const people = new Map([...of.people].map(([id, one]) => [id, { ...one, present: id !== student(1) }]))
  expect(told(0, { ...of, people })).toBe(nameOf(student(3)))
  lesson.give({ type: 'open-second-ballot' })
  expect(told(0)).toBeNull()
})

test('a poll that was revealed is gone when a round begins; an open one is not', () => {
  const lesson = after([{ type: 'open-poll' }, { type: 'close-round' }])
  lesson.start()
  expect(CLASS_EYES.wall(classOf(lesson)).poll).toMatchObject({ phase: 'first-ballot' })
  for (const type of ['close-ballot', 'reveal', 'close-round'] as const) lesson.give({ type })
  expect(CLASS_EYES.participant(classOf(lesson), student(1))?.poll).toMatchObject({ phase: 'revealed' })
  lesson.start()
  for (const view of [
    CLASS_EYES.participant(classOf(lesson), student(1)),
    CLASS_EYES.wall(classOf(lesson)),
    CLASS_EYES.teacher(classOf(lesson)),
  ])
    expect(view?.poll).toBeNull()
})

test('of who was removed while it was open no vote counts; who is removed later has voted', () => {
  const lesson = after([{ type: 'open-poll' }, { type: 'remove', participant: student(2), bar: false }])
  const votes: Votes = [new Map([1, 2, 3].map((nth) => [student(nth), 1])), new Map()]
  expect(CLASS_EYES.wall(classOf(lesson, votes)).poll).toMatchObject({ voted: 2 })
  for (const type of ['close-ballot', 'reveal'] as const) lesson.give({ type })
  lesson.give({ type: 'remove', participant: student(3), bar: false })
  expect(CLASS_EYES.wall(classOf(lesson, votes)).poll?.revealed).toMatchObject({
    voted: [2, 0],
    counts: [
      [0, 2, 0],
      [0, 0, 0],
    ],
  })
})

test('a phone is told its seat, who sits opposite, a pause, its nudge, and that somebody looks', () => {
  const lesson = after([{ type: 'nudge', participant: student(0), words: 'x' }, { type: 'pause' }])
  const seen = CLASS_EYES.teacher(classOf(lesson)).people[0]?.seat
  lesson.give({ type: 'look-in', round: 1, pair: seen?.pair ?? 0, on: true })
  const view = CLASS_EYES.participant(classOf(lesson), student(0))
  expect(view).toMatchObject({
    phase: 'paused',
    name: nameOf(student(0)),
    seat: { session: sessionIdOf(CLASS, 1, seen?.pair ?? 0), role: seen?.role },
    lookedAt: true,
    nudge: { words: `Words<${student(0)}>` },
    round: { round: 1, clock: { stands: true } },
  })
})

test('a teacher is shown everybody; who is in no class, or no longer, nothing', () => {
  const lesson = after([{ type: 'remove', participant: student(4), bar: false }])
  const of = classOf(lesson)
  const told = bytes(CLASS_EYES.teacher(of))
  for (let at = 0; at < 9; at++) expect(told.includes(nameOf(student(at)))).toBe(at !== 4)
  expect(CLASS_EYES.participant(of, student(4))).toBeNull()
  expect(CLASS_EYES.participant(of, 'somebody')).toBeNull()
  expect(CLASS_EYES.nobody(of)).toBeNull()
})

test('a teacher is shown where a stuck seat was dealt with, until another round begins', () => {
  const lesson = after([{ type: 'resolve', round: 1, pair: 2, role: 'server', since: 42_000 }])
  const resolved = () => CLASS_EYES.teacher(classOf(lesson)).pairs.map((pair) => pair.resolved)
  expect(resolved()[1]).toEqual({ client: null, server: 42_000 })
  expect(resolved()[0]).toEqual({ client: null, server: null })
  lesson.give({ type: 'close-round' })
  lesson.start()
  expect(resolved()[1]).toEqual({ client: null, server: null })
})
