import { expect, it } from 'vitest'
import { MOST_PARTICIPANTS } from '../storage/classes.ts'
import { Halls } from './halls.ts'

const HOUR = 60 * 60_000
const HERE = '192.0.2.1'

it('gives an address behind which a class sits room for all of it, as long as a lesson lasts', () => {
  let now = 0
  const halls = new Halls(() => now)
  expect([halls.has(HERE), halls.moreRequests(HERE), halls.moreSockets(HERE)]).toEqual([false, 0, 0])
  halls.note(HERE)
  now += 3 * HOUR
  expect(halls.has(HERE)).toBe(true)
  expect(halls.moreSockets(HERE)).toBeGreaterThanOrEqual(MOST_PARTICIPANTS)
  expect(halls.moreRequests(HERE)).toBeGreaterThanOrEqual(10 * MOST_PARTICIPANTS)
  expect(halls.moreRequests('192.0.2.2')).toBe(0)
  halls.note(HERE)
  now += 3 * HOUR
  expect(halls.has(HERE)).toBe(true)
  now += 2 * HOUR
  expect([halls.has(HERE), halls.moreRequests(HERE), halls.moreSockets(HERE)]).toEqual([false, 0, 0])
})

it('lets a whole class in from one address at once, and after it no more than a few: a flood is none', () => {
  let now = 0
  const halls = new Halls(() => now)
  const come = (times: number) => Array.from({ length: times }, () => halls.mayComeIn(HERE)).filter(Boolean).length
  expect(come(MOST_PARTICIPANTS)).toBe(MOST_PARTICIPANTS)
  expect(come(10 * MOST_PARTICIPANTS)).toBeLessThan(MOST_PARTICIPANTS / 2)
  now += 60_000
  expect(come(MOST_PARTICIPANTS)).toBeLessThan(100)
  expect(halls.mayComeIn('192.0.2.2')).toBe(true)
})
