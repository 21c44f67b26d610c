import { expect, test } from 'vitest'
import type { ClassEvent } from '../facts/class-event.ts'
import { lastSitter } from './last-sitter.ts'

let version = 0
const changed = (pair: number, role: 'client' | 'server' | 'network', to: string | null, round = 1): ClassEvent => ({
  type: 'seat-changed',
  round,
  pair,
  role,
  to,
  why: 'gone',
  version: ++version,
  at: 0,
})
const started = (round: number, client: string | null, server: string | null): ClassEvent => ({
  ...({ type: 'round-started', level: 'coached', pace: 1, rotation: 'partners', odd: 'bot', until: 'goal' } as const),
  scenario: {} as never,
  round,
  pairs: [{ pair: 1, client, server, seed: 1 }],
  version: ++version,
  at: 0,
})

test('is the student on a seat, or the one whom a bot has replaced there', () => {
  const at = (role: 'client' | 'server' | 'network', round = 1, pair = 1) => ({ round, pair, role })
  const events = [
    started(1, 'ada', null),
    changed(2, 'client', 'cem'),
    changed(1, 'client', null),
    started(2, null, 'ada'),
  ]
  expect(lastSitter(events, at('client'))).toBe('ada')
  expect(lastSitter(events, at('server'))).toBeNull()
  expect(lastSitter(events, at('network'))).toBeNull()
  expect(lastSitter(events, at('client', 1, 2))).toBe('cem')
  expect(lastSitter(events, at('client', 2))).toBeNull()
  expect(lastSitter(events, at('server', 2))).toBe('ada')
  const more = [...events, changed(1, 'client', 'bo'), changed(1, 'client', null)]
  expect(lastSitter(more, at('client'))).toBe('bo')
})
