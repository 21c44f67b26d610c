import { type Check, type RuleId, variables } from '@woshou/protocol'
import type { Example } from '@woshou/protocol/examples'
import { m } from '#lib/paraglide/messages.js'
import { type Catalogue, sectionLink } from './catalogue-words.ts'
import { outcomeWords } from './note-words.ts'
import { numberingOf } from './numbering.ts'
import { TOPIC_OF } from './practise.ts'
import { segmentWords } from './segment-words.ts'

/** One rule in words. */
export interface RuleWords {
  readonly id: string
  readonly title: string
  readonly consequence: string
  readonly misconception: string
  readonly lesson: string
  readonly realStack: string
  readonly sections: readonly { readonly name: string; readonly href: string }[]
  readonly states: readonly string[]
  readonly example: ExampleWords
  /** A scenario in which it can be practised. */
  readonly practise: string | null
  /** Exercises for just this rule. */
  readonly drill: string | null
}

/** A rule's example in words. */
export interface ExampleWords {
  readonly state: string
  /** The variables that matter: `SND.NXT = 1001`. */
  readonly variables: readonly string[]
  /** What had just happened; null where nothing had. */
  readonly before: { readonly segment: string; readonly what: string } | null
  /** Null where nothing in it is wrong. */
  readonly wrong: string | null
  readonly right: string
  /** What the judge says of the wrong one; '' where there is none. */
  readonly sentence: string
  readonly worked: readonly string[]
}

type Locale = 'en' | 'zh-CN'
type Described = ReturnType<Catalogue['describe']>

/** Examples are written as on the wire: their numbers are small. */
const RAW = numberingOf('absolute', { iss: 0, irs: 0 })
const show = (segment: Parameters<typeof segmentWords>[0]) => segmentWords(segment, RAW, true)

/** One rule with its example, in words. */
export function ruleWords(
  catalogue: Catalogue,
  rule: RuleId,
  example: Example,
  scenarios: readonly { readonly id: string; readonly topic: string }[],
  drillable: readonly RuleId[],
  locale: Locale,
): RuleWords {
  const { category, lesson, misconception, realStack, rfc, severity, states, title } = catalogue.describe(rule, locale)
  const practise = scenarios.find(({ topic }) => topic === TOPIC_OF[category])
  return {
    id: rule,
    title,
    consequence: severityWords(severity),
    misconception,
    lesson,
    realStack,
    sections: rfc.map((section) => ({ name: catalogue.formatCitation(section, locale), href: sectionLink(section) })),
    states,
    example: exampleWords(catalogue, example, locale),
    practise: practise ? `/new?scenario=${practise.id}` : null,
    drill: drillable.includes(rule) ? `/drills/${rule}` : null,
  }
}

export function categoryWords(category: Described['category']): string {
  const words = {
    handshake: m.rules_category_handshake,
    retransmission: m.rules_category_retransmission,
    data: m.rules_category_data,
    close: m.rules_category_close,
    reset: m.rules_category_reset,
    application: m.rules_category_application,
    congestion: m.rules_category_congestion,
  }
  return words[category]()
}

function severityWords(severity: Described['severity']): string {
  const words = {
    rejected: m.rules_severity_rejected,
    tolerated: m.rules_severity_tolerated,
    stalls: m.rules_severity_stalls,
    'self-harm': m.rules_severity_self_harm,
    harmless: m.rules_severity_harmless,
    'changes-meaning': m.rules_severity_changes_meaning,
    'state-error': m.rules_severity_state_error,
    legal: m.rules_severity_legal,
  }
  return words[severity]()
}

/** What of the TCB the example's numbers are worked out from. */
const SHOWN: ReadonlySet<string> = new Set(['SND.UNA', 'SND.NXT', 'SND.WND', 'RCV.NXT'])

function exampleWords(catalogue: Catalogue, example: Example, locale: Locale): ExampleWords {
  const { tcb } = example
  const known = variables(tcb).filter(({ name, value }) => SHOWN.has(name) && value !== null)
  const [first] = example.kind === 'legal' ? [] : example.violations
  const said = first && catalogue.explain(first, locale)
  return {
    state: tcb.state,
    variables: known.map(({ name, value }) => `${name} = ${value}`),
    before: before(example),
    wrong: example.kind === 'legal' ? null : example.kind === 'check' ? check(example.wrong) : show(example.wrong),
    right:
      example.kind === 'check'
        ? check(example.right)
        : example.right === null
          ? m.rules_example_wait()
          : show(example.right),
    sentence: said?.sentence ?? '',
    worked: (said?.worked ?? []).filter(
      (line) => line.includes(' = ') && !said?.sentence.includes(line) && !/^(outcome|state) = /.test(line),
    ),
  }
}

function check({ next, outcome, state }: Check): string {
  const said = { outcome: outcomeWords(outcome), state }
  return next === null ? m.rules_example_check_none(said) : m.rules_example_check({ ...said, next })
}

function before(example: Example): ExampleWords['before'] {
  if (example.kind === 'check') return { segment: show(example.arrival), what: m.rules_example_arrives() }
  const { last } = example
  switch (last?.type) {
    case 'arrived':
      return { segment: show(last.segment), what: m.rules_example_arrived() }
    case 'sent':
      return { segment: show(last.segment), what: m.rules_example_sent() }
    case 'expired':
      return { segment: '', what: m.rules_example_expired() }
    case 'called':
      return { segment: '', what: m.rules_example_called({ call: callName(last.what) }) }
    default:
      return null
  }
}

/** A call as RFC 9293 §3.9.1 names it. */
function callName(what: string): string {
  const [type = '', bytes] = what.split(' ')
  const names: Readonly<Record<string, string>> = { 'open-active': 'OPEN (active)', 'open-passive': 'OPEN (passive)' }
  return `${names[type] ?? type.toUpperCase()}${bytes ? ` (${bytes} B)` : ''}`
}
