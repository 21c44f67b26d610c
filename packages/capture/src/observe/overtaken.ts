import { ROLES } from '@woshou/session'
import type { Conversation } from '../conversation.ts'
import type { Transmission } from './transmission.ts'

/** So many sendings of the same end may overtake one. */
const MOST_OVERTAKING = 32
/** Identifications that lie this close belong to the same count, modulo 2^16. */
const CLOSE = 1_024
/** Where most of an end's identifications count up, they tell the order of sending. */
const MOST = 0.6
/** Without them only what comes this shortly after is taken for overtaken, ms: Wireshark's rule. */
const SHORTLY = 3

/**
 * What looks old but was only late: a segment that others of its end overtook on their way to the card, with the first
 * of those. Its identification tells that it was sent before them; where there is none, that it came shortly after.
 */
export function findOvertaken(
  { segments }: Conversation,
  captured: readonly Transmission[],
): ReadonlyMap<Transmission, Transmission> {
  const ids = new Map(segments.map(({ id, packet }) => [packet, id]))
  const overtaken = new Map<Transmission, Transmission>()
  for (const role of ROLES) {
    const own = captured.filter(({ from, rst, segment }) => from === role && !rst && segment !== null)
    const ordered = countsUp(own.map(({ packet }) => ids.get(packet) ?? null))
    let newest = Number.NEGATIVE_INFINITY
    let acknowledged = Number.NEGATIVE_INFINITY
    own.forEach((one, index) => {
      const old = one.position < newest || (one.acknowledges ?? acknowledged) < acknowledged
      newest = Math.max(newest, one.end)
      acknowledged = Math.max(acknowledged, one.acknowledges ?? acknowledged)
      if (!old) return
      let by: Transmission | null = null
      for (let back = index - 1; back >= Math.max(0, index - MOST_OVERTAKING); back--) {
        const other = own[back]
        if (!other || other.packet === one.packet) continue
        const before = ordered
          ? sentBefore(ids.get(one.packet) ?? null, ids.get(other.packet) ?? null)
          : one.end > one.position && other.position >= one.end && one.at - other.at <= SHORTLY
        // One that was itself late stands behind others that may have overtaken both.
        if (!before && overtaken.has(other)) continue
        if (!before) break
        by = other
      }
      if (by) overtaken.set(one, by)
    })
  }
  return overtaken
}

/** Whether the first of two identifications was given before the second. */
function sentBefore(first: number | null, second: number | null): boolean {
  if (first === null || second === null) return false
  const ahead = (second - first) & 0xffff
  return ahead > 0 && ahead <= CLOSE
}

function countsUp(ids: readonly (number | null)[]): boolean {
  let pairs = 0
  let up = 0
  let last: number | null = null
  for (const id of ids) {
    if (id === null) continue
    if (last !== null) {
      pairs++
      if (sentBefore(last, id)) up++
    }
    last = id
  }
  return pairs >= 2 && up / pairs >= MOST
}
