import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeptRows } from './kept-rows.ts'

const rowText = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constant('长'.repeat(5_000)))
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ text: rowText, events: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ back: fc.integer({ min: 0, max: 20 }) }) },
)

describe('kept rows', () => {
  it('are what a list of texts would be, however long they are and whatever is let go of', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const rows = new KeptRows()
        let kept: { readonly text: string; readonly last: number }[] = []
        let newest = 0
        for (const one of steps) {
          if ('text' in one) {
            newest += one.events
            rows.push(one.text, newest)
            kept.push({ text: one.text, last: newest })
          } else {
            const gone = kept.filter(({ last }) => last <= newest - one.back)
            expect(rows.letGo(newest - one.back)).toBe(gone.at(-1)?.last ?? null)
            kept = kept.slice(gone.length)
          }
          for (const version of [0, newest - 3, newest]) {
            const after = kept.filter(({ last }) => last > version).map(({ text }) => text)
            expect(rows.after(version)).toEqual(after)
            expect(rows.firstAfter(version)).toBe(after[0] ?? null)
          }
        }
      }),
    )
  })

  it('take little more room than they need, after long ones as well', () => {
    const rows = new KeptRows()
    for (let last = 1; last <= 1_000; last++) {
      rows.push(last < 500 ? 'x'.repeat(10_000) : 'x'.repeat(100), last)
      rows.letGo(last - 16)
    }
    // 16 of a hundred characters each
    expect(rows.room).toBeLessThan(4 * 16 * 108 + 1)
    rows.letGo(1_000)
    expect([rows.room, rows.after(0)]).toEqual([0, []])
  })
})
