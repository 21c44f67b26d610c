import type { RuleId } from '@woshou/protocol'
import type { RelativeSegment } from '../facts/question.ts'
import { keyOf, type WrongMove } from './wrong-moves.ts'

/** What a class may be asked: a wrong move that many made. */
export interface Proposed {
  /** One of them: whose moment is shown. */
  readonly move: { readonly session: string; readonly version: number }
  readonly rule: RuleId
  /** Students who broke that rule first in any move. */
  readonly students: number
  /** Those of them who made this very move at such a moment. */
  readonly here: number
  /** The kind of moment, whatever scenario it is of. */
  readonly situation: string
  /** What was tried wrongly at such moments, the commonest first. */
  readonly tried: readonly RelativeSegment[]
}

/** Moments that are proposed of one rule: others than in their scenario alone. */
const OF_ONE_RULE = 2

/**
 * What a class got wrong, grouped by scenario, state, arrival and the move, what most got wrong first. Where two moves are
 * about as frequent (one is made by half as many at least), the one comes first whose rule more students broke elsewhere as
 * well: that is what is not understood.
 * @param moves of all its sessions, in the order in which they are told apart: rounds, pairs
 * @param most so many at most
 */
export function proposalsOf(moves: readonly WrongMove[], most = 12): readonly Proposed[] {
  const byRule = groups(moves, ({ rule }) => rule)
  const byMoment = groups(moves, ({ moment }) => moment)
  const broke = new Map([...byRule].map(([rule, all]) => [rule, studentsWhoMade(all)]))
  const made = [...groups(moves, ({ moment, rule, segment }) => `${moment} ${keyOf(segment)} ${rule}`).values()]
  const proposed = made.flatMap((all): Proposed[] => {
    const [first] = all
    if (!first) return []
    const { rule } = first
    const { session, version } = shortest(all) ?? first
    return [
      {
        move: { session, version },
        rule,
        students: broke.get(rule) ?? 0,
        here: studentsWhoMade(all),
        situation: first.moment.slice(first.moment.indexOf(' ') + 1),
        tried: commonest(byMoment.get(first.moment) ?? [], first),
      },
    ]
  })
  const frequent = Math.max(0, ...proposed.map(({ here }) => here)) / 2
  const ranked = proposed.sort(
    (a, b) => Number(b.here >= frequent) - Number(a.here >= frequent) || b.students - a.students || b.here - a.here,
  )
  const taken = new Map<RuleId, Set<string>>()
  return ranked
    .filter(({ rule, situation }) => {
      const situations = taken.get(rule) ?? new Set()
      if (situations.has(situation) || situations.size === OF_ONE_RULE) return false
      taken.set(rule, situations.add(situation))
      return true
    })
    .slice(0, most)
}

/** What was tried wrongly at one kind of moment, the commonest first; the move that is asked about before all others. */
export function commonest(moves: readonly WrongMove[], asked: Pick<WrongMove, 'segment'> | null): RelativeSegment[] {
  const bySegment = [...groups(moves, ({ segment }) => keyOf(segment)).values()]
  const ranked = bySegment
    .sort((a, b) => studentsWhoMade(b) - studentsWhoMade(a))
    .flatMap(([one]) => (one ? [one.segment] : []))
  return asked ? [asked.segment, ...ranked] : ranked
}

/** How many students made these. */
export const studentsWhoMade = (moves: readonly WrongMove[]): number => new Set(moves.map(({ who }) => who)).size

/** With the fewest events before it: it has the least to be read. */
const shortest = (moves: readonly WrongMove[]): WrongMove | undefined =>
  moves.reduce<WrongMove | undefined>((best, move) => (best && best.version <= move.version ? best : move), undefined)

/** In the order in which each first appears. */
function groups<Key>(moves: readonly WrongMove[], keyOf: (move: WrongMove) => Key): Map<Key, WrongMove[]> {
  const grouped = new Map<Key, WrongMove[]>()
  for (const move of moves) {
    const group = grouped.get(keyOf(move))
    if (group) group.push(move)
    else grouped.set(keyOf(move), [move])
  }
  return grouped
}
