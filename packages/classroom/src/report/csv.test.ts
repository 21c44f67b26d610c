import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SEED } from '../testing/seeds.ts'
import { csv } from './csv.ts'

test('begins with the mark by which Excel reads Chinese, and ends each row as RFC 4180 says', () => {
  expect(
    csv([
      ['姓名', 'hints'],
      ['小明', 3],
    ]),
  ).toBe('\u{feff}姓名,hints\r\n小明,3\r\n')
  expect([...new TextEncoder().encode(csv([]))]).toEqual([0xef, 0xbb, 0xbf])
})

test.each([
  ['=1+1', "'=1+1"],
  ['+49', "'+49"],
  ['-Ada', "'-Ada"],
  ['@home', "'@home"],
  [' =1+1', "' =1+1"],
  ['\t=1', "'\t=1"],
  ['＝1', "'＝1"],
  ['\u200b=1', "'\u200b=1"],
  ['="a","b"', '"\'=""a"",""b"""'],
  ['a=1', 'a=1'],
  ['O’Neil, Ada', '"O’Neil, Ada"'],
])('%j is written %j', (name, written) => {
  expect(csv([[name]])).toBe(`\ufeff${written}\r\n`)
})

test('a negative number is a number, and what is missing is empty', () => {
  expect(csv([[-1, null, 0.5]])).toBe('\u{feff}-1,,0.5\r\n')
})

/** As RFC 4180 has it read. */
function read(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let value = ''
  let quoted = false
  const body = text.slice(1)
  for (let at = 0; at < body.length; at++) {
    const letter = body[at] ?? ''
    const next = body[at + 1]
    if (quoted && letter === '"' && next === '"') {
      value += letter
      at++
    } else if (letter === '"') quoted = !quoted
    else if (!quoted && letter === ',') {
      row.push(value)
      value = ''
    } else if (!quoted && letter === '\r' && next === '\n') {
      rows.push([...row, value])
      row = []
      value = ''
      at++
    } else value += letter
  }
  return rows
}

test(`whatever is written is read back, and no field begins a formula (seed ${SEED})`, () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[ \t]?[-=+@",\r\n]{1,4}x?$/))
  fc.assert(
    fc.property(fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { maxLength: 4 }), (rows) => {
      const back = read(csv(rows))
      const bare = (table: readonly (readonly string[])[]) =>
        table.map((row) => row.map((one) => one.replace(/^'/, '')))
      expect(bare(back)).toEqual(bare(rows))
      for (const one of back.flat()) expect(one).not.toMatch(/^\s*[=+\-@]/)
    }),
    { numRuns: 500, seed: SEED },
  )
})
