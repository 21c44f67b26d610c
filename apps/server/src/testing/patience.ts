import type { ServeOptions } from '../serve.ts'
import { RHYTHM } from '../socket/heartbeat.ts'
import { BOUND } from './bound.ts'

/** A PostgreSQL that others keep busy is waited for as long as anything else. */
export const PATIENT_BOUNDS = { connect: BOUND, idleInTransaction: BOUND, lock: BOUND, statement: BOUND, query: BOUND }

/**
 * A server whose own times are not what a test is about: it gives nobody up, neither a socket nor a request nor its
 * database, before the runner does. On a machine with ten times as much to do as it can, production's seconds are over.
 */
export const PATIENT: ServeOptions = {
  closeWithin: BOUND,
  rhythm: { ...RHYTHM, silence: BOUND },
  joinWithin: BOUND,
  cutAfter: BOUND,
  requestWithin: BOUND,
  postgresBounds: PATIENT_BOUNDS,
  passwordCost: 2 ** 10,
}
