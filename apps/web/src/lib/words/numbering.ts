import { add, isSeq, lt, relativeTo, type Seq } from '@woshou/protocol'

/** Whose initial sequence number a number is counted from: `send` the own one, `receive` the peer's. */
export type Space = 'send' | 'receive' | 'none'

/** How sequence numbers are shown and read: absolute, or counted from the two initial sequence numbers. */
export interface Numbering {
  readonly relative: boolean
  /** The own initial sequence number, or the one that the generator offers. */
  readonly iss: Seq
  /** The peer's; null until its SYN has arrived. */
  readonly irs: Seq | null
}

/** A number of more than five digits is hard to calculate with in one's head. */
const LONG = 99_999

/** @param setting what the reader chose; auto is relative as soon as an initial sequence number is long */
export function numberingOf(
  setting: 'auto' | 'relative' | 'absolute',
  known: { readonly iss: Seq; readonly irs: Seq | null },
): Numbering {
  const relative = setting === 'auto' ? known.iss > LONG || (known.irs ?? 0) > LONG : setting === 'relative'
  return { relative, ...known }
}

const base = ({ iss, irs, relative }: Numbering, space: Space): Seq =>
  !relative || space === 'none' ? 0 : space === 'send' ? iss : (irs ?? 0)

/** A sequence number as it is shown. */
export const showNumber = (numbering: Numbering, value: Seq, space: Space): string =>
  `${relativeTo(value, base(numbering, space))}`

/**
 * The other way to write the same number; null when both are the same, or when the number lies before the initial one
 * and its relative form would only be a large riddle.
 */
export function showOtherWay(numbering: Numbering, value: Seq, space: Space): string | null {
  const counted = { ...numbering, relative: true }
  if (lt(value, base(counted, space))) return null
  const other = showNumber({ ...numbering, relative: !numbering.relative }, value, space)
  return other === showNumber(numbering, value, space) ? null : other
}

/** What was typed, as an absolute number; null when it is none from 0 to 4294967295. */
export function readNumber(numbering: Numbering, typed: string, space: Space): Seq | null {
  const digits = typed.normalize('NFKC').replaceAll(/[\s,_]/g, '')
  const value = Number(digits)
  return /^\d+$/.test(digits) && isSeq(value) ? add(value, base(numbering, space)) : null
}
