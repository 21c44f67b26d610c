/** The public face of the TCP judgement engine. Pure: no clock, no randomness, no I/O, no dependencies. */
export { acceptable, isAcceptable } from './acceptable.ts'
export { type Call, type CallErrorId, type CallResult, call } from './call.ts'
export { type Check, checkOf, judgeCheck } from './check.ts'
export { sendWindow } from './congested.ts'
export type { Congestion } from './congestion/congestion.ts'
export { type Due, type DueReason, due } from './due.ts'
export { judge } from './judge.ts'
export { KERNEL_DIFFERENCES, type KernelDifference } from './kernel-differences.ts'
export { DEFAULT_MSS, sendMss } from './mss.ts'
export {
  formatFlags,
  formatSegment,
  formatTyped,
  type NotationStyle,
  parseTyped,
  type TypedErrorCode,
  type TypedResult,
  type TypedSegment,
} from './notation.ts'
export { optionsOf } from './options.ts'
export { owedCookie, resetFor } from './owe.ts'
export { receive } from './receive.ts'
export { type ListeningHost, type Queue, receiveAt } from './receive-at.ts'
export type {
  Change,
  ChangedVariable,
  ChangeReason,
  Outcome,
  Reception,
  Signal,
  StepId,
} from './reception.ts'
export { OWN_RULE_IDS, RULE_IDS, type RuleId, TRUTH_RULE_IDS } from './rule-id.ts'
export * from './segment.ts'
export { send } from './send.ts'
export * from './seq.ts'
export { COOKIE_MSS, type CookieKey, type CookieParts, cookieOf, cookieParts } from './syn-cookie.ts'
export * from './tcb.ts'
export { type Expiry, expire, expiry, type RunningTimer, type Timer, timers } from './timers.ts'
export { ALIASES, TRANSITIONS, type Transition } from './transitions.ts'
export { beforeSending, beforeTaking, type Numbers } from './unseen.ts'
export { type CongestionVariable, type Delivered, delivered, type Variable, variables } from './variables.ts'
export type { Field, Remark, Verdict, Violation, Worked } from './verdict.ts'
