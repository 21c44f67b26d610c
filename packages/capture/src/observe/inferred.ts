import { ROLES, type Role } from '@woshou/session'
import type { Conversation } from '../conversation.ts'
import { isFinShifted, isShifted } from './shifted.ts'
import { TICK, type Transmission } from './transmission.ts'

/** More text than this between two segments is not taken for a gap in the capture but for a wrong number. */
const LARGEST_GAP = 1 << 20
/** Adds what the capture does not hold although it was sent: that both ends went on from it shows it. */
export function withInferred(
  conversation: Conversation,
  captured: readonly Transmission[],
  overtaken: ReadonlyMap<Transmission, Transmission>,
): readonly Transmission[] {
  const lateBy = new Map<Transmission, Transmission[]>()
  for (const [late, by] of overtaken) lateBy.set(by, [...(lateBy.get(by) ?? []), late])
  const inferred: { before: number; transmission: Transmission }[] = []
  for (const role of ROLES) {
    const own = captured.filter(({ from, rst }) => from === role && !rst)
    const theirs = captured.filter(({ acknowledges, from, rst }) => from !== role && !rst && acknowledges !== null)
    const silent = own.length === 0
    const acknowledged = Math.max(0, ...theirs.map(({ acknowledges }) => acknowledges ?? 0))
    const acks = new Set(theirs.map(({ acknowledges }) => acknowledges ?? 0))
    const place = new Map(own.map((one, n) => [one, n]))
    const firstAck = (position: number) =>
      captured.findIndex(
        ({ acknowledges, from, rst }) => from !== role && !rst && acknowledges !== null && acknowledges > position,
      )
    // One number, the last, acknowledged by an end that closes: of an end that was not captured that is its FIN.
    const closes = silent && captured.some(({ fin, from }) => fin && from !== role)
    const isLast = (position: number, end: number) => end - position === 1 && end === acknowledged
    const ascending = [...acks].sort((a, b) => a - b)
    /** In the pieces that were acknowledged one by one, each before its acknowledgement. */
    const infer = (position: number, end: number, index: number, syn: boolean) => {
      let from = position
      for (const cut of [...ascending.filter((ack) => ack > position && ack < end), end]) {
        const acked = syn ? -1 : firstAck(from)
        const before = acked < 0 ? index : Math.min(index, acked)
        const at = captured[before]
        if (at) inferred.push({ before, transmission: missing(role, from, cut, at, syn, closes && isLast(from, cut)) })
        from = cut
      }
    }
    let next = 0
    if (conversation.start === 'middle') next = 1
    else if (acknowledged >= 1 && !own.some(({ syn }) => syn)) {
      const before = captured.findIndex(
        ({ acknowledges, from, rst }) => !rst && (from === role || (acknowledges ?? 0) > 0),
      )
      infer(0, 1, before, true)
      next = 1
    }
    captured.forEach((one, index) => {
      if (one.rst) return
      if (one.from === role) {
        // What was overtaken by this one had been sent before it.
        for (const late of lateBy.get(one) ?? []) if (late.position <= next) next = Math.max(next, late.end)
        const gap = one.position - next
        const beginning = conversation.start === 'middle' && one === own[0]
        const proven = acknowledged >= one.position || beginning
        const shifted = (later = own.slice((place.get(one) ?? 0) + 1)) =>
          isShifted(one, next, later, acks) || isFinShifted(one, later, acks)
        if (gap > 0 && gap <= LARGEST_GAP && proven && !shifted()) {
          infer(next, one.position, index, false)
          next = one.position
        }
        if (one.position <= next) next = Math.max(next, one.end)
      } else if (silent && one.acknowledges !== null) {
        const gap = one.acknowledges - next
        if (gap > 0 && gap <= LARGEST_GAP) {
          infer(next, one.acknowledges, index, false)
          next = one.acknowledges
        }
      }
    })
  }
  inferred.sort((a, b) => a.before - b.before)
  const out: Transmission[] = []
  let taken = 0
  captured.forEach((one, index) => {
    for (let next = inferred[taken]; next?.before === index; next = inferred[++taken]) out.push(next.transmission)
    out.push(one)
  })
  return out
}

const missing = (
  from: Role,
  position: number,
  end: number,
  before: Transmission,
  syn: boolean,
  fin: boolean,
): Transmission => ({
  from,
  position,
  end,
  acknowledges: null,
  at: before.at - TICK,
  left: before.at - TICK,
  segment: null,
  syn,
  fin,
  rst: false,
  packet: before.packet,
  piece: 0,
  copies: [],
  lost: false,
})
