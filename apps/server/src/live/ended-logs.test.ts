import { expect, it } from 'vitest'
import { EndedLogs } from './ended-logs.ts'

it('keeps no more than it may, and lets go first what was asked for longest ago', () => {
  const logs = new EndedLogs(10)
  const kept = (session: string) => logs.get(session)?.toString()
  logs.keep('a', Buffer.from('1234'))
  logs.keep('b', Buffer.from('5678'))
  expect(kept('a')).toBe('1234')
  // two characters, six bytes
  logs.keep('c', Buffer.from('握手'))
  expect([kept('a'), kept('b'), kept('c')]).toEqual(['1234', undefined, '握手'])
  logs.keep('d', Buffer.from('longer than all'))
  expect(logs.get('d')).toBeUndefined()
})
