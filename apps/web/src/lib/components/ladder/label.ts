import { type LadderLine, type LadderTick, peerOf } from '@woshou/session'
import type { DrawnLine, LayoutOptions } from './drawing.ts'
import type { Point } from './overlap.ts'
import type { Metrics } from './sheet.ts'
import { textWidth } from './text-width.ts'
import { wrapParts } from './wrap-parts.ts'

/** Between a line and its label, px. */
export const LABEL_GAP = 5
/** What a label keeps from its lifeline, px. */
const LABEL_INSET = 10
/** How far a lost segment gets. */
export const LOST_AT = 0.55
/** The least a label may shrink to where two lines cross on a narrow sheet. */
const SMALLEST = 0.8

/**
 * The slope up to which a label follows its line. Beyond it, where much happens while a segment is on its way, the
 * label begins at its line but stays legible, and lines pass behind labels and notes.
 */
export const STEEPEST = 0.3

/** What stands along a line. */
export interface Label {
  readonly rows: readonly string[]
  readonly fontSize: number
}

/** A label's rows in the room its line gives it. Where lines cross, each label keeps to its sender's half. */
export function labelOf(
  line: LadderLine,
  { fontSize, partsOf }: LayoutOptions,
  { inner, row }: Metrics,
  slope: number,
  crossing: boolean,
): Label {
  const length = line.fate === 'lost' ? inner * LOST_AT : inner
  const parts = partsOf(line)
  if (!crossing) return { rows: wrapParts(parts, (length - LABEL_INSET * 2) / fontSize), fontSize }
  const half = Math.min(inner / 2 - 2, length)
  // the label is turned with its line: the more rows it has, the more its top leans towards the middle
  const room = (count: number) => half * Math.hypot(1, slope) - (LABEL_GAP + count * row) * slope - LABEL_INSET
  const fit = (words: readonly string[]) => {
    let count = 1
    while (count < words.length && wrapParts(words, room(count) / fontSize).length > count) count++
    const rows = wrapParts(words, room(count) / fontSize)
    return { rows, shrink: room(count) / (Math.max(...rows.map(textWidth)) * fontSize) }
  }
  const whole = fit(parts)
  // on the narrowest sheet ten digits stand without `seq=` and `ack=`; their order says which is which
  const { rows, shrink } = whole.shrink < SMALLEST ? fit(parts.map((part) => part.replace(/^.*=/, ''))) : whole
  return { rows, fontSize: fontSize * Math.min(Math.max(shrink, SMALLEST), 1) }
}

function fitNote(parts: readonly string[], room: number, fontSize: number) {
  const fit = (words: readonly string[]) => {
    const rows = wrapParts(words, room / fontSize)
    return { rows, shrink: room / (Math.max(...rows.map(textWidth)) * fontSize) }
  }
  const whole = fit(parts)
  const { rows, shrink } = whole.shrink < SMALLEST ? fit(parts.map((part) => part.replace(/^.*=/, ''))) : whole
  return { rows, size: fontSize * Math.min(Math.max(shrink, SMALLEST), 1) }
}

/** What stands beside a tick, and its room; how high is for the walk to say. */
export function drawNote(
  tick: LadderTick,
  { fontSize, noteOf, width: sheet }: LayoutOptions,
  { margin, row, straddling, x }: Metrics,
) {
  const gap = fontSize * 0.9
  const room = straddling ? fontSize * 3.4 + margin[tick.role] : margin[tick.role] - gap - 2
  const { rows, size } = fitNote(noteOf(tick), room, fontSize)
  const width = Math.max(...rows.map(textWidth)) * size + (straddling ? fontSize * 0.6 : 0)
  const height = rows.length * row
  const left = tick.role === 'client'
  const edge = straddling ? (left ? 1 : sheet - 1 - width) : left ? x.client - gap - width : x.server + gap
  return { rows, fontSize: size, width, height, x: edge }
}

/** A segment's line between its two heights, and its label. */
export function drawLine(
  line: LadderLine,
  y1: number,
  y2: number,
  { fontSize, rows }: Label,
  { row, x }: Metrics,
): DrawnLine {
  const to = peerOf(line.from)
  const rightwards = line.from === 'client'
  const from: Point = { x: x[line.from], y: y1 }
  const end: Point = { x: x[to], y: y2 }
  const slope = Math.min((y2 - y1) / (x.server - x.client), STEEPEST)
  const radians = Math.atan(rightwards ? slope : -slope)
  const along: Point = { x: Math.cos(radians), y: Math.sin(radians) }
  const up: Point = { x: Math.sin(radians), y: -Math.cos(radians) }
  const inset = rightwards ? LABEL_INSET : -LABEL_INSET
  const anchor: Point = { x: from.x + along.x * inset, y: from.y + along.y * inset }
  const width = Math.max(...rows.map(textWidth)) * fontSize * (rightwards ? 1 : -1)
  const corner = (w: number, h: number): Point => ({
    x: anchor.x + along.x * w + up.x * h,
    y: anchor.y + along.y * w + up.y * h,
  })
  const high = LABEL_GAP + rows.length * row
  return {
    line,
    from,
    to: end,
    angle: (radians * 180) / Math.PI,
    rows,
    fontSize,
    anchor,
    label: [corner(0, LABEL_GAP), corner(width, LABEL_GAP), corner(width, high), corner(0, high)],
  }
}
