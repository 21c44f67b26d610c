import { expect, it } from 'vitest'
import type { Note } from './bus.ts'
import { parseNote } from './bus-message.ts'

const CLASS = 'C'.repeat(22)
const passes = (note: Note) => expect(parseNote(JSON.stringify(note))).toEqual(note)

it('lets through the largest wish for tiles, and the most tiles that are said in one note', () => {
  // five digits each: pairs placed by hand have any number
  const pairs = Array.from({ length: 2_000 }, (_, n) => 60_000 + n)
  const wish = {
    type: 'tiles-wanted',
    server: 'S'.repeat(40),
    class: CLASS,
    round: 65_535,
    pairs,
    asks: pairs,
  } as const
  passes(wish)
  // 219 characters is the longest tile, whose quotes are escaped
  const tile = `["${'x'.repeat(215)}"]`
  passes({ type: 'tiles', round: 65_535, tiles: pairs.slice(0, 100).map((pair) => [pair, 86_400_000, tile] as const) })
  passes({ type: 'tiles-unwanted', server: 'S', class: CLASS })
})

it.each([
  ['a class’s id', { type: 'tiles-unwanted', server: 'S', class: '../../etc' }],
  ['a pair’s number', { type: 'tiles', round: 1, tiles: [[0, 1, '[]']] }],
  ['a play time', { type: 'tiles', round: 1, tiles: [[1, -1, '[]']] }],
  ['a tile', { type: 'tiles', round: 1, tiles: [[1, 1, 'x'.repeat(1_001)]] }],
  [
    'so many pairs',
    { type: 'tiles-wanted', server: 'S', class: CLASS, round: 1, pairs: Array(2_001).fill(1), asks: [] },
  ],
])('takes no note that has not %s', (_what, note) => {
  expect(parseNote(JSON.stringify(note))).toBeNull()
})
