import { type Segment, seqLength } from '@woshou/protocol'
import type { PairSegment } from './incarnations.ts'

/** So many segments back a copy is looked for. */
const LOOK_BACK = 64
/** Of a segment without identification a copy comes this soon, ms; no host sends again so soon unasked. */
const AT_ONCE = 5
/** A direction of which so many have a twin was captured twice, at two ports of a switch or two cards of a machine. */
const MOST = 0.8

/** For each segment of a connection that of which it is a copy, made by the network or by a second card; null for none. */
export function copiesIn(own: readonly PairSegment[]): readonly (number | null)[] {
  const twins = own.map((_, index) => twinOf(own, index))
  const twice = { forth: seenTwice(own, twins, true), back: seenTwice(own, twins, false) }
  return own.map(({ forth, id, segment }, index) =>
    // Hosts repeat acknowledgements and resets for reasons of their own; what takes a number they do not repeat at once.
    id !== null || takesNumber(segment) || twice[forth ? 'forth' : 'back'] ? (twins[index] ?? null) : null,
  )
}

const takesNumber = (segment: Segment): boolean => seqLength(segment) > 0

/**
 * The segment before that is the same in every field: with the same IP identification; or, where there is none (IPv6,
 * and IPv4 of many hosts), the same at once, with nothing of the other end between.
 */
function twinOf(own: readonly PairSegment[], index: number): number | null {
  const one = own[index]
  if (!one) return null
  for (let back = index - 1; back >= Math.max(0, index - LOOK_BACK); back--) {
    const other = own[back]
    if (!other) break
    if (one.id === null && (other.forth !== one.forth || one.at - other.at > AT_ONCE)) break
    if (other.id === one.id && other.forth === one.forth && same(other.segment, one.segment)) return back
  }
  return null
}

/** Whether nearly all of one direction that take numbers, and have no identification, come in pairs. */
function seenTwice(own: readonly PairSegment[], twins: readonly (number | null)[], forth: boolean): boolean {
  let all = 0
  let copies = 0
  own.forEach((one, index) => {
    if (one.forth !== forth || one.id !== null || !takesNumber(one.segment)) return
    all++
    if (twins[index] !== null) copies++
  })
  return copies > 0 && copies * 2 >= all * MOST
}

const same = (a: Segment, b: Segment): boolean =>
  a.seq === b.seq &&
  a.ack === b.ack &&
  a.flags === b.flags &&
  a.window === b.window &&
  a.text.length === b.text.length &&
  a.options?.timestamps?.value === b.options?.timestamps?.value &&
  a.options?.timestamps?.echo === b.options?.timestamps?.echo
