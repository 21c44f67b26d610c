import type { Ballot } from './votes.ts'

/** A student, as it is found whom they talk to. */
export interface Talker {
  readonly participant: string
  /** How many came before: who came in together sits together, more often than not. */
  readonly nth: number
}

/**
 * Names each student one who voted otherwise: two name each other as far as there are two, the nearest first; of a side
 * that is larger, the rest are spread evenly over the others. Who has not voted is named somebody who has, unless all
 * who did agree. What is right plays no part: it could be read off who is named.
 * @param there those who are there now; nobody else is named, or needs anybody
 * @returns whom each talks to; who is not in it has nobody
 */
export function talkPartners(there: readonly Talker[], ballot: Ballot): ReadonlyMap<string, string> {
  const inOrder = [...there].sort((a, b) => a.nth - b.nth)
  const voters = inOrder.filter(({ participant }) => ballot.has(participant))
  const talk = new Map<string, string>()
  if (new Set(voters.map(({ participant }) => ballot.get(participant))).size < 2) return talk
  const otherwise = (one: Talker) => (other: Talker) =>
    ballot.get(other.participant) !== ballot.get(one.participant) && other.participant !== one.participant
  for (const [one, other] of couples(voters, ballot)) {
    talk.set(one.participant, other.participant)
    talk.set(other.participant, one.participant)
  }
  const named = new Map<string, number>()
  for (const to of talk.values()) named.set(to, 1)
  for (const one of inOrder) {
    if (talk.has(one.participant)) continue
    const to = best(voters.filter(otherwise(one)), (other) => [
      named.get(other.participant) ?? 0,
      Math.abs(other.nth - one.nth),
    ])
    if (!to) continue
    talk.set(one.participant, to.participant)
    named.set(to.participant, (named.get(to.participant) ?? 0) + 1)
  }
  return talk
}

/**
 * The one whom a student talks to whose own has gone: the nearest who voted otherwise; null when all who are there agree.
 * @param there as in `talkPartners`; the student may be among them
 */
export function talksTo(there: readonly Talker[], ballot: Ballot, student: string): string | null {
  const one = there.find(({ participant }) => participant === student)
  const voters = there.filter(({ participant }) => ballot.has(participant))
  if (!one || new Set(voters.map(({ participant }) => ballot.get(participant))).size < 2) return null
  const others = voters.filter(({ participant }) => ballot.get(participant) !== ballot.get(student))
  return best(others, ({ nth }) => [Math.abs(nth - one.nth), nth])?.participant ?? null
}

/**
 * As many couples of different votes as there can be. As long as one side has half of those who are left, or more, it has
 * to give one to each couple; otherwise the two nearest that voted otherwise will do.
 */
function couples(voters: readonly Talker[], ballot: Ballot): (readonly [Talker, Talker])[] {
  const left = [...voters]
  const sides = new Map<number, number>()
  const voteOf = ({ participant }: Talker) => ballot.get(participant) ?? -1
  for (const voter of voters) sides.set(voteOf(voter), (sides.get(voteOf(voter)) ?? 0) + 1)
  const made: (readonly [Talker, Talker])[] = []
  for (;;) {
    const [largest, size] = [...sides].reduce((a, b) => (b[1] > a[1] ? b : a))
    if (size === 0 || size === left.length) return made
    const must = size * 2 >= left.length ? largest : null
    const two = neighbours(left, voteOf, must)
    if (!two) return made
    made.push(two)
    for (const one of two) {
      left.splice(left.indexOf(one), 1)
      sides.set(voteOf(one), (sides.get(voteOf(one)) ?? 0) - 1)
    }
  }
}

/** The first two next to each other who voted otherwise, one of them for `must` if that is something. */
function neighbours(
  left: readonly Talker[],
  voteOf: (voter: Talker) => number,
  must: number | null,
): readonly [Talker, Talker] | null {
  for (const [index, one] of left.entries()) {
    const other = left[index + 1]
    if (!other || voteOf(one) === voteOf(other)) continue
    if (must === null || voteOf(one) === must || voteOf(other) === must) return [one, other]
  }
  return null
}

/** The first one of which the numbers are least, the first number before the second. */
function best<Item>(items: readonly Item[], by: (item: Item) => readonly [number, number]): Item | undefined {
  let found: { readonly item: Item; readonly numbers: readonly [number, number] } | undefined
  for (const item of items) {
    const numbers = by(item)
    const isBetter =
      !found || numbers[0] < found.numbers[0] || (numbers[0] === found.numbers[0] && numbers[1] < found.numbers[1])
    if (isBetter) found = { item, numbers }
  }
  return found?.item
}
