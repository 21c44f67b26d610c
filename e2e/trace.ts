import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from '@woshou/session'

/** One segment that a Linux kernel sent, recorded on the wire. */
export interface TracedSegment {
  readonly i: number
  /** Seconds: when it was sent, and when it arrived. */
  readonly t: number
  readonly tArrive: readonly number[]
  readonly from: Role
  readonly flags: readonly string[]
  readonly seq: number
  readonly ack: number | null
  readonly len: number
}

/** An exchange between two Linux kernels. Nobody here wrote these numbers. */
export interface Trace {
  readonly name: string
  readonly segments: readonly TracedSegment[]
  /** The states both kernels went through, in the RFC's spelling. */
  readonly states: Readonly<Record<Role, readonly string[]>>
}

const RFC_NAMES: Readonly<Record<string, string>> = {
  SYN_SENT: 'SYN-SENT',
  SYN_RECV: 'SYN-RECEIVED',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  CLOSE_WAIT: 'CLOSE-WAIT',
  LAST_ACK: 'LAST-ACK',
  TIME_WAIT: 'TIME-WAIT',
}

interface Recorded {
  readonly name: string
  readonly segments: readonly TracedSegment[]
  readonly stateSequence: Readonly<Record<Role, readonly { readonly state: string }[]>>
}

/** Reads a trace; the capture ends in TIME-WAIT, from which 2MSL leads to CLOSED. */
export function readTrace(name: string): Trace {
  const file = join(import.meta.dirname, 'traces', `${name}.json`)
  const { segments, stateSequence } = JSON.parse(readFileSync(file, 'utf8')) as Recorded
  const states = (role: Role) => {
    const seen = stateSequence[role].map(({ state }) => RFC_NAMES[state] ?? state)
    return seen.at(-1) === 'TIME-WAIT' ? [...seen, 'CLOSED'] : seen
  }
  return { name, segments, states: { client: states('client'), server: states('server') } }
}

const LETTERS: Readonly<Record<string, string>> = { SYN: 'S', ACK: 'A', FIN: 'F', PSH: 'P', RST: 'R', URG: 'U' }
/** The order in which the RFC's figures write the control bits. */
const ORDER = ['SYN', 'FIN', 'RST', 'PSH', 'URG', 'ACK']

/** As a student types it: `SA seq=300 ack=101`. */
export const typedForm = ({ ack, flags, len, seq }: TracedSegment): string =>
  [
    flags.map((flag) => LETTERS[flag]).join(''),
    `seq=${seq}`,
    ...(ack === null ? [] : [`ack=${ack}`]),
    ...(len === 0 ? [] : [`len=${len}`]),
  ].join(' ')

/** As the ladder labels it: `SYN,ACK seq=300 ack=101`. */
export const ladderForm = ({ ack, flags, len, seq }: TracedSegment): string =>
  [
    flags.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)).join(','),
    `seq=${seq}`,
    ...(ack === null ? [] : [`ack=${ack}`]),
    ...(len === 0 ? [] : [`len=${len}`]),
  ].join(' ')
