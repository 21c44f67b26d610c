import type { Check, RuleId, Segment, Violation } from '@woshou/protocol'
import type { View } from '../eyes/eyes.ts'
import type { ChosenSegment } from '../facts/command.ts'
import type { Role } from '../facts/role.ts'
import type { Topic } from './drills.ts'

interface Common {
  readonly rule: RuleId
  /** The same rule and seed give the same exercise. */
  readonly seed: number
  readonly topic: Topic
  readonly role: Role
  /** All that the student's end has seen so far: `ladder(view.events, view.role)` draws it, `view.end` is the end. */
  readonly view: View
}

/** What do you send now? */
export interface SendExercise extends Common {
  readonly kind: 'send'
  /** Each of them is right; empty when the right answer is to send nothing, and wait. */
  readonly answer: readonly Segment[]
  readonly typicalWrong: Segment
}

/** This has arrived (`arrival`, in the view's inbox): what does it do? */
export interface CheckExercise extends Common {
  readonly kind: 'check'
  readonly arrival: Segment
  readonly answer: Check
  readonly typicalWrong: Check
}

/** Which of these segments may leave now? */
export interface SortExercise extends Common {
  readonly kind: 'sort'
  readonly proposals: readonly Segment[]
  /** For each of them whether it may. */
  readonly answer: readonly boolean[]
  readonly typicalWrong: readonly boolean[]
}

export type Exercise = SendExercise | CheckExercise | SortExercise

/** What a student says to an exercise. */
export type Answer =
  | { readonly type: 'segment'; readonly segment: ChosenSegment }
  /** Nothing is to be sent now. */
  | { readonly type: 'nothing' }
  | { readonly type: 'check'; readonly check: Check }
  | { readonly type: 'sort'; readonly may: readonly boolean[] }

/** What is to be said to an answer. */
export interface Marking {
  readonly right: boolean
  /** What the judge says, the first explains most. It may be silent where the answer was to be something else. */
  readonly violations: readonly Violation[]
  /** Rules that the answer believed broken though they are not: what is right and many believe wrong. */
  readonly believedBroken: readonly RuleId[]
}
