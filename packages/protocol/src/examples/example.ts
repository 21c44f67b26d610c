import { type Call, call } from '../call.ts'
import { type Check, checkOf, judgeCheck } from '../check.ts'
import { due } from '../due.ts'
import { judge } from '../judge.ts'
import { parseTyped } from '../notation.ts'
import { receive } from '../receive.ts'
import { type ListeningHost, receiveAt } from '../receive-at.ts'
import type { RuleId } from '../rule-id.ts'
import { type Segment, segment } from '../segment.ts'
import { send } from '../send.ts'
import { closed, type Policy, type Tcb } from '../tcb.ts'
import { expire, type Timer } from '../timers.ts'
import type { Violation } from '../verdict.ts'
import { MOMENTS, type Step } from './moments.ts'

/** A rule's example: where an end stands, and what is wrong and right there. */
export type Example = {
  readonly rule: RuleId
  /** The end at that moment. */
  readonly tcb: Tcb
  /** What had just happened to it: an arrival, a timer, a call, or a sending of its own; null where nothing had. */
  readonly last:
    | { readonly type: 'arrived' | 'sent'; readonly segment: Segment }
    | { readonly type: 'expired' | 'called'; readonly what: string }
    | null
} & (
  | {
      readonly kind: 'segment'
      readonly wrong: Segment
      /** What a correct TCP sends; null: nothing, it waits. */
      readonly right: Segment | null
      readonly violations: readonly Violation[]
    }
  | {
      readonly kind: 'check'
      readonly arrival: Segment
      readonly wrong: Check
      readonly right: Check
      readonly violations: readonly Violation[]
    }
  /** Right, though many believe it wrong. */
  | { readonly kind: 'legal'; readonly right: Segment }
)

/** Plays a rule's moment and lets the judge speak. */
export function exampleOf(rule: RuleId): Example {
  const moment = MOMENTS[rule]
  const { steps } = moment
  const tcb = tcbAfter(steps, {
    more: moment.stamped ? STAMPED : {},
    policy: moment.policy ?? {},
    host: moment.host ?? null,
  })
  const at = { rule, tcb, last: lastOf(steps.at(-1)) }
  if ('legal' in moment) return { ...at, kind: 'legal', right: read(moment.legal) }
  if ('arrival' in moment) {
    const [outcome, state, next] = moment.said
    const arrival = read(moment.arrival)
    const wrong: Check = { outcome, state, next }
    const violations = judgeCheck(tcb, arrival, wrong)
    return { ...at, kind: 'check', arrival, wrong, right: checkOf(tcb, arrival), violations }
  }
  const typed = read(moment.wrong)
  const wrong = moment.window === undefined ? typed : { ...typed, window: moment.window }
  const [next] = due(tcb, { isn: steps.includes('call open-passive') ? 5_000 : 1_000 })
  return { ...at, kind: 'segment', wrong, right: next?.segment ?? null, violations: judge(tcb, wrong).violations }
}

const STAMPED: Partial<Segment> = { options: { timestamps: { value: 1, echo: 0 } } }

/**
 * The end that has taken these steps.
 * @param options.more what every segment has besides
 * @param options.host the host that the last of them meets; without it there are no queues
 */
export const tcbAfter = (
  steps: readonly Step[],
  {
    host = null,
    more = {},
    policy = {},
  }: {
    readonly more?: Partial<Segment>
    readonly policy?: Partial<Policy>
    readonly host?: ListeningHost | null
  } = {},
): Tcb =>
  steps.reduce<Tcb>((end, step, at) => take(end, step, more, at === steps.length - 1 ? host : null), closed({ policy }))

function take(tcb: Tcb, step: Step, more: Partial<Segment>, host: ListeningHost | null): Tcb {
  const [verb = '', what = ''] = [step.slice(0, step.indexOf(' ')), step.slice(step.indexOf(' ') + 1)]
  switch (verb) {
    case '>':
      return send(tcb, { ...read(what), ...more })
    case '<':
      return arrive(tcb, { ...read(what), ...more }, host)
    case 'expire':
      return expire(tcb, what as Timer)
    default:
      return called(tcb, what)
  }
}

const arrive = (tcb: Tcb, arriving: Segment, host: ListeningHost | null): Tcb =>
  (host === null ? receive(tcb, arriving) : receiveAt(host, tcb, arriving)).tcb

function called(tcb: Tcb, what: string): Tcb {
  const [type = '', bytes = '0'] = what.split(' ')
  const request = (type === 'send' ? { type, text: 'x'.repeat(Number(bytes)) } : { type }) as Call
  const result = call(tcb, request)
  if (!result.ok) throw new Error(`${what}: ${result.error}`)
  return result.tcb
}

const SACK = / sack(?:=(\d+)-(\d+))?$/

function read(step: string): Segment {
  const [typed = ''] = step.split(SACK)
  const [, left, right] = SACK.exec(step) ?? [null]
  const parsed = parseTyped(typed)
  if (!parsed.ok) throw new Error(`${typed}: ${parsed.error.code}`)
  const { ack = 0, flags, length = 0, seq = 0, window = 65_535 } = parsed.segment
  const options = left === undefined ? { sackPermitted: true } : { sack: [[Number(left), Number(right)]] as const }
  return segment({ flags, seq, ack, window, text: 'x'.repeat(length), ...(SACK.test(step) && { options }) })
}

function lastOf(step: Step | undefined): Example['last'] {
  if (step === undefined) return null
  const what = step.slice(step.indexOf(' ') + 1)
  if (step.startsWith('<')) return { type: 'arrived', segment: read(what) }
  if (step.startsWith('>')) return { type: 'sent', segment: read(what) }
  return { type: step.startsWith('expire') ? 'expired' : 'called', what }
}
