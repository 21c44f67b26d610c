import { peerOf, ROLES, type Role } from '@woshou/session'
import { Acknowledgements } from './acknowledgements.ts'
import type { Path } from './path.ts'
import { withCopies } from './path.ts'
import type { Transmission } from './transmission.ts'

/** So many acknowledgements in a row may be lost; more, and it is the repeated number that is strange. */
const MOST_LOST = 16
/** An acknowledgement cannot be caused by what passed the card less than this share of the round trip before. */
const SHARE = 0.8

/**
 * Marks what was lost behind the card. Nobody saw it; the ends' behaviour tells:
 *
 * 1. What is sent again in time to be what was acknowledged was lost the first time, and so was what is sent again and
 *    never acknowledged.
 * 2. An acknowledgement was lost when its receiver sends again what it acknowledged.
 * 3. An end that never says anything has received nothing; but for a RST, which nobody answers.
 */
export function decideFates(transmissions: readonly Transmission[], { legs }: Path): void {
  for (const role of ROLES) {
    const own = transmissions.filter(({ from }) => from === role)
    const peer = peerOf(role)
    if (!transmissions.some(({ from }) => from === peer)) {
      // A RST needs no answer.
      for (const one of own) one.lost = !one.rst
      continue
    }
    loseText(own, new Acknowledgements(transmissions, peer), 2 * legs[peer] * SHARE)
  }
  for (const role of ROLES) loseAcknowledgements(transmissions, role, 2 * legs[role] * SHARE)
}

function loseText(own: readonly Transmission[], acks: Acknowledgements, shortest: number): void {
  const lastReset = acks.sent.findLast(({ rst }) => rst)?.at ?? Number.NEGATIVE_INFINITY
  for (const [first, copies] of withCopies(own.filter(({ end, position, rst }) => end > position && !rst))) {
    if (copies.length === 0) continue
    const acknowledged = acks.timeFor(first.position + 1)
    const sendings = [first, ...copies]
    if (acknowledged === null) {
      // A RST answers the last one without acknowledging anything.
      for (const one of sendings) one.lost = !(one === sendings.at(-1) && lastReset > one.at)
      continue
    }
    const cause = sendings.findLast((one) => acknowledged - one.at >= shortest && acknowledged > one.at)
    const causeAt = sendings.indexOf(cause ?? first)
    for (const one of sendings.slice(0, causeAt)) one.lost = true
  }
}

/** @param to the end that should have received the acknowledgements */
function loseAcknowledgements(transmissions: readonly Transmission[], to: Role, shortest: number): void {
  let end = Number.NEGATIVE_INFINITY
  transmissions.forEach((one, index) => {
    if (one.from !== to || one.rst || one.end === one.position) return
    const length = one.end - one.position
    // One byte at the end may be a keep-alive probe, which repeats what was acknowledged (RFC 9293 §3.8.4).
    const again = one.position < end && !(length === 1 && (one.segment?.text.length ?? 0) === 1 && one.end === end)
    end = Math.max(end, one.end)
    if (!again) return
    const unseen: Transmission[] = []
    for (let back = index - 1; back >= 0 && unseen.length <= MOST_LOST; back--) {
      const other = transmissions[back]
      if (!other) break
      if (other.from === to) {
        if (other.position === one.position && other.end > other.position) break
        continue
      }
      if (other.at > one.at - shortest || other.rst || other.acknowledges === null) continue
      if (other.acknowledges <= one.position) break
      if (other.end === other.position) unseen.push(other)
    }
    if (unseen.length <= MOST_LOST) for (const lost of unseen) lost.lost = true
  })
}
