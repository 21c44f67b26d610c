import {
  ACK,
  add,
  hasRst,
  hasSyn,
  isSynchronized,
  type Policy,
  RST,
  type RuleId,
  type Segment,
  type State,
  SYN,
  segment,
  type Tcb,
} from '../src/index.ts'
import { Host } from './host.ts'
import type { Account } from './ledger.ts'
import { type AppEvent, other, SIDES, type Side, type Trace } from './trace.ts'

/** One segment as judged at the moment of its sending. */
interface Judged {
  readonly i: number
  readonly from: Side
  readonly legal: boolean
  readonly rules: readonly RuleId[]
}

/** What the conformance command prints about a trace. */
export interface Driven {
  readonly name: string
  readonly segments: number
  readonly judged: readonly Judged[]
  readonly states: Readonly<Record<Side, readonly State[]>>
  /** What each side owed for what arrived, which segment settled it, and what it said although it owed nothing. */
  readonly debts: Readonly<Record<Side, Account>>
}

/** A call is logged when it returns, at most this long after what it did, in seconds. */
const LOGGED_LATE = 1

/** Calls that make TCP send something, as opposed to what they return. */
const ACTS = /^(connect\(\)(?! ->)|send\(|close\(|shutdown\(|abort)/

type Step = { readonly t: number; readonly order: number; readonly run: () => void }

interface Watching {
  /** Sees every right segment, which is number `i` of the trace, with the TCB that sends it. */
  readonly watch?: (sender: Tcb, segment: Segment, i: number) => void
  /** Sees the TCB of a side after a segment has arrived there, or was sent. */
  readonly after?: (what: 'arrived' | 'sent', side: Side, i: number, tcb: Tcb) => void
  /** What a side does beside what every recorded TCP does. */
  readonly policy?: (side: Side) => Partial<Policy>
}

/** Drives one engine TCP per side through the trace. */
export function drive(trace: Trace, { watch, after, policy }: Watching = {}): Driven {
  const host = (side: Side): Host => hostOf(trace, side, policy?.(side) ?? {})
  const hosts: Record<Side, Host> = { client: host('client'), server: host('server') }
  const judged: Judged[] = []
  const pending: AppEvent[] = [...trace.appEvents].sort((a, b) => a.t - b.t)
  const steps: Step[] = []

  /** Brings the next call of a side forward, when it is near enough to have been under way at `t`. */
  const pull = (side: Side, t: number): boolean => {
    const at = pending.findIndex((event) => event.side === side && ACTS.test(event.call))
    const event = pending[at]
    if (event === undefined || event.t > t + LOGGED_LATE) return false
    pending.splice(at, 1)
    hosts[side].calls(event.call, t)
    return true
  }

  for (const event of pending)
    steps.push({
      t: event.t,
      order: 0,
      run: () => {
        const at = pending.indexOf(event)
        if (at < 0) return
        pending.splice(at, 1)
        hosts[event.side].calls(event.call, event.t)
      },
    })
  for (const s of trace.segments) {
    steps.push({
      t: s.t,
      order: 2,
      run: () => {
        const { legal, violations } = hosts[s.from].sends(
          s.i,
          s.segment,
          s.t,
          s.handmade,
          () => pull(s.from, s.t),
          (sender, segment) => watch?.(sender, segment, s.i),
        )
        after?.('sent', s.from, s.i, hosts[s.from].tcb)
        judged.push({ i: s.i, from: s.from, legal, rules: violations.map((v) => v.rule) })
      },
    })
    for (const t of s.arrivals)
      steps.push({
        t,
        // Sent and arrived in the same microsecond: it was put straight before its receiver.
        order: t === s.t ? 3 : 1,
        run: () => {
          const to = other(s.from)
          if (hasSyn(s.segment) && hosts[to].isListener && !isTakenUp(trace, to, t)) return
          if (isIgnoredForWantOfRoom(trace, to, t, s.segment, hosts[to].tcb)) return
          if (isRefusedForWantOfRoom(trace, to, t)) hosts[to].forgetsRequest(t)
          hosts[to].receives(s.i, s.segment, t)
          after?.('arrived', to, s.i, hosts[to].tcb)
        },
      })
  }
  // Sorting is stable: what is equal in time and kind stays in the order of sending.
  steps.sort((a, b) => a.t - b.t || a.order - b.order)
  for (const step of steps) step.run()
  for (const side of SIDES) hosts[side].ends(trace.end)
  return {
    name: trace.name,
    segments: trace.segments.length,
    judged: judged.sort((a, b) => a.i - b.i),
    states: { client: hosts.client.states, server: hosts.server.states },
    debts: { client: hosts.client.account, server: hosts.server.account },
  }
}

/** A listener one of whose queues is full drops a SYN without a trace: it says nothing until the next one comes. */
function isTakenUp(trace: Trace, listener: Side, t: number): boolean {
  if (trace.kinds[listener] === 'handmade') return true
  const next = Math.min(
    ...trace.segments
      .filter((s) => s.from !== listener && hasSyn(s.segment))
      .flatMap((s) => s.arrivals.filter((at) => at > t)),
  )
  return trace.segments.some((s) => s.from === listener && s.t >= t && s.t < next)
}

/**
 * A listener whose accept queue is full ignores the ACK that completes a handshake: the next thing that it says is its
 * SYN,ACK once more.
 */
function isIgnoredForWantOfRoom(trace: Trace, listener: Side, t: number, { flags, ack }: Segment, tcb: Tcb): boolean {
  if (tcb.state !== 'SYN-RECEIVED' || !isSynchronized(tcb) || !tcb.passive) return false
  if ((flags & (SYN | RST | ACK)) !== ACK || ack !== add(tcb.iss, 1)) return false
  const next = trace.segments.find((s) => s.from === listener && s.t >= t)
  return next !== undefined && !next.handmade && hasSyn(next.segment) && next.segment.seq === tcb.iss
}

/** tcp_abort_on_overflow: an ACK that completes a handshake while the accept queue is full meets no request any more. */
const isRefusedForWantOfRoom = (trace: Trace, listener: Side, t: number): boolean =>
  trace.sysctl.tcp_abort_on_overflow === 1 &&
  hasRst(trace.segments.find((s) => s.from === listener && s.t >= t)?.segment ?? NOTHING)

const NOTHING = segment({ flags: 0, seq: 0 })

function hostOf(trace: Trace, side: Side, policy: Partial<Policy>): Host {
  const handmade = trace.kinds[side] === 'handmade'
  return new Host({
    handmade,
    isn: trace.isn[side],
    sysctl: trace.sysctl,
    listens: handmade && listensByHand(trace, side),
    policy,
  })
}

/** A hand-made side makes no calls: it opens with its first SYN, or listens when something arrives before it sends. */
function listensByHand(trace: Trace, side: Side): boolean {
  const first = Math.min(...trace.segments.filter((s) => s.from === side).map((s) => s.t))
  return trace.segments.some((s) => s.from !== side && s.arrivals.some((t) => t < first))
}
