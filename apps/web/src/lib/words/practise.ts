import type { RuleId } from '@woshou/protocol'
import type { Level } from '@woshou/session'
import type { Catalogue } from './catalogue-words.ts'

interface Offered {
  readonly id: string
  readonly topic: string
}

/** A scenario that is worth playing next, and the rules it is for. */
export interface Practice<S extends Offered> {
  readonly scenario: S
  readonly rules: readonly RuleId[]
}

type Category = ReturnType<Catalogue['describe']>['category']

/** Where the mistakes of a category are made; what concerns the application or a check, wherever it was made. */
export const TOPIC_OF: Readonly<Record<Category, string | null>> = {
  handshake: 'open',
  retransmission: 'loss',
  data: 'data',
  close: 'close',
  reset: 'reset',
  application: null,
  congestion: 'congestion',
}

/** Null, too, for a rule of a newer server, of which this page knows nothing. */
const topicOf = (catalogue: Catalogue, rule: RuleId): string | null => {
  const known: { readonly category: Category } | undefined = catalogue.RULES[rule]
  return known ? TOPIC_OF[known.category] : null
}

/** At most so many: more than one can play today is no advice. */
const MOST = 3

/**
 * What to practise after a session: for each topic in which mistakes were made, the most frequent first, the scenario
 * of that topic that comes next after the one played; without mistakes whatever comes next.
 * @param mistakes the rules broken, with how often
 * @param scenarios in the order in which they are best learnt
 */
export function practise<S extends Offered>(
  mistakes: readonly { readonly rule: RuleId; readonly times: number }[],
  scenarios: readonly S[],
  played: Offered,
  catalogue: Catalogue,
): readonly Practice<S>[] {
  const topics = new Map<string, { times: number; rules: RuleId[] }>()
  for (const { rule, times } of mistakes) {
    const topic = topicOf(catalogue, rule) ?? played.topic
    const known = topics.get(topic) ?? { times: 0, rules: [] }
    topics.set(topic, { times: known.times + times, rules: [...new Set([...known.rules, rule])] })
  }
  const start = scenarios.findIndex(({ id }) => id === played.id) + 1
  const following = [...scenarios.slice(start), ...scenarios.slice(0, start)].filter(({ id }) => id !== played.id)
  if (topics.size === 0) return following.slice(0, 1).map((scenario) => ({ scenario, rules: [] }))
  return [...topics]
    .sort(([, a], [, b]) => b.times - a.times)
    .flatMap(([topic, { rules }]) => {
      const scenario = following.find((candidate) => candidate.topic === topic)
      return scenario ? [{ scenario, rules }] : []
    })
    .slice(0, MOST)
}

/** The next level after one that was played without a mistake; null after the last. */
export const nextLevel = (level: Level): Level | null =>
  level === 'coached' ? 'exam' : level === 'exam' ? 'wire' : null
