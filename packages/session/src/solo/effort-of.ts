import { type DueReason, hasWrapped, relativeTo, SEQ_MODULUS, type Seq } from '@woshou/protocol'
import type { Effort } from '../facts/effort.ts'
import type { Role } from '../facts/role.ts'
import type { Scenario } from '../facts/scenario.ts'
import type { Played } from './play-out.ts'
import { rehearse } from './rehearse.ts'
import { rightMove } from './right-move.ts'

/** How long a newcomer thinks about one segment, ms: the only number here that is not played out. */
const THOUGHT = 20_000

/**
 * How long a scenario takes and how much it asks, from a play of two correct ends that answer at once. Null where it
 * cannot be told: the students make the calls, or nobody saw who made them.
 */
export function effortOf(scenario: Scenario): Effort | null {
  if (scenario.calls !== 'scripted') return null
  const played = rehearse(scenario, (now, role) => {
    const move = rightMove(now, role, 'prompt', 1)
    return move && { ...move, at: now.ends[role].seenAt }
  })
  const sent = played.events.filter((event) => event.type === 'segment-sent')
  const of = (role: Role) => sent.filter((event) => event.role === role).length
  return {
    segments: { client: of('client'), server: of('server') },
    minutes: Math.max(1, Math.round((played.session.at + sent.length * THOUGHT) / 60_000)),
    difficulty: difficultyOf(demands(scenario, played)),
  }
}

const difficultyOf = (beyond: number): Effort['difficulty'] => (beyond === 0 ? 1 : beyond === 1 ? 2 : 3)

const AGAIN: readonly DueReason[] = [
  'retransmit-syn',
  'retransmit-syn-ack',
  'retransmit-text',
  'fast-retransmit',
  'retransmit-next',
  'retransmit-fin',
  'keep-alive',
]

/** How many things a scenario asks beyond the segments that open and close a connection. */
function demands(scenario: Scenario, { events, reasons }: Played): number {
  const due = (...wanted: readonly DueReason[]) => reasons.some((reason) => wanted.includes(reason))
  return [
    // text: numbers grow by more than one
    due('send-text'),
    // a segment is sent again
    due(...AGAIN),
    // the window decides what may be sent
    due('probe-window', 'update-window'),
    // a connection is refused, reset or aborted
    due('refuse', 'abort'),
    // both ends act at once
    events.some(({ type }) => type === 'segment-released'),
    // something arrives that is not to be taken: an old duplicate, or what was there already
    events.some(
      (event) => event.type === 'old-duplicate-surfaced' || ('outcome' in event && event.outcome === 'dropped'),
    ),
    // numbers go over 2^32 and begin again at 0
    events.some((event) => event.type === 'segment-sent' && wraps(event.segment.seq, scenario.ends[event.role].iss)),
  ].filter(Boolean).length
}

/** Whether a number lies beyond 2^32 − 1 of the pinned one that its end began with. */
const wraps = (seq: Seq, iss: Seq | undefined): boolean =>
  iss !== undefined && hasWrapped(seq, iss) && relativeTo(seq, iss) < SEQ_MODULUS / 2
