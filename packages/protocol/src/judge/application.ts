import { formatFlags } from '../notation.ts'
import { add, diff } from '../seq.ts'
import type { Violation } from '../verdict.ts'
import { type Rule, violation, type WrongMove } from './move.ts'
import { bytes, dueFlags, rcvNxt } from './worked.ts'

const flags = (move: WrongMove): string => formatFlags(move.segment.flags)

const didNotOpen: Rule = (move) => {
  const { tcb } = move
  if ((tcb.state !== 'CLOSED' && tcb.state !== 'LISTEN') || !move.syn || move.ack || move.rst || move.fin) return null
  if (!tcb.calls.explicit || tcb.calls.open || (tcb.state === 'LISTEN' && tcb.calls.text !== '')) return null
  return violation('application-did-not-open', '3.10.1', 'call', flags(move), [])
}

/** New text beyond what the application gave. */
const gaveNoText: Rule = (move) => {
  const { tcb, segment, whole } = move
  if (!tcb.calls.explicit || segment.text === '' || move.rst) return null
  const given = tcb.calls.text
  if (whole === null) return segment.text.length > given.length ? gaveOnly(segment.text.length, given.length) : null
  if (whole.fin !== null) return null
  const old = diff(whole.snd.nxt, segment.seq)
  const fresh = segment.text.length - Math.max(0, old)
  if (old < 0 || old >= segment.text.length) return null
  if (fresh <= given.length && given.startsWith(segment.text.slice(old))) return null
  return gaveOnly(segment.text.length, given.length + Math.max(0, old))
}

const gaveOnly = (chosen: number, given: number): Violation =>
  violation(
    'application-gave-no-text',
    '3.10.2',
    'text',
    chosen,
    [bytes(given, '')],
    given === 0 ? { case: 'no-text' } : undefined,
  )

/** A FIN that nobody asked for, or not yet. It explains more than what is wrong with the FIN's numbers. */
const didNotClose: Rule = (move) => {
  const { calls } = move.tcb
  if (move.whole === null || !calls.explicit || !move.fin || move.syn || move.rst || move.whole.fin !== null)
    return null
  if (calls.close) {
    const { seq, text } = move.segment
    const fresh = Math.max(0, Math.min(text.length, diff(add(seq, text.length), move.whole.snd.nxt)))
    if (calls.text.length <= fresh) return null
    return violation('text-before-fin', '3.10.4', 'flags', flags(move), dueFlags(move.tcb), { left: calls.text.length })
  }
  return violation('application-did-not-close', '3.10.4', 'call', flags(move), dueFlags(move.tcb))
}

const noReasonToReset: Rule = (move) => {
  const { calls, state } = move.tcb
  if (!move.rst || move.syn || move.fin) return null
  if (move.whole !== null && (calls.abort || !calls.explicit || calls.close)) return null
  return violation('no-reason-to-reset', '3.5.2', 'call', flags(move), [], { state })
}

/** A pure ACK with the present numbers that tells the peer nothing. */
const nothingToSay: Rule = (move) => {
  const end = move.whole
  if (end === null || !move.pure || !move.ack || end.owed.length > 0) return null
  if (move.segment.seq !== end.snd.nxt || move.segment.ack !== end.rcv.nxt) return null
  const last = end.arrival
  const answersAck = last !== null && last.text === '' && (last.flags & 0x07) === 0
  return violation(
    answersAck ? 'waiting-for-ack-of-ack' : 'nothing-to-say',
    answersAck ? '3.4' : '3.10',
    'call',
    flags(move),
    [],
    {
      ack: Number(rcvNxt(end).value),
    },
  )
}

export const applicationRules: readonly Rule[] = [gaveNoText, noReasonToReset, nothingToSay]

/** Looked at before the rules about a SYN's or a FIN's own numbers. */
export { didNotClose, didNotOpen }
