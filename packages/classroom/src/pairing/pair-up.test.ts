import { generator } from '@woshou/session'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Pair, studentsOf } from '../facts/pairs.ts'
import type { Odd, Rotation } from '../facts/round-plan.ts'
import { SEED } from '../testing/seeds.ts'
import { afterRound, type History, NOTHING_HAD } from './had.ts'
import { pairUp, type ToPair } from './pair-up.ts'

const NOTHING_BY_HAND = { locked: [], apart: [], placed: [] }
const students = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `student-${from + index}`)

/** A class that plays round after round. */
class Rounds {
  history: History = new Map()
  before: readonly Pair[] = []
  round = 0
  steps = 0

  play(present: readonly string[], options: Partial<ToPair> = {}): readonly Pair[] {
    this.round++
    const { before, history, round } = this
    const { pairs, steps } = pairUp({
      present,
      history,
      round,
      rotation: 'partners',
      odd: 'bot',
      byHand: NOTHING_BY_HAND,
      before,
      ...options,
    })
    this.steps += steps
    this.history = afterRound(history, pairs)
    this.before = pairs
    return pairs
  }

  had(student: string) {
    return this.history.get(student) ?? NOTHING_HAD
  }
}

function expectAllSeated(pairs: readonly Pair[], present: readonly string[], odd: Odd) {
  const seated = pairs.flatMap(studentsOf)
  expect([...seated].sort()).toEqual([...present].sort())
  expect(pairs.map(({ pair }) => pair)).toEqual(pairs.map((_, index) => index + 1))
  const bots = pairs.filter(({ client, server }) => client === null || server === null)
  const networks = pairs.filter(({ network }) => network !== undefined)
  for (const { client, server } of pairs) expect(client === null && server === null).toBe(false)
  const isOdd = present.length % 2 === 1
  const third = odd === 'network' && present.length > 1
  expect(bots.length).toBe(isOdd && !third ? 1 : 0)
  expect(networks.length).toBe(isOdd && third ? 1 : 0)
}

/** How many pairs of a round have met before. */
const met = (pairs: readonly Pair[], history: History) =>
  pairs.filter(({ client, server }) => client && server && history.get(client)?.partners.has(server)).length

describe.each(['bot', 'network'] as const)('31 students, four rounds, odd: %s', (odd) => {
  const rounds = new Rounds()
  const present = students(31)
  const alone: string[] = []
  for (let round = 1; round <= 4; round++) {
    const { history } = rounds
    const pairs = rounds.play(present, { odd })
    for (const { client, network, server } of pairs) {
      if (network) alone.push(network)
      if (client === null || server === null) alone.push(client ?? server ?? '')
    }
    test(`round ${round}: nobody is without a partner, and none has had theirs`, () => {
      expectAllSeated(pairs, present, odd)
      expect(met(pairs, history)).toBe(0)
    })
  }
  test('nobody was twice with a bot or on the third seat', () => {
    expect(new Set(alone).size).toBe(4)
  })
  test('everyone has had both roles', () => {
    for (const student of present)
      expect(Math.min(rounds.had(student).client, rounds.had(student).server)).toBeGreaterThan(0)
  })
  test('and nobody the same one twice running', () => {
    for (const student of present) expect(rounds.had(student).run).toBeLessThan(2)
  })
})

test.each([
  ['bot', 31, 16],
  ['network', 31, 16],
  ['bot', 7, 7],
] as const)('with a %s, nobody of %i is alone a second time before all have been, for %i rounds', (odd, size, last) => {
  const rounds = new Rounds()
  const present = students(size)
  for (let round = 1; round <= last; round++) {
    rounds.play(present, { odd })
    const times = present.map((student) => rounds.had(student).alone)
    expect(Math.max(...times) - Math.min(...times), `round ${round}`).toBeLessThanOrEqual(1)
  }
})

test.each([
  [6, 5],
  [7, 7],
  [23, 23],
  [24, 23],
  [30, 15],
])('%i students do not meet again for %i rounds', (size, last) => {
  const rounds = new Rounds()
  const present = students(size)
  for (let round = 1; round <= last; round++) {
    const { history } = rounds
    expect(met(rounds.play(present), history), `round ${round}`).toBe(0)
  }
})

/** How few pairs that have met an even number can be paired with, by trying all. */
function fewest(rest: readonly string[], history: History): number {
  const [first, ...others] = rest
  if (first === undefined) return 0
  return Math.min(
    ...others.map(
      (other) =>
        Number(history.get(first)?.partners.has(other) ?? false) +
        fewest(
          others.filter((one) => one !== other),
          history,
        ),
    ),
  )
}

test(`in a class of 2 to 8 no more meet again than must, with leavers and late comers (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 8 }), fc.integer(), (size, seed) => {
      const random = generator(seed)
      const rounds = new Rounds()
      const all = students(size + 4)
      for (let round = 1; round <= 7; round++) {
        const present = all.filter((_, index) => index < size + round / 2 && random() > 0.2)
        const { history } = rounds
        const pairs = rounds.play(present)
        expectAllSeated(pairs, present, 'bot')
        const [alone] = pairs.flatMap((pair) => (studentsOf(pair).length === 1 ? studentsOf(pair) : []))
        const best =
          alone === undefined
            ? fewest(present, history)
            : Math.min(
                ...present.map((out) =>
                  fewest(
                    present.filter((one) => one !== out),
                    history,
                  ),
                ),
              )
        expect(met(pairs, history)).toBe(best)
      }
    }),
    { numRuns: 60, seed: SEED },
  )
})

test(`2 to 200 students, leavers, late comers: nobody left over, no partner twice, fair to all (seed ${SEED})`, () => {
  const size = fc.oneof(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 2, max: 200 }))
  const odd = fc.constantFrom<Odd>('bot', 'network')
  fc.assert(
    fc.property(size, odd, fc.integer(), fc.double({ min: 0, max: 0.3, noNaN: true }), (size, odd, seed, churn) => {
      const random = generator(seed)
      const rounds = new Rounds()
      let present = students(size)
      let came = size
      const played = new Map<string, number>()
      for (let round = 1; round <= 6; round++) {
        const { history } = rounds
        const pairs = rounds.play(present, { odd })
        expectAllSeated(pairs, present, odd)
        // with so many there is a partner for everybody whom they have not had (Dirac 1952)
        const enough = present.length >= 2 * round + 2
        if (enough) expect(met(pairs, history)).toBe(0)
        const alone = pairs.flatMap((pair) => pair.network ?? (studentsOf(pair).length === 1 ? studentsOf(pair) : []))
        for (const student of enough ? alone : []) {
          const times = present.map((one) => history.get(one) ?? NOTHING_HAD)
          const had = history.get(student) ?? NOTHING_HAD
          expect(had.aloneLast).toBe(false)
          expect(had.alone).toBe(Math.min(...times.filter(({ aloneLast }) => !aloneLast).map(({ alone }) => alone)))
        }
        for (const student of present) played.set(student, (played.get(student) ?? 0) + 1)
        for (const student of enough ? present : []) {
          const { client, server } = rounds.had(student)
          if ((played.get(student) ?? 0) >= 4) expect(Math.min(client, server), student).toBeGreaterThan(0)
        }
        const late = students(Math.floor(random() * churn * size), came)
        came += late.length
        present = [...present.filter(() => random() > churn), ...late]
        if (present.length === 0) return
      }
    }),
    { numRuns: 120, seed: SEED },
  )
})

test('a late comer who had a bot has a human partner in the next round', () => {
  const rounds = new Rounds()
  const early = students(8)
  rounds.play(early)
  rounds.history = afterRound(rounds.history, [{ pair: 5, client: 'late', server: null }])
  const pairs = rounds.play([...early, 'late'])
  const own = pairs.find((pair) => studentsOf(pair).includes('late'))
  expect(own && studentsOf(own)).toHaveLength(2)
})

test('nobody is alone twice running, were it for the second time of two and for the third of the others', () => {
  const bot = (client: string) => [{ pair: 1, client, server: null }]
  let history: History = new Map()
  for (const student of ['early', 'early', 'timely', 'timely', 'late']) history = afterRound(history, bot(student))
  const settled = new Map([...history].map(([student, had]) => [student, { ...had, aloneLast: student === 'late' }]))
  const rounds = new Rounds()
  rounds.history = settled
  const pairs = rounds.play(['early', 'timely', 'late'])
  expect(pairs.find((pair) => studentsOf(pair).length === 1)).not.toMatchObject({ client: 'late' })
  expect(pairs.find((pair) => studentsOf(pair).length === 1)).not.toMatchObject({ server: 'late' })
})

describe('rotation: swap', () => {
  test('the same pair, roles exchanged', () => {
    const rounds = new Rounds()
    const first = rounds.play(students(8))
    const second = rounds.play(students(8), { rotation: 'swap' })
    const ends = (pairs: readonly Pair[]) => new Set(pairs.map(({ client, server }) => `${client} ${server}`))
    expect(ends(second)).toEqual(new Set(first.map(({ client, server }) => `${server} ${client}`)))
  })

  test('three take turns on the network’s seat', () => {
    const rounds = new Rounds()
    for (let round = 1; round <= 3; round++) rounds.play(students(3), { odd: 'network', rotation: 'swap' })
    for (const student of students(3)) expect(rounds.had(student)).toMatchObject({ client: 1, server: 1, alone: 1 })
  })

  test('whose partner has gone gets another', () => {
    const rounds = new Rounds()
    const [pair] = rounds.play(students(6))
    const present = students(6).filter((student) => student !== pair?.client)
    expectAllSeated(rounds.play([...present, 'late'], { rotation: 'swap' }), [...present, 'late'], 'bot')
  })
})

describe('by hand', () => {
  const pairOf = (pairs: readonly Pair[], student: string) => pairs.find((pair) => studentsOf(pair).includes(student))

  test('who is locked stays together, whatever they have had; who is kept apart never meets', () => {
    const rounds = new Rounds()
    const byHand = {
      ...NOTHING_BY_HAND,
      locked: [['student-0', 'student-1']],
      apart: [['student-2', 'student-3']],
    } as const
    for (let round = 1; round <= 8; round++) {
      const pairs = rounds.play(students(6), { byHand })
      expect(pairOf(pairs, 'student-0')).toBe(pairOf(pairs, 'student-1'))
      expect(pairOf(pairs, 'student-2')).not.toBe(pairOf(pairs, 'student-3'))
    }
  })

  test('who is kept apart from one is not the network between that one and another either', () => {
    const rounds = new Rounds()
    const byHand = { ...NOTHING_BY_HAND, apart: [['student-0', 'student-1']] } as const
    for (let round = 1; round <= 8; round++) {
      const pairs = rounds.play(students(5), { byHand, odd: 'network' })
      expect(pairOf(pairs, 'student-0'), `round ${round}`).not.toBe(pairOf(pairs, 'student-1'))
    }
  })

  test('two who are kept apart and are alone have a bot each', () => {
    const byHand = { ...NOTHING_BY_HAND, apart: [['student-0', 'student-1']] } as const
    const pairs = new Rounds().play(students(2), { byHand })
    expect(pairs.map((pair) => studentsOf(pair).length)).toEqual([1, 1])
  })

  test.each(['partners', 'swap'] as const)(
    'who is placed sits in that pair, at that end (%s)',
    (rotation: Rotation) => {
      const rounds = new Rounds()
      rounds.play(students(9))
      const placed = [
        { participant: 'student-0', pair: 3, role: 'server' },
        { participant: 'student-5', pair: 3, role: 'client' },
        { participant: 'student-7', pair: 1, role: 'server' },
      ] as const
      const pairs = rounds.play(students(9), { rotation, byHand: { ...NOTHING_BY_HAND, placed } })
      expectAllSeated(pairs, students(9), 'bot')
      expect(pairs[2]).toMatchObject({ pair: 3, client: 'student-5', server: 'student-0' })
      expect(pairs[0]).toMatchObject({ pair: 1, server: 'student-7' })
    },
  )
})

test('a lecture hall of 1,000 looks at each possible pair once at most, whoever leaves or comes', () => {
  const random = generator(SEED)
  const rounds = new Rounds()
  const all = students(1_200)
  let most = 0
  for (let round = 1; round <= 12; round++) {
    const present = all.filter((_, index) => index < 1_000 + 15 * round && random() > 0.1)
    const before = rounds.steps
    rounds.play(present)
    most = Math.max(most, rounds.steps - before)
  }
  console.info(`most steps in a round of about 1,000: ${most}`)
  expect(most).toBeLessThan(1_000_000)
})
