import { RESULTS_VERSION } from '@woshou/classroom'
import { RULES_VERSION, type SessionEvent } from '@woshou/session'
import { expect, test } from 'vitest'
import type { StoredOutcome } from '../storage/session-log.ts'
import { outcomeOf, playedLog } from '../testing/played-log.ts'
import { LeftResults } from './left-results.ts'

/** A storage of sessions that have ended without results. */
class Stored {
  readonly logs = new Map<string, readonly SessionEvent[]>()
  readonly made = new Map<string, StoredOutcome>()
  readonly reported: unknown[] = []
  readonly asked: number[] = []
  readonly left = new LeftResults({
    log: { read: async (id, after = 0, most) => (this.logs.get(id) ?? []).slice(after, after + (most ?? 1_000)) },
    report: (error) => void this.reported.push(error),
    results: {
      store: async (outcomes) => {
        for (const [id, outcome] of outcomes) this.made.set(id, outcome)
      },
      unreckoned: async (reckoning, limit) => {
        expect(reckoning).toBe(RESULTS_VERSION)
        this.asked.push(limit)
        const left = [...this.logs.keys()].filter((id) => !this.made.has(id))
        return left.slice(0, limit).map((session) => ({ session, elsewhere: false }))
      },
    },
  })
}

const LOG = playedLog(3)

test('makes the results of whatever has ended without, as its end would have stored them, until none is left', async () => {
  const stored = new Stored()
  for (let nth = 0; nth < 50; nth++) stored.logs.set(`session ${nth}`, LOG)
  expect(await stored.left.make()).toBe(50)
  expect([...stored.made.values()].every((one) => JSON.stringify(one) === JSON.stringify(outcomeOf(LOG)))).toBe(true)
  expect(await stored.left.make()).toBe(0)
})

test('passes over what only a newer build can read, what is gone, and what has a fault, which it reports once', async () => {
  const stored = new Stored()
  const [created, ...rest] = LOG
  if (created?.type !== 'session-created') throw new Error('no beginning')
  for (let nth = 0; nth < 30; nth++)
    stored.logs.set(`newer ${nth}`, [{ ...created, rulesVersion: RULES_VERSION + 1 }, ...rest])
  stored.logs.set('gone', [])
  stored.logs.set('broken', [created])
  stored.logs.set('whole', LOG)
  expect(await stored.left.make()).toBe(1)
  expect([...stored.made.keys()]).toEqual(['whole'])
  expect(stored.reported).toHaveLength(1)
  expect(await stored.left.make()).toBe(0)
  expect(stored.reported).toHaveLength(1)
})

test('gives up where nothing at all can be made, and stops when its server does', async () => {
  const faulty = new Stored()
  for (let nth = 0; nth < 30; nth++) faulty.logs.set(`broken ${nth}`, LOG.slice(0, 4))
  await expect(faulty.left.make()).rejects.toThrow('has not ended')
  const stored = new Stored()
  for (let nth = 0; nth < 50; nth++) stored.logs.set(`session ${nth}`, LOG)
  expect(await stored.left.make(() => stored.made.size === 0)).toBe(20)
})
