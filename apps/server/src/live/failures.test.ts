import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Failures } from './failures.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function collect() {
  const told: [string, string, number][] = []
  return { told, failures: new Failures((error, during, count) => told.push([String(error), during, count])) }
}

it('failures are told at once, and then by their number: a storage that is gone must not fill the disk with its log', () => {
  const { failures, told } = collect()
  for (let second = 0; second < 25; second++) {
    for (let session = 0; session < 5_000; session++) failures.report(second, 'elapse')
    vi.advanceTimersByTime(1_000)
  }
  expect(told).toEqual([
    ['0', 'elapse', 1],
    ['9', 'elapse', 49_999],
    ['19', 'elapse', 50_000],
  ])
  failures.close()
  expect(told.at(-1)).toEqual(['24', 'elapse', 25_000])
})

it('kinds of failures are told apart, and one that is over is new when it comes again', () => {
  const { failures, told } = collect()
  failures.report('a', 'elapse')
  failures.report('b', 'move')
  vi.advanceTimersByTime(60_000)
  failures.report('c', 'elapse')
  expect(told).toEqual([
    ['a', 'elapse', 1],
    ['b', 'move', 1],
    ['c', 'elapse', 1],
  ])
})
