import { delivered, hasAck, hasFin, hasRst, hasSyn, isSynchronized, type Segment, type State } from '@woshou/protocol'
import {
  begin,
  kindOf,
  moments,
  parseScenario,
  ROLES,
  type Role,
  type Scenario,
  type ScenarioInput,
  type Session,
  type SessionEvent,
  sit,
} from '@woshou/session'
import { nextMove, playOut } from '@woshou/session/solo'
import type { Conversation } from '../conversation.ts'
import { conversationLog } from './conversation-log.ts'

type Wish = NonNullable<ScenarioInput['ends'][Role]['wishes']>[number]
type Fault = NonNullable<ScenarioInput['link']['faults']>[number]
type Sent = Extract<SessionEvent, { type: 'segment-sent' }>

/** Why a conversation cannot be played: stable ids, worded in `wording.ts`. */
export type NotPlayable =
  | 'begins-in-the-middle' // nobody saw how it was opened
  | 'never-answered' // there is nobody to play against
  | 'too-long' // more than people play
  | 'not-playable' // the calls that were inferred lead two correct TCPs nowhere

export type ConversationScenario =
  | { readonly ok: true; readonly scenario: ScenarioInput }
  | { readonly ok: false; readonly error: NotPlayable }

const MOST_WISHES = 40
const MOST_FAULTS = 20
/** Conditions and sends count bytes up to here. */
const MOST_BYTES = 65_535
/** What people can follow, milliseconds of play time; the exchange itself took a fraction of it. */
const LATENCY = 1_500
const MSL = 4_000
const RTO = 6_000

/**
 * A scenario that asks of two students what was seen of two hosts: their initial numbers, what their applications sent
 * and in which order they closed, and what the network lost. Two correct TCPs have played it to its goal.
 * @param role whom the scenario's summary is addressed to
 */
export function scenarioFromConversation(conversation: Conversation, role: Role): ConversationScenario {
  if (conversation.start === 'middle') return { ok: false, error: 'begins-in-the-middle' }
  if (ROLES.some((one) => !conversation.segments.some(({ from }) => from === one)))
    return { ok: false, error: 'never-answered' }
  const seen = watch(conversationLog(conversation))
  if (!seen) return { ok: false, error: 'too-long' }
  const { created, faults, finsCrossed, wishes } = seen
  const end = (which: Role) => {
    const { iss, start } = created.ends[which]
    return { start, ...(iss !== undefined && { iss }), wishes: wishes[which] }
  }
  const synsCrossed = created.ends.server.start === 'CLOSED' && wishes.server.length > 0
  const crossing: ('SYN' | 'FIN')[] = [
    ...(synsCrossed ? ['SYN' as const] : []),
    ...(finsCrossed ? ['FIN' as const] : []),
  ]
  const lossy = faults.length > 0
  const scenario: ScenarioInput = {
    id: 'from-a-capture',
    topic: lossy ? 'loss' : 'data',
    ...wording(conversation, role),
    ends: { client: end('client'), server: end('server') },
    link: { latency: LATENCY, crossing, faults },
    timers: lossy ? ['time-wait', 'retransmission'] : ['time-wait'],
    msl: MSL,
    policy: lossy ? { rto: RTO } : {},
    goal: { client: [], server: [] },
  }
  const goal = rehearse(scenario)
  return goal ? { ok: true, scenario: { ...scenario, goal } } : { ok: false, error: 'not-playable' }
}

function wording({ segments, server }: Conversation, role: Role): Pick<ScenarioInput, 'title' | 'summary' | 'lesson'> {
  const { length } = segments
  return {
    title: { en: `From a capture: port ${server.port}`, 'zh-CN': `来自抓包：端口 ${server.port}` },
    summary: {
      en: `Two hosts exchanged these ${length} segments. You are the ${role}; the numbers are theirs.`,
      'zh-CN': `两台主机交换了这 ${length} 个报文段。你扮演${role === 'client' ? '客户端' : '服务器'}，序号与原来相同。`,
    },
    lesson: {
      en: 'What a real stack does in microseconds is nothing but these rules, one segment after another.',
      'zh-CN': '真实的协议栈在微秒之间完成的，不过是把这些规则逐个报文段地执行一遍。',
    },
  }
}

interface Watched {
  readonly created: Scenario
  readonly wishes: Readonly<Record<Role, Wish[]>>
  readonly faults: Fault[]
  readonly finsCrossed: boolean
}

/** Reads the calls out of what was sent; null when there are too many, or too many bytes. */
function watch(log: readonly SessionEvent[]): Watched | null {
  const [first] = log
  if (first?.type !== 'session-created') return null
  const wishes: Record<Role, Wish[]> = { client: [], server: [] }
  const faults: Fault[] = []
  const entered = { client: new Map<string, number>(), server: new Map<string, number>() }
  let finsCrossed = false
  for (const { before, event, session } of moments(log)) {
    if (ROLES.some((role) => session.ends[role].tcb.state === 'CLOSING')) finsCrossed = true
    if (event.type !== 'segment-sent' || !before) continue
    const { role, segment } = event
    const kind = kindOf(segment)
    const nth = (entered[role].get(kind) ?? 0) + 1
    entered[role].set(kind, nth)
    // Who acknowledges what is the students' own affair; what is lost of the rest is the network's.
    if (event.arrivals?.length === 0 && kind !== 'ACK' && faults.length < MOST_FAULTS)
      faults.push({ from: role, match: kind, nth, do: 'drop' })
    for (const wish of wishesOf(before, session, event)) {
      if (wish === 'too-much' || wishes[role].length === MOST_WISHES) return null
      wishes[role].push(wish)
    }
  }
  return { created: first.scenario, wishes, faults, finsCrossed }
}

/** The calls that a sending shows: what it carries for the first time. */
function wishesOf(before: Session, after: Session, { role, segment }: Sent): readonly (Wish | 'too-much')[] {
  const was = before.ends[role].tcb
  const is = after.ends[role].tcb
  if (opens(was.state, segment)) return [{ call: { type: 'open-active' } }]
  if (!isSynchronized(was)) return []
  const { bytes, peerClosed } = delivered(was)
  if (bytes > MOST_BYTES || was.sent.length > MOST_BYTES) return ['too-much']
  const when = (state: State | null): NonNullable<Wish['when']> => ({
    ...(state && { states: [state] }),
    ...(bytes > 0 && { received: bytes }),
    ...(peerClosed && { peerClosed: true as const }),
    ...(was.sent !== '' && was.snd.una === was.snd.nxt && { acknowledged: true as const }),
    ...(was.owed.length === 0 && { nothingOwed: true as const }),
  })
  if (hasRst(segment)) {
    const aborts = is.state === 'CLOSED' && was.owed.every(({ reply }) => !hasRst(reply))
    return aborts ? [{ call: { type: 'abort' }, when: when(was.state) }] : []
  }
  if (!isSynchronized(is)) return []
  const fresh = is.sent.length - was.sent.length
  const closes = was.fin === null && is.fin !== null && hasFin(segment)
  return [
    ...(fresh > 0 ? [{ call: { type: 'send' as const, bytes: fresh }, when: when(was.state) }] : []),
    // The state may change between the last text and the FIN; what was received tells the place well enough.
    ...(closes ? [{ call: { type: 'close' as const }, when: when(fresh > 0 ? null : was.state) }] : []),
  ]
}

const opens = (state: State, segment: Segment) =>
  (state === 'CLOSED' || state === 'LISTEN') && hasSyn(segment) && !hasAck(segment) && !hasRst(segment)

/** Lets two correct TCPs play the scenario. @returns where they end; null when not all was sent that was to be sent */
function rehearse(input: ScenarioInput): Scenario['goal'] | null {
  const parsed = parseScenario(input)
  if (!parsed.ok) return null
  const { scenario } = parsed
  let { session } = begin({ scenario, level: 'coached', pace: 1, seed: 1, now: 0 })
  for (const role of ROLES) session = sit(session, role, role, 0)?.session ?? session
  const played = playOut(session, (now, role) => nextMove(now, role, 'prompt', 1)).session
  const done = ROLES.every((role) => played.called[role] === scenario.ends[role].wishes.length)
  if (!done || played.inFlight.length > 0) return null
  return { client: [played.ends.client.tcb.state], server: [played.ends.server.tcb.state] }
}
