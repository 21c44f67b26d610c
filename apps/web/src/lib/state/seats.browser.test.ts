import { beforeEach, expect, test } from 'vitest'
import { Seats } from './seats.svelte.ts'

const session = 's'.repeat(22)
const token = 't'.repeat(22)

beforeEach(() => {
  localStorage.clear()
})

test('a kept seat is found again by its session', () => {
  new Seats().keep({ session, role: 'client', token, name: 'Ann' })
  expect(new Seats().find(session)).toMatchObject({ role: 'client', token })
})

test('both seats of one session can be held, and are told apart by role', () => {
  const seats = new Seats()
  seats.keep({ session, role: 'client', token, name: 'Ann' })
  seats.keep({ session, role: 'server', token, name: 'Ann' })
  expect(seats.find(session)?.role).toBe('client')
  expect(seats.find(session, 'server')?.role).toBe('server')
})

test.each(['', '{', 'null', '42', '[null, {"session":"x"}]'])(
  'storage damaged to %j costs no more than itself',
  (text) => {
    localStorage.setItem('woshou:seats', text)
    expect(new Seats().all).toEqual([])
  },
)
