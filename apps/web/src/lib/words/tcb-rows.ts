import { type CongestionVariable, isSynchronized, type Tcb, type Variable, variables } from '@woshou/protocol'
import { type Numbering, showNumber, showOtherWay } from './numbering.ts'
import { phaseWords } from './phase-words.ts'

/** A variable that a TCB's panel shows. */
export type RowName = Variable['name'] | CongestionVariable

/** A variable of a TCB as it is shown. */
export interface TcbRow {
  readonly name: RowName
  /** Null where the state has none. */
  readonly value: string | null
  /** The same number written the other way; null where that is no other, or a riddle. */
  readonly other: string | null
  /** What it was before it has just changed, null when it was nothing; undefined where it has not changed. */
  readonly from: string | null | undefined
}

type Was = number | string | null | undefined

/** What a variable was before it has just changed; null when it was nothing, undefined where it has not changed. */
type WasOf = (name: RowName) => Was

/**
 * The variables of a TCB (RFC 9293 §3.3.1) as they are shown, wherever one is: in play, in a drill, in a replay. Behind
 * them congestion control's, where the end has any.
 * @param numbering the shown end's own
 */
export function tcbRows(tcb: Tcb, numbering: Numbering, was: WasOf = () => undefined): readonly TcbRow[] {
  const rows = variables(tcb).map(({ name, value, kind, space }): TcbRow => {
    const bytes = kind === 'bytes'
    const show = (number: number) => (bytes ? `${number}` : showNumber(numbering, number, space))
    const from = was(name)
    return {
      name,
      value: value === null ? null : show(value),
      other: value === null || bytes ? null : showOtherWay(numbering, value, space),
      from: typeof from === 'number' ? show(from) : from,
    }
  })
  return [
    ...rows,
    ...[...congestionOf(tcb)].map(([name, value]): TcbRow => {
      const from = was(name)
      return { name, value: shown(value), other: null, from: from == null ? from : shown(from) }
    }),
  ]
}

/** Congestion control's variables; none where the end has no such. */
function congestionOf(tcb: Tcb): ReadonlyMap<CongestionVariable, number | string> {
  const congestion = isSynchronized(tcb) ? tcb.congestion : null
  if (congestion === null) return new Map()
  const { cwnd, phase, ssthresh } = congestion
  return new Map<CongestionVariable, number | string>([
    ['cwnd', cwnd],
    ['ssthresh', ssthresh],
    ['phase', phase],
  ])
}

/** Bytes, or a phase in words. */
const shown = (value: number | string): string => (typeof value === 'number' ? `${value}` : phaseWords(value))

/** What has changed since another moment of the same end. */
export function changedSince(before: Tcb, after: Tcb): WasOf {
  const all = (tcb: Tcb): ReadonlyMap<RowName, number | string | null> =>
    new Map<RowName, number | string | null>([
      ...variables(tcb).map(({ name, value }) => [name, value] as const),
      ...congestionOf(tcb),
    ])
  const earlier = all(before)
  const later = all(after)
  return (name) => (earlier.get(name) === later.get(name) ? undefined : (earlier.get(name) ?? null))
}
