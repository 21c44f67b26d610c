import type { ClassEvent } from '@woshou/classroom'
import { expect, it } from 'vitest'
import { Lesson, student } from '../../../../../packages/classroom/src/testing/lesson.ts'
import { MemoryEventLog } from '../../storage/memory/memory-event-log.ts'
import { LocalBus } from '../bus.ts'
import { RoundsFromLog } from './rounds-from-log.ts'
import type { WatchedRound } from './watched-rounds.ts'

const CLASS = 'C'.repeat(22)

it('tells of each round, and of a pair that begins late, as soon as the log has it; phones are no matter', async () => {
  const lesson = new Lesson(4)
  const classLog = new MemoryEventLog<ClassEvent, never>(() => false)
  classLog.begin(CLASS, lesson.log)
  let stored = lesson.log.length
  let reads = 0
  const read: typeof classLog.read = (...asked) => {
    reads += 1
    return classLog.read(...asked)
  }
  const bus = new LocalBus()
  const rounds = new RoundsFromLog({
    classLog: { read },
    bus,
    report: (error) => {
      throw error
    },
  })
  const told: (WatchedRound | null)[] = []
  const leave = rounds.follow(CLASS, (round) => told.push(round))
  const store = async () => {
    await classLog.append({ log: CLASS, events: lesson.log.slice(stored) })
    stored = lesson.log.length
    bus.publish(CLASS, { type: 'appended', version: stored })
  }
  await expect.poll(() => told).toEqual([null])
  lesson.start()
  await store()
  await expect.poll(() => told.at(-1)).toEqual({ round: 1, pairs: [1, 2] })

  const before = reads
  bus.publish(CLASS, { type: 'phones', server: 'x', phones: '', taught: false, asks: false })
  bus.publish(CLASS, { type: 'pairs-over', round: 1, pairs: [1] })
  expect(reads).toBe(before)

  const late = {
    type: 'seat-changed',
    round: 1,
    pair: 3,
    role: 'client',
    to: student(9),
    why: 'late',
    seed: 7,
  } as const
  lesson.happen([late])
  await store()
  await expect.poll(() => told.at(-1)).toEqual({ round: 1, pairs: [1, 2, 3] })
  // nothing of a round has changed
  lesson.give({ type: 'pause' })
  await store()
  await expect.poll(() => reads).toBeGreaterThan(before + 1)
  leave()
  lesson.give({ type: 'close-round' })
  lesson.start()
  await store()
  expect(told).toHaveLength(3)
})
