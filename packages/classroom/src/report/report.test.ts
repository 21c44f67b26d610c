import { RULE_IDS, type RuleId } from '@woshou/protocol'
import { generator, handOver, ROLES, type SessionEvent, sessionOf } from '@woshou/session'
import { expect, test } from 'vitest'
import { SEED } from '../testing/seeds.ts'
import { SimulatedPair } from '../testing/simulated-pair.ts'
import { type Played, reportOf } from './report.ts'
import { resultsOf, type SeatResult } from './results.ts'

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

const RESULT: SeatResult = {
  role: 'client',
  student: 0,
  called: 'Amber 1',
  ended: 'goal-reached',
  tries: 4,
  firstTries: 3,
  wrong: 1,
  hints: 1,
  revealed: 0,
  duration: 60_000,
  stakes: [],
}

test('the board’s first four rows are the misconceptions planted in 20, 12, 8 and 5 of 60, with these numbers', () => {
  const planted = RULE_IDS.slice(0, 4).map((rule, index) => ({ rule, students: [20, 12, 8, 5][index] ?? 0 }))
  const random = generator(SEED)
  const played: Played[] = []
  for (let student = 0; student < 60; student++)
    for (let round = 1; round <= 3; round++) {
      const rules = planted
        .filter(({ students }, index) => (student + 7 * index) % 60 < students && (round === 1 || random() < 0.5))
        .map(({ rule }) => ({ role: 'client' as const, student: 0, rule, times: 1 + round, firstVersion: 9 }))
      played.push({
        participant: `student-${student}`,
        session: `session-${student}-${round}`,
        round,
        result: RESULT,
        rules,
      })
    }
  const report = reportOf(played)
  expect(report.rules.map(({ rule, students }) => ({ rule, students }))).toEqual(planted)
  for (const { moves, rounds, students, times } of report.rules) {
    expect(rounds[0]).toMatchObject({ round: 1, students, times: 2 * students })
    expect(rounds.reduce((sum, one) => sum + one.times, 0)).toBe(times)
    expect(new Set(moves.map(({ participant }) => participant)).size).toBe(students)
  }
  expect(report.participants).toHaveLength(60)
  expect(report.participants[0]).toMatchObject({ sessions: 3, unfinished: 0, firstTry: 0.75, hints: 3, time: 180_000 })
  // in whatever order the rows are read
  const shuffled = played
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
  expect(JSON.stringify(reportOf(shuffled))).toBe(JSON.stringify(report))
})

test('who has done nothing has no share, and an unfinished session is counted as one', () => {
  const rules: readonly { rule: RuleId }[] = []
  const nothing = { ...RESULT, ended: null, tries: 0, firstTries: 0, hints: 0 }
  const [row] = reportOf([{ participant: 'p', session: 's', round: 1, result: nothing, rules: [] }]).participants
  expect(row).toMatchObject({ sessions: 1, unfinished: 1, firstTry: null, rules })
})
