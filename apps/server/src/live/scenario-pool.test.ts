import { begin, type SessionEvent } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { describe, expect, it } from 'vitest'
import { ScenarioPool } from './scenario-pool.ts'

const [first, second] = SCENARIOS

/** A log's beginning, as it comes from a storage. */
function stored(scenario = first): readonly SessionEvent[] {
  if (!scenario) throw new Error('no scenario')
  const { events } = begin({ scenario, level: 'coached', pace: 1, seed: 7, now: 0 })
  return JSON.parse(JSON.stringify(events)) as SessionEvent[]
}

const scenarioOf = ([created]: readonly SessionEvent[]) => created?.type === 'session-created' && created.scenario

describe('scenarios of live sessions', () => {
  it('are one object when they are alike, and are what was stored', () => {
    const pool = new ScenarioPool()
    const [one, other] = [pool.share(stored()), pool.share(stored())]
    expect(scenarioOf(one)).toBe(scenarioOf(other))
    expect(one).toEqual(stored())
  })

  it('are two when they differ', () => {
    const pool = new ScenarioPool()
    expect(scenarioOf(pool.share(stored()))).not.toEqual(scenarioOf(pool.share(stored(second))))
  })

  it('leave later events alone, and a log without a beginning', () => {
    const pool = new ScenarioPool()
    const later = stored().map((event) => ({ ...event, type: 'hint-taken' }) as unknown as SessionEvent)
    expect(pool.share(later)).toEqual(later)
    expect(pool.share([])).toEqual([])
  })
})
