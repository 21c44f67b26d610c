import { expect, test } from 'vitest'
import { readCode, showCode } from './session-code.ts'

test('a code is shown in two groups that can be spoken', () => {
  expect(showCode('48291375')).toBe('4829 1375')
})

test.each(['48291375', ' 4829 1375 ', '4829-1375', '４８２９ １３７５', 'http://192.168.0.5:3000/join/48291375'])(
  'reads the code in %j',
  (typed) => {
    expect(readCode(typed)).toBe('48291375')
  },
)

test.each(['', '4829', '482913755', '4829 137x', 'hello'])('finds no code in %j', (typed) => {
  expect(readCode(typed)).toBeNull()
})
