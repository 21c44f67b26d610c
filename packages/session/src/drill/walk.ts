import { checkOf } from '@woshou/protocol'
import { dueNow } from '../eyes/due-now.ts'
import type { End } from '../eyes/end.ts'
import { choiceOf } from '../facts/choice-of.ts'
import type { Command } from '../facts/command.ts'
import type { SessionEvent } from '../facts/event.ts'
import type { Level } from '../facts/level.ts'
import { ROLES, type Role } from '../facts/role.ts'
import type { Scenario } from '../facts/scenario.ts'
import { begin, elapse, type Happening, nextDue, play, sit } from '../table/index.ts'
import type { Session } from '../table/session.ts'

/** One end, as it stands at some point of a walk. */
export interface Moment {
  readonly role: Role
  readonly end: End
  /** How much of the log had happened. */
  readonly version: number
}

/** A session that two correct ends played, at random where they had a choice. */
export interface Walk {
  readonly log: readonly SessionEvent[]
  /** Each end each time something had changed for it. */
  readonly moments: readonly Moment[]
}

/** Far more than any setup takes. */
const MOST_STEPS = 100
/** How likely an end that has something to do waits for the next arrival. */
const WAITING = 0.15
/** How likely it sends something other than the most urgent. */
const LESS_URGENT = 0.35

/**
 * Plays a scenario till nobody has anything to do. Which end moves, whether it waits, and which of several segments
 * that are due it sends, is up to `random`.
 */
export function walk(scenario: Scenario, level: Level, random: () => number): Walk {
  const seed = Math.floor(random() * 0x1_0000_0000)
  const log: SessionEvent[] = []
  const moments: Moment[] = []
  let now = 0
  const store = ({ events, session }: Happening): Session => {
    log.push(...events)
    return session
  }
  const look = (before: Session, after: Session) => {
    for (const role of ROLES)
      if (after.ends[role] !== before.ends[role]) moments.push({ role, end: after.ends[role], version: after.version })
  }
  let current = store(begin({ scenario, level, pace: 1, seed, now: 0, isn: shortNumbers(random) }))
  for (const role of ROLES) {
    const before = current
    const seated = sit(current, role, role, 0)
    if (seated) current = store(seated)
    if (current.started) look(before, current)
  }
  for (let step = 0; step < MOST_STEPS && !current.ended; step++) {
    const before = current
    const ready = ROLES.filter((role) => options(before, role).length > 0)
    const at = nextDue(before)
    const role = ready[Math.floor(random() * ready.length)]
    if (role && (at === null || random() >= WAITING)) {
      const command = choose(options(before, role), random)
      const answer = play(before, command, { role, id: `walk-${before.version}`, version: before.version, now })
      if (answer.kind !== 'accepted') break
      current = store(answer)
    } else if (at !== null) {
      now = Math.max(now, at)
      const happening = elapse(before, now)
      if (happening) current = store(happening)
    } else break
    look(before, current)
  }
  return { log, moments }
}

/** Initial numbers of three or four digits, far apart, for where the scenario pins none: nobody has to reckon with more. */
function shortNumbers(random: () => number): Readonly<Record<Role, number>> {
  const low = 100 + Math.floor(random() * 900)
  const high = 3_000 + Math.floor(random() * 7_000)
  const [client, server] = random() < 0.5 ? [low, high] : [high, low]
  return { client, server }
}

function options({ ends, scenario }: Session, role: Role): readonly Command[] {
  const { inbox, tcb } = ends[role]
  const [arrival] = inbox
  if (arrival) return [{ type: 'check-arrival', check: checkOf(tcb, arrival) }]
  // an impatient application: it closes while TCP still has its text
  if (scenario.calls === 'free' && tcb.state === 'ESTABLISHED' && tcb.calls.text !== '' && !tcb.calls.close)
    return [{ type: 'call-application', call: { type: 'close' } }]
  return dueNow(ends[role]).map(({ segment }) => ({ type: 'send-segment', segment: choiceOf(segment) }))
}

function choose(all: readonly Command[], random: () => number): Command {
  const index = random() < LESS_URGENT ? Math.floor(random() * all.length) : 0
  return all[index] as Command
}
