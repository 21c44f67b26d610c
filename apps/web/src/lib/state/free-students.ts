import type { BoardPair, Person } from './board-pairs.ts'

interface Student {
  readonly participant: string
  readonly name: string
}

/** As much of a pair as says who sits there. */
interface Seated extends Pick<BoardPair, 'network'> {
  readonly client: Pick<BoardPair['client'], 'participant' | 'name'>
  readonly server: Pick<BoardPair['server'], 'participant' | 'name'>
}

/** The students of a pair: at its ends, and as its network. */
export const studentsOf = ({ client, network, server }: Seated): readonly Student[] =>
  [client, server, network].flatMap((seat) =>
    seat === null || seat.participant === null ? [] : [{ participant: seat.participant, name: seat.name ?? '—' }],
  )

/**
 * Who could sit down in a pair without leaving anybody alone: who is there and has no seat, then who plays with a bot. A
 * class refuses all others.
 */
export function freeStudents(
  own: Seated,
  pairs: readonly Seated[],
  people: Iterable<Pick<Person, 'participant' | 'name' | 'present'>>,
): readonly Student[] {
  const seated = new Set(pairs.flatMap(studentsOf).map(({ participant }) => participant))
  const without = [...people].filter(({ participant, present }) => present && !seated.has(participant))
  const withBots = pairs
    .filter(({ client, server }) => (client.participant === null) !== (server.participant === null))
    .flatMap((pair) => studentsOf({ ...pair, network: null }))
  const there = new Set(studentsOf(own).map(({ participant }) => participant))
  return [...without, ...withBots].filter(({ participant }) => !there.has(participant))
}
