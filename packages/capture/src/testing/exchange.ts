import type { TestSegment } from './capture-writer.ts'

const FLAGS = { F: 1, S: 2, R: 4, P: 8, A: 16 } as const

/** A shorthand for one segment of a test: `['>', 'SA', 300, 101, 'text']`, `>` from the client. */
export type Shorthand = readonly ['>' | '<', string, number, number?, (string | undefined)?]

type Side = TestSegment['from']

/** The client and server of most tests, IPv4 and IPv6. */
export const V4: readonly [Side, Side] = [
  [[10, 0, 0, 1], 40_001],
  [[10, 0, 0, 2], 80],
]
export const V6: readonly [Side, Side] = [
  [[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 40_001],
  [[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2], 80],
]

/** A whole connection: open, a request, its answer, close. */
export const WHOLE: readonly Shorthand[] = [
  ['>', 'S', 100],
  ['<', 'SA', 300, 101],
  ['>', 'A', 101, 301],
  ['>', 'PA', 101, 301, 'hello'],
  ['<', 'A', 301, 106],
  ['<', 'PA', 301, 106, 'world!'],
  ['>', 'A', 106, 307],
  ['>', 'FA', 106, 307],
  ['<', 'A', 307, 107],
  ['<', 'FA', 307, 107],
  ['>', 'A', 107, 308],
]

export const segmentsOf = (lines: readonly Shorthand[], [client, server] = V4): readonly TestSegment[] =>
  lines.map(([direction, flags, seq, ack = 0, text = '']) => ({
    from: direction === '>' ? client : server,
    to: direction === '>' ? server : client,
    flags: [...flags].reduce((sum, letter) => sum | FLAGS[letter as keyof typeof FLAGS], 0),
    seq,
    ack,
    text,
  }))
