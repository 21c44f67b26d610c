import { formatFlags } from '../notation.ts'
import { owedCookie } from '../owe.ts'
import { COOKIE_MSS, cookieParts } from '../syn-cookie.ts'
import { type Rule, violation } from './move.ts'

/**
 * What the newest arrival asked for is not to be answered: the host had no place for it and dropped it. Once something
 * else is due, its timer's or another arrival's, that says more.
 */
export const queueFull: Rule = ({ segment, tcb }) => {
  if (tcb.turnedAway === undefined || tcb.owed.length > 0) return null
  if ('retransmission' in tcb && tcb.retransmission.due) return null
  const { places, queue, waiting } = tcb.turnedAway
  const chosen = formatFlags(segment.flags)
  return queue === 'syn'
    ? violation('syn-queue-full', 'RFC 4987 2.2', 'call', chosen, [], { places, waiting })
    : violation('accept-queue-full', '3.8.1', 'call', chosen, [], { places, waiting })
}

/** The SYN queue is full: the number of the SYN,ACK is all that will be remembered. */
export const isnIsNotTheCookie: Rule = ({ asked, segment, syn }) => {
  const debt = asked && owedCookie(asked)
  if (!debt || !syn || segment.seq === debt.reply.seq) return null
  const { seq } = debt.reply
  const right = { value: seq, of: 'cookie', space: 'send' } as const
  return violation('isn-is-not-the-cookie', 'RFC 4987 3.6', 'seq', segment.seq, [right], {
    mss: COOKIE_MSS[cookieParts(seq).mss] ?? 0,
  })
}
