import { isSynchronized, judge, receive, type Segment, type Tcb } from '@woshou/protocol'
import { spoilings } from '../drill/spoilings.ts'
import { choiceOf } from '../facts/choice-of.ts'
import { generator } from '../facts/generator.ts'
import { kindOf } from '../facts/kind-of.ts'
import { peerOf, type Role } from '../facts/role.ts'
import { play } from '../table/index.ts'
import type { Session } from '../table/session.ts'
import { playOn } from './play-out.ts'
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
  const isNamed = naming(session, role)
  const possible = spoilings(end, due.segment).flatMap((segment) => {
    if (isNamed(segment)) return []
    const taken = receive(peer, segment)
    return harmless(peer, taken.tcb) ? [{ segment, answered: taken.owed.length > 0 }] : []
  })
  // last, and of no more than it takes, for it is what costs most
  const wrongOf = (some: typeof possible) =>
    some.flatMap(({ segment }) => {
      const { legal, violations } = judge(end.tcb, segment)
      return legal ? [] : [{ segment, rule: violations[0]?.rule }]
    })
  const answered = wrongOf(possible.filter((one) => one.answered))
  const likely = answered.length > 0 && random() < ANSWERED ? answered : wrongOf(possible)
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
  const drawn = random()
  let left = 0
  for (const { happening } of onwards(session, seed))
    for (const event of happening.events)
      if (event.type === 'segment-sent' && event.role === role && drawn * ++left >= 1) return false
  return true
}

/** How the session goes on when both play it rightly. */
const onwards = (session: Session, seed: number) => playOn(session, (now, role) => rightMove(now, role, 'prompt', seed))

/** Tells whether the scenario's script names such a segment: its fault is meant for the right one. */
function naming({ scenario: { link } }: Session, role: Role): (segment: Segment) => boolean {
  const scripts = [...link.faults, ...link.old.flatMap(({ after }) => (after === 'start' ? [] : [after]))]
  const own = scripts.filter(({ from }) => from === role)
  return (segment) => own.some(({ match }) => match === 'any' || match === kindOf(segment))
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
  let last = answer.session
  for (const { happening } of onwards(last, seed)) {
    if (happening.events.some(isWrong)) return false
    last = happening.session
  }
  return last.ended?.reason === 'goal-reached'
}

const isWrong = (event: object): boolean =>
  'violations' in event && Array.isArray(event.violations) && event.violations.length > 0

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const left = [...items]
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1))
}
