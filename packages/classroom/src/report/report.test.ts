import { RULE_IDS } from '@woshou/protocol'
import { generator, handOver, ROLES, type SessionEvent, sessionOf } from '@woshou/session'
import { expect, test } from 'vitest'
import { SEED } from '../testing/seeds.ts'
import { SimulatedPair } from '../testing/simulated-pair.ts'
import type { By, SessionOfRound } from './axis.ts'
import { type Played, reportOf } from './report.ts'
import { resultsOf } from './results.ts'

const logOf = (seed: number, until = 400_000) =>
  new SimulatedPair(seed, { client: 'right', server: 'right' }).until(until).log

/** Wrong moves of an end, counted one by one. */
const wrongOf = (log: readonly SessionEvent[], role: string) =>
  log.filter((event) => 'violations' in event && 'role' in event && event.role === role && event.violations.length > 0)

test('a session’s results are what its log says, and the same bytes whenever they are made', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const log = logOf(seed)
    const { results, rules } = resultsOf(log)
    expect(results.map(({ role }) => role)).toEqual([...ROLES])
    for (const { ended, firstTries, role, tries, wrong } of results) {
      const broken = wrongOf(log, role)
      expect(ended).toBe('goal-reached')
      expect(wrong).toBe(broken.length)
      expect(tries).toBe(log.filter((event) => event.type === 'segment-sent' && event.role === role).length)
      expect(firstTries).toBeLessThanOrEqual(tries)
      const own = rules.filter((rule) => rule.role === role)
      expect(own.reduce((sum, { times }) => sum + times, 0)).toBe(broken.length)
      for (const { firstVersion, rule } of own) {
        const first = broken.find((event) => 'violations' in event && event.violations[0]?.rule === rule)
        expect(first?.version).toBe(firstVersion)
      }
    }
    const again = resultsOf(JSON.parse(JSON.stringify(log)))
    expect(JSON.stringify(again)).toBe(JSON.stringify({ results, rules }))
  }
})

test('what is cut off is unfinished, not zero', () => {
  const { results } = resultsOf(logOf(3, 20_000))
  for (const { ended } of results) expect(ended).toBeNull()
})

test('each counts for who made it: a student, the next one, and a bot for nobody', () => {
  const stubborn = new SimulatedPair(5, { client: 'stubborn', server: 'right' }).until(60_000)
  const before = resultsOf(stubborn.log).results[0]?.wrong ?? 0
  expect(before).toBeGreaterThan(2)
  const handed = (to: 'partner' | 'newcomer') =>
    handOver(stubborn.session, 'client', to, 'the next', 60_000)?.events ?? []
  const wrong = stubborn.log.findLast(({ type }) => type === 'segment-withheld')
  if (wrong?.type !== 'segment-withheld') throw new Error('nothing was wrong')
  for (const to of ['partner', 'newcomer'] as const) {
    const [event] = handed(to)
    if (!event) throw new Error('it was not handed over')
    const later = { ...wrong, move: 'move-of-the-next', version: event.version + 1, at: 60_000 }
    const log = [...stubborn.log, event, later]
    expect(sessionOf(log)?.version).toBe(later.version)
    const own = resultsOf(log).results.filter(({ role }) => role === 'client')
    expect(own.map((one) => one.wrong)).toEqual(to === 'partner' ? [before] : [before, 1])
  }
})

const RESULT = {
  class: 'class',
  createdAt: 1_800_000_000_000,
  role: 'client',
  student: 0,
  ended: 'goal-reached',
  tries: 4,
  firstTries: 3,
  wrong: 1,
  hints: 1,
  revealed: 0,
  duration: 60_000,
  stakes: [],
} as const satisfies Partial<Played>

const FIRST = 'syn-with-fin' as const
const SECOND = 'syn-with-rst' as const
const WEEK = 7 * 24 * 60 * 60 * 1_000

/** The rounds' sessions, as whoever played them says. */
const sessionsOf = (played: readonly Played[], ended = true): SessionOfRound[] =>
  [...new Map(played.map((one) => [one.session, one])).values()].map((one) => ({ ...one, ended }))

test('the board’s first four rows are the misconceptions planted in 20, 12, 8 and 5 of 60, with these numbers', () => {
  const planted = RULE_IDS.slice(0, 4).map((rule, index) => ({ rule, students: [20, 12, 8, 5][index] ?? 0 }))
  const random = generator(SEED)
  const played: Played[] = []
  for (let student = 0; student < 60; student++)
    for (let round = 1; round <= 3; round++) {
      const rules = planted
        .filter(({ students }, index) => (student + 7 * index) % 60 < students && (round === 1 || random() < 0.5))
        .map(({ rule }) => ({ rule, times: 1 + round, firstVersion: 9 }))
      const session = `session-${student}-${round}`
      played.push({ ...RESULT, participant: `student-${student}`, session, round, rules })
    }
  const report = reportOf(played, sessionsOf(played), 'round')
  expect(report.rules.map(({ rule, students }) => ({ rule, students }))).toEqual(planted)
  for (const { moves, rounds, rule, students, times } of report.rules) {
    expect(rounds[0]).toMatchObject({ round: 1, students, times: 2 * students })
    expect(rounds.reduce((sum, one) => sum + one.times, 0)).toBe(times)
    expect(new Set(moves.map(({ participant }) => participant)).size).toBe(students)
    expect(report.participants.filter((one) => one.rules.some((own) => own.rule === rule))).toHaveLength(students)
  }
  expect(report.columns.map(({ students }) => students)).toEqual([60, 60, 60])
  expect(report.participants).toHaveLength(60)
  expect(report.participants[0]).toMatchObject({ sessions: 3, unfinished: 0, firstTry: 0.75, hints: 3, time: 180_000 })
  // in whatever order the rows are read
  const shuffled = played
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
  expect(JSON.stringify(reportOf(shuffled, sessionsOf(shuffled), 'round'))).toBe(JSON.stringify(report))
})

test('who has done nothing has no share, and an unfinished session is counted as one', () => {
  const nothing = { ...RESULT, ended: null, tries: 0, firstTries: 0, hints: 0, rules: [] }
  const played = [{ ...nothing, participant: 'p', session: 's', round: 1 }]
  const report = reportOf(played, sessionsOf(played, false), 'round')
  expect(report.participants[0]).toMatchObject({ sessions: 1, unfinished: 1, firstTry: null, rules: [] })
  expect(report.columns).toEqual([{ round: 1, at: RESULT.createdAt, students: 1, running: 1 }])
})

test('a student who comes back to the seat they had is one student, in one session', () => {
  const own = { ...RESULT, participant: 'p', session: 's', round: 1 }
  const played = [
    { ...own, rules: [{ rule: FIRST, times: 2, firstVersion: 5 }] },
    { ...own, student: 2, rules: [{ rule: FIRST, times: 1, firstVersion: 40 }] },
  ]
  const { participants, rules } = reportOf(played, sessionsOf(played), 'round')
  expect(participants).toHaveLength(1)
  expect(participants[0]).toMatchObject({ sessions: 1, unfinished: 0, tries: 8, wrong: 2 })
  expect(rules[0]).toMatchObject({ students: 1, times: 3, rounds: [{ round: 1, students: 1, times: 3 }] })
})

test('columns are rounds, weeks from Monday on, or classes; a round that nobody finished is one too', () => {
  // Sunday, 23:59 UTC, and a minute later
  const sunday = Date.UTC(2026, 10, 29, 23, 59)
  const at = (createdAt: number, round: number, of = 'a') => {
    const rules = [{ rule: FIRST, times: 1, firstVersion: 5 }]
    return { ...RESULT, class: of, createdAt, participant: 'p', session: `${of} ${round}`, round, rules }
  }
  const played = [at(sunday, 1), at(sunday + 60_000, 2), at(sunday + WEEK, 1, 'b')]
  const sessions = [...sessionsOf(played), { class: 'a', round: 3, createdAt: sunday + 90_000, ended: false }]
  const labels = (by: By) =>
    reportOf(played, sessions, by).columns.map(({ at: _at, students, ...rest }) => [rest, students])
  expect(labels('round').map(([label]) => label)).toMatchObject([{ round: 1 }, { round: 2 }, { round: 3, running: 1 }])
  expect(labels('week')).toEqual([
    [{ week: '2026-11-23', running: 0 }, 1],
    [{ week: '2026-11-30', running: 1 }, 1],
  ])
  expect(labels('class')).toEqual([
    [{ class: 'a', running: 1 }, 1],
    [{ class: 'b', running: 0 }, 1],
  ])
  expect(reportOf(played, sessions, 'class').rules[0]).toMatchObject({
    learning: null,
    rounds: [{ times: 2 }, { times: 1 }],
  })
})

test('a rule’s share counts the tries at which it was at stake, by whom and when; one that no slip leads to counts all', () => {
  const one = (student: number, round: number, right: number, rules: Played['rules'] = []): Played => ({
    ...RESULT,
    participant: `p${student}`,
    session: `s${student} ${round}`,
    round,
    stakes: [{ rule: FIRST, tries: 2, right }],
    rules,
  })
  const broken = [{ rule: FIRST, times: 2, firstVersion: 5 }]
  const strange = [{ rule: SECOND, times: 1, firstVersion: 7 }]
  const strangely = { ...one(3, 2, 2, strange), stakes: [{ rule: SECOND, tries: 1, right: 0 }] }
  const played = [one(1, 1, 0, broken), one(2, 1, 2), one(1, 2, 1, broken), strangely]
  const { participants, rules } = reportOf(played, sessionsOf(played), 'round')
  expect(rules.find(({ rule }) => rule === FIRST)?.learning).toMatchObject({
    rounds: [
      // of the one who broke it
      { round: 1, tries: 2, right: 0, share: 0 },
      { round: 2, tries: 2, right: 1, share: 0.5 },
    ],
    rate: null,
  })
  expect(rules.find(({ rule }) => rule === SECOND)?.learning?.rounds).toEqual([
    { round: 2, tries: 4, right: 3, share: 3 / 4 },
  ])
  const [first, second] = participants
  expect(first?.learning).toEqual([
    {
      rule: FIRST,
      rounds: [
        { round: 1, tries: 2, right: 0, share: 0 },
        { round: 2, tries: 2, right: 1, share: 0.5 },
      ],
    },
  ])
  // who kept it has not broken it
  expect(second).toMatchObject({ rules: [], learning: [] })
})
