import type { RuleId } from '@woshou/protocol'
import { ROLES, type Role } from '../facts/role.ts'
import type { Debrief, Mishap, Noted } from './debrief.ts'

/** A rule that was broken, whoever broke it, and where to look first. */
export interface BrokenRule {
  readonly rule: RuleId
  readonly times: number
  /** The first attempt that broke it, and whose it was. */
  readonly role: Role
  readonly version: number
}

/** One of the three things that a debrief begins with. */
export type ThingToKnow =
  | ({ readonly kind: 'mistake' } & BrokenRule)
  /** No mistake, and something was sent; or nothing was. */
  | { readonly kind: 'flawless' | 'idle' }
  /** Right, and worth a word. */
  | ({ readonly kind: 'remark' } & Noted)
  | ({ readonly kind: 'lost' } & Mishap)
  /** Which end believed the connection to be ESTABLISHED when. */
  | { readonly kind: 'established' }
  /** What the scenario was for. */
  | { readonly kind: 'lesson' }

/** The rules that the learners' attempts broke first, the most frequent first, then the earliest. */
export function brokenRules({ progress }: Debrief, learners: readonly Role[] = ROLES): readonly BrokenRule[] {
  const found = new Map<RuleId, BrokenRule>()
  for (const role of learners)
    for (const mistake of progress[role].mistakes) {
      const known = found.get(mistake.rule)
      const earlier = known && known.version < mistake.version ? known : { ...mistake, role }
      found.set(mistake.rule, { ...earlier, times: mistake.times + (known?.times ?? 0) })
    }
  return [...found.values()].sort((a, b) => b.times - a.times || a.version - b.version)
}

/**
 * The three things to know after a session, always three: what went wrong most often, or that nothing did; what was
 * right and worth a word, what the link lost, and who believed what; last, what the scenario was for.
 * @param learners whose attempts count
 */
export function thingsToKnow(facts: Debrief, learners: readonly Role[] = ROLES): readonly ThingToKnow[] {
  const mistakes = brokenRules(facts, learners).map((rule) => ({ kind: 'mistake', ...rule }) as const)
  const sent = learners.some((role) => facts.progress[role].sent > 0)
  const wrong = learners.some((role) => facts.progress[role].wrong > 0)
  const remark = facts.remarks.find(({ role }) => learners.includes(role))
  const lost = facts.mishaps.find(({ what }) => what === 'drop')
  const things: readonly ThingToKnow[] = [
    ...(wrong ? mistakes : [{ kind: sent ? 'flawless' : 'idle' } as const]),
    ...(remark ? [{ kind: 'remark', ...remark } as const] : []),
    ...(lost ? [{ kind: 'lost', ...lost } as const] : []),
    { kind: 'established' },
  ]
  return [...things.slice(0, 2), { kind: 'lesson' }]
}
