import type { LadderLine } from '@woshou/session'
import { describe, expect, test } from 'vitest'
import type { LayoutOptions } from './drawing.ts'
import { drawLine, LABEL_GAP, labelOf, STEEPEST } from './label.ts'
import { measure } from './sheet.ts'

const LONG = ['FIN,ACK', 'seq=4294967295', 'ack=4294967294', 'len=1460']
const options = (width: number, parts: readonly string[] = LONG): LayoutOptions => ({
  width,
  fontSize: 14,
  perspective: 'both',
  partsOf: () => parts,
  noteOf: () => [],
})
const line = (given: Partial<LadderLine> = {}) =>
  ({ key: '4', version: 4, from: 'client', fate: 'arrived', ...given }) as LadderLine

describe('the label of a line', () => {
  const rows = (width: number, crossing: boolean, given: Partial<LadderLine> = {}) =>
    labelOf(line(given), options(width), measure(options(width)), 0.1, crossing)

  test('takes one row where there is room, and as few as it can where there is not', () => {
    expect(rows(900, false).rows).toHaveLength(1)
    expect(rows(328, false).rows.length).toBeGreaterThan(1)
    expect(rows(328, false).rows.join(' ')).toBe(LONG.join(' '))
  })

  test('of a lost segment ends where the segment does', () => {
    expect(rows(900, false, { fate: 'lost' }).rows.length).toBeGreaterThan(rows(900, false).rows.length)
  })

  test('keeps to its sender’s half where lines cross, smaller and without names if it must', () => {
    const whole = rows(900, true)
    expect(whole.fontSize).toBe(14)
    expect(whole.rows.join(' ')).toBe(LONG.join(' '))
    const narrow = rows(288, true)
    expect(narrow.rows.join(' ')).toBe('FIN,ACK 4294967295 4294967294 1460')
    expect(narrow.fontSize).toBeGreaterThanOrEqual(14 * 0.8)
  })
})

describe('a line', () => {
  const metrics = measure(options(900))
  const drawn = (from: 'client' | 'server', y2: number) =>
    drawLine(line({ from }), 100, y2, { rows: ['SYN'], fontSize: 14 }, metrics)

  test.each([
    ['client', 'server', 1],
    ['server', 'client', -1],
  ] as const)('from the %s goes to the %s, and its label reads from left to right', (from, to, sign) => {
    const one = drawn(from, 140)
    expect(one.from).toEqual({ x: metrics.x[from], y: 100 })
    expect(one.to).toEqual({ x: metrics.x[to], y: 140 })
    expect(Math.sign(one.angle)).toBe(sign)
    expect(Math.abs(one.angle)).toBeLessThan(90)
  })

  test('has its label above it, by the same gap all along', () => {
    const flat = drawn('client', 100)
    expect(Math.max(...flat.label.map(({ y }) => y))).toBeCloseTo(100 - LABEL_GAP)
  })

  test('that is steep is no longer followed by its label', () => {
    expect(drawn('client', 100 + metrics.inner).angle).toBeCloseTo((Math.atan(STEEPEST) * 180) / Math.PI)
  })
})
