import { expect, it } from 'vitest'
import { inSlices, nextSlice } from './in-slices.ts'

it('lets others have their turn after 2 ms of work, however much is left', async () => {
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
  expect(perSlice).toEqual(Array.from({ length: 50 }, () => 2))
})

it('lets others have their turn after a hundred steps, however quick the machine is', async () => {
  let done = 0
  const perSlice: number[] = []
  function* work(): Generator<void, string> {
    for (let step = 0; step < 250; step++) {
      done += 1
      yield
    }
    return 'all'
  }
  const pause = async () => void perSlice.push(done)
  expect(await inSlices(work(), { now: () => 0, pause })).toBe('all')
  expect(perSlice).toEqual([100, 200])
})

it('does one slice in each turn of the event loop, however many works are under way', async () => {
  let time = 0
  let sliced = 0
  const perTurn: number[] = []
  function* work(): Generator<void, void> {
    for (let step = 0; step < 20; step++) {
      yield
      sliced += 1
    }
  }
  const works = Array.from({ length: 10 }, () => inSlices(work(), { now: () => (time += 10), pause: nextSlice }))
  // the first of each is done as it comes
  let over = false
  const all = Promise.all(works).then(() => {
    over = true
  })
  while (!over) {
    const before = sliced
    await new Promise((resolve) => setImmediate(resolve))
    perTurn.push(sliced - before)
  }
  await all
  expect(sliced).toBe(200)
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(2)
})
