import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { NO_RUBRIC, pointsOf, RubricSchema } from '../../facts/rubric.ts'
import { ChangeCommentSchema, NewCommentSchema } from './comments.ts'
import { GiveMarksSchema } from './marks.ts'
import { ReviewListSchema, ReviewQuerySchema } from './review.ts'

const ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const parse = (query: object) => v.safeParse(ReviewQuerySchema, query)

describe('what a list of sessions is asked for by', () => {
  it('is whatever is given', () => {
    expect(parse({ round: '3', rule: 'ack-number', unfinished: '1' })).toEqual(
      expect.objectContaining({ output: { round: 3, rule: 'ack-number', unfinished: true } }),
    )
    expect(parse({}).output).toEqual({})
  })

  it('has days as a whole, and times', () => {
    const { output } = parse({ from: '2026-11-27', to: '2026-11-27' })
    expect(output).toEqual({ from: Date.UTC(2026, 10, 27), to: Date.UTC(2026, 10, 28) - 1 })
    expect(parse({ from: '2026-11-27T08:00+08:00', to: '1795766400000' }).output).toEqual({
      from: Date.UTC(2026, 10, 27),
      to: 1_795_766_400_000,
    })
  })

  it.each([
    [{ round: '0' }, 'round'],
    [{ rule: 'nonsense' }, 'rule'],
    [{ level: 'easy' }, 'level'],
    [{ unfinished: 'perhaps' }, 'unfinished'],
    [{ from: 'yesterday' }, 'from'],
    [{ to: '2026-13-40' }, 'to'],
    [{ to: '9999999999999999' }, 'to'],
    [{ after: '1' }, 'after'],
    [{ after: `1.${ID}` }, 'after'],
    [{ class: [ID, ID] }, 'class'],
    [{ rounds: '1' }, 'rounds'],
  ])('says which field of %j is wrong', (query, field) => {
    expect(v.getDotPath(parse(query).issues?.[0] as v.BaseIssue<unknown>)).toBe(field)
  })
})

describe('a rubric', () => {
  const keys = [
    { key: 'handshake', words: ' 三次握手 ', points: 2 },
    { key: 'late', words: 'Late', points: -0.5 },
  ]

  it('reckons points by what it is now: a key that it has no more brings none', () => {
    const rubric = v.parse(RubricSchema, { keys })
    expect(rubric.keys[0]?.words).toBe('三次握手')
    expect(pointsOf(rubric, ['late', 'handshake', 'gone'])).toBe(1.5)
    expect(pointsOf({ keys: rubric.keys.slice(1) }, ['late', 'handshake'])).toBe(-0.5)
    expect(pointsOf(NO_RUBRIC, ['late'])).toBe(0)
  })

  it.each([
    [[keys[0], keys[0]]],
    [[{ key: '', words: 'x', points: 1 }]],
    [[{ key: 'x', words: ' ', points: 1 }]],
    [[{ key: 'x', words: 'a\nb', points: 1 }]],
    [[{ key: 'x', words: 'x', points: Number.NaN }]],
    [[{ key: 'x', words: 'x', points: 0.1 }]],
    [[{ key: 'x', words: 'x', points: 1_001 }]],
    [Array.from({ length: 21 }, (_, nth) => ({ key: `k${nth}`, words: 'x', points: 1 }))],
  ])('is not %j', (some) => {
    expect(v.is(RubricSchema, { keys: some })).toBe(false)
  })

  it('is given by keys, each once', () => {
    const given = v.parse(GiveMarksSchema, { role: 'client', keys: ['late', 'late'] })
    expect(given).toEqual({ role: 'client', student: 0, keys: ['late'] })
  })
})

describe('a comment', () => {
  const comment = { version: 7, words: 'Look here.' }

  it('has lines, and is its teachers’ alone unless it is shared', () => {
    expect(v.parse(NewCommentSchema, { ...comment, words: ' one\r\ntwo\n' })).toEqual({
      version: 7,
      words: 'one\ntwo',
      shared: false,
    })
  })

  it.each(['', ' \n ', 'a\u0000b', 'a\ud800', 'x'.repeat(2_001)])('has words: not %j', (words) => {
    expect(v.is(NewCommentSchema, { ...comment, words })).toBe(false)
  })

  it('is changed in something', () => {
    expect(v.is(ChangeCommentSchema, {})).toBe(false)
    expect(v.is(ChangeCommentSchema, { shared: true })).toBe(true)
  })
})

it('reads a list of a newer server, whose levels and ends it does not know', () => {
  const session = {
    ...{ session: ID, class: ID, className: 'x', round: 1, pair: 1, scenarioId: 'x', title: { en: 'x', 'zh-CN': 'x' } },
    ...{ level: 'oral', createdAt: 0, ended: 'of-boredom', students: [], mistakes: 0, firstVersion: null, comments: 0 },
  }
  const { sessions } = v.parse(ReviewListSchema, { sessions: [session], next: null })
  expect(sessions[0]).toMatchObject({ level: null, ended: null })
})
