import type { RoundPlan } from '@woshou/classroom'
import { type CatalogueEntry, pathOf } from '@woshou/session'

/** Nobody is through sooner than this with reading, playing and talking, minutes. */
const SHORTEST = 6

/** Minutes that a class needs for a scenario: twice what one pair does that knows what it is about. */
export const minutesFor = (scenario: CatalogueEntry | undefined): number =>
  scenario?.effort ? Math.max(SHORTEST, Math.ceil(scenario.effort.minutes * 2)) : SHORTEST * 2

/**
 * What a class plays next when its teacher chooses nothing: the path from its beginning, everybody with a new partner.
 * @param played the scenarios of the rounds so far
 */
export function defaultPlan(scenarios: readonly CatalogueEntry[], played: readonly string[]): RoundPlan | null {
  const path = pathOf(scenarios)
  const had = new Set(played)
  const scenario = path.find(({ id }) => !had.has(id)) ?? path[0] ?? scenarios[0]
  if (!scenario) return null
  return {
    scenario: scenario.id,
    level: scenario.level,
    pace: 1,
    minutes: minutesFor(scenario),
    rotation: 'partners',
    odd: 'bot',
    until: 'goal',
  }
}
