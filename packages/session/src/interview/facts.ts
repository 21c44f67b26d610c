import { ACK, add, diff, FIN, type Flags, RST, type Segment, type State, SYN } from '@woshou/protocol'
import type { SessionEvent } from '../facts/event.ts'
import { peerOf, type Role } from '../facts/role.ts'
import { type Moment, moments } from '../readings/moments.ts'
import { cwndFacts } from './cwnd-facts.ts'

/** What an answer can quote from a session that was played: numbers of the student's own, and what became of them. */
export const FACTS = [
  /** The own initial sequence number, and the one after it. */
  'iss',
  'iss1',
  /** The peer's. */
  'irs',
  'irs1',
  /** The number of the own FIN, and the one after it; the peer's. */
  'fin',
  'fin1',
  'peerfin',
  'peerfin1',
  /** How often the own SYN, SYN,ACK, FIN, and the peer's SYN,ACK and FIN were sent. */
  'syns',
  'synacks',
  'fins',
  'peersynacks',
  'peerfins',
  /** How often an ACK alone acknowledged no more than the peer's SYN. */
  'repeats',
  /** The same of the peer's, and the own SYN. */
  'peerrepeats',
  /** Segments with text that the student sent. */
  'pieces',
  /** Segments with text that the student sent again, and the number of the last of them. */
  'again',
  'hole',
  /** The most bytes that the peer's SACK blocks reported at once. */
  'sacked',
  /** cwnd at first, the largest, and after how many round trips; the peer's window meanwhile. */
  'cwnd',
  'cwndtop',
  'roundtrips',
  'peerwnd',
  /** ssthresh and cwnd as the first loss left them, and cwnd after fast recovery. */
  'ssthreshcut',
  'cwndcut',
  'cwndafter',
  /** Single bytes that were sent into a window of zero. */
  'probes',
  /** The number of the first RST that anybody sent. */
  'rst',
  /** The number of the first old duplicate, of the first that is a SYN, and the one after that. */
  'oldseq',
  'oldsyn',
  'oldsyn1',
  /** Bytes of text that the student sent, each counted once; and that arrived in order after the own FIN. */
  'spoken',
  'afterfin',
  /** How often the own end was in SYN-RECEIVED. */
  'halfopen',
  /** At a listening host: the most requests at once, SYNs that found no place, and cookies sent. */
  'requests',
  'turnedaway',
  'cookies',
  /** The backlog, the places of the accept queue, and third segments that found none. */
  'backlog',
  'acceptplaces',
  'overflowed',
  /** Seconds, rounded: the own end in TIME-WAIT and in CLOSE-WAIT, and two maximum segment lifetimes. */
  'waited',
  'closewait',
  'twomsl',
  /** Segments that both ends sent. */
  'segments',
] as const
export type Fact = (typeof FACTS)[number]
export type Facts = Readonly<Partial<Record<Fact, number>>>

/** The facts that a log holds for the student of `role`; what did not happen is left out. */
export function factsOf(log: readonly SessionEvent[], role: Role): Facts {
  const sent = log.filter((event) => event.type === 'segment-sent' && event.violations.length === 0)
  const by = (whose: Role) =>
    sent.flatMap((event) => (event.type === 'segment-sent' && event.role === whose ? [event.segment] : []))
  const own = by(role)
  const peers = by(peerOf(role))
  const texts = own.filter(({ text }) => text.length > 0)
  const again = texts.filter(({ seq }, at) => texts.findIndex((earlier) => earlier.seq === seq) < at)
  const old = log.flatMap((event) => (event.type === 'old-duplicate-surfaced' ? [event.segment] : []))
  const iss = own.find(has(SYN))?.seq
  const irs = peers.find(has(SYN))?.seq
  const fin = finOf(own)
  const peerfin = finOf(peers)
  const oldsyn = old.find(has(SYN))?.seq
  const { afterfin, closewait, halfopen, host, probes, spoken, twomsl, waited } = lived(log, role)
  const facts: Record<Fact, number | undefined> = {
    iss,
    iss1: next(iss),
    irs,
    irs1: next(irs),
    fin,
    fin1: next(fin),
    peerfin,
    peerfin1: next(peerfin),
    syns: counted(own.filter((segment) => has(SYN)(segment) && !has(ACK)(segment))),
    synacks: counted(own.filter((segment) => has(SYN)(segment) && has(ACK)(segment))),
    fins: counted(own.filter(has(FIN))),
    peersynacks: counted(peers.filter((segment) => has(SYN)(segment) && has(ACK)(segment))),
    peerfins: counted(peers.filter(has(FIN))),
    repeats: counted(own.filter(acknowledgesAlone(next(irs)))),
    peerrepeats: counted(peers.filter(acknowledgesAlone(next(iss)))),
    pieces: counted(texts),
    again: counted(again),
    hole: again.at(-1)?.seq,
    sacked: Math.max(0, ...peers.map(reportedBytes)) || undefined,
    ...cwndFacts(log, role),
    probes: probes || undefined,
    rst: sent.flatMap((event) =>
      event.type === 'segment-sent' && has(RST)(event.segment) ? [event.segment.seq] : [],
    )[0],
    oldseq: old[0]?.seq,
    oldsyn,
    oldsyn1: next(oldsyn),
    spoken: spoken || undefined,
    afterfin: fin === undefined ? undefined : afterfin || undefined,
    halfopen: halfopen || undefined,
    ...host,
    waited,
    closewait,
    twomsl,
    segments: counted(sent),
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Facts
}

const has =
  (bit: Flags) =>
  ({ flags }: Segment): boolean =>
    (flags & bit) !== 0
const acknowledgesAlone =
  (number: number | undefined) =>
  ({ ack, flags, text }: Segment): boolean =>
    flags === ACK && text.length === 0 && ack === number
const reportedBytes = ({ options }: Segment): number =>
  (options?.sack ?? []).reduce((bytes, [left, right]) => bytes + diff(right, left), 0)
const next = (seq: number | undefined): number | undefined => (seq === undefined ? undefined : add(seq, 1))
const counted = (items: readonly unknown[]): number | undefined => items.length || undefined

/** The number of the first FIN: behind its segment's text. */
function finOf(segments: readonly Segment[]): number | undefined {
  const closing = segments.find(has(FIN))
  return closing && add(closing.seq, closing.text.length)
}

/** What the own end lived through. */
function lived(log: readonly SessionEvent[], role: Role) {
  const since: Partial<Record<State, number>> = {}
  const spent: Partial<Record<State, number>> = {}
  let twomsl: number | undefined
  let state: State | null = null
  let host = KEPT_NOTHING
  let afterfin = 0
  let halfopen = 0
  let probes = 0
  let spoken = 0
  for (const { event, session } of moments(log)) {
    twomsl ??= Math.round((2 * session.scenario.msl * session.pace) / 1_000)
    const { listener, signals, tcb } = session.ends[role]
    if (listener) host = keptBy(listener, host.requests)
    if (tcb.state !== state) {
      if (state) spent[state] = (spent[state] ?? 0) + event.at - (since[state] ?? event.at)
      if (tcb.state === 'SYN-RECEIVED') halfopen++
      since[tcb.state] = event.at
      state = tcb.state
    }
    if (event.type === 'segment-sent' && event.role === role && event.segment.text.length === 1)
      if ('snd' in tcb && tcb.snd.wnd === 0) probes++
    if ('sent' in tcb) spoken = Math.max(spoken, tcb.sent.length)
    if (!('fin' in tcb) || tcb.fin === null || !('role' in event) || event.role !== role) continue
    for (const signal of signals) if (signal.type === 'text-delivered') afterfin += signal.text.length
  }
  const seconds = (of: State) => (spent[of] === undefined ? undefined : Math.round((spent[of] ?? 0) / 1_000))
  const closewait = seconds('CLOSE-WAIT')
  return { afterfin, closewait, halfopen, host, probes, spoken, twomsl, waited: seconds('TIME-WAIT') }
}

type Listener = NonNullable<Moment['session']['ends'][Role]['listener']>

/** What a listening host has kept and turned away so far. */
type Kept = Readonly<
  Record<'requests' | 'turnedaway' | 'cookies' | 'backlog' | 'acceptplaces' | 'overflowed', number | undefined>
>

const KEPT_NOTHING: Kept = {
  requests: undefined,
  turnedaway: undefined,
  cookies: undefined,
  backlog: undefined,
  acceptplaces: undefined,
  overflowed: undefined,
}

function keptBy({ counts, places, plan, synQueue }: Listener, most = 0): Kept {
  return {
    requests: Math.max(most, synQueue.length) || undefined,
    turnedaway: counts.dropped || undefined,
    cookies: counts.cookies || undefined,
    backlog: plan.backlog,
    acceptplaces: places.accept,
    overflowed: counts.overflowed || undefined,
  }
}
