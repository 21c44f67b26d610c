import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { placeOfRun } from './test-run.ts'

const inMemory = import.meta.dirname
const any = { there: 0, inAll: 0 }

it.runIf(process.platform === 'linux')('makes a run’s folder in memory where that has room', () => {
  expect(placeOfRun('', inMemory, any)).toBe(inMemory)
})

it('makes it where temporary files go when memory has no room, is not there, or somebody has said where they go', () => {
  expect(placeOfRun('', inMemory, { ...any, there: Number.POSITIVE_INFINITY })).toBe(tmpdir())
  expect(placeOfRun('', inMemory, { ...any, inAll: Number.POSITIVE_INFINITY })).toBe(tmpdir())
  expect(placeOfRun('', `${inMemory}/none`, any)).toBe(tmpdir())
  expect(placeOfRun(tmpdir(), inMemory, any)).toBe(tmpdir())
})
