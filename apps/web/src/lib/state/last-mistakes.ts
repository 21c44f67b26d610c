import { RULE_IDS, type RuleId } from '@woshou/protocol'
import * as v from 'valibot'
import { recall, remember } from './storage.ts'

const MistakesSchema = v.array(v.object({ rule: v.picklist(RULE_IDS), times: v.number() }))

/** The mistakes of the last debrief that had any: what `/drills/mistakes` practises. */
export function lastMistakes(): readonly { readonly rule: RuleId; readonly times: number }[] {
  const stored = v.safeParse(MistakesSchema, recall('mistakes'))
  return stored.success ? stored.output : []
}

/** Notes a debrief's mistakes, the most frequent first; one without any leaves those of the last one. */
export function rememberMistakes(mistakes: readonly { readonly rule: RuleId; readonly times: number }[]): void {
  if (mistakes.length > 0) remember('mistakes', mistakes.map(({ rule, times }) => ({ rule, times })).slice(0, 20))
}
