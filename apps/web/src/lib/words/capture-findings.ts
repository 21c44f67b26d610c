import { peerOf, ROLES, type Role, type SessionEvent, type UntoldReason } from '@woshou/session'

/** Something that a capture lacks, and for how many segments nothing can be said because of it. */
interface Lack {
  readonly reason: UntoldReason
  readonly whose: Role
  /** 0: it is missing, and no judgement needed it. */
  readonly segments: number
  /** The version of the first of them; null where there is none. */
  readonly first: number | null
}

/** What came of judging a capture's connection. */
export interface CaptureFindings {
  readonly right: number
  readonly wrong: number
  readonly untold: number
  /** Segments that the capture does not hold. */
  readonly inferred: number
  /** What is missing: what spoils most judgements first. */
  readonly lacks: readonly Lack[]
}

/** Counts a recorded exchange's verdicts, and gathers what the recording lacks. */
export function captureFindings(log: readonly SessionEvent[]): CaptureFindings {
  const sent = log.flatMap((event) => (event.type === 'segment-sent' ? [event] : []))
  const captured = sent.filter(({ observed }) => observed !== 'inferred')
  const wrong = captured.filter(({ violations }) => violations.length > 0).length
  const lacks = new Map<string, Lack>()
  const add = (reason: UntoldReason, whose: Role, first: number | null) => {
    // The numbers from before are unknown of both ends alike.
    const key = reason === 'beginning-missing' ? reason : `${reason} ${whose}`
    const found = lacks.get(key) ?? { reason, whose, segments: 0, first }
    lacks.set(key, { ...found, segments: found.segments + (first === null ? 0 : 1) })
  }
  for (const { untold, version } of captured) if (untold) add(untold.reason, untold.whose, version)
  for (const role of ROLES) {
    const silent = captured.length > 0 && captured.every((one) => one.role === role)
    if (silent && !lacks.has(`one-direction ${peerOf(role)}`)) add('one-direction', peerOf(role), null)
  }
  const created = log.find((event) => event.type === 'session-created')
  if (created?.scenario.ends.client.start === 'ESTABLISHED' && !lacks.has('beginning-missing'))
    add('beginning-missing', 'client', null)
  const untold = captured.filter((one) => one.untold).length
  return {
    right: captured.length - wrong - untold,
    wrong,
    untold,
    inferred: sent.length - captured.length,
    lacks: [...lacks.values()].sort((a, b) => b.segments - a.segments),
  }
}
