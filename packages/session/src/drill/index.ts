export { answerExercise } from './answer-exercise.ts'
export { drill } from './drill.ts'
export { DRILLABLE, type Drill, drillOf, TOPICS, type Topic } from './drills.ts'
export type { Answer, CheckExercise, Exercise, Marking, SendExercise, SortExercise } from './exercise.ts'
export {
  type Choice,
  type DrillProgress,
  LEARNT,
  nextRule,
  nextTask,
  parseDrillProgress,
  recordAnswer,
  rulesOf,
  type Subject,
  type SubjectProgress,
} from './progress.ts'
export { answerRounds, type RoundsMark } from './rounds/answer-rounds.ts'
export { drawRounds } from './rounds/draw-rounds.ts'
export {
  ROUNDS_TASKS,
  type RoundsAsked,
  type RoundsExercise,
  type RoundsGiven,
  type RoundsQuestion,
  type RoundsTask,
} from './rounds/rounds-exercise.ts'
export type { RoundsSlip } from './rounds/rounds-slip.ts'
export { type Stretch, stretches } from './rounds/stretches.ts'
export type { LossSign, TransmissionRound } from './rounds/transmission-round.ts'
