import { isSynchronized, judge, receive, type Segment, type Tcb } from '@woshou/protocol'
import { spoilings } from '../drill/spoilings.ts'
import { choiceOf } from '../facts/choice-of.ts'
import { generator } from '../facts/generator.ts'
import { kindOf } from '../facts/kind-of.ts'
import { peerOf, type Role } from '../facts/role.ts'
import { play } from '../table/index.ts'
import type { Session } from '../table/session.ts'
import { type Played, playOut } from './play-out.ts'
import { type PartnerMove, rightMove } from './right-move.ts'

/** After a mistake at least so many segments are right. */
const RIGHT_BETWEEN = 3
/** How likely a further mistake is, at each segment. */
const AGAIN = 0.25
/** How often a mistake is one that the student has to answer, where there is one. */
const ANSWERED = 0.8
/** Mistakes that are tried before the partner lets it be. */
const ATTEMPTS = 6

/**
 * The wrong segment that a flawed partner sends now instead of the right one; null when it does not err. The first
 * mistake of a session falls on each of its segments alike. It may look at the other end and at what would follow:
 * a mistake is made that breaks nothing, and from which both find their way to the goal.
 */
export function mistake(session: Session, role: Role, right: PartnerMove, seed: number): Segment | null {
  const { due } = right
  if (!due || (session.unjudged !== role && session.level !== 'wire')) return null
  const end = session.ends[role]
  const random = generator(seed ^ Math.imul(end.sent + 1, 0x85eb_ca6b))
  if (!errs(session, role, random, seed)) return null
  const peer = session.ends[peerOf(role)].tcb
  const wrong = spoilings(end, due.segment).flatMap((segment) => {
    if (named(session, role, segment)) return []
    const taken = receive(peer, segment)
    // last, for it is what costs most
    const judged = harmless(peer, taken.tcb) ? judge(end.tcb, segment) : null
    if (judged === null || judged.legal) return []
    return [{ segment, rule: judged.violations[0]?.rule, answered: taken.owed.length > 0 }]
  })
  const answered = wrong.filter((spoilt) => spoilt.answered)
  const likely = answered.length > 0 && random() < ANSWERED ? answered : wrong
  // by rule first, so that a rule with many numbers is no likelier than another
  const byRule = new Map<string | undefined, Segment[]>()
  for (const { rule, segment } of likely) byRule.set(rule, [...(byRule.get(rule) ?? []), segment])
  const rules = shuffled([...byRule.values()], random)
  for (const candidates of rules.slice(0, ATTEMPTS)) {
    // the nearest to what is right
    const [candidate] = candidates
    if (candidate && recovers(session, role, right, candidate, seed)) return candidate
  }
  return null
}

function errs(session: Session, role: Role, random: () => number, seed: number): boolean {
  const { sent, strayed } = session.ends[role]
  if (strayed) return sent - strayed.sent >= RIGHT_BETWEEN && random() < AGAIN
  const left = onwards(session, seed).events.filter((event) => event.type === 'segment-sent' && event.role === role)
  return random() * left.length < 1
}

/** How the session goes on when both play it rightly. */
const onwards = (session: Session, seed: number): Played =>
  playOut(session, (now, role) => rightMove(now, role, 'prompt', seed))

/** Whether the scenario's script names such a segment: its fault is meant for the right one. */
function named({ scenario: { link } }: Session, role: Role, segment: Segment): boolean {
  const kind = kindOf(segment)
  const scripts = [...link.faults, ...link.old.flatMap(({ after }) => (after === 'start' ? [] : [after]))]
  return scripts.some(({ from, match }) => from === role && (match === 'any' || match === kind))
}

/** The arrival changes no variable for which the right segment would come too late. */
function harmless(before: Tcb, after: Tcb): boolean {
  if (after.state !== before.state) return false
  if (!isSynchronized(before) || !isSynchronized(after)) return true
  return (
    after.rcv.nxt === before.rcv.nxt &&
    after.snd.una === before.snd.una &&
    after.early === before.early &&
    after.earlyFin === before.earlyFin
  )
}

/** Whether both reach the goal after it, without another wrong move. */
function recovers(session: Session, role: Role, right: PartnerMove, wrong: Segment, seed: number): boolean {
  const now = Math.max(session.at, right.at)
  const { version } = session
  const command = { type: 'send-segment', segment: choiceOf(wrong) } as const
  const answer = play(session, command, { role, id: `mistaken-${version}`, version, now })
  if (answer.kind !== 'accepted') return false
  // what never arrives nobody can notice
  if (answer.events.some((event) => event.type === 'segment-sent' && event.arrivals?.length === 0)) return false
  const { events, session: last } = onwards(answer.session, seed)
  return last.ended?.reason === 'goal-reached' && events.every((event) => !isWrong(event))
}

const isWrong = (event: object): boolean =>
  'violations' in event && Array.isArray(event.violations) && event.violations.length > 0

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const left = [...items]
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1))
}
