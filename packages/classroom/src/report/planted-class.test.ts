import { generator } from '@woshou/session'
import { expect, test } from 'vitest'
import { Planted } from '../testing/planted.ts'
import { SEED } from '../testing/seeds.ts'
import { SimulatedPair } from '../testing/simulated-pair.ts'
import type { SessionOfRound } from './axis.ts'
import { type Played, reportOf } from './report.ts'
import { resultsOf } from './results.ts'

const STUDENTS = 60
const WEEK = 7 * 24 * 60 * 60 * 1_000

/** A class of sixty with what is planted, through some rounds, a week from one to the next: as its logs come to. */
function playedClass(learning: number, rounds: number) {
  const planted = new Planted(STUDENTS, learning)
  const random = generator(SEED)
  const played: Played[] = []
  const sessions: SessionOfRound[] = []
  for (let round = 1; round <= rounds; round++) {
    const order = Array.from({ length: STUDENTS }, (_, nth) => ({ nth, at: random() })).sort((a, b) => a.at - b.at)
    for (let pair = 0; pair < STUDENTS / 2; pair++) {
      const [client, server] = order.slice(2 * pair, 2 * pair + 2)
      if (!client || !server) throw new Error('somebody is left over')
      const plantOf = (nth: number) => {
        const rule = planted.ruleOf(nth)
        return rule && { rule, errs: () => planted.errs(rule, round) }
      }
      const manners = { client: 'prompt', server: 'prompt' } as const
      const plants = { client: plantOf(client.nth), server: plantOf(server.nth) }
      const seed = round * 100 + pair
      const { log } = new SimulatedPair(seed, manners, 'data-in-between', 'coached', 'seq-ahead', plants).until(600_000)
      const where = { class: 'class', session: `${round} ${pair}`, round, createdAt: 1_800_000_000_000 + round * WEEK }
      const { results, rules } = resultsOf(log)
      sessions.push({ ...where, ended: log.at(-1)?.type === 'session-ended' })
      for (const result of results) {
        const own = rules.filter(({ role }) => role === result.role)
        const who = result.role === 'client' ? client.nth : server.nth
        played.push({ ...where, ...result, participant: `student ${who}`, rules: own })
      }
    }
  }
  return { planted, played, sessions }
}

test('sixty who play with planted misconceptions: the board’s rows are these, with these numbers, and how they are learnt', () => {
  const { planted, played, sessions } = playedClass(0.3, 5)
  expect(sessions.every(({ ended }) => ended)).toBe(true)
  const { learning, participants, rules } = reportOf(played, sessions, 'round')
  expect(rules.map(({ rule, students }) => ({ rule, students }))).toEqual(planted.students)
  expect(planted.students.map(({ students }) => students)).toEqual([20, 12, 8, 5])
  for (const { learning: one, rounds, rule, students } of rules) {
    expect(rounds[0], rule).toMatchObject({ round: 1, students })
    expect(one?.rate, rule).toBeGreaterThan(0.2)
    expect(one?.rate, rule).toBeLessThan(0.4)
    expect(one?.trend, rule).toBe('improves')
    expect(one?.rounds).toMatchObject([1, 2, 3, 4, 5].map((round) => ({ round })))
    const shares = one?.rounds.map(({ share }) => share ?? 0) ?? []
    expect(shares.at(-1) ?? 0).toBeGreaterThan(shares[0] ?? 1)
  }
  expect(Math.abs((learning?.rate ?? 0) - 0.3)).toBeLessThan(0.1)
  // who has nothing planted is never wrong
  for (const { participant, rules: own, wrong } of participants) {
    const rule = planted.ruleOf(Number(participant.slice('student '.length)))
    expect(own.map((one) => one.rule)).toEqual(rule ? [rule] : [])
    expect(wrong > 0).toBe(rule !== null)
  }
  // a round is a week here
  const weekly = reportOf(played, sessions, 'week')
  expect(weekly.rules.map((row) => row.learning?.rate)).toEqual(rules.map((row) => row.learning?.rate))
  expect(weekly.columns.map((column) => ('week' in column ? column.week : ''))).toHaveLength(5)
})

test('whoever does not learn is not said to', () => {
  const { played, sessions } = playedClass(0, 3)
  const { rules } = reportOf(played, sessions, 'round')
  for (const { learning, rule } of rules) {
    expect(Math.abs(learning?.rate ?? 1), rule).toBeLessThan(0.1)
    expect(learning?.trend, rule).toBe('unclear')
  }
})
