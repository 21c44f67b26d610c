import { formatFlags, formatSegment } from '../notation.ts'
import { isResetReason } from '../owe.ts'
import { hasAck, hasRst, hasSyn, seqEnd } from '../segment.ts'
import { add, inWindow } from '../seq.ts'
import type { Owed, SynchronizedTcb } from '../tcb.ts'
import { type Rule, violation, type WrongMove } from './move.ts'
import { bytes, sndNxt, words } from './worked.ts'

const flags = (move: WrongMove): string => formatFlags(move.segment.flags)

/** The RST that is owed, the newest first. */
const owedReset = (move: WrongMove): Owed | null => move.tcb.owed.findLast((o) => isResetReason(o.reason)) ?? null

const answersARst: Rule = (move) => {
  const { tcb } = move
  if (tcb.owed.length > 0) return null
  // A hand-made end without a connection has nothing that a RST could abort: it can only mean to answer.
  const unprovoked = !tcb.calls.explicit && (tcb.state === 'CLOSED' || tcb.state === 'LISTEN') && move.rst && !move.syn
  if (unprovoked)
    return violation('answers-a-rst', '3.5.2', 'flags', flags(move), [], {
      arrived: tcb.arrival === null ? '' : formatSegment(tcb.arrival),
    })
  if (tcb.arrival === null || !hasRst(tcb.arrival)) return null
  if (tcb.state === 'CLOSED' || tcb.state === 'LISTEN') {
    if (move.syn && !move.ack) return null
  } else if (!move.pure && !move.rst) return null
  return violation('answers-a-rst', '3.5.2', 'flags', flags(move), [], { arrived: formatSegment(tcb.arrival) })
}

/** Whether a RST is wanted at all: otherwise that is what explains most, whatever its number. */
const mayAbort = ({ calls }: SynchronizedTcb): boolean => calls.abort || !calls.explicit

/** A challenge ACK asked for the exact number; the same wrong RST again does not answer it (RFC 5961 §3). */
const challengeNotUnderstood: Rule = (move) => {
  const { tcb, whole } = move
  const last = tcb.arrival
  if (last === null || !hasAck(last) || hasSyn(last) || hasRst(last) || last.text !== '') return null
  if (
    whole !== null &&
    move.rst &&
    !move.syn &&
    mayAbort(whole) &&
    tcb.owed.length === 0 &&
    inWindow(move.segment.seq, add(whole.snd.nxt, 1), Math.max(1, whole.snd.wnd)) &&
    last.ack === whole.snd.nxt &&
    // In a recorded exchange the ACK of a server that has sent nothing else may be the challenge or the handshake's.
    (!tcb.news || (!tcb.policy.judgesTiming && whole.passive && whole.snd.nxt === add(whole.iss, 1)))
  )
    return violation('challenge-ack-not-understood', 'RFC 5961 3', 'seq', move.segment.seq, [sndNxt(whole)], {
      ack: last.ack,
    })
  const debt = owedReset(move)
  if (tcb.state === 'SYN-SENT' && move.syn && !move.rst && debt !== null && debt.to === last)
    return violation(
      'challenge-ack-not-understood',
      'RFC 5961 4',
      'flags',
      flags(move),
      [words(formatFlags(debt.reply.flags))],
      { ack: last.ack },
    )
  return null
}

const closedPortMustRst: Rule = (move) => {
  const debt = owedReset(move)
  if (debt === null || move.tcb.state !== 'CLOSED' || move.rst || !hasSyn(debt.to) || hasAck(debt.to)) return null
  return violation('closed-port-must-rst', '3.10.7.1', 'flags', flags(move), [words('RST,ACK')], {
    reply: formatSegment(debt.reply),
  })
}

const halfOpenMustRst: Rule = (move) => {
  const debt = owedReset(move)
  if (debt === null || move.rst) return null
  const { state } = move.tcb
  const forgotten = state === 'CLOSED' || state === 'LISTEN' || (state === 'SYN-SENT' && !hasSyn(debt.to))
  if (!forgotten || (state === 'CLOSED' && hasSyn(debt.to) && !hasAck(debt.to))) return null
  if (move.syn && !move.ack && state !== 'SYN-SENT') return null
  return violation('half-open-must-rst', '3.5.1', 'flags', flags(move), [words('RST')], {
    reply: formatSegment(debt.reply),
  })
}

const wrongHandshakeAck: Rule = (move) => {
  const debt = owedReset(move)
  if (debt === null || move.rst || debt.reason !== 'reset-unacceptable-ack') return null
  const { state } = move.tcb
  if (state !== 'SYN-SENT' && state !== 'SYN-RECEIVED') return null
  if (state === 'SYN-SENT' && (!hasSyn(debt.to) || (move.syn && !move.ack))) return null
  return violation('wrong-handshake-ack-needs-rst-not-ack', '3.10.7.3', 'flags', flags(move), [words('RST')], {
    reply: formatSegment(debt.reply),
    ack: debt.to.ack,
  })
}

const rstInSynSentNeedsAck: Rule = (move) => {
  const debt = owedReset(move)
  if (debt === null || !move.rst || move.syn || !hasSyn(debt.to) || hasAck(debt.to)) return null
  if (move.ack && move.segment.ack === seqEnd(debt.to)) return null
  return violation(
    'rst-in-synsent-needs-ack',
    '3.10.7.3',
    move.ack ? 'ack' : 'flags',
    move.ack ? move.segment.ack : flags(move),
    [move.ack ? { value: debt.reply.ack, of: 'SEG.SEQ + SEG.LEN', space: 'receive' } : words('RST,ACK')],
    { reply: formatSegment(debt.reply), tried: flags(move), case: move.ack ? 'refusal-ack' : 'refusal-needs-ack' },
  )
}

const rstReplyNumbers: Rule = (move) => {
  const debt = owedReset(move)
  if (debt === null || !move.rst || move.syn) return null
  const reply = formatSegment(debt.reply)
  // Whether it acknowledges at all comes before what.
  if (move.segment.flags !== debt.reply.flags)
    return violation('rst-reply-numbers', '3.5.2', 'flags', flags(move), [words(formatFlags(debt.reply.flags))], {
      reply,
      case: 'refusal-flags',
    })
  if (move.segment.text !== '')
    return violation('rst-reply-numbers', '3.5.2', 'text', move.segment.text.length, [bytes(0, '')], { reply })
  const tried = flags(move)
  if (move.segment.seq === debt.reply.seq)
    return violation(
      'rst-reply-numbers',
      '3.5.2',
      'ack',
      move.segment.ack,
      [{ value: debt.reply.ack, of: 'SEG.SEQ + SEG.LEN', space: 'none' }],
      { reply, tried, case: 'refusal-ack' },
    )
  // With ACK in the arrival its number is the reply's; without, the reply's is 0.
  return hasAck(debt.to)
    ? violation(
        'rst-reply-numbers',
        '3.5.2',
        'seq',
        move.segment.seq,
        [{ value: debt.reply.seq, of: 'SEG.ACK', space: 'none' }],
        { reply, tried, case: 'refusal-seq-of-ack' },
      )
    : violation(
        'rst-reply-numbers',
        '3.5.2',
        'seq',
        move.segment.seq,
        [{ value: debt.reply.seq, of: 'SEG.SEQ', space: 'none' }],
        { reply, tried, case: 'refusal-seq' },
      )
}

/** A bare SYN answered by a hand-made listener: it may refuse instead, but then in the form that SYN-SENT believes. */
const refusesSyn: Rule = (move) => {
  const { asked } = move
  if (asked === null || asked.calls.explicit || !move.rst || move.syn) return null
  const right = move.ack && move.segment.ack === asked.rcv.nxt
  if (right) return null
  return violation(
    'rst-in-synsent-needs-ack',
    '3.10.7.3',
    move.ack ? 'ack' : 'flags',
    move.ack ? move.segment.ack : flags(move),
    [move.ack ? { value: asked.rcv.nxt, of: 'RCV.NXT', space: 'receive' } : words('RST,ACK')],
    {
      reply: `<SEQ=0><ACK=${asked.rcv.nxt}><CTL=RST,ACK>`,
      tried: flags(move),
      case: move.ack ? 'refusal-ack' : 'refusal-needs-ack',
    },
  )
}

const rstSeqWrong: Rule = (move) => {
  const end = move.whole
  if (end === null || !move.rst || move.syn || owedReset(move) !== null || move.segment.seq === end.snd.nxt) return null
  if (!mayAbort(end)) return null
  return violation('rst-seq-wrong', '3.10.7.4', 'seq', move.segment.seq, [sndNxt(end)])
}

export const resetRules: readonly Rule[] = [
  answersARst,
  challengeNotUnderstood,
  closedPortMustRst,
  wrongHandshakeAck,
  halfOpenMustRst,
  rstInSynSentNeedsAck,
  rstReplyNumbers,
  refusesSyn,
  rstSeqWrong,
]
