import { type Localized, SEATS, type Seat } from '@woshou/session'
import type { RoundPlan } from '../facts/round-plan.ts'
import { sessionIdOf } from '../facts/session-id.ts'
import { planOf } from '../round/plans.ts'
import { roundClock } from '../round/round-clock.ts'
import type { Round } from '../table/classroom.ts'
import type { Called, Class } from './class-eyes.ts'

/** A round as its teachers find it again. Times are ms since 1970, UTC; `elapsed` is how long it was played, ms. */
interface Played {
  readonly round: number
  readonly title: Localized
  readonly plan: RoundPlan
  readonly startedAt: number
  readonly closedAt: number | null
  readonly elapsed: number
}

/** A student; who is no longer in the class has no name any more. Null: a bot, or nobody. */
type SeenSitter = ({ readonly participant: string } & { readonly [K in 'name' | 'pseudonym']: Called[K] | null }) | null

interface PlayedPair extends Readonly<Record<Seat, SeenSitter>> {
  readonly pair: number
  readonly session: string
}

/** All rounds of a class, oldest first. */
export const roundsOf = ({ classroom, now }: Class): readonly (Played & { readonly pairs: number })[] =>
  classroom.rounds.map((round) => ({ ...played(round, now), pairs: round.pairs.length }))

/** One of them with who sat where; null when there is none of that number. */
export function roundOf(
  { classroom, id, now, people }: Class,
  number: number,
): (Played & { readonly pairs: readonly PlayedPair[] }) | null {
  const round = classroom.rounds.find((one) => one.round === number)
  if (!round) return null
  const pairs = round.pairs.map((pair) => {
    const sitter = (seat: Seat) => called(people, pair[seat] ?? null)
    const session = sessionIdOf(id, number, pair.pair)
    const [client, server, network] = SEATS
    return { pair: pair.pair, session, client: sitter(client), server: sitter(server), network: sitter(network) }
  })
  return { ...played(round, now), pairs }
}

const played = (round: Round, now: number): Played => ({
  round: round.round,
  title: round.scenario.title,
  plan: planOf(round),
  startedAt: round.startedAt,
  closedAt: round.closedAt,
  elapsed: roundClock(round, now).elapsed,
})

function called(people: Class['people'], participant: string | null): SeenSitter {
  if (participant === null) return null
  const { name = null, pseudonym = null } = people.get(participant) ?? {}
  return { participant, name, pseudonym }
}
