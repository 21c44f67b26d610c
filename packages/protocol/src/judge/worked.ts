import { due } from '../due.ts'
import { formatFlags } from '../notation.ts'
import { hole } from '../sack/scoreboard.ts'
import { FIN, type Segment } from '../segment.ts'
import { add, diff, type Seq } from '../seq.ts'
import { isSynchronized, type SynchronizedTcb, type Tcb } from '../tcb.ts'
import type { Worked } from '../verdict.ts'

type Plus = NonNullable<Worked['plus']>[number]

/** SND.NXT and how it comes about: ISS, one for SYN, the text, one for FIN. */
export function sndNxt(tcb: Tcb): Worked {
  if (tcb.state === 'SYN-SENT') return counted('SND.NXT', 'ISS', tcb.iss, tcb.snd.nxt, true, false, 'send')
  if (!isSynchronized(tcb)) return { value: tcb.isn ?? '', of: 'ISN', space: 'send' }
  return counted('SND.NXT', 'ISS', tcb.iss, tcb.snd.nxt, true, tcb.fin !== null, 'send')
}

/** Where text or a FIN goes now: to what is missing when that is due once more, otherwise SND.NXT. */
export const nextSeq = (tcb: SynchronizedTcb, { text, flags }: Segment): Worked =>
  tcb.retransmission.due && tcb.policy.judgesTiming && (text !== '' || (flags & FIN) !== 0) ? missing(tcb) : sndNxt(tcb)

/** Where what is to be sent again begins: SND.UNA, or behind it where the peer's blocks leave another hole (RFC 2018 §5). */
export function missing(tcb: SynchronizedTcb): Worked {
  const [value] = hole(tcb) ?? [tcb.snd.una]
  if (value === tcb.snd.una) return una(tcb)
  const plus = [{ what: 'text', count: diff(value, tcb.snd.una) } as const]
  return { value, of: 'SEG.SEQ', base: { name: 'SND.UNA', value: tcb.snd.una }, plus, space: 'send' }
}

/** RCV.NXT and how it comes about: IRS, one for SYN, the text, one for FIN. */
export function rcvNxt(tcb: Tcb): Worked {
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN' || tcb.state === 'SYN-SENT')
    return { value: '', of: 'RCV.NXT', space: 'receive' }
  const peerFin = 'peerFin' in tcb && tcb.peerFin !== null
  return counted('RCV.NXT', 'IRS', tcb.irs, tcb.rcv.nxt, true, peerFin, 'receive')
}

/** The number of our own FIN: SND.NXT, unless it has been sent, or text goes before it. */
export const finNumber = (tcb: SynchronizedTcb): Worked => {
  const value = tcb.fin ?? add(tcb.snd.nxt, tcb.calls.text.length)
  return counted(value === tcb.snd.nxt ? 'SND.NXT' : 'SEG.SEQ', 'ISS', tcb.iss, value, true, false, 'send')
}

export const iss = (value: Seq): Worked => ({ value, of: 'ISS', space: 'send' })
export const isn = (value: Seq | null): readonly Worked[] =>
  value === null ? [] : [{ value, of: 'ISN', space: 'send' }]
export const una = (tcb: SynchronizedTcb): Worked => ({ value: tcb.snd.una, of: 'SND.UNA', space: 'send' })
/** The flags of what this end should send now; none when it has nothing to send. */
export const dueFlags = (tcb: Tcb): readonly Worked[] =>
  [...new Set(due(tcb, { isn: ANY_ISN }).map(({ segment }) => formatFlags(segment.flags)))].map(words)

/** Only the flags are looked at: whatever number stands for the one that is yet to be chosen. */
const ANY_ISN: Seq = 0x4000_0000

export const words = (value: string): Worked => ({ value, of: '', space: 'none' })
export const bytes = (value: number, of: string): Worked => ({ value, of, space: 'none' })

function counted(
  of: string,
  name: string,
  base: Seq,
  value: Seq,
  syn: boolean,
  fin: boolean,
  space: 'send' | 'receive',
): Worked {
  const text = diff(value, base) - (syn ? 1 : 0) - (fin ? 1 : 0)
  const plus: Plus[] = []
  if (syn) plus.push({ what: 'SYN', count: 1 })
  if (text > 0) plus.push({ what: 'text', count: text })
  if (fin) plus.push({ what: 'FIN', count: 1 })
  return { value, of, base: { name, value: base }, plus, space }
}
