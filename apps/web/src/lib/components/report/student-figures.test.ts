import type { StudentRow } from '@woshou/classroom/api'
import { expect, test } from 'vitest'
import { calledAs, listedStudent } from './student-figures.ts'

const STUDENT: StudentRow = {
  participant: 'AAAAAAAAAAAAAAAAAAAAAA',
  name: 'Zsófia',
  pseudonym: { en: 'Amber 12', 'zh-CN': '琥珀 12' },
  state: 'in',
  sessions: 1,
  unfinished: 0,
  tries: 4,
  firstTry: 0.5,
  wrong: 3,
  hints: 0,
  revealed: 0,
  time: 1_000,
  points: null,
  rules: [
    { rule: 'data-seq-gap', times: 2, rounds: [] },
    { rule: 'ack-missing', times: 1, rounds: [] },
  ],
  learning: [],
  rounds: [],
}
const titleOf = (rule: string) => `title of ${rule}`

test('a student is called by the pseudonym, and by the name only where names are wanted and known', () => {
  expect(calledAs(STUDENT, 'zh-CN', false)).toEqual(['琥珀 12', null])
  expect(calledAs(STUDENT, 'en', true)).toEqual(['Zsófia', 'Amber 12'])
  expect(calledAs({ ...STUDENT, name: null }, 'en', true)).toEqual(['Amber 12', null])
})

test('the list says which rule a student broke most often, and of one who broke none nothing', () => {
  expect(listedStudent(STUDENT, 'en', false, titleOf)).toMatchObject({
    called: 'Amber 12',
    also: null,
    most: 'title of data-seq-gap',
    wrong: 3,
  })
  expect(listedStudent({ ...STUDENT, rules: [] }, 'en', true, titleOf).most).toBeNull()
})
