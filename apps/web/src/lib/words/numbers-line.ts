import { add, isSynchronized, relativeTo, type Seq, sendWindow, type Tcb, variables } from '@woshou/protocol'

/** Numbers of one kind that follow each other, in the space of what an end sends (RFC 9293 §3.3.1, Figure 3). */
export interface NumberZone {
  /**
   * acknowledged: sent, and the peer has said so. flying: sent and not acknowledged. open: may be sent now. beyond: not before the
   * window moves.
   */
  readonly kind: 'acknowledged' | 'flying' | 'open' | 'beyond'
  /** Null where there are none. */
  readonly first: Seq | null
  /** Null where it has no end, or there are none. */
  readonly last: Seq | null
  /** Its share of the line, in cells. */
  readonly cells: number
}

/** Numbers of those on their way that the peer has reported with SACK (RFC 2018 §5). */
interface ReportedNumbers {
  readonly first: Seq
  readonly last: Seq
  /** Where they begin among those on their way, and how many of them they are: shares of 1. */
  readonly at: number
  readonly share: number
}

/** What an end has sent, may send and may not, as a line of numbers. */
export interface NumbersLine {
  readonly zones: readonly NumberZone[]
  /** Each number is a cell; false: there are too many for that, and the line is not to scale. */
  readonly counted: boolean
  /** Numbers that are on their way though the window has been taken back from them. */
  readonly outside: number
  /** In order; empty without selective acknowledgements. */
  readonly reported: readonly ReportedNumbers[]
  /** How far congestion control lets it go (RFC 5681 §3.1); null where there is none. */
  readonly limit: SendLimit | null
}

/** The smaller one of both windows. */
export interface SendLimit {
  readonly cwnd: number
  readonly wnd: number
  /** How much may be on the way, bytes. */
  readonly bytes: number
  /** Which of them it is; duplicates: cwnd, and what the first two duplicate ACKs let out beyond it, as far as wnd goes (§3.2, step 1). */
  readonly by: 'cwnd' | 'wnd' | 'both' | 'duplicates'
  /** Bytes on the way beyond it, since cwnd has become smaller. */
  readonly beyond: number
}

/** So many numbers can be counted at a glance. */
const COUNTABLE = 48
/** Of what is over, and of what has no end, so many cells are shown at most. */
const ASIDE = 6
/** Cells of what can't be counted. */
const WIDE = { flying: 12, open: 20 }

/** The line of what an end sends; null while it has no numbers, or does not know the peer's window yet. */
export function numbersLine(tcb: Tcb): NumbersLine | null {
  const values = new Map(variables(tcb).map(({ name, value }) => [name, value]))
  const [iss, una, nxt, wnd] = (['ISS', 'SND.UNA', 'SND.NXT', 'SND.WND'] as const).map(
    (name) => values.get(name) ?? null,
  )
  if (iss == null || una == null || nxt == null || wnd == null) return null
  const acknowledged = add(una, -iss)
  const flying = add(nxt, -una)
  const limit = limitOf(tcb, wnd, flying)
  const open = Math.max(0, (limit?.bytes ?? wnd) - flying)
  const counted = flying + open <= COUNTABLE
  const zone = (kind: NumberZone['kind'], from: Seq, length: number, cells: number): NumberZone => ({
    kind,
    first: length > 0 ? from : null,
    last: length > 0 ? add(from, length - 1) : null,
    cells: length > 0 ? cells : 0,
  })
  return {
    zones: [
      zone('acknowledged', iss, acknowledged, Math.min(acknowledged, ASIDE)),
      zone('flying', una, flying, counted ? flying : WIDE.flying),
      zone('open', nxt, open, counted ? open : WIDE.open),
      { kind: 'beyond', first: add(nxt, open), last: null, cells: ASIDE },
    ],
    counted,
    outside: Math.max(0, flying - wnd),
    reported: reportedIn(tcb, una, flying),
    limit,
  }
}

function limitOf(tcb: Tcb, wnd: number, flying: number): SendLimit | null {
  if (!isSynchronized(tcb) || tcb.congestion === null) return null
  const { cwnd } = tcb.congestion
  const bytes = sendWindow(tcb)
  const by = bytes > cwnd ? 'duplicates' : cwnd === wnd ? 'both' : cwnd < wnd ? 'cwnd' : 'wnd'
  return { cwnd, wnd, bytes, by, beyond: Math.max(0, flying - bytes) }
}

const reportedIn = (tcb: Tcb, una: Seq, flying: number): readonly ReportedNumbers[] =>
  (isSynchronized(tcb) && tcb.sack ? tcb.sack.sacked : []).map(([left, right]) => ({
    first: left,
    last: add(right, -1),
    at: relativeTo(left, una) / flying,
    share: relativeTo(right, left) / flying,
  }))
