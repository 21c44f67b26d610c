import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SEED } from '../testing/seeds.ts'
import { type Talker, talkPartners, talksTo } from './talk-partners.ts'

const talkers = (size: number): Talker[] => Array.from({ length: size }, (_, nth) => ({ participant: `p${nth}`, nth }))
const ballotOf = (choices: readonly (number | null)[]) =>
  new Map<string, number>(choices.flatMap((choice, nth) => (choice === null ? [] : [[`p${nth}`, choice] as const])))

test(`everybody is named one who is there and voted otherwise, and nobody is named by many (seed ${SEED})`, () => {
  const vote = fc.option(fc.integer({ min: 0, max: 4 }), { freq: 5 })
  fc.assert(
    fc.property(fc.array(vote, { minLength: 0, maxLength: 60 }), fc.func(fc.boolean()), (choices, away) => {
      const ballot = ballotOf(choices)
      const there = talkers(choices.length).filter(({ nth }) => !away(nth))
      const talk = talkPartners(there, ballot)
      const ids = new Set(there.map(({ participant }) => participant))
      const votes = [...ids].flatMap((one) => ballot.get(one) ?? [])
      if (new Set(votes).size < 2) {
        expect(talk.size).toBe(0)
        return
      }
      expect(new Set(talk.keys())).toEqual(ids)
      for (const [one, other] of talk) {
        expect(ids).toContain(other)
        expect(ballot.has(other)).toBe(true)
        expect(ballot.get(other)).not.toBe(ballot.get(one))
      }
      const times = new Map<string, number>()
      for (const other of talk.values()) times.set(other, (times.get(other) ?? 0) + 1)
      // the fewest who could be named by those of the largest side, shared out
      const sizes = new Map<number, number>()
      for (const choice of votes) sizes.set(choice, (sizes.get(choice) ?? 0) + 1)
      const largest = Math.max(...sizes.values())
      const others = votes.length - largest
      const most = Math.ceil((ids.size - votes.length + Math.max(largest, others)) / Math.max(1, others)) + 1
      expect(Math.max(...times.values())).toBeLessThanOrEqual(most)
    }),
    { seed: SEED, numRuns: 300 },
  )
})

test('two name each other as far as there are two', () => {
  const talk = talkPartners(talkers(6), ballotOf([0, 1, 0, 1, 0, 1]))
  expect([...talk].every(([one, other]) => talk.get(other) === one)).toBe(true)
  expect(talk.get('p0')).toBe('p1')
})

test('nine against one all talk to the one, who talks to the nearest', () => {
  const talk = talkPartners(talkers(10), ballotOf([0, 0, 0, 0, 1, 0, 0, 0, 0, 0]))
  for (const { participant } of talkers(10)) if (participant !== 'p4') expect(talk.get(participant)).toBe('p4')
  expect(['p3', 'p5']).toContain(talk.get('p4'))
})

test('of ten against two five talk to each', () => {
  const talk = talkPartners(talkers(12), ballotOf([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]))
  const named = [...talk.values()]
  for (const one of ['p10', 'p11']) expect(named.filter((other) => other === one)).toHaveLength(5)
})

test('nobody talks to anybody when all agree, or nobody has voted', () => {
  expect(talkPartners(talkers(4), ballotOf([2, 2, 2, 2])).size).toBe(0)
  expect(talkPartners(talkers(4), ballotOf([2, 2, null, null])).size).toBe(0)
  expect(talkPartners(talkers(4), ballotOf([null, null, null, null])).size).toBe(0)
})

test('who has lost theirs is named the nearest who is there and voted otherwise; nobody when all agree', () => {
  const ballot = ballotOf([0, 1, 0, 0, 1, null])
  const there = talkers(6)
  expect(talksTo(there, ballot, 'p3')).toBe('p4')
  expect(
    talksTo(
      there.filter(({ nth }) => nth !== 4),
      ballot,
      'p3',
    ),
  ).toBe('p1')
  expect(talksTo(there, ballot, 'p5')).toBe('p4')
  expect(talksTo(there.slice(2, 4), ballot, 'p3')).toBeNull()
  // all who are there agree
  expect(
    talksTo(
      there.filter(({ nth }) => nth !== 1 && nth !== 4),
      ballot,
      'p5',
    ),
  ).toBeNull()
})
