import { expect, it } from 'vitest'
import { inSlices } from './in-slices.ts'

it('lets others have their turn after 5 ms of work, however much is left', async () => {
  let time = 0
  let done = 0
  const perSlice: number[] = []
  function* work(): Generator<void, string> {
    for (let step = 0; step < 100; step++) {
      time += 1
      done += 1
      yield
    }
    return 'all'
  }
  const pause = async () => {
    perSlice.push(done)
    done = 0
    // others take their time: it is not the work's
    time += 1_000
  }
  expect(await inSlices(work(), { now: () => time, pause })).toBe('all')
  expect(perSlice).toEqual(Array.from({ length: 20 }, () => 5))
})
