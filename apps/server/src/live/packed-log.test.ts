import { begin, SEATS, type SessionEvent, sit } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { describe, expect, it } from 'vitest'
import { joinedText } from '../storage/event-log.ts'
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

  it('keeps the newest events only, and knows which, and how far each seat is', () => {
    const [created] = events
    if (!created) throw new Error('no event')
    const log = new PackedLog()
    const hint = (version: number): SessionEvent => ({
      type: 'hint-taken',
      version,
      at: 0,
      role: 'client',
      step: 1,
      move: `move-${version}`,
    })
    const all = [created, ...Array.from({ length: 999 }, (_, index) => hint(index + 2))]
    for (const event of all) {
      log.push([event])
      expect(log.version).toBe(event.version)
      // who comes back lacks a few, and these are there
      expect(log.after(Math.max(0, event.version - 16))).toEqual(
        all.slice(Math.max(0, event.version - 16), event.version),
      )
    }
    expect(log.keeps(0)).toBe(false)
    expect(() => log.after(0)).toThrow('no longer kept')
    expect([log.at(1), log.at(1_000), log.at(1_001)]).toEqual([null, all.at(-1), null])
    expect(log.countOf('client').newest).toBe(1_000)
    expect(log.countOf('server').newest).toBe(1)
  })

  it('keeps as one text what was stored together, and takes it apart wherever somebody goes on', () => {
    const [created] = events
    if (!created) throw new Error('no event')
    const log = new PackedLog([created])
    const all = [created]
    for (let size = 1; all.length < 400; size = (size % 5) + 1) {
      const together = Array.from({ length: size }, (_, index): SessionEvent => {
        const version = all.length + index + 1
        return { type: 'hint-taken', version, at: 0, role: 'client', step: 1, move: `move-${version}` }
      })
      all.push(...together)
      log.push(together, joinedText(together))
      expect(log.version).toBe(all.length)
      const kept = Math.max(0, all.length - 16)
      for (let version = kept; version <= all.length; version++) {
        expect(log.after(version)).toEqual(all.slice(version))
        if (version > kept) expect(log.at(version)).toEqual(all[version - 1])
      }
    }
    expect([log.keeps(0), log.at(1), log.at(all.length + 1)]).toEqual([false, null, null])
    // more than twice what is kept at least is never kept
    expect(log.keeps(all.length - 37)).toBe(false)
  })

  it('counts for each seat what it may see, as the events come', () => {
    const log = new PackedLog()
    for (const [index, event] of events.entries()) {
      log.push([event])
      for (const role of SEATS) expect(log.countOf(role).newest).toBe(index + 1)
    }
  })
})
