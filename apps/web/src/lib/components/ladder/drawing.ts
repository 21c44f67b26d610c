import type { LadderLine, LadderTick, Role } from '@woshou/session'
import type { Point } from './overlap.ts'
import type { Path } from './track.ts'

/** Whose ladder it is: a seat's, with the peer's end a shadow, or both ends at once. */
export type Perspective = Role | 'both'

export interface LayoutOptions {
  /** Of the whole drawing, px. */
  readonly width: number
  /** Of all text, px. */
  readonly fontSize: number
  readonly perspective: Perspective
  /** The label along a line, in parts that stay whole. */
  readonly partsOf: (line: LadderLine) => readonly string[]
  /** What stands beside a tick, in parts that stay whole. */
  readonly noteOf: (tick: LadderTick) => readonly string[]
}

/** A segment's slanted line. `from` is always at the sender's lifeline. */
export interface DrawnLine {
  readonly line: LadderLine
  readonly from: Point
  readonly to: Point
  /** Of the text along it, degrees clockwise. */
  readonly angle: number
  readonly rows: readonly string[]
  /** Of its label, px: smaller only where a long number has no other room. */
  readonly fontSize: number
  /** Where the text begins (client's) or ends (server's), on the line itself. */
  readonly anchor: Point
  /** The label's corners, in order. */
  readonly label: readonly Point[]
}

/** A tick on a lifeline and the words beside it. */
export interface DrawnNote {
  readonly key: string
  readonly tick: LadderTick
  /** Where it happened, on the lifeline. */
  readonly at: number
  readonly rows: readonly string[]
  /** px */
  readonly fontSize: number
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

/** Time left out between two y's, in ms of play time. */
export interface Break {
  readonly y: number
  readonly left: number
}

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly fontSize: number
  readonly rowHeight: number
  /** Whether notes stand on the lifelines, because there is no room beside them. */
  readonly straddling: boolean
  readonly x: Readonly<Record<Role, number>>
  /** The first y of the lifelines. */
  readonly top: number
  readonly lines: readonly DrawnLine[]
  readonly notes: readonly DrawnNote[]
  readonly breaks: readonly Break[]
  /** The time axis: px from the top by play time, monotone; before its first and after its last point it stands. */
  readonly path: Path
  /** px from the top for a play time. */
  readonly yAt: (time: number) => number
  /** px from the top at which a version stands; null when it draws nothing. */
  readonly yOf: (version: number) => number | null
}
