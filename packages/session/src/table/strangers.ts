import { ACK, add, cookieOf, DEFAULT_MSS, RST, type Segment, SYN, segment } from '@woshou/protocol'
import { hostOf } from '../eyes/listener.ts'
import type { EventBody, SessionEvent, StrangerFate } from '../facts/event.ts'
import { ROLES } from '../facts/role.ts'
import type { ScriptedMoment, Stranger } from '../facts/scenario.ts'
import { isNamed } from './link.ts'
import type { Coming, Session } from './session.ts'

/**
 * The strangers' segments that an event sets on their way, in the order of their arrival among those that were.
 * @param before the session when it happened
 */
export function setOff(before: Session, event: SessionEvent, started: boolean): readonly Coming[] {
  const coming = [...before.coming]
  for (const role of ROLES)
    for (const [index, stranger] of (before.scenario.ends[role].listen?.strangers ?? []).entries())
      for (const { after, delay, send } of stepsOf(stranger)) {
        if (!isNow(before, event, started, after)) continue
        coming.push({ role, stranger: index + 1, send, at: Math.round(event.at + delay * before.pace) })
      }
  return coming.sort((a, b) => a.at - b.at)
}

interface Step {
  readonly after: ScriptedMoment
  readonly delay: number
  readonly send: Coming['send']
}

const stepsOf = ({ after, answer, delay }: Stranger): readonly Step[] => [
  { after, delay, send: 'SYN' },
  ...(answer ? [answer] : []),
]

function isNow(before: Session, event: SessionEvent, started: boolean, moment: ScriptedMoment): boolean {
  if (moment === 'start') return started && !before.started
  return event.type === 'segment-sent' && isNamed(before, event.role, event.segment, moment)
}

/** A stranger's segment arrives: what the host makes of it. */
export function arrivalOf(session: Session, { role, send, stranger }: Coming): EventBody {
  const { isn, listener } = session.ends[role]
  const plan = session.scenario.ends[role].listen?.strangers[stranger - 1]
  if (!listener || !plan) throw new Error(`no stranger ${stranger} at the ${role}`)
  const host = hostOf(listener, isn)
  const cookie = session.fates[role][stranger] === 'cookie' && host.cookies !== null
  const own = cookie && host.cookies ? cookieOf(host.cookies, plan.seq, DEFAULT_MSS) : add(isn, 20_000 * stranger)
  const sent: Segment =
    send === 'SYN'
      ? segment({ flags: SYN, seq: plan.seq })
      : segment({ flags: send === 'ACK' ? ACK : RST, seq: add(plan.seq, 1), ack: send === 'ACK' ? add(own, 1) : 0 })
  return { type: 'stranger-arrived', role, stranger, segment: sent, fate: fateOf() }

  function fateOf(): StrangerFate {
    const { acceptQueue, cookies, overflow, synQueue } = host
    const crowded = acceptQueue.waiting >= acceptQueue.places
    if (send === 'SYN') {
      if (crowded) return 'dropped'
      if (synQueue.waiting < synQueue.places) return 'half-open'
      return cookies ? 'cookie' : 'dropped'
    }
    const known = listener?.synQueue.some((one) => one.stranger === stranger)
    if (send === 'RST') return known ? 'reset' : 'unknown'
    if (!known && !cookie) return 'unknown'
    if (!crowded) return 'opened'
    return overflow === 'reset' ? 'reset' : 'ignored'
  }
}
