import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SessionEvent } from '../facts/event.ts'
import { LEVELS } from '../facts/level.ts'
import { ROLES } from '../facts/role.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { hold } from '../testing/hold.ts'
import { SoloStudent } from '../testing/solo-student.ts'
import { chosen, scenario } from '../testing/table.ts'
import { CHARACTERS } from './character.ts'
import { SoloSession } from './solo-session.ts'
import { verify } from './verify.ts'

/** Whether each is played from both seats, as `npm run properties` does; in `npm test` they take turns. */
const BOTH = Boolean(process.env.SOLO_GAMES)

const play = (options: Partial<Parameters<typeof SoloSession.start>[0]> = {}) => {
  const student = new SoloStudent(
    SoloSession.start({
      scenario: scenario('data-in-between'),
      role: 'client',
      character: 'prompt',
      level: 'coached',
      pace: 1,
      seed: 1,
      createdAt: 1_800_000_000_000,
      names: { client: 'Lin', server: 'Mei' },
      ...options,
    }),
  )
  // one wrong move and a hint, so that logs hold those as well; on the wire the wrong one would leave
  if (options.level !== 'wire') student.move({ type: 'send-segment', segment: chosen('SF', 42) })
  student.move({ type: 'take-hint' })
  return student.play().solo.log
}
const copy = (log: readonly SessionEvent[]): SessionEvent[] => JSON.parse(JSON.stringify(log))

test('every solo session that was played is verified', () => {
  for (const [index, s] of SCENARIOS.entries())
    for (const [shift, character] of CHARACTERS.entries())
      for (const role of BOTH ? ROLES : ROLES.slice((index + shift) % 2).slice(0, 1)) {
        const level = LEVELS[(index + shift) % LEVELS.length] ?? 'coached'
        const log = copy(play({ scenario: s, character, role, level }))
        const where = `${s.id}, ${character}, ${role}, ${level}`
        const verified = verify(log)
        expect(verified.ok, where).toBe(true)
        if (verified.ok) hold(verified.log, log, where)
      }
})

test('one that was left is verified, one that goes on is not', () => {
  const log = copy(play())
  expect(verify(log.slice(0, -1))).toMatchObject({ ok: false })
  expect(verify([...log, { ...log[0], version: log.length + 1 }])).toMatchObject({ ok: false, at: log.length + 1 })
  const student = new SoloStudent(
    SoloSession.start({
      scenario: scenario('free-play'),
      role: 'client',
      character: 'prompt',
      level: 'coached',
      pace: 1,
      seed: 1,
      createdAt: 0,
      names: { client: 'Lin', server: 'Mei' },
    }),
  )
  expect(verify(copy(student.solo.log))).toMatchObject({ ok: false, why: 'not-finished' })
  student.move({ type: 'leave' })
  expect(verify(copy(student.solo.log))).toMatchObject({ ok: true })
})

type Path = readonly (string | number)[]

/** The places of all leaves of a JSON value. */
const leaves = (value: unknown, path: Path = []): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) =>
        leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : [path]

function at(value: unknown, path: Path): unknown {
  return path.reduce((inner, key) => (inner as Record<string | number, unknown>)[key], value)
}

/** What may be said otherwise: then another true log has come about. */
function harmless(path: Path, log: readonly SessionEvent[]): boolean {
  const [index, ...rest] = path
  const event = log[Number(index)]
  const field = rest.join('.')
  if (field === 'move') return true
  if (event?.type === 'seat-taken' && field === 'name') return true
  // when a student moved, or how late a browser noticed, is free as long as the order stays
  if (field === 'at') return true
  // a wrong attempt that did not leave could have been another one
  if (event?.type === 'segment-withheld' && field.startsWith('segment.')) return true
  if (event?.type !== 'session-created') return false
  // words, and what this very session made no use of
  return /^(createdAt|seed|pace|scenario\..*|level)$/.test(field)
}

test('any change of any field is noticed, or gives another log that could have happened', () => {
  const logs = [
    copy(play({ character: 'flawed', seed: 5 })),
    copy(play({ level: 'exam', scenario: scenario('lost-data') })),
    copy(play({ scenario: scenario('free-play'), role: 'server' })),
  ]
  const places = logs.map((log) => leaves(log))
  fc.assert(
    fc.property(
      fc.nat({ max: logs.length - 1 }),
      fc.nat(),
      fc.oneof(fc.constant('other'), fc.constant('gone'), fc.jsonValue({ maxDepth: 2 })),
      (which, place, change) => {
        const log = copy(logs[which] ?? [])
        const path = places[which]?.[place % (places[which]?.length ?? 1)] ?? []
        const parent = at(log, path.slice(0, -1)) as Record<string | number, unknown>
        const key = path.at(-1) ?? 0
        const before = parent[key]
        if (change === 'gone') delete parent[key]
        else if (change !== 'other') parent[key] = change
        else parent[key] = typeof before === 'number' ? before + 1 : typeof before === 'string' ? `${before}x` : !before
        if (JSON.stringify(parent[key]) === JSON.stringify(before)) return
        const verified = verify(log)
        if (!verified.ok) return
        expect(
          harmless(path, log),
          `${path.join('.')}: ${JSON.stringify(before)} → ${JSON.stringify(parent[key])}`,
        ).toBe(true)
        expect(verified.log).toEqual(log)
      },
    ),
    { numRuns: 1_500 },
  )
})

test('an event that is left out, said twice or put elsewhere is noticed', () => {
  const log = copy(play({ character: 'flawed', seed: 5 }))
  const renumbered = (events: readonly SessionEvent[]) =>
    events.map((event, index) => ({ ...event, version: index + 1 }))
  for (let index = 0; index < log.length; index++) {
    const event = log[index] as SessionEvent
    // what nothing else depends on may be missing: a wrong attempt, a hint
    const idle = event.type === 'segment-withheld' || event.type === 'hint-taken'
    const dropped = verify(renumbered(log.toSpliced(index, 1)))
    if (!idle) expect(dropped.ok, `without ${index + 1}`).toBe(false)
    expect(verify(renumbered(log.toSpliced(index, 0, event))).ok, `twice ${index + 1}`).toBe(false)
  }
})

test('is total: no JSON makes it throw', () => {
  for (const nonsense of [null, 0, '', {}, [], [null], [{}], [[]], [{ type: 'session-created', version: 1, at: 0 }]])
    expect(verify(nonsense).ok).toBe(false)
  const log = copy(play())
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat({ max: log.length - 1 }), (value, index) => {
      expect(verify(value).ok).toBe(false)
      expect(verify(log.with(index, value as unknown as SessionEvent)).ok).toBe(false)
    }),
    { numRuns: 500 },
  )
})

test('is bounded: more events, more wishes and more text than people make are refused, and quickly', () => {
  const log = copy(play())
  expect(verify(Array.from({ length: 2_001 }, () => log[0]))).toEqual({ ok: false, at: 0, why: 'not-a-log' })
  const [created, ...rest] = log
  if (created?.type !== 'session-created') throw new Error('a log begins with session-created')
  const { scenario: of } = created
  const wish = { call: { type: 'send', bytes: 60_000 }, when: {} } as const
  const wishes = (count: number) => [...of.ends.client.wishes.slice(0, 1), ...Array.from({ length: count }, () => wish)]
  const greedy = (count: number) => [
    { ...created, scenario: { ...of, ends: { ...of.ends, client: { ...of.ends.client, wishes: wishes(count) } } } },
    ...rest,
  ]
  expect(verify(greedy(200))).toMatchObject({ ok: false, at: 1 })
  expect(verify(greedy(90))).toMatchObject({ ok: false })
})
