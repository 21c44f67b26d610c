import { expect, it } from 'vitest'
import { StorageShare } from './storage-share.ts'

const MEBIBYTE = 1024 * 1024
const DAY = 24 * 60 * 60 * 1_000

it('lets an address have so much stored, then nothing new, then no moves; others are none the worse', () => {
  const share = new StorageShare(10)
  const may = (address: string) => ({ open: share.opensIn(address, 0) === 0, move: share.mayMove(address, 0) })
  share.spend('greedy', 10 * MEBIBYTE - 1, 0)
  expect(may('greedy')).toEqual({ open: true, move: true })
  share.spend('greedy', 1, 0)
  expect(may('greedy')).toEqual({ open: false, move: true })
  share.spend('greedy', 10 * MEBIBYTE, 0)
  expect(may('greedy')).toEqual({ open: false, move: false })
  expect(may('other')).toEqual({ open: true, move: true })
})

it('gives as much again in a day, and says when', () => {
  const share = new StorageShare(10)
  share.spend('a', 15 * MEBIBYTE, 0)
  const opensIn = share.opensIn('a', 0) * 1_000
  expect(opensIn).toBeGreaterThan(DAY / 2)
  expect(share.opensIn('a', opensIn - 2_000)).toBeGreaterThan(0)
  expect(share.opensIn('a', opensIn)).toBe(0)
  // no more is saved up than what is given at once
  share.spend('a', 10 * MEBIBYTE, 100 * DAY)
  expect(share.opensIn('a', 100 * DAY)).toBeGreaterThan(0)
})

it('remembers whoever goes on storing, however many others come', () => {
  const share = new StorageShare(1)
  for (let n = 0; n < 20_000; n++) {
    share.spend('greedy', 1_000, 0)
    share.spend(`address-${n}`, 1, 0)
  }
  expect(share.mayMove('greedy', 0)).toBe(false)
})

it('has no bound where none is set', () => {
  const share = new StorageShare(null)
  share.spend('a', 1e15, 0)
  expect(share.opensIn('a', 0)).toBe(0)
  expect(share.mayMove('a', 0)).toBe(true)
})
