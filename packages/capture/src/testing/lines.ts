import { captureFile, type TimedSegment } from './trace-capture.ts'

/** One segment: `[ms, '>', 'PA', seq, ack, text, window]`, `>` from the client; text by its bytes, or how many. */
export type Line = readonly [number, '>' | '<', string, number, number?, (string | number)?, number?]

const FLAGS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16 }
const CLIENT = [[192, 0, 2, 1], 40_000] as const
const SERVER = [[192, 0, 2, 2], 80] as const

/**
 * A capture of the lines as packets, in the order given.
 * @param ids the packets' IP identifications; none without
 */
export const fileOf = (lines: readonly Line[], ids?: readonly number[]): Uint8Array =>
  captureFile(
    lines.map(
      ([ms, way, flags, seq, ack = 0, text = '', window = 64_000], n): TimedSegment => ({
        ms,
        from: way === '>' ? CLIENT : SERVER,
        to: way === '>' ? SERVER : CLIENT,
        flags: [...flags].reduce((sum, letter) => sum | (FLAGS[letter] ?? 0), 0),
        seq,
        ack,
        window,
        text: typeof text === 'string' ? text : 'x'.repeat(text),
        ...(ids && { id: ids[n] ?? 0 }),
      }),
    ),
  )

/** A handshake near the client: the server is 10 ms away. */
export const OPEN: readonly Line[] = [
  [0, '>', 'S', 1_000],
  [10, '<', 'SA', 5_000, 1_001],
  [10.1, '>', 'A', 1_001, 5_001],
]
