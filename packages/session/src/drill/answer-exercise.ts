import { judge, judgeCheck, type RuleId, type Segment, send } from '@woshou/protocol'
import { dueNow } from '../eyes/due-now.ts'
import { type End, fill } from '../eyes/end.ts'
import type { Answer, CheckExercise, Exercise, Marking, SendExercise, SortExercise } from './exercise.ts'

const RIGHT: Marking = { right: true, violations: [], believedBroken: [] }
const NOT_THAT: Marking = { right: false, violations: [], believedBroken: [] }

/**
 * Marks an answer. Whatever the judge accepts is right when it does something of what is due, not only what the
 * exercise would have said. An answer of another kind than the exercise asks for is not right.
 */
export function answerExercise(exercise: Exercise, answer: Answer): Marking {
  switch (exercise.kind) {
    case 'send':
      return answerSend(exercise, answer)
    case 'check':
      return answer.type === 'check' ? answerCheck(exercise, answer.check) : NOT_THAT
    case 'sort':
      return answer.type === 'sort' ? answerSort(exercise, answer.may) : NOT_THAT
  }
}

function answerSend({ view: { end } }: SendExercise, answer: Answer): Marking {
  if (answer.type === 'nothing') return dueNow(end).length === 0 ? RIGHT : NOT_THAT
  if (answer.type !== 'segment') return NOT_THAT
  const segment = fill(end, answer.segment)
  const { legal, violations } = judge(end.tcb, segment)
  if (!legal) return { ...NOT_THAT, violations }
  return doesWhatIsDue(end, segment) ? RIGHT : NOT_THAT
}

/** Whether after the segment something that was due no longer is, or is due once less. */
function doesWhatIsDue(end: End, segment: Segment): boolean {
  const key = ({ reason, segment: { ack, flags, seq, text } }: ReturnType<typeof dueNow>[number]) =>
    `${reason} ${flags} ${seq} ${ack} ${text}`
  const after = dueNow({ ...end, tcb: send(end.tcb, segment), room: null }).map(key)
  return dueNow(end)
    .map(key)
    .some((one) => {
      const still = after.indexOf(one)
      if (still >= 0) after.splice(still, 1)
      return still < 0
    })
}

function answerCheck({ arrival, view: { end } }: CheckExercise, check: CheckExercise['answer']): Marking {
  const violations = judgeCheck(end.tcb, arrival, check)
  return violations.length === 0 ? RIGHT : { ...NOT_THAT, violations }
}

function answerSort({ proposals, view: { end } }: SortExercise, may: readonly boolean[]): Marking {
  const verdicts = proposals.map((proposal) => judge(end.tcb, proposal))
  const wrong = verdicts.map(({ legal }, index) => legal !== (may[index] ?? false))
  if (!wrong.includes(true)) return RIGHT
  return {
    right: false,
    // of those that were let go
    violations: verdicts.flatMap(({ legal, violations }, index) => (wrong[index] && !legal ? violations : [])),
    believedBroken: verdicts.flatMap(({ legal, remarks }, index): RuleId[] =>
      wrong[index] && legal ? remarks.map(({ rule }) => rule) : [],
    ),
  }
}
