import type { Progress, View } from '@woshou/session'
import { rememberDone } from './done-scenarios.ts'
import { rememberMistakes } from './last-mistakes.ts'

/** Keeps of an own end that is over what this browser asks later: which mistakes to practise, and whether the goal was reached. */
export function rememberResult({ ended, role, scenario }: View, { mistakes }: Progress): void {
  rememberMistakes(mistakes)
  if (ended?.reason === 'goal-reached') rememberDone(scenario.id, role)
}
