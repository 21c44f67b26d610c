import type { RoundsExercise } from './rounds-exercise.ts'
import type { RoundsSlip } from './rounds-slip.ts'
import type { LossSign } from './transmission-round.ts'

/** What is to be said to one answer. */
export interface RoundsMark {
  readonly right: boolean
  /** What its giver seems to have done; null when it is right, or nothing can be told of it. */
  readonly slip: RoundsSlip | null
}

/**
 * Marks the answers to an exercise, one for each of its questions and in their order.
 * @param answers null for a question that was not answered: it is not right
 */
export function answerRounds(
  { questions }: RoundsExercise,
  answers: readonly (number | LossSign | null)[],
): readonly RoundsMark[] {
  return questions.map(({ answer, slips }, index) => ({
    right: answers[index] === answer,
    slip: slips.find(({ said }) => said === answers[index])?.slip ?? null,
  }))
}
