import { expect, test } from 'vitest'
import { labelled, scaleOf } from './chart-scale.ts'

test('an axis begins at nothing, ends at or above the largest value, and has few lines at round numbers', () => {
  for (const most of [1, 2, 3, 5, 8, 12, 17, 24, 42, 99, 536, 1460, 14_600, 65_535, 1_000_000]) {
    const { lines, top } = scaleOf(most)
    expect(top).toBeGreaterThanOrEqual(most)
    expect([lines[0], lines.at(-1)]).toEqual([0, top])
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.length).toBeLessThan(7)
    for (const line of lines) expect(Number.isInteger(line)).toBe(true)
  }
})

test('a loss is always written, and no two labels touch that could be left out', () => {
  const points = Array.from({ length: 26 }, (_, nth) => ({
    x: nth * 12,
    y: 100 - nth,
    cwnd: nth,
    loss: nth === 15 ? ('timeout' as const) : null,
  }))
  const told = labelled(points)
  expect(told.map(({ cwnd }) => cwnd)).toContain(15)
  expect(told.map(({ cwnd }) => cwnd)).toContain(0)
  expect(told.length).toBeGreaterThan(4)
  for (const [nth, { x }] of told.slice(1).entries()) expect(x - (told[nth]?.x ?? 0)).toBeGreaterThanOrEqual(28)
})

test('losses are written however close to each other they are, and what else stands there gives way', () => {
  const points = Array.from({ length: 8 }, (_, nth) => ({
    x: nth * 12,
    y: 100,
    cwnd: nth,
    loss: nth === 1 || nth === 2 ? ('duplicates' as const) : null,
  }))
  expect(labelled(points).map(({ cwnd }) => cwnd)).toEqual([1, 2, 7])
})
