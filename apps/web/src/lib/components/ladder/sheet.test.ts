import { expect, test } from 'vitest'
import type { Perspective } from './drawing.ts'
import { measure } from './sheet.ts'

const sheet = (width: number, perspective: Perspective, fontSize = 14) =>
  measure({ width, fontSize, perspective, partsOf: () => [], noteOf: () => [] })

test.each([
  [320, 'both', true],
  [587, 'both', true],
  [588, 'both', false], // 42 em
  [320, 'client', false], // the other end's notes are not shown: there is room
] as const)('on %i px, seen as %s, notes stand on the lifelines: %s', (width, perspective, straddling) => {
  expect(sheet(width, perspective).straddling).toBe(straddling)
})

test.each([
  ['client', 320],
  ['server', 320],
  ['both', 900],
  ['both', 3_000],
] as const)('as %s on %i px both margins and what is between them make the sheet', (perspective, width) => {
  const { inner, margin, x } = sheet(width, perspective)
  expect(margin.client + inner + margin.server).toBeCloseTo(width)
  expect(x.server - x.client).toBeCloseTo(inner)
})

test('the end that is only a shadow takes a narrow margin', () => {
  const { margin } = sheet(360, 'server')
  expect(margin.client).toBeLessThan(margin.server / 4)
})

test('on a wide sheet lines grow no longer than 58 em, and both margins share the rest', () => {
  const { inner, margin } = sheet(3_000, 'both')
  expect(inner).toBe(14 * 58)
  expect(margin.client).toBeCloseTo(margin.server)
})
