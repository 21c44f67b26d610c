import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { evolveView, type SeenEvent, see, type View } from '../eyes/eyes.ts'
import { OwnCount } from '../eyes/own-count.ts'
import type { SessionEvent } from '../facts/event.ts'
import { ROLES, VIEWERS } from '../facts/role.ts'
import { hasNewerRules, OLDEST_SAME_RULES, RULES_VERSION } from '../facts/rules-version.ts'
import { debrief } from '../readings/debrief.ts'
import { ladder, ladderOfLog } from '../readings/ladder.ts'
import { sessionOf } from '../readings/moments.ts'
import { progress, progressOfLog } from '../readings/progress.ts'
import { Replay } from '../readings/replay.ts'
import { thingsToKnow } from '../readings/things-to-know.ts'
import { turn } from '../readings/turn.ts'
import { noticed, SoloSession, verify } from '../solo/index.ts'
import { play } from '../table/index.ts'
import { asTold } from '../testing/as-told.ts'

const { log: golden } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/golden/open-and-close-from-client.json'), 'utf8'),
) as { log: readonly SessionEvent[] }

/** The golden log with such an event after its first `after` ones. */
function withUnknown(event: object, after: number): readonly SessionEvent[] {
  const at = golden[after - 1]?.at ?? 0
  const later = golden.slice(after).map((one) => ({
    ...one,
    version: one.version + 1,
    ...('sent' in one && one.sent > after && { sent: one.sent + 1 }),
  }))
  return [...golden.slice(0, after), { ...event, version: after + 1, at } as unknown as SessionEvent, ...later]
}

const UNKNOWN = [
  { type: 'time-turned-back' },
  { type: 'segment-corrupted', role: 'client', segment: null, sent: 1, move: 'move-of-its-own', arrivals: [3] },
  { type: 'looked-in', role: 'observer', move: 'move-of-its-own' },
  { type: 'constructor', role: '__proto__', move: 'move-of-its-own' },
] as const

test.each(UNKNOWN)('an event that this build does not know ($type) is seen, and changes nothing', (event) => {
  const truth = sessionOf(golden)
  for (let after = 1; after <= golden.length; after++) {
    const log = withUnknown(event, after)
    const session = sessionOf(log)
    expect(session).toMatchObject({ version: golden.length + 1, names: truth?.names, ended: truth?.ended })
    expect(new Replay(log).at(log.length)).toEqual(session)
    for (const role of ROLES) {
      expect(session?.ends[role].tcb).toEqual(truth?.ends[role].tcb)
      // whatever a newer server lets its seats see of it
      const told = log.map((one) => (one.version === after + 1 ? (one as unknown as SeenEvent) : see(one, role)))
      const seen = told.flatMap((one) => one ?? [])
      const view = seen.reduce<View | null>((before, one) => evolveView(before, one, role), null)
      if (!view) throw new Error('nothing was seen')
      expect(view.end.tcb).toEqual(truth?.ends[role].tcb)
      expect(view.events.length).toBe(seen.length)
      expect(ladder(view.events, role).lines.length).toBe(ladderOfView(role).lines.length)
      expect(turn(view, 0)).toEqual({ kind: 'ended' })
      expect(progress(seen, role).states).toEqual(progressOfLog(golden, role).states)
      expect(progressOfLog(log, role).sent).toBe(progressOfLog(golden, role).sent)
      expect(noticed(log, role)).toEqual([])
    }
    expect(ladderOfLog(log).lines.length).toBe(ladderOfLog(golden).lines.length)
    const wired = log.flatMap((one) =>
      one.version === after + 1 ? [one as unknown as SeenEvent<'network'>] : (see(one, 'network') ?? []),
    )
    const wire = wired.reduce<View<'network'> | null>(
      (before, one) => evolveView<'network'>(before, one, 'network'),
      null,
    )
    if (!wire) throw new Error('nothing was seen')
    expect(wire.inFlight).toEqual([])
    expect(ladder<'network'>(wire.events, 'network').lines.length).toBe(ladderOfLog(golden).lines.length)
    const told = log.flatMap((one) =>
      one.version === after + 1 ? [one as unknown as SeenEvent<'observer'>] : (see(one, 'observer') ?? []),
    )
    const watched = told.reduce<View<'observer'> | null>(
      (before, one) => evolveView<'observer'>(before, one, 'observer'),
      null,
    )
    expect(watched?.ends.client.end.tcb).toEqual(truth?.ends.client.tcb)
    expect(ladder<'observer'>(told, 'observer').lines.length).toBe(ladderOfLog(golden).lines.length)
    const kinds = (of: readonly SessionEvent[]) => thingsToKnow(debrief(of)).map(({ kind }) => kind)
    expect(kinds(log)).toEqual(kinds(golden))
  }
})

const ladderOfView = (role: (typeof ROLES)[number]) => {
  const view = asTold(golden, role).reduce<View | null>((before, one) => evolveView(before, one, role), null)
  if (!view) throw new Error('nothing was seen')
  return ladder(view.events, role)
}

test('of an event that it does not know a server tells its own seat that it happened, and nothing that might be secret', () => {
  const log = withUnknown(UNKNOWN[1], 6)
  for (const seat of VIEWERS) {
    const count = new OwnCount(seat)
    for (const event of log) count.take(event)
    const told = log.flatMap((event) => count.tell(event) ?? []).find(({ type }) => `${type}` === UNKNOWN[1].type)
    if (seat === 'client') expect(told).toEqual({ type: UNKNOWN[1].type, role: 'client', version: 7, at: log[6]?.at })
    else expect(told).toBeUndefined()
  }
})

test('a session with such an event goes on', () => {
  const session = sessionOf(withUnknown(UNKNOWN[0], 6).slice(0, 7))
  if (!session) throw new Error('an empty log')
  const move = { role: 'client', id: 'move-after', version: 7, now: session.at } as const
  expect(play(session, { type: 'leave' }, move)).toMatchObject({ kind: 'accepted' })
})

test('rules are newer than this build’s, or known, older ones for ever', () => {
  const [created] = golden
  expect(hasNewerRules(created)).toBe(false)
  for (const rulesVersion of [1, RULES_VERSION]) expect(hasNewerRules({ ...created, rulesVersion })).toBe(false)
  expect(hasNewerRules({ ...created, rulesVersion: RULES_VERSION + 1 })).toBe(true)
  expect(hasNewerRules(undefined)).toBe(false)
  expect(hasNewerRules({ type: 'session-created' })).toBe(false)
})

test('a log of other rules is neither verified nor gone on with', () => {
  const of = (rulesVersion: number) => golden.map((event, n) => (n === 0 ? { ...event, rulesVersion } : event))
  expect(verify(of(RULES_VERSION + 1))).toEqual({ ok: false, at: 1, why: 'other-rules' })
  expect(verify(of(OLDEST_SAME_RULES - 1))).toEqual({ ok: false, at: 1, why: 'other-rules' })
  // newer rules than its scenario asks for: an older build could have gone on with it
  expect(verify(of(RULES_VERSION))).toEqual({ ok: false, at: 1, why: 'not-what-happens' })
  const record = (rulesVersion: number) => ({ role: 'client', character: 'prompt', log: of(rulesVersion) }) as const
  expect(() => SoloSession.resume(record(RULES_VERSION + 1))).toThrow('newer rules')
  expect(SoloSession.resume(record(OLDEST_SAME_RULES - 1)).session.ended).not.toBeNull()
})
