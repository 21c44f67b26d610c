import { expect, test } from 'vitest'
import { CLASS_EYES } from '../eyes/class-eyes.ts'
import { Lesson, student } from '../testing/lesson.ts'
import { pollResults } from './poll-results.ts'
import type { Votes } from './votes.ts'

const ballot = (...choices: number[]) => new Map(choices.map((choice, nth) => [student(nth), choice]))

test('each poll that was revealed has its result, as it was revealed; one that is open has none', () => {
  const lesson = new Lesson(8)
  const votes = new Map<number, Votes>()
  const poll = (cast: Votes, until: 'open' | 'revealed', removed?: number) => {
    lesson.now += 60_000
    lesson.give({ type: 'open-poll' })
    const number = lesson.classroom.poll?.poll ?? 0
    votes.set(number, cast)
    lesson.votes = cast
    if (removed !== undefined) lesson.give({ type: 'remove', participant: student(removed), bar: false })
    for (const type of ['close-ballot', 'open-second-ballot', 'close-ballot'] as const) lesson.give({ type })
    if (until === 'revealed') lesson.give({ type: 'reveal' })
    return lesson.now
  }
  const first = poll([ballot(1, 1, 1, 0, 0, 2), ballot(0, 0, 1, 0, 1)], 'revealed')
  // removed meanwhile: theirs does not count; removed later: it does
  const second = poll([ballot(0, 0, 1), ballot(0, 0, 0)], 'revealed', 0)
  lesson.give({ type: 'remove', participant: student(1), bar: true })
  poll([ballot(0, 0, 0), ballot(0, 0, 0)], 'open')
  const rule = 'ack-last-byte'
  expect(pollResults(lesson.log, votes)).toEqual([
    { poll: 1, at: first, rule, voted: [6, 5], right: [2, 3], changedToRight: 2, changedFromRight: 1 },
    { poll: 2, at: second, rule, voted: [2, 2], right: [1, 2], changedToRight: 1, changedFromRight: 0 },
  ])
  // nobody voted in it
  expect(pollResults(lesson.log, new Map())[0]).toMatchObject({ voted: [0, 0], right: [0, 0] })
})

test('says what the wall said', () => {
  const lesson = new Lesson(6)
  lesson.give({ type: 'open-poll' })
  const votes: Votes = [ballot(1, 0, 2, 1), ballot(0, 0, 0, 1)]
  lesson.give({ type: 'close-ballot' })
  lesson.give({ type: 'reveal' })
  const { classroom, now } = lesson
  const { revealed } = CLASS_EYES.wall({ id: 'c', classroom, people: new Map(), votes, now }).poll ?? {}
  const [result] = pollResults(lesson.log, new Map([[1, votes]]))
  const { changedFromRight, changedToRight, right, rule, voted } = revealed ?? expect.fail()
  expect(result).toMatchObject({ changedFromRight, changedToRight, right, rule, voted })
})
