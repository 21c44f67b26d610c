import type { RoundPlan } from '../facts/round-plan.ts'
import type { Classroom, Round } from '../table/classroom.ts'

/** What a round used: kept so that it can be run again, in this class or in next year's. */
export const planOf = ({ level, minutes, odd, pace, rotation, scenario, until }: Round): RoundPlan => ({
  scenario: scenario.id,
  level,
  pace,
  ...(minutes !== null && { minutes }),
  rotation,
  odd,
  until,
})

/** A lesson's plan: all its rounds in order, then those that were planned and not yet played. */
export const plansOf = ({ planned, rounds }: Classroom): readonly RoundPlan[] => [...rounds.map(planOf), ...planned]
