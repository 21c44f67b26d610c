import { ACK, SYN, segment } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { segmentParts } from './segment-parts.ts'
import { segmentWords } from './segment-words.ts'

const sack = [
  [331, 361],
  [311, 321],
] as const
const report = segment({ flags: ACK, seq: 101, ack: 301, options: { sack } })

test('SACK blocks are written by their edges, in the numbers that the segment acknowledges, the newest first', () => {
  const client = { relative: true, iss: 100, irs: 300 }
  expect(segmentWords(report, client, true)).toBe('ACK seq=1 ack=1 sack=31:61 sack=11:21')
  expect(segmentWords(report, { relative: true, iss: 300, irs: 100 }, false)).toBe(
    'ACK seq=1 ack=1 sack=31:61 sack=11:21',
  )
  const format = (value: number, space: string) => `${value - (space === 'client' ? 100 : 300)}`
  expect(segmentParts(report, 'client', format)).toEqual(['ACK', 'seq=1', 'ack=1', 'sack=31:61', 'sack=11:21'])
})

test('a SYN says that it permits them, and nothing else does', () => {
  const syn = segment({ flags: SYN, seq: 100, options: { sackPermitted: true } })
  expect(segmentWords(syn, { relative: true, iss: 100, irs: null }, true)).toBe('SYN seq=0 SACK_PERM')
  expect(segmentWords({ ...syn, options: {} }, { relative: true, iss: 100, irs: null }, true)).toBe('SYN seq=0')
})
