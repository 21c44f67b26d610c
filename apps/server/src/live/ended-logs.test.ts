import { expect, it } from 'vitest'
import { EndedLogs } from './ended-logs.ts'

it('keeps no more than it may, and lets go first what was asked for longest ago', () => {
  const logs = new EndedLogs(10)
  logs.keep('a', '1234')
  logs.keep('b', '5678')
  expect(logs.get('a')).toBe('1234')
  logs.keep('c', '9012')
  expect([logs.get('a'), logs.get('b'), logs.get('c')]).toEqual(['1234', undefined, '9012'])
  logs.keep('d', 'longer than all')
  expect(logs.get('d')).toBeUndefined()
})
