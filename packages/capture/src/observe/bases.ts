import { ACK, add, diff, hasRst, hasSyn, RST, type Seq } from '@woshou/protocol'
import type { Role } from '@woshou/session'
import type { Conversation } from '../conversation.ts'

/** The initial sequence numbers, where they are known or can be counted back to. */
export type Bases = Readonly<Record<Role, Seq>>

/** The numbers that positions are counted from. */
export function basesOf({ segments }: Conversation): Bases {
  const base = (role: Role): Seq => {
    const syn = segments.find(({ from, segment }) => from === role && hasSyn(segment) && !hasRst(segment))
    if (syn) return syn.segment.seq
    const first = segments.find(({ from, segment }) => from === role && !hasRst(segment))?.segment.seq
    const acked = segments.find(({ from, segment }) => from !== role && (segment.flags & (ACK | RST)) === ACK)?.segment
      .ack
    const known = [first, acked].filter((seq) => seq !== undefined)
    const [a = 0, b = a] = known
    return known.length === 0 ? 0 : add(diff(a, b) < 0 ? a : b, -1)
  }
  return { client: base('client'), server: base('server') }
}
