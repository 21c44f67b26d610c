import { RULE_IDS, type RuleId } from '@woshou/protocol'
import * as v from 'valibot'
import { generator } from '../facts/generator.ts'
import { DRILLABLE, DRILLS, type Topic } from './drills.ts'
import { ROUNDS_TASKS, type RoundsTask } from './rounds/rounds-exercise.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000))

/** What is drilled and learnt by itself: a rule, or a kind of question that no segment answers. */
export type Subject = RuleId | RoundsTask

/** How a student has fared with one subject. */
const SubjectProgressSchema = v.strictObject({
  /** Exercises answered. */
  seen: count,
  /** Of those, right at the first attempt. */
  right: count,
  /** Right at the first attempt in a row, up to the last one. */
  streak: count,
  /** When the last one was answered: milliseconds since 1970, UTC. */
  last: v.pipe(v.number(), v.integer(), v.minValue(0)),
})
export type SubjectProgress = v.InferOutput<typeof SubjectProgressSchema>

/** By subject; one that was never drilled is not there. */
const DrillProgressSchema = v.record(v.picklist([...RULE_IDS, ...ROUNDS_TASKS]), SubjectProgressSchema)
export type DrillProgress = Readonly<Partial<Record<Subject, SubjectProgress>>>

/** Reads what a browser has kept. Total; what cannot be read is left out, subject by subject. */
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
export function recordAnswer(progress: DrillProgress, subject: Subject, right: boolean, now: number): DrillProgress {
  const before = progress[subject] ?? { seen: 0, right: 0, streak: 0, last: 0 }
  const after: SubjectProgress = {
    seen: before.seen + 1,
    right: before.right + (right ? 1 : 0),
    streak: right ? before.streak + 1 : 0,
    last: Math.max(before.last, now),
  }
  return { ...progress, [subject]: after }
}

/** A subject with so many right first answers in a row counts as learnt, until one is wrong. */
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
  // a debrief's worst mistake comes first
  return neediest(progress, rulesOf(choice), { ...options, inOrder: 'mistakes' in choice })
}

/** The same for exam questions: the kind to ask next of `tasks`; null when there is none of them. */
export function nextTask(
  progress: DrillProgress,
  tasks: readonly RoundsTask[],
  options: { readonly seed: number; readonly not?: RoundsTask },
): RoundsTask | null {
  return neediest(progress, tasks, { ...options, inOrder: false })
}

function neediest<S extends Subject>(
  progress: DrillProgress,
  all: readonly S[],
  { inOrder, not, seed }: { readonly seed: number; readonly not?: S; readonly inOrder: boolean },
): S | null {
  const others = all.filter((subject) => subject !== not)
  const candidates = others.length > 0 ? others : all
  const need = Math.min(...candidates.map((subject) => urgency(progress[subject])))
  const most = candidates.filter((subject) => urgency(progress[subject]) === need)
  if (need === LEAST) {
    const age = (subject: S) => progress[subject]?.last ?? 0
    return [...most].sort((a, b) => age(a) - age(b))[0] ?? null
  }
  if (inOrder) return most[0] ?? null
  return most[Math.floor(generator(seed)() * most.length)] ?? null
}

const LEAST = 3

/** 0 the most urgent. */
function urgency(progress: SubjectProgress | undefined): number {
  if (!progress) return 1
  if (progress.streak === 0) return 0
  return progress.streak < LEARNT ? 2 : LEAST
}
