import { STATES, TRANSITIONS } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { arrows, COMPACT, FULL, heightOf, middleOf, PLACES } from './figure.ts'

test('every transition of RFC 9293 Figure 5 has exactly one arrow', () => {
  expect(arrows(FULL).flatMap(({ transitions }) => transitions)).toHaveLength(TRANSITIONS.length)
  for (const { key, transitions } of arrows(FULL)) expect(transitions, key).not.toEqual([])
})

test('every state has its place, and CLOSED a second one at the end', () => {
  expect(Object.keys(PLACES).toSorted()).toEqual([...STATES, 'END'].toSorted())
})

test.each([COMPACT, FULL])('no two boxes touch at $width px, and all are on the sheet', (scale) => {
  const places = Object.keys(PLACES) as (keyof typeof PLACES)[]
  for (const one of places) {
    const a = middleOf(one, scale)
    expect(a.x - scale.boxWidth / 2).toBeGreaterThanOrEqual(0)
    expect(a.x + scale.boxWidth / 2).toBeLessThanOrEqual(scale.width)
    expect(a.y + scale.boxHeight / 2).toBeLessThanOrEqual(heightOf(scale))
    for (const other of places) {
      const b = middleOf(other, scale)
      const apart = Math.abs(a.x - b.x) >= scale.boxWidth || Math.abs(a.y - b.y) >= scale.boxHeight
      expect(one === other || apart, `${one} and ${other}`).toBe(true)
    }
  }
})
