import { ACK, add, call, closed, type Policy, receive, SYN, segment, send, type Tcb } from '@woshou/protocol'
import type { EndEvent } from './end-eye.ts'

/** Recorded ends: their timers cannot be seen, their segments are as large as their hosts made them. */
const OBSERVED: Partial<Policy> = { judgesTiming: false, likeLinux: true, mss: 65_535, keepAlive: 600_000 }

/** The TCB with which an end starts: without a connection, listening, or in the middle of a recorded exchange. */
export function firstTcb(event: Extract<EndEvent, { type: 'session-created' }>, policy: Partial<Policy>): Tcb {
  const { isn, scenario } = event
  const { calls, irs, pinned, start } = scenario
  const observed = calls === 'observed'
  const fresh = closed({
    policy: observed ? { ...policy, ...OBSERVED } : policy,
    isn: pinned ? isn : null,
    explicit: !observed,
  })
  if (start === 'CLOSED') return fresh
  const opened = call(fresh, { type: 'open-passive' })
  if (!opened.ok) throw new Error(`a closed end refused a passive OPEN: ${opened.error}`)
  return start === 'LISTEN' ? opened.tcb : established(opened.tcb, isn, irs ?? 0)
}

/**
 * The handshake of which nothing is known, made by moves. The largest window and scale stand for those unknown, so
 * that no text is judged by a window which nobody saw.
 */
function established(listening: Tcb, iss: number, irs: number): Tcb {
  const window = 65_535
  const options = { windowScale: 14 }
  const numbers = { seq: add(iss, 1), ack: add(irs, 1), window }
  const asked = receive(listening, segment({ flags: SYN, seq: irs, window, options })).tcb
  const answered = send(asked, segment({ flags: SYN | ACK, seq: iss, ack: add(irs, 1), window, options }))
  const { tcb } = receive(answered, segment({ flags: ACK, seq: numbers.ack, ack: numbers.seq, window }))
  return send(tcb, segment({ flags: ACK, ...numbers }))
}
