export { answerExercise } from './answer-exercise.ts'
export { drill } from './drill.ts'
export { DRILLABLE, type Drill, drillOf, TOPICS, type Topic } from './drills.ts'
export type { Answer, CheckExercise, Exercise, Marking, SendExercise, SortExercise } from './exercise.ts'
export {
  type Choice,
  type DrillProgress,
  LEARNT,
  nextRule,
  parseDrillProgress,
  type RuleProgress,
  recordAnswer,
  rulesOf,
} from './progress.ts'
