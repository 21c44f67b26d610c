import { describe, expect, test } from 'vitest'
import { drive } from '../../conformance/drive.ts'
import { further, recorded, traces } from '../../conformance/fixtures.ts'
import type { Trace } from '../../conformance/trace.ts'
import {
  add,
  due,
  geq,
  isSynchronized,
  KERNEL_DIFFERENCES,
  leq,
  lt,
  type Policy,
  type SackBlock,
  type Segment,
  type SynchronizedTcb,
} from '../index.ts'
import { reportOf } from './held.ts'

// What Linux 6.18 reported on its ACKs, and what it sent again when its peer reported: beside the engine's own of the same moment.

/** Goes through what both kernels sent once the connection was there, with the engine's TCB that was about to send it. */
function sendings(
  trace: Trace,
  look: (tcb: SynchronizedTcb, segment: Segment) => void,
  policy: Partial<Policy> = {},
): void {
  drive(trace, { policy: () => policy, watch: (tcb, segment) => isSynchronized(tcb) && look(tcb, segment) })
}

/** Numbers from the peer's ISN on, so that a failure can be read. */
const told = (tcb: SynchronizedTcb, blocks: readonly SackBlock[]): string =>
  blocks.map(([left, right]) => `${(left - tcb.irs) >>> 0}–${(right - tcb.irs) >>> 0}`).join(' ')

/** RFC 2883 §4: the first block reports a duplicate where it lies before SEG.ACK, or within the block behind it. */
function isDuplicate([left, right]: SackBlock, next: SackBlock | undefined, ack: number): boolean {
  if (leq(right, ack)) return true
  return next !== undefined && geq(left, next[0]) && leq(right, next[1])
}

describe('the blocks on a kernel’s ACKs', () => {
  const FORGETS = 'sack-forgotten-block'
  const everything = [...recorded(), ...traces(), ...further()].filter(({ name }) => name !== FORGETS)

  test('are those that the engine’s receiver reports (RFC 2018 §4), behind a duplicate’s (RFC 2883)', () => {
    const wrong: string[] = []
    const counts = { with: 0, without: 0, duplicates: 0, four: 0, three: 0 }
    for (const trace of everything)
      sendings(trace, (tcb, segment) => {
        if (tcb.sack === null) return
        const engine = reportOf(tcb, segment.flags)?.sack ?? []
        const kernel = segment.options?.sack ?? []
        const first = kernel[0]
        const duplicate = first !== undefined && isDuplicate(first, kernel[1], segment.ack)
        if (duplicate) counts.duplicates++
        if (kernel.length === 0) counts.without++
        else counts.with++
        if (kernel.length === 4) counts.four++
        if (kernel.length === 3 && tcb.tsRecent !== null) counts.three++
        if (told(tcb, duplicate ? kernel.slice(1) : kernel) !== told(tcb, engine))
          wrong.push(`${trace.name}: Linux ${told(tcb, kernel)}, engine ${told(tcb, engine)}`)
      })
    expect(wrong).toEqual([])
    expect(counts.with).toBeGreaterThan(60)
    expect(counts.without).toBeGreaterThan(500)
    // A header is full at four, and at three beside timestamps; and a duplicate is reported in some of the records.
    expect(Math.min(counts.four, counts.three, counts.duplicates)).toBeGreaterThan(0)
    expect(KERNEL_DIFFERENCES.find(({ id }) => id === 'duplicate-sack')?.section).toMatch(/RFC 2883 4/)
  })

  test('are the whole stretch in the engine where Linux, which remembers four, has forgotten a fifth (RFC 2018 §4)', () => {
    expect(KERNEL_DIFFERENCES.find(({ id }) => id === 'four-blocks-remembered')?.section).toBe('RFC 2018 4')
    const trace = recorded().find(({ name }) => name === FORGETS)
    if (trace === undefined) throw new Error('no such record')
    let most = 0
    let shorter = 0
    const wrong: string[] = []
    sendings(trace, (tcb, segment) => {
      const engine = reportOf(tcb, segment.flags)?.sack ?? []
      const kernel = segment.options?.sack ?? []
      most = Math.max(most, tcb.sack?.held.length ?? 0)
      if (told(tcb, engine) === told(tcb, kernel)) return
      shorter++
      // Each that Linux reports lies in one of the engine's, and only a fifth was ever lost.
      const within = kernel.every((block) => tcb.sack?.held.some((whole) => isDuplicate(block, whole, tcb.irs)))
      if (!within || most <= 4) wrong.push(`Linux ${told(tcb, kernel)}, engine ${told(tcb, engine)}`)
    })
    expect(wrong).toEqual([])
    expect(shorter).toBeGreaterThan(0)
  })

  test('are looked at: one that is missing, or has another edge, is noticed', () => {
    const trace = recorded().find(({ name }) => name === 'sack-two-holes')
    if (trace === undefined) throw new Error('no such record')
    const spoil = (change: (blocks: readonly SackBlock[]) => readonly SackBlock[]): number => {
      let wrong = 0
      const segments = trace.segments.map((s) => {
        const sack = s.segment.options?.sack
        return sack === undefined
          ? s
          : { ...s, segment: { ...s.segment, options: { ...s.segment.options, sack: change(sack) } } }
      })
      sendings({ ...trace, segments }, (tcb, segment) => {
        const engine = reportOf(tcb, segment.flags)?.sack ?? []
        if (told(tcb, engine) !== told(tcb, segment.options?.sack ?? [])) wrong++
      })
      return wrong
    }
    expect(spoil((blocks) => blocks)).toBe(0)
    expect(spoil((blocks) => blocks.slice(1))).toBeGreaterThan(3)
    expect(spoil((blocks) => blocks.map(([left, right]): SackBlock => [left, add(right, 1)]))).toBeGreaterThan(3)
    expect(spoil((blocks) => [...blocks].reverse())).toBeGreaterThan(1)
  })
})

describe('what a kernel sends again when its peer reports', () => {
  test.each([
    ['fast-retransmit--sack', 1],
    ['sack-two-holes', 2],
    ['sack-five-blocks', 5],
    ['sack-five-blocks--opts', 5],
    ['sack-of-a-duplicate', 1],
    ['reno-one-loss--sack', 1],
  ])('%s: the holes, each once, as `due` proposes them (RFC 2018 §5, RFC 6675 §4)', (name, holes) => {
    const trace = recorded().find((one) => one.name === name)
    if (trace === undefined) throw new Error(`no record ${name}`)
    const again: string[] = []
    const proposed: string[] = []
    const mark = ({ iss }: SynchronizedTcb, { seq, text }: Segment): string => `${(seq - iss) >>> 0}+${text.length}`
    sendings(
      trace,
      (tcb, segment) => {
        if (segment.text === '' || !lt(segment.seq, tcb.snd.nxt)) return
        again.push(mark(tcb, segment))
        const [first] = due(tcb)
        proposed.push(first === undefined ? 'nothing' : mark(tcb, first.segment))
      },
      { judgesTiming: true },
    )
    expect(again).toEqual(proposed)
    expect(again).toHaveLength(holes)
  })
})
