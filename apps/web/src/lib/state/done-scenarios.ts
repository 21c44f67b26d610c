import * as v from 'valibot'
import { recall, remember } from './storage.ts'

const IdsSchema = v.array(v.string())

/** The scenarios that were played to their goal in this browser, alone or with a partner. */
export function doneScenarios(): ReadonlySet<string> {
  const stored = v.safeParse(IdsSchema, recall('done'))
  return new Set(stored.success ? stored.output : [])
}

/** Notes that a scenario's goal was reached. */
export function rememberDone(scenario: string): void {
  const done = doneScenarios()
  if (!done.has(scenario)) remember('done', [...done, scenario].slice(-500))
}
