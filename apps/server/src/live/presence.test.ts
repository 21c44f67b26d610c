import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ViewerPresence } from './presence.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function watched() {
  const changes: boolean[] = []
  const here: string[][] = []
  const presence: ViewerPresence = new ViewerPresence(
    1_500,
    {
      changed: () => changes.push(presence.connected('client')),
      changedHere: () => here.push(presence.here),
    },
    Date.now,
  )
  return { presence, changes, here }
}

it('a seat is connected as long as one of its sockets is', () => {
  const { presence, changes } = watched()
  presence.arrive('client')
  presence.arrive('client')
  presence.leave('client', false)
  vi.advanceTimersByTime(10_000)
  expect(changes).toEqual([true])
  expect(presence.connected('server')).toBe(false)
})

it('a page that reloads is not absent', () => {
  const { presence, changes } = watched()
  presence.arrive('client')
  presence.leave('client', false)
  vi.advanceTimersByTime(1_400)
  presence.arrive('client')
  vi.advanceTimersByTime(10_000)
  expect(changes).toEqual([true])
})

it('a seat is absent when nobody has come back in time', () => {
  const { presence, changes } = watched()
  presence.arrive('client')
  presence.leave('client', false)
  vi.advanceTimersByTime(1_499)
  expect(presence.connected('client')).toBe(true)
  vi.advanceTimersByTime(1)
  expect(changes).toEqual([true, false])
})

it('a seat that was given up for its silence is absent at once', () => {
  const { presence, changes } = watched()
  presence.arrive('client')
  presence.leave('client', true)
  expect(changes).toEqual([true, false])
})

it('a seat is connected as long as any server says so', () => {
  const { presence, changes, here } = watched()
  presence.hear('one', ['client'])
  presence.hear('two', ['client', 'server'])
  presence.hear('one', [])
  expect(presence.connected('client')).toBe(true)
  expect(changes).toEqual([true, true])
  presence.hear('two', ['server'])
  expect(changes).toEqual([true, true, false])
  expect(here).toEqual([])
})

it('a seat that moves to another server is never absent', () => {
  const { presence, changes, here } = watched()
  presence.arrive('client')
  presence.leave('client', false)
  presence.hear('other', ['client'])
  vi.advanceTimersByTime(1_500)
  expect(presence.connected('client')).toBe(true)
  expect(changes).toEqual([true])
  expect(here).toEqual([['client'], []])
})
