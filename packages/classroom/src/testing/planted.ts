import type { RuleId } from '@woshou/protocol'

/** The rules that are planted, and in how many of sixty students: each of them is at stake at both ends of most scenarios. */
const PLANTED = [
  { rule: 'missing-ack-flag-established', of: 20 },
  { rule: 'ack-last-byte', of: 12 },
  { rule: 'data-seq-gap', of: 8 },
  { rule: 'ack-of-fin-not-incremented', of: 5 },
] as const satisfies readonly { readonly rule: RuleId; readonly of: number }[]

const SIXTY = 60

/** Multiples of it, without their whole part, are spread as evenly as it gets, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2

/**
 * Misconceptions planted in some of a class's students, each of whom breaks one rule, at the first try, wherever it is at
 * stake; the others are never wrong. With each round they learn: a share of their wrong first tries is right. Which of them
 * are wrong is spread evenly and not left to chance, so that the share is what was planted with few students as well.
 */
export class Planted {
  readonly #rules: readonly (RuleId | null)[]
  readonly #learning: number
  /** First tries so far, by rule and round. */
  readonly #tried = new Map<string, number>()

  /** @param learning by how much the share of wrong first tries falls with each round, 0 to 1 */
  constructor(students: number, learning: number) {
    this.#learning = learning
    const rules = PLANTED.flatMap(({ of, rule }) =>
      Array.from({ length: Math.round((of / SIXTY) * students) }, (): RuleId => rule),
    )
    this.#rules = Array.from({ length: students }, (_, nth) => rules[nth] ?? null)
  }

  /** What the nth student of the class breaks; null: nothing. */
  ruleOf(nth: number): RuleId | null {
    return this.#rules[nth] ?? null
  }

  /** How many break each rule, the most first. */
  get students(): readonly { readonly rule: RuleId; readonly students: number }[] {
    return PLANTED.map(({ rule }) => ({ rule, students: this.#rules.filter((one) => one === rule).length }))
  }

  /** Whether somebody errs who has come to where their rule is at stake. @param round from 1 */
  errs(rule: RuleId, round: number): boolean {
    const key = `${rule} ${round}`
    const nth = this.#tried.get(key) ?? 0
    this.#tried.set(key, nth + 1)
    return ((nth + 0.5) * GOLDEN) % 1 < (1 - this.#learning) ** (round - 1)
  }
}
