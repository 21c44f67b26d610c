import { expect, test } from 'vitest'
import { numberingOf, readNumber, showNumber, showOtherWay } from './numbering.ts'

const short = { iss: 300, irs: 100 }
const long = { iss: 4_294_967_290, irs: 100 }

test('auto counts from the ISN once one of them has more than five digits', () => {
  expect(numberingOf('auto', short).relative).toBe(false)
  expect(numberingOf('auto', long).relative).toBe(true)
  expect(numberingOf('auto', { iss: 300, irs: 100_000 }).relative).toBe(true)
})

test('the own numbers are counted from ISS, the peer’s from IRS', () => {
  const numbering = numberingOf('relative', short)
  expect(showNumber(numbering, 301, 'send')).toBe('1')
  expect(showNumber(numbering, 106, 'receive')).toBe('6')
})

test('relative numbers go on past the wrap at 2^32 (RFC 9293 §3.4)', () => {
  const numbering = numberingOf('relative', long)
  expect(showNumber(numbering, 4, 'send')).toBe('10')
  expect(readNumber(numbering, '10', 'send')).toBe(4)
})

test('what is shown can be read again, in either way of counting', () => {
  for (const setting of ['relative', 'absolute'] as const) {
    const numbering = numberingOf(setting, long)
    expect(readNumber(numbering, showNumber(numbering, 7, 'send'), 'send')).toBe(7)
  }
})

test('the other way of writing is offered only where it differs', () => {
  expect(showOtherWay(numberingOf('relative', short), 301, 'send')).toBe('301')
  expect(showOtherWay(numberingOf('absolute', { iss: 0, irs: null }), 5, 'send')).toBeNull()
})

test('a number before the initial one is not offered relative to it', () => {
  expect(showOtherWay(numberingOf('absolute', short), 299, 'send')).toBeNull()
})

test.each(['', 'x', '-1', '4294967296', '1.5', '1e3'])('%j is no sequence number', (typed) => {
  expect(readNumber(numberingOf('absolute', short), typed, 'send')).toBeNull()
})
