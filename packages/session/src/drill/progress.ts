import { RULE_IDS, type RuleId } from '@woshou/protocol'
import * as v from 'valibot'
import { generator } from '../facts/generator.ts'
import { DRILLABLE, DRILLS, type Topic } from './drills.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000))

/** How a student has fared with one rule. */
const RuleProgressSchema = v.strictObject({
  /** Exercises answered. */
  seen: count,
  /** Of those, right at the first attempt. */
  right: count,
  /** Right at the first attempt in a row, up to the last one. */
  streak: count,
  /** When the last one was answered: milliseconds since 1970, UTC. */
  last: v.pipe(v.number(), v.integer(), v.minValue(0)),
})
export type RuleProgress = v.InferOutput<typeof RuleProgressSchema>

/** By rule; a rule that was never drilled is not there. */
const DrillProgressSchema = v.record(v.picklist(RULE_IDS), RuleProgressSchema)
export type DrillProgress = Readonly<Partial<Record<RuleId, RuleProgress>>>

/** Reads what a browser has kept. Total; what cannot be read is left out, rule by rule. */
export function parseDrillProgress(json: unknown): DrillProgress {
  if (typeof json !== 'object' || json === null) return {}
  const entries = Object.entries(json).filter((entry) => v.is(DrillProgressSchema, Object.fromEntries([entry])))
  return Object.fromEntries(entries) as DrillProgress
}

/**
 * The progress after an exercise.
 * @param right whether the first answer was
 * @param now milliseconds since 1970, UTC
 */
export function recordAnswer(progress: DrillProgress, rule: RuleId, right: boolean, now: number): DrillProgress {
  const before = progress[rule] ?? { seen: 0, right: 0, streak: 0, last: 0 }
  const after: RuleProgress = {
    seen: before.seen + 1,
    right: before.right + (right ? 1 : 0),
    streak: right ? before.streak + 1 : 0,
    last: Math.max(before.last, now),
  }
  return { ...progress, [rule]: after }
}

/** A rule with so many right first answers in a row counts as learnt, until one is wrong. */
export const LEARNT = 3

/** The rules to drill: of a topic, or the mistakes of a debrief (`Progress.mistakes`), the most frequent first. */
export type Choice =
  | { readonly topic: Topic }
  | { readonly mistakes: readonly { readonly rule: RuleId; readonly times: number }[] }

/** The rules that a choice means, in the order in which they are best learnt; those that can't be drilled left out. */
export function rulesOf(choice: Choice): readonly RuleId[] {
  if ('topic' in choice) return DRILLABLE.filter((rule) => DRILLS[rule as keyof typeof DRILLS].topic === choice.topic)
  return choice.mistakes.map(({ rule }) => rule).filter((rule) => DRILLABLE.includes(rule))
}

/**
 * The rule to drill next: one that went wrong before one never seen, that before one not learnt yet, and when all are
 * learnt the one seen longest ago. Null when the choice holds no rule that can be drilled.
 * @param seed any integer: which of several rules that are equally in need
 * @param not the rule that was drilled last: not twice in a row, where there is another
 */
export function nextRule(
  progress: DrillProgress,
  choice: Choice,
  options: { readonly seed: number; readonly not?: RuleId },
): RuleId | null {
  const all = rulesOf(choice)
  const others = all.filter((rule) => rule !== options.not)
  const candidates = others.length > 0 ? others : all
  const need = Math.min(...candidates.map((rule) => urgency(progress[rule])))
  const neediest = candidates.filter((rule) => urgency(progress[rule]) === need)
  if (need === LEAST) {
    const age = (rule: RuleId) => progress[rule]?.last ?? 0
    return [...neediest].sort((a, b) => age(a) - age(b))[0] ?? null
  }
  // a debrief's worst mistake comes first
  if ('mistakes' in choice) return neediest[0] ?? null
  return neediest[Math.floor(generator(options.seed)() * neediest.length)] ?? null
}

const LEAST = 3

/** 0 the most urgent. */
function urgency(progress: RuleProgress | undefined): number {
  if (!progress) return 1
  if (progress.streak === 0) return 0
  return progress.streak < LEARNT ? 2 : LEAST
}
