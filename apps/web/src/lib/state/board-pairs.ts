import { type BoardNews, type Standing, standing, type ThinkingTimes, type Tile } from '@woshou/classroom'
import { type Localized, ROLES, type Role } from '@woshou/session'

export type Person = NonNullable<BoardNews['people']>[number]
type SeatedPair = NonNullable<BoardNews['pairs']>[number]

/** A tile, and when it was heard: between two of them play time runs on. */
export interface HeardTile {
  readonly round: number
  readonly tile: Tile
  /** The session's play time when it was told, ms. */
  readonly now: number
  /** `performance.now()` when it was heard. */
  readonly at: number
}

/** One end of a pair on a board. */
interface BoardSeat {
  readonly role: Role
  /** Null: a bot. */
  readonly participant: string | null
  readonly name: string | null
  readonly pseudonym: Localized | null
  /** Null until its tile has come. */
  readonly standing: Standing | null
  /** For how long it has stood so, ms of play time; null where that says nothing. */
  readonly forMs: number | null
}

/** How a pair stands: as that of its seats does which needs a teacher most. */
type PairStanding = Standing['kind']

/** One pair on a board. */
export interface BoardPair extends Readonly<Record<Role, BoardSeat>> {
  readonly pair: number
  readonly session: string
  readonly network: { readonly participant: string; readonly name: string | null } | null
  readonly lookedAt: boolean
  /** Null until it has come. */
  readonly tile: Tile | null
  readonly stands: PairStanding
  /** The more, the sooner a teacher should look: whoever is stuck, the surest cause first, then who has waited longest. */
  readonly need: number
}

/** What needs a teacher most stands first. */
const BY_NEED = [
  'stuck',
  'away',
  'thinking',
  'waiting',
  'paused',
  'empty',
  'bot',
  'done',
] as const satisfies readonly PairStanding[]
/** As `standing` orders them. */
const CAUSES = ['answers', 'same-rule', 'long'] as const

/** @param looked `performance.now()` */
export function boardPairs(
  told: {
    readonly round: { readonly round: number } | null
    readonly people: ReadonlyMap<string, Person>
    readonly pairs: ReadonlyMap<number, SeatedPair>
  } | null,
  tiles: ReadonlyMap<number, HeardTile>,
  times: ThinkingTimes,
  looked: number,
): readonly BoardPair[] {
  if (!told) return []
  const tileOf = (pair: number) => {
    const heard = tiles.get(pair)
    return heard?.round === told.round?.round ? heard : undefined
  }
  const nowOf = (pair: number) => {
    const heard = tileOf(pair)
    if (!heard) return 0
    const { at, now, tile } = heard
    return now + (tile.stopped || tile.ended || !tile.started ? 0 : Math.max(0, looked - at))
  }
  const medianOf = times.medians(nowOf)
  const seatOf = (own: SeatedPair, role: Role): BoardSeat => {
    const participant = own[role]
    const person = participant === null ? undefined : told.people.get(participant)
    const tile = tileOf(own.pair)?.tile
    const now = nowOf(own.pair)
    const stands = tile ? standing(tile, role, now, () => medianOf(own.pair, role)) : null
    // what a teacher has dealt with is no news until something else is due
    const dealt = stands?.kind === 'stuck' && own.resolved[role] === stands.since
    return {
      role,
      participant,
      name: person?.name ?? null,
      pseudonym: person?.pseudonym ?? null,
      standing: dealt ? { kind: 'thinking', since: stands.since } : stands,
      forMs: stands && 'since' in stands ? Math.max(0, now - stands.since) : null,
    }
  }
  return [...told.pairs.values()]
    .sort((a, b) => a.pair - b.pair)
    .map((own) => {
      const { lookedAt, network, pair, session } = own
      const ends = { client: seatOf(own, 'client'), server: seatOf(own, 'server') }
      const [first] = ROLES.map((role) => ends[role]).sort((a, b) => needOf(b) - needOf(a))
      return {
        ...ends,
        pair,
        session,
        network: network === null ? null : { participant: network, name: told.people.get(network)?.name ?? null },
        lookedAt,
        tile: tileOf(pair)?.tile ?? null,
        stands: first?.standing?.kind ?? 'empty',
        need: first ? needOf(first) : 0,
      }
    })
}

/** How many pairs stand how. */
export function countsOf(pairs: readonly BoardPair[]): Readonly<Record<PairStanding, number>> {
  const counts = Object.fromEntries(BY_NEED.map((kind) => [kind, 0])) as Record<PairStanding, number>
  for (const { stands } of pairs) counts[stands]++
  return counts
}

/** By kind, then by cause, then by how long: one number, so that pairs are sorted by it. */
function needOf({ forMs, standing: stands }: BoardSeat): number {
  if (!stands) return 0
  const kind = BY_NEED.length - BY_NEED.indexOf(stands.kind)
  const cause = stands.kind === 'stuck' ? CAUSES.length - CAUSES.indexOf(stands.causes[0].cause) : 0
  return kind * 10 + cause + Math.min(1, (forMs ?? 0) / 86_400_000)
}
