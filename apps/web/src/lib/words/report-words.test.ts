import { beforeEach, expect, test } from 'vitest'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import type { Trend } from './learning-words.ts'
import { boardSentences, classFigures } from './report-words.ts'

const row = (title: string, students: number, trend: Trend | null) => ({
  title,
  students,
  learning: trend && { trend },
})
const ROWS = [
  row('A', 20, 'improves'),
  row('B', 12, 'steady'),
  row('C', 8, null),
  row('D', 5, 'improves'),
  row('E', 4, 'mastered'),
  row('F', 3, 'worsens'),
  row('G', 2, 'unclear'),
]

beforeEach(() => overwriteGetLocale(() => 'en'))

test('says what most got wrong, where the class improves and where it does not', () => {
  expect(boardSentences(ROWS, 60)).toBe(
    'Most went wrong with “A”: 20 of 60. They get better at “A”, “D”. Not better yet: “B”, “F”.',
  )
  overwriteGetLocale(() => 'zh-CN')
  expect(boardSentences(ROWS, 60)).toBe(
    '错的人最多的是“A”：60 人中有 20 人。有进步的：“A”、“D”。还没有进步的：“B”、“F”。',
  )
})

test('names three of many, and nothing where there is nothing to say', () => {
  const many = 'ABCDE'.split('').map((title) => row(title, 5, 'improves'))
  expect(boardSentences(many, 60)).toContain('They get better at “A”, “B”, “C”.')
  expect(boardSentences([row('A', 1, 'unclear')], 2)).toBe('Most went wrong with “A”: 1 of 2.')
  expect(boardSentences([], 60)).toBe('')
})

test('a share over the class counts tries, not students; what was not finished is said, not counted as nothing', () => {
  const student = { sessions: 2, unfinished: 0 }
  const figures = classFigures([
    { ...student, tries: 30, firstTry: 1 },
    { ...student, tries: 10, firstTry: 0, unfinished: 1 },
    { ...student, tries: 0, firstTry: null },
  ])
  expect(figures).toEqual(['Students: 3', 'Right at the first try: 75%', 'Not finished: 1 of 6'])
  expect(classFigures([{ ...student, tries: 0, firstTry: null }])).toEqual(['Students: 1'])
})
