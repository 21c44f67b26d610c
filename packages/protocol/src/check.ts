import { receive } from './receive.ts'
import type { Outcome, Reception } from './reception.ts'
import type { RuleId } from './rule-id.ts'
import { hasFin, hasRst, hasSyn, type Segment, seqLength } from './segment.ts'
import { diff, type Seq } from './seq.ts'
import type { State, Tcb } from './tcb.ts'
import { variables } from './variables.ts'
import type { Violation, Worked } from './verdict.ts'

/** What a student says an arrival does to the own end. */
export interface Check {
  readonly outcome: Outcome
  /** The state after it. */
  readonly state: State
  /** RCV.NXT after it; null where the state has none. */
  readonly next: Seq | null
}

/**
 * The check that `receive` confirms: what it makes of the arrival.
 * @param made what was made of it, at a host with queues (`receiveAt`)
 */
export function checkOf(tcb: Tcb, segment: Segment, made: Reception = receive(tcb, segment)): Check {
  const { outcome, tcb: after } = made
  return { outcome, state: after.state, next: nextExpected(after) }
}

/**
 * Judges a student's check of an arrival against RFC 9293 §3.10.7. Empty when it is right in all that it says; the
 * outcome comes first, for state and number follow from it.
 */
export function judgeCheck(
  tcb: Tcb,
  segment: Segment,
  check: Check,
  made: Reception = receive(tcb, segment),
): readonly Violation[] {
  const { section } = made
  const truth = checkOf(tcb, segment, made)
  const violations: Violation[] = []
  if (check.outcome !== truth.outcome) {
    const allowed = [plain('outcome', truth.outcome)]
    const rule = outcomeRule(tcb, segment, check, truth)
    violations.push({ rule, section, field: 'outcome', chosen: check.outcome, allowed })
  }
  if (check.state !== truth.state) {
    const allowed = [plain('state', truth.state)]
    const because = { before: tcb.state }
    violations.push({
      rule: stateRule(tcb.state, check, truth),
      section,
      field: 'state',
      chosen: check.state,
      allowed,
      because,
    })
  }
  if (check.next !== truth.next) {
    const allowed = [workedNext(tcb, segment, truth.next)]
    violations.push({ rule: 'check-next-expected-wrong', section, field: 'next', chosen: check.next ?? '', allowed })
  }
  return violations
}

const nextExpected = (tcb: Tcb): Seq | null => variables(tcb).find(({ name }) => name === 'RCV.NXT')?.value ?? null

const plain = (of: string, value: string): Worked => ({ of, value, space: 'none' })

function outcomeRule(tcb: Tcb, segment: Segment, check: Check, truth: Check): RuleId {
  if (hasRst(segment) && check.outcome === 'reset') return 'answers-a-rst'
  if (truth.outcome === 'reset') {
    if (tcb.state === 'SYN-SENT') return 'wrong-handshake-ack-needs-rst-not-ack'
    if (tcb.state === 'CLOSED') return hasSyn(segment) ? 'closed-port-must-rst' : 'half-open-must-rst'
  }
  const halfClosed = tcb.state === 'FIN-WAIT-1' || tcb.state === 'FIN-WAIT-2'
  if (halfClosed && segment.text !== '' && truth.outcome === 'accepted') return 'refuses-data-in-half-close'
  return 'check-outcome-wrong'
}

function stateRule(before: State, check: Check, truth: Check): RuleId {
  if (before === 'FIN-WAIT-1' && truth.state === 'CLOSING') return 'simultaneous-close-state'
  if (before === 'LAST-ACK' && check.state === 'TIME-WAIT') return 'time-wait-wrong-side'
  if (truth.state === 'TIME-WAIT' && check.state === 'CLOSED') return 'time-wait-left-early'
  return 'check-state-wrong'
}

/** RCV.NXT after the arrival, counted from RCV.NXT before it when it advanced by this segment alone. */
function workedNext(tcb: Tcb, segment: Segment, value: Seq | null): Worked {
  const before = nextExpected(tcb)
  const of = 'RCV.NXT'
  if (value === null) return plain(of, '')
  const base = before === null ? { name: 'SEG.SEQ', value: segment.seq } : { name: of, value: before }
  if (value === base.value) return { of, value, base, space: 'receive' }
  if (diff(value, base.value) !== seqLength(segment)) return { of, value, space: 'receive' }
  const plus = [
    ...(hasSyn(segment) ? [{ what: 'SYN', count: 1 } as const] : []),
    ...(segment.text === '' ? [] : [{ what: 'text', count: segment.text.length } as const]),
    ...(hasFin(segment) ? [{ what: 'FIN', count: 1 } as const] : []),
  ]
  return { of, value, base, plus, space: 'receive' }
}
