import type { LadderLine } from '@woshou/session'
import type { Point } from './overlap.ts'

/** How far a lost segment gets, as a share of its way, and one that is held on the wire. */
const LOST_AT = 0.55
const HELD_AT = 0.5
/** Where the known part of a line gives way to the reckoned one. */
const KNOWN = 0.55
/** A line begins and ends beside the lifelines' strokes, px. */
const BEGIN = 4
const SHORT = 5

/** A segment with the ends of its line. */
interface Ends {
  readonly line: LadderLine
  readonly from: Point
  readonly to: Point
}

/** A segment's line along its own x axis, px from where it leaves its sender's lifeline. */
export interface Course {
  /** Of that axis, clockwise. */
  readonly degrees: number
  /** From lifeline to lifeline. */
  readonly length: number
  readonly begin: number
  /** How far its head gets. */
  readonly end: number
  /** Where one part gives way to the other; null where there is one part. */
  readonly turn: number | null
  /** The dashed part comes first: nobody saw it leave. */
  readonly emerges: boolean
}

/** @param faded whose other end is only a shadow: towards it the line fades */
export function courseOf({ from, line, to }: Ends, faded: boolean): Course {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  // its sending was not seen: by anyone, by the capture or by the seat
  const emerges = line.old || line.inferred === true || (faded && line.fate === 'arrived')
  const end = Math.max(BEGIN, farthest(line) * (length - SHORT))
  return {
    degrees: (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI,
    length,
    begin: BEGIN,
    end,
    turn: emerges || faded ? Math.min(end, Math.max(BEGIN, (emerges ? 1 - KNOWN : KNOWN) * length)) : null,
    emerges,
  }
}

/** The share of its way that a segment gets. */
function farthest({ fate }: LadderLine): number {
  return fate === 'lost' ? LOST_AT : fate === 'held' ? HELD_AT : 1
}

/** When a segment leaves and when its head comes to where it gets, in play time, ms. */
export function spanOf(line: LadderLine, latency: number): { readonly from: number; readonly to: number } {
  const { arriveAt, sentAt } = line
  return { from: sentAt, to: sentAt + Math.max((arriveAt ?? sentAt + latency) - sentAt, 1) * farthest(line) }
}
