import { describe, expect, test } from 'vitest'
import type { Course } from './course.ts'
import { headPath, type Path, pathFrom, trackOf } from './track.ts'

const x = (place: number) => `${place}`

/** Where a track is at a play time: what the browser's animation does with it. */
function at({ frames, from, to }: ReturnType<typeof trackOf>, time: number): number {
  const share = Math.min(Math.max((time - from) / (to - from), 0), 1)
  const after = frames.findIndex(({ offset }) => offset >= share)
  const [a, b] = [frames[Math.max(after - 1, 0)], frames[after]]
  if (!a || !b) throw new Error('no frames')
  const part = b.offset === a.offset ? 1 : (share - a.offset) / (b.offset - a.offset)
  return Number(a.transform) + (Number(b.transform) - Number(a.transform)) * part
}

describe('a track', () => {
  test('follows its path, and rests before and after it', () => {
    const path: Path = [
      { at: 1_000, y: 10 },
      { at: 1_500, y: 60 },
      { at: 3_000, y: 75 },
    ]
    const track = trackOf(path, x)
    expect([0, 1_000, 1_250, 1_500, 2_250, 3_000, 9_000].map((time) => at(track, time))).toEqual([
      10, 10, 35, 60, 67.5, 75, 75,
    ])
  })

  test('of one place only, or none, rests', () => {
    expect(at(trackOf([{ at: 5, y: 3 }], x), 100)).toBe(3)
    expect(at(trackOf([], x), 100)).toBe(0)
  })

  test('leaves out what has passed, but not where it is', () => {
    const path = [0, 1, 2, 3].map((step) => ({ at: step * 100, y: step * 10 }))
    expect(pathFrom(path, 150).map(({ at: time }) => time)).toEqual([100, 200, 300])
    expect(pathFrom(path, -1)).toEqual(path)
    expect(at(trackOf(pathFrom(path, 150), x), 150)).toBe(15)
  })
})

describe("a segment's head", () => {
  const course: Course = { degrees: 8, length: 305, begin: 4, end: 300, turn: 150, emerges: false }
  const span = { from: 2_000, to: 3_500 }

  test('comes as far as its share of the way', () => {
    const head = trackOf(headPath(course, span), x)
    expect(at(head, 2_000)).toBe(4)
    expect(at(head, 2_750)).toBeCloseTo(150)
    expect(at(head, 3_500)).toBe(300)
  })

  test('within one part: rests before it and after it, and the parts meet', () => {
    const solid = trackOf(headPath(course, span, [4, 150]), x)
    const dashed = trackOf(headPath(course, span, [150, 300]), x)
    expect(at(solid, 2_500)).toBeCloseTo(100)
    expect(at(dashed, 2_500)).toBe(150)
    expect(at(solid, 3_000)).toBe(150)
    expect(at(dashed, 3_000)).toBeCloseTo(200)
  })
})
