import { type Tcb, type Variable, variables } from '@woshou/protocol'
import { type Numbering, showNumber, showOtherWay } from './numbering.ts'

/** A variable of a TCB as it is shown. */
export interface TcbRow {
  readonly name: Variable['name']
  /** Null where the state has none. */
  readonly value: string | null
  /** The same number written the other way; null where that is no other, or a riddle. */
  readonly other: string | null
  /** What it was before it has just changed, null when it was nothing; undefined where it has not changed. */
  readonly from: string | null | undefined
}

/** What a variable was before it has just changed; null when it was nothing, undefined where it has not changed. */
type Was = (name: Variable['name']) => number | null | undefined

/**
 * The variables of a TCB (RFC 9293 §3.3.1) as they are shown, wherever one is: in play, in a drill, in a replay.
 * @param numbering the shown end's own
 */
export function tcbRows(tcb: Tcb, numbering: Numbering, was: Was = () => undefined): readonly TcbRow[] {
  return variables(tcb).map(({ name, value, kind, space }) => {
    const bytes = kind === 'bytes'
    const show = (number: number) => (bytes ? `${number}` : showNumber(numbering, number, space))
    const from = was(name)
    return {
      name,
      value: value === null ? null : show(value),
      other: value === null || bytes ? null : showOtherWay(numbering, value, space),
      from: from === null || from === undefined ? from : show(from),
    }
  })
}

/** What has changed since another moment of the same end. */
export function changedSince(before: Tcb, after: Tcb): Was {
  const earlier = new Map(variables(before).map(({ name, value }) => [name, value]))
  const later = new Map(variables(after).map(({ name, value }) => [name, value]))
  return (name) => (earlier.get(name) === later.get(name) ? undefined : (earlier.get(name) ?? null))
}
