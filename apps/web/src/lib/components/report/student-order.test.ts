import { expect, test } from 'vitest'
import { pressed, type StudentOrder, studentsInOrder } from './student-order.ts'

const student = (name: string, firstTry: number | null, hints = 0) => ({
  name,
  firstTry,
  hints,
  sessions: 1,
  unfinished: 0,
  tries: 10,
  wrong: 0,
  revealed: 0,
  time: 0,
  points: null,
})
const STUDENTS = [
  student('Amber 12', 0.5),
  student('Jade 3', null, 4),
  student('Amber 2', 0.5),
  student('Coral 7', 0.9),
]
const namesBy = (order: StudentOrder, locale = 'en') =>
  studentsInOrder(STUDENTS, order, ({ name }) => name, locale).map(({ name }) => name)

test('orders by names as people do, their numbers by value', () => {
  expect(namesBy({ by: 'student', descending: false })).toEqual(['Amber 2', 'Amber 12', 'Coral 7', 'Jade 3'])
  expect(namesBy({ by: 'student', descending: true })).toEqual(['Jade 3', 'Coral 7', 'Amber 12', 'Amber 2'])
})

test('puts whoever has nothing in a column last, both ways, and equals in the order of names', () => {
  expect(namesBy({ by: 'firstTry', descending: false })).toEqual(['Amber 2', 'Amber 12', 'Coral 7', 'Jade 3'])
  expect(namesBy({ by: 'firstTry', descending: true })).toEqual(['Coral 7', 'Amber 2', 'Amber 12', 'Jade 3'])
  expect(namesBy({ by: 'points', descending: true })).toEqual(['Amber 2', 'Amber 12', 'Coral 7', 'Jade 3'])
  expect(namesBy({ by: 'hints', descending: true })).toEqual(['Jade 3', 'Amber 2', 'Amber 12', 'Coral 7'])
})

test('a column begins with those one looks for, and is turned round by the next press', () => {
  const order: StudentOrder = { by: 'student', descending: false }
  expect(pressed(order, 'hints')).toEqual({ by: 'hints', descending: true })
  expect(pressed(pressed(order, 'hints'), 'hints')).toEqual({ by: 'hints', descending: false })
  expect(pressed(order, 'firstTry')).toEqual({ by: 'firstTry', descending: false })
  expect(pressed(order, 'student')).toEqual({ by: 'student', descending: true })
})
