import type { State, Tcb } from '@woshou/protocol'
import { ROLES, type Session } from '@woshou/session'
import type { Point } from '../facts/round-plan.ts'

/** Before these are behind it an end has no connection yet. */
const OPENING: ReadonlySet<State> = new Set(['LISTEN', 'SYN-SENT', 'SYN-RECEIVED'])
/** States of an end whose own FIN has left. */
const CLOSING: ReadonlySet<State> = new Set(['FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSING', 'LAST-ACK', 'TIME-WAIT'])

/** Closed after it was open, not before. */
const isOver = (tcb: Tcb): boolean => tcb.state === 'CLOSED' && tcb.past !== null

/**
 * Whether a pair has come to where its round stops. Told by the ends' states, so a wrong FIN at the wire level is none. What
 * its session's end cut off is reached, too: nobody waits for it.
 * @param point see `POINTS`
 */
export function pointReached({ ended, ends }: Session, point: Point): boolean {
  if (ended) return true
  const tcbs = ROLES.map((role) => ends[role].tcb)
  switch (point) {
    case 'handshake':
      return tcbs.every((tcb) => isOver(tcb) || (tcb.state !== 'CLOSED' && !OPENING.has(tcb.state)))
    case 'first-fin':
      return tcbs.some((tcb) => isOver(tcb) || CLOSING.has(tcb.state))
    case 'goal':
      return false
  }
}
