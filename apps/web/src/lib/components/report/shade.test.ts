import { expect, test } from 'vitest'
import { shadeOf } from './shade.ts'

test.each([
  [0, 60, 0],
  [1, 60, 1],
  [5, 60, 1],
  [6, 60, 2],
  [12, 60, 3],
  [19, 60, 3],
  [20, 60, 4],
  [60, 60, 4],
  // a class of three: one of them is a third
  [1, 3, 4],
  [0, 0, 0],
  [2, 0, 4],
])('%i of %i students have shade %i', (students, of, shade) => {
  expect(shadeOf(students, of)).toBe(shade)
})
