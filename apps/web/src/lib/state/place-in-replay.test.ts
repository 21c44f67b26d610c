import type { SessionEvent } from '@woshou/session'
import { expect, test } from 'vitest'
import golden from '../../../../../packages/session/fixtures/golden/open-and-close-from-client.json' with {
  type: 'json',
}
import { addressAt, placeInReplay } from './place-in-replay.ts'

const log = golden.log as unknown as readonly SessionEvent[]
const place = (address: string) => placeInReplay(log, new URLSearchParams(address))

test('an address names a place in the log by its version, or by the number under which a seat was told of it', () => {
  expect(place('')).toBe(1)
  expect(place('n=9')).toBe(9)
  // the client has seen nothing of the server's doing
  const own = log.filter((event) => 'role' in event && event.role === 'client' && event.type === 'segment-sent')
  const [, second] = own
  const before = log.slice(0, second?.version).filter((event) => !('role' in event) || event.role === 'client')
  const told = before.length + 1 // that the server sat down
  expect(told).not.toBe(second?.version)
  expect(place(`n=${told}&of=client`)).toBe(second?.version)
  expect(place('n=nine&of=client')).toBe(0)
  expect(place('n=9&of=network')).toBe(9)
})

test('an address names the first and the last mistake of a log; where there is none, its beginning', () => {
  const wrong = log.filter((event) => 'violations' in event && event.violations.length > 0)
  expect(wrong.length).toBeGreaterThan(0)
  expect(place('n=first')).toBe(wrong[0]?.version)
  expect(place('n=last')).toBe(wrong.at(-1)?.version)
  const right = log.filter((event) => !wrong.includes(event))
  expect(placeInReplay(right, new URLSearchParams('n=first'))).toBe(1)
  expect(place('at=7')).toBe(7)
})

test('the address of a replay keeps the list in which it stands, and nothing else', () => {
  expect(addressAt(new URLSearchParams('n=3&of=client'), 9)).toBe('?n=9')
  expect(addressAt(new URLSearchParams('n=3&in='), 9)).toBe('?n=9&in=')
  const there = addressAt(new URLSearchParams({ in: 'class=A&rule=b' }), 9)
  expect(new URLSearchParams(new URLSearchParams(there).get('in') ?? '').get('rule')).toBe('b')
})
