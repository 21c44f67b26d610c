import { expect, test } from 'vitest'
import { readCode, readReturnCode, showCode } from './session-code.ts'

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

test('reads the secret of a whole link, and of nothing longer', () => {
  const secret = 'aB3-_'.padEnd(22, 'x')
  expect(readCode(`https://woshou.example/join/${secret}`)).toBe(secret)
  expect(readCode(`https://woshou.example/join/${secret}?n=1`)).toBe(secret)
  expect(readCode(`https://woshou.example/join/${secret}x`)).toBeNull()
})

test.each(['KMPT', 'kmpt', ' K M P T ', 'ｋｍｐｔ', 'km-pt'])('reads the return code in %j', (typed) => {
  expect(readReturnCode(typed)).toBe('KMPT')
})

test.each(['', 'KMP', 'KMPTX', 'KM1T', '4829 1375'])('finds no return code in %j', (typed) => {
  expect(readReturnCode(typed)).toBeNull()
})
