/**
 * The one authority over a session, whoever hosts it: a server, a browser alone, a drill, a verification, a test. Each of
 * these is told the time and gives what happens, a `Happening`: events with their places in the log, and the session they
 * lead to. Nobody else stamps events or folds what has just happened.
 *
 *     begin → sit, sit → (play | elapse while nextDue is not null)* → the session has ended
 *
 * `stopTime` and `letTimeGoOn`, `handOver`, `abandon` and `closeWithRound` are a host's doing as well: it alone knows who is connected, and for
 * how long nobody came.
 */
export { abandon, closeWithRound } from './abandon.ts'
export { begin } from './begin.ts'
export { elapse, nextDue, withElapsed } from './elapse.ts'
export { handOver, seatedAs } from './hand-over.ts'
export type { Happening } from './happening.ts'
export { type Answer, LONGEST_LOG, MOST_ASKED, type Move, play } from './play.ts'
export { maySitTwice } from './second-seat.ts'
export { freeSeat, sit, sitBot } from './sit.ts'
export { letTimeGoOn, playTimeAt, stopTime } from './stop-time.ts'
export { agreementOf } from './watching.ts'
