import { expect, it } from 'vitest'
import { type Placed, SocketPlaces } from './socket-places.ts'

const MINUTE = 60_000
const NOW = 60 * MINUTE

/** Sockets that take places, and those of them that had to go. */
class Sockets {
  readonly gone: string[] = []
  readonly #places: SocketPlaces

  constructor(places: SocketPlaces) {
    this.#places = places
  }

  /** Comes with a name that says what has become of it; false when there is no place for it. */
  come(
    address: string,
    name: string,
    { seat = null, idle = 0 }: { seat?: string | null; idle?: number } = {},
  ): boolean {
    if (this.#places.makeRoom(address, NOW) === 'taken') return false
    const socket: Placed = { address, seat, busyAt: NOW - idle * MINUTE, giveWay: () => void this.gone.push(name) }
    this.#places.add(socket)
    return true
  }
}

it('lets the one go that has joined nothing, the oldest first, when an address has no place left', () => {
  const sockets = new Sockets(new SocketPlaces(() => 3, 100))
  sockets.come('a', 'plays', { seat: 'one', idle: 4 })
  sockets.come('a', 'first')
  sockets.come('a', 'second')
  expect(sockets.come('a', 'third')).toBe(true)
  expect(sockets.come('a', 'joins', { seat: 'two' })).toBe(true)
  expect(sockets.gone).toEqual(['first', 'second'])
})

it('then one of a seat that is open twice, then one where nothing has happened for long; else nobody new comes in', () => {
  const sockets = new Sockets(new SocketPlaces(() => 4, 100))
  sockets.come('a', 'idle', { seat: 'one', idle: 6 })
  sockets.come('a', 'tab', { seat: 'two', idle: 2 })
  sockets.come('a', 'other tab', { seat: 'two', idle: 1 })
  sockets.come('a', 'thinks', { seat: 'three', idle: 4 })
  for (const seat of ['four', 'five']) expect(sockets.come('a', seat, { seat })).toBe(true)
  expect(sockets.gone).toEqual(['tab', 'idle'])
  expect(sockets.come('a', 'one too many', { seat: 'six' })).toBe(false)
  // another address is none the worse
  expect(sockets.come('b', 'newcomer')).toBe(true)
  expect(sockets.gone).toEqual(['tab', 'idle'])
})

it('lets the address that has most give way when all places are taken, not the newcomer', () => {
  const sockets = new Sockets(new SocketPlaces(() => 100, 6))
  for (let n = 0; n < 4; n++) sockets.come('greedy', `greedy ${n}`, { seat: `g${n}`, idle: n })
  for (let n = 0; n < 2; n++) sockets.come('modest', `modest ${n}`, { seat: `m${n}`, idle: 4 })
  for (const seat of ['x', 'y']) expect(sockets.come('new', seat, { seat })).toBe(true)
  expect(sockets.gone).toEqual(['greedy 3', 'greedy 2'])
  // each has as many as the others now: whoever plays stays
  expect(sockets.come('new', 'third', { seat: 'z' })).toBe(false)
  expect(sockets.come('greedy', 'again', { seat: 'g9' })).toBe(false)
  expect(sockets.gone).toHaveLength(2)
})

it('has a place again when a socket has closed, once', () => {
  const places = new SocketPlaces(() => 1, 1)
  const socket = { address: 'a', seat: 'one', busyAt: NOW, giveWay: () => {} }
  const close = places.add(socket)
  expect(places.makeRoom('a', NOW)).toBe('taken')
  close()
  close()
  expect(places.makeRoom('a', NOW)).toBe(0)
  places.add(socket)
  expect(places.makeRoom('b', NOW)).toBe('taken')
})
