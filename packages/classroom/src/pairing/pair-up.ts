import { peerOf, type Role } from '@woshou/session'
import { type Pair, type Sitter, studentsOf } from '../facts/pairs.ts'
import { MAKES_THREE, type Odd, type Rotation } from '../facts/round-plan.ts'
import { type Had, type History, NOTHING_HAD } from './had.ts'
import { Matching } from './matching.ts'

/** What the instructor wants by hand, before a round. */
export interface ByHand {
  /** Two who stay together. */
  readonly locked: readonly (readonly [string, string])[]
  /** Two who never meet. */
  readonly apart: readonly (readonly [string, string])[]
  readonly placed: readonly { readonly participant: string; readonly pair: number; readonly role: Role }[]
}

/** What a round's pairs are made of. */
export interface ToPair {
  /** Who is present, in the order in which they came into the class. */
  readonly present: readonly string[]
  readonly history: History
  /** The round's number, from 1. */
  readonly round: number
  readonly rotation: Rotation
  readonly odd: Odd
  readonly byHand: ByHand
  /** The pairs of the round before, as they were at its end. */
  readonly before: readonly Pair[]
}

export interface Paired {
  readonly pairs: readonly Pair[]
  /** How many possible pairs were looked at. */
  readonly steps: number
}

/** How many are tried as the one without a partner before the best of them is taken. */
const CANDIDATES = 16

/** A pair before it has roles and a number: one, two, or three with the network last. */
type Group = readonly [string] | readonly [string, string] | readonly [string, string, string]

/**
 * Pairs all who are present; nobody is left over. The circle method proposes who meets whom (everybody moves on by one seat
 * each round), and what it proposes is kept where it avoids, in this order: a partner one has had, the same role twice
 * running, a bot or the third seat twice running. Where it does not (somebody left, came late, was placed by hand), augmenting
 * paths find other partners: as many as can be found at all have one that they had not yet. Pure: the same class gives the same pairs.
 */
export function pairUp(input: ToPair): Paired {
  const { byHand, present } = input
  const table = new Acquaintance(input)
  const kept = keptGroups(input, table)
  const seated = new Set(kept.flatMap((group) => [...group]))
  const rest = present.filter((student) => !seated.has(student))
  const { groups, steps } = matched(rest, input, table)
  const all = [...kept, ...groups]
  const [alone] = all.filter((group) => group.length === 1)
  // a trio that stays together has its network already
  if (MAKES_THREE[input.odd] && alone?.length === 1) joinAsNetwork(all, alone, table)
  const pairs = all.map((group) => withRoles(group, input, table))
  return { pairs: numbered(pairs, byHand), steps }
}

/** Those whose partner is certain: by hand first, then locked, then, when roles swap, the round's before. */
function keptGroups({ before, byHand, present, rotation }: ToPair, table: Acquaintance): Group[] {
  const here = new Set(present)
  const groups: Group[] = []
  const keep = (group: Group): boolean => {
    if (!group.every((student) => here.has(student))) return false
    for (const student of group) here.delete(student)
    groups.push(group)
    return true
  }
  const byPair = Map.groupBy(byHand.placed, ({ pair }) => pair)
  for (const [first, second] of byPair.values())
    if (first && second && first.role !== second.role) keep([first.participant, second.participant])
  // one who was placed alone gets a partner, but keeps no other
  const isPlaced = (student: string) => table.roles.has(student)
  for (const pair of byHand.locked) if (!pair.some(isPlaced)) keep(pair)
  if (rotation === 'swap')
    for (const pair of before) {
      const [a, b, c] = studentsOf(pair)
      if (!a || !b || studentsOf(pair).some(isPlaced) || table.areApart(a, b)) continue
      if (!c || !keep([a, b, c])) keep([a, b])
    }
  return groups
}

/** Who may, and who should rather not, be whose partner. */
class Acquaintance {
  readonly #history: History
  readonly #apart: ReadonlySet<string>
  readonly roles: ReadonlyMap<string, Role>

  constructor({ byHand, history }: ToPair) {
    this.#history = history
    this.#apart = new Set(byHand.apart.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]))
    this.roles = new Map(byHand.placed.map(({ participant, role }) => [participant, role]))
  }

  had(student: string): Had {
    return this.#history.get(student) ?? NOTHING_HAD
  }

  areApart(a: string, b: string): boolean {
    return this.#apart.size > 0 && this.#apart.has(`${a} ${b}`)
  }

  may(a: string, b: string): boolean {
    const role = this.roles.get(a)
    return !this.areApart(a, b) && (role === undefined || role !== this.roles.get(b))
  }

  met(a: string, b: string): boolean {
    return this.had(a).partners.has(b)
  }

  /** Whether both can have the other role than last time. */
  mayAlternate(a: string, b: string): boolean {
    const [wanted, other] = [a, b].map((student) => this.roles.get(student) ?? opposite(this.had(student).last))
    return wanted === undefined || wanted !== other
  }
}

const opposite = (role: Role | null): Role | undefined => (role === null ? undefined : peerOf(role))

function matched(rest: readonly string[], input: ToPair, table: Acquaintance): { groups: Group[]; steps: number } {
  const proposed = circle(rest, input.round)
  if (rest.length % 2 === 0) return matchEven(rest, proposed, table)
  const facing = new Set(proposed.flat())
  const last = (role: Role) => rest.filter((student) => table.had(student).last === role).length
  // without one of those of whom there are more, all others can have the other role than last time
  const more = last('client') > last('server') ? 'client' : 'server'
  const spared = (one: Had & { readonly student: string }) =>
    rest.length <= SMALL ? facing.has(one.student) : one.last !== more
  // who has not been alone for longest; of equals, whom the circle leaves alone, or who makes the roles even
  const candidates = rest
    .map((student, index) => ({ student, index, ...table.had(student) }))
    .sort(
      (a, b) =>
        Number(a.aloneLast) - Number(b.aloneLast) ||
        a.alone - b.alone ||
        Number(spared(a)) - Number(spared(b)) ||
        b.index - a.index,
    )
    .slice(0, CANDIDATES)
  let steps = 0
  let best: { groups: Group[]; blame: number } | null = null
  for (const { student } of candidates) {
    const others = matchEven(
      rest.filter((one) => one !== student),
      proposed,
      table,
    )
    steps += others.steps
    if (!best || others.blame < best.blame) best = { groups: [...others.groups, [student]], blame: others.blame }
    if (best.blame === 0) break
  }
  return { groups: best?.groups ?? [], steps }
}

/**
 * In a small class partners are soon used up, and only the whole circle lets all meet before two meet again; a large one has
 * enough of them for a lesson, and looks at the roles as well.
 */
const SMALL = 24

/** @returns blame: how many meet somebody they have had, and, weighing more, how many are left without a partner */
function matchEven(students: readonly string[], proposed: readonly (readonly [string, string])[], table: Acquaintance) {
  const size = students.length
  const matching = new Matching(size)
  const name = (vertex: number) => students[vertex] ?? ''
  const may = (a: number, b: number) => table.may(name(a), name(b))
  const isNew = (a: number, b: number) => may(a, b) && !table.met(name(a), name(b))
  const alternates = (a: number, b: number) => isNew(a, b) && table.mayAlternate(name(a), name(b))
  const vertexOf = new Map(students.map((student, vertex) => [student, vertex]))
  for (const pair of proposed) {
    const [a, b] = pair.map((student) => vertexOf.get(student))
    if (a !== undefined && b !== undefined && (size <= SMALL ? isNew : alternates)(a, b)) matching.join(a, b)
  }
  for (const graph of [alternates, isNew, may]) matching.extend(graph)
  const groups: Group[] = []
  let blame = 0
  for (let vertex = 0; vertex < size; vertex++) {
    const mate = matching.mateOf(vertex)
    if (mate === -1) {
      groups.push([name(vertex)])
      blame += size
    } else if (vertex < mate) {
      groups.push([name(vertex), name(mate)])
      if (!isNew(vertex, mate)) blame += 2
    }
  }
  return { groups, blame, steps: matching.steps + size }
}

/**
 * The circle method: one stays, the others move on by one seat each round, and who sits opposite each other meets. Where
 * the number is odd nobody sits on the seat that stays, and whoever is opposite to it is in no pair.
 */
function circle(students: readonly string[], round: number): readonly (readonly [string, string])[] {
  const moving = students.length % 2 === 0 ? students.length - 1 : students.length
  if (moving < 1) return []
  const at = (index: number) => students[(((index + round) % moving) + moving) % moving] ?? ''
  const pairs: [string, string][] = []
  const hub = students[moving]
  if (hub !== undefined) pairs.push([hub, at(0)])
  for (let index = 1; index <= (moving - 1) / 2; index++) pairs.push([at(index), at(-index)])
  return pairs
}

/** The one without a partner becomes the network of a pair, of one that it knows least. */
function joinAsNetwork(groups: Group[], alone: readonly [string], table: Acquaintance): void {
  const [third] = alone
  const known = (group: Group) => group.filter((student) => table.met(third, student)).length
  const free = groups.filter((group) => group.length === 2 && group.every((student) => !table.areApart(third, student)))
  const [host] = free.sort((a, b) => known(a) - known(b))
  if (host?.length !== 2) return
  groups.splice(groups.indexOf(alone), 1)
  groups.splice(groups.indexOf(host), 1, [...host, third])
}

function withRoles(group: Group, { before, rotation, round }: ToPair, table: Acquaintance): Omit<Pair, 'pair'> {
  const [a, b, third] = group
  if (b === undefined) {
    const role =
      table.roles.get(a) ?? opposite(table.had(a).last) ?? rarer(table.had(a)) ?? (round % 2 ? 'client' : 'server')
    return ends(role, a, null)
  }
  if (third !== undefined) {
    const last = before.find((pair) => pair.network === third && [pair.client, pair.server].includes(a))
    // a trio that stays together moves on by one seat
    if (rotation === 'swap' && last?.client && last.server)
      return { client: third, server: last.client, network: last.server }
    return { ...ends(better(a, b, table), a, b), network: third }
  }
  return ends(better(a, b, table), a, b)
}

const ends = (role: Role, student: string, other: Sitter): Pick<Pair, 'client' | 'server'> =>
  role === 'client' ? { client: student, server: other } : { client: other, server: student }

const rarer = ({ client, server }: Had): Role | null =>
  client === server ? null : client < server ? 'client' : 'server'

/** The role of the first of two by which fewer have the same one again, then by which nobody has it for long. */
function better(a: string, b: string, table: Acquaintance): Role {
  const given = table.roles.get(a) ?? opposite(table.roles.get(b) ?? null)
  if (given) return given
  const [first, second] = [table.had(a), table.had(b)]
  const costs = (['client', 'server'] as const).map((role) => {
    const [own, others] = [again(first, role), again(second, peerOf(role))]
    const uneven = after(first, role) + after(second, peerOf(role))
    return { role, cost: [Number(own > 0) + Number(others > 0), Math.max(own, others), uneven] as const }
  })
  const [client, server] = costs.map(({ cost }) => cost)
  const difference = (client ?? []).map((one, index) => one - (server?.[index] ?? 0)).find((one) => one !== 0) ?? 0
  return difference <= 0 ? 'client' : 'server'
}

/** For how many rounds running it has had a role already that it would have again. */
const again = ({ last, run }: Had, role: Role): number => (last === role ? run : 0)

/** How uneven its roles are afterwards. */
const after = ({ client, server }: Had, role: Role): number => Math.abs(client - server + (role === 'client' ? 1 : -1))

/** Numbers from 1: by hand where somebody was placed, all others what is free. */
function numbered(pairs: readonly Omit<Pair, 'pair'>[], { placed }: ByHand): readonly Pair[] {
  const wanted = new Map(placed.map(({ pair, participant }) => [participant, pair]))
  const free = new Set(pairs.map((_, index) => index + 1))
  const fixed = pairs.map((pair) => {
    const [number] = studentsOf(pair).flatMap((student) => wanted.get(student) ?? [])
    return number !== undefined && free.delete(number) ? number : null
  })
  const left = [...free]
  return pairs
    .map((pair, index) => ({ pair: fixed[index] ?? left.shift() ?? 0, ...pair }))
    .sort((a, b) => a.pair - b.pair)
}
