import { hasFin } from '@woshou/protocol'
import type { Transmission } from './transmission.ts'

/** No link carries less at once, so nothing shorter is cut anew on the way: RFC 9293 §3.7.1, MUST-15. */
export const SMALLEST_MSS = 536

/**
 * Whether text has a wrong number for certain: its sender, or its receiver, goes on as if it had had the number that
 * was due, which lies in the midst of it, or one behind it. What is missing from a capture leads to no such number.
 *
 * @param due up to where its end had sent before
 * @param later what the same end sent afterwards
 * @param acknowledged what the peer ever acknowledged, in the sender's positions
 */
export function isShifted(
  { position, segment }: Transmission,
  due: number,
  later: readonly Transmission[],
  acknowledged: ReadonlySet<number>,
): boolean {
  const length = segment?.text.length ?? 0
  if (length < 3 || length > SMALLEST_MSS || due === Number.NEGATIVE_INFINITY) return false
  const shift = position - due
  if (shift !== -1 && !(shift > 0 && shift < length)) return false
  const right = due + length
  // One behind, it repeats a byte: that is how it would have to be acknowledged.
  if (shift === -1 && acknowledged.has(position + length)) return false
  return acknowledged.has(right) || later.some((one) => one.position === right && !one.rst)
}

/**
 * Whether a FIN has a number too high for certain: nobody acknowledges it, and when its sender acknowledges more than it
 * did with it, it goes on with the FIN's own number.
 */
export function isFinShifted(
  one: Transmission,
  later: readonly Transmission[],
  acknowledged: ReadonlySet<number>,
): boolean {
  if (!one.segment || !hasFin(one.segment) || acknowledged.has(one.end)) return false
  const newer = (acknowledges: number | null) => (acknowledges ?? 0) > (one.acknowledges ?? 0)
  return later.some(
    ({ acknowledges, end, position }) => end === position && position === one.end - 1 && newer(acknowledges),
  )
}
