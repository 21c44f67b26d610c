import { begin, SEATS, type SessionEvent, sit } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { describe, expect, it } from 'vitest'
import { PackedLog } from './packed-log.ts'

const [scenario] = SCENARIOS
if (!scenario) throw new Error('no scenario')
const begun = begin({ scenario, level: 'coached', pace: 1, network: false, seed: 7, now: 0 })
const taken = sit(begun.session, 'client', '梅', 0)
const events: readonly SessionEvent[] = [...begun.events, ...(taken?.events ?? [])]

describe('a packed log', () => {
  it('gives back what it was given, from any version on', () => {
    const log = new PackedLog([])
    for (const event of events) log.push([event])
    expect(log.version).toBe(events.length)
    for (const version of [0, 1, events.length]) expect(log.after(version)).toEqual(events.slice(version))
  })

  it('counts for each seat what it may see, as the events come', () => {
    const log = new PackedLog()
    for (const [index, event] of events.entries()) {
      log.push([event])
      for (const role of SEATS) expect(log.countOf(role).newest).toBe(index + 1)
    }
  })
})
