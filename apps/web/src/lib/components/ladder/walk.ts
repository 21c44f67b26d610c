import { type Ladder, type LadderLine, peerOf, type Role } from '@woshou/session'
import type { Break, Drawing, DrawnLine, DrawnNote, LayoutOptions } from './drawing.ts'
import type { Knot } from './knots.ts'
import { drawLine, drawNote, LABEL_GAP, LOST_AT, labelOf, STEEPEST } from './label.ts'
import type { Guess } from './settle.ts'
import type { Metrics } from './sheet.ts'
import { interpolate, pace } from './time-axis.ts'

/** Idle time gets at most this many rows. */
const IDLE_ROWS = 2.2

/** One walk down the page: each knot as high up as everything above it allows. */
export function walk(
  model: Ladder,
  options: LayoutOptions,
  metrics: Metrics,
  knots: readonly Knot[],
  guess: Guess,
): Drawing {
  const { fontSize, perspective, width } = options
  const { inner, rise, row, straddling, x } = metrics
  const scale = rise / Math.max(model.latency, 1)
  const top = row * 0.9
  const slopeOf = (line: LadderLine) => Math.min(guess.slopes.get(line.key) ?? rise / inner, STEEPEST)
  const labelFor = (line: LadderLine) => labelOf(line, options, metrics, slopeOf(line), guess.crossing.has(line.key))
  /** What a line's label needs above it, measured vertically. */
  const headroom = (line: LadderLine) =>
    (labelFor(line).rows.length * row + LABEL_GAP + 3) * Math.hypot(1, slopeOf(line)) + row * 0.15

  // What stands lowest so far, per lifeline.
  const departed: Partial<Record<Role, { line: LadderLine; y: number }>> = {}
  const arrived: Partial<Record<Role, number>> = {}
  const noteBottom: Record<Role, number> = { client: 0, server: 0 }
  /** Below a note on a lifeline a line may arrive only where it has passed the note's inner edge. */
  const noteShade: Record<Role, { bottom: number; reach: number }[]> = { client: [], server: [] }

  const breaks: Break[] = []
  const placed: { at: number; y: number }[] = []
  const versionY = new Map<number, number>()
  const departY = new Map<string, number>()
  const arriveY = new Map<string, number>()
  const notes: DrawnNote[] = []
  const flying = new Set<string>()
  /** Down to where the newest lost segment got. */
  let lostBottom = 0
  let inferredUntil = Number.NEGATIVE_INFINITY
  let previous: { at: number; y: number } | null = null

  for (const knot of knots) {
    let y: number = previous?.y ?? top + row * 0.5
    let broken: { from: number; left: number } | null = null
    if (previous) {
      const elapsed = knot.at - previous.at
      // a seat learns of a flight when it ends: its last stretch was no idle time
      const unseen =
        knot.arrives && perspective !== 'both' && knot.arrives.from !== perspective
          ? Math.min(elapsed, model.latency)
          : 0
      const busy = flying.size > 0 || previous.at < inferredUntil
      const { left, px } = pace(elapsed - unseen, scale, busy ? rise * 3 : row * IDLE_ROWS, model.latency)
      y = previous.y + px + unseen * scale
      if (left > 0) {
        broken = { from: Math.max(previous.y, lostBottom), left }
        y = Math.max(y, broken.from + row * IDLE_ROWS)
      }
    }

    if (knot.departs) {
      const line = knot.departs
      const side = line.from
      const head = headroom(line)
      if (broken) y = Math.max(y, broken.from + row * IDLE_ROWS + head)
      const last = Math.max(departed[side]?.y ?? 0, arrived[side] ?? 0)
      if (last > 0) y = Math.max(y, last + head)
      if (straddling) y = Math.max(y, noteBottom[side] + head)
      else y = Math.max(y, top + head - row)
    }
    if (knot.arrives) {
      const line = knot.arrives
      const side = peerOf(line.from)
      const head = headroom(line)
      const before = arrived[side]
      if (before !== undefined) y = Math.max(y, before + head)
      const mine = departed[side]
      if (mine) y = Math.max(y, mine.y + row * 0.7)
      if (perspective !== 'both') {
        // its line is drawn from the shadow, one rise above: there, too, it keeps its distance
        const idleBottom = broken ? broken.from + row * IDLE_ROWS : 0
        const follows = mine && line.sentAt >= mine.line.sentAt + model.latency
        y = Math.max(y, idleBottom > 0 ? idleBottom + rise + head : top + rise + head - row * 0.5)
        if (follows) y = Math.max(y, mine.y + rise * 2 + head)
      }
      const slope = slopeOf(line)
      for (const { bottom, reach } of straddling ? noteShade[side] : []) y = Math.max(y, bottom + slope * reach + head)
    }
    if (knot.version === null && departed.client) y = Math.max(y, departed.client.y + rise)
    if (knot.version === null && departed.server) y = Math.max(y, departed.server.y + rise)
    if (!straddling) {
      for (const tick of knot.ticks) y = Math.max(y, noteBottom[tick.role] + row * 0.55)
    }
    y += guess.extra.get(knot.version ?? -1) ?? 0
    if (broken) {
      const until = knot.departs
        ? y - headroom(knot.departs)
        : knot.arrives && perspective !== 'both'
          ? y - rise - headroom(knot.arrives)
          : y
      breaks.push({ y: (broken.from + Math.max(until, broken.from)) / 2, left: broken.left })
    }

    for (const [index, tick] of knot.ticks.entries()) {
      const note = drawNote(tick, options, metrics)
      let boxTop: number
      if (straddling) {
        const inside = note.width - metrics.margin[tick.role]
        const line = knot.departs?.from === tick.role ? knot.departs : null
        const start = line ? y + Math.max(inside, 0) * slopeOf(line) + 3 : knot.arrives ? y + 5 : y - row / 2
        const mine = departed[tick.role]
        const past = mine && !line ? mine.y + Math.max(inside, 0) * slopeOf(mine.line) + 3 : 0
        boxTop = Math.max(start, past, noteBottom[tick.role] + 2)
        noteShade[tick.role].push({ bottom: boxTop + note.height, reach: Math.max(inside, 0) })
      } else {
        boxTop = Math.max(y - row / 2, noteBottom[tick.role] + 1)
      }
      noteBottom[tick.role] = boxTop + note.height
      notes.push({
        key: `${tick.version}/${tick.role}/${tick.kind}/${index}`,
        tick,
        at: y,
        rows: note.rows,
        fontSize: note.fontSize,
        box: { x: note.x, y: boxTop, width: note.width, height: note.height },
      })
    }

    if (knot.departs) {
      departY.set(knot.departs.key, y)
      departed[knot.departs.from] = { line: knot.departs, y }
      if (knot.departs.fate === 'unknown') inferredUntil = Math.max(inferredUntil, knot.departs.arriveAt ?? 0)
      else if (knot.departs.fate === 'lost') lostBottom = y + rise * LOST_AT + row * 0.5
      else flying.add(knot.departs.key)
    }
    if (knot.arrives) {
      arriveY.set(knot.arrives.key, y)
      arrived[peerOf(knot.arrives.from)] = y
      flying.delete(knot.arrives.key)
    }
    if (knot.version !== null) versionY.set(knot.version, y)
    placed.push({ at: knot.at, y })
    previous = { at: knot.at, y }
  }

  const idle = row * IDLE_ROWS
  const still = Math.max(rise, idle)
  // what has not happened yet: time runs on for a while, and then waits
  const path = previous ? [...placed, { at: previous.at + still / scale, y: previous.y + still }] : placed
  const yAt = (time: number): number => interpolate(path, time, top)
  const lines = drawLines()
  const lowest = Math.max(
    previous?.y ?? top,
    ...Object.values(noteBottom),
    ...lines.map(({ from, to }) => Math.max(from.y, to.y)),
  )
  return {
    width,
    height: Math.ceil(lowest + row * 1.6),
    fontSize,
    rowHeight: row,
    straddling,
    x,
    top,
    lines,
    notes,
    breaks,
    path,
    yAt,
    yOf: (version) => versionY.get(version) ?? null,
  }

  function drawLines(): readonly DrawnLine[] {
    const last: Partial<Record<Role, number>> = { ...arrived }
    return model.lines.map((line) => {
      const known = { from: departY.get(line.key), to: arriveY.get(line.key) }
      let y1: number
      let y2: number
      if (known.from !== undefined && known.to !== undefined) {
        y1 = known.from
        y2 = known.to
      } else if (known.from !== undefined) {
        y1 = known.from
        y2 = y1 + rise
        if (perspective === 'both' && line.fate !== 'lost') {
          y2 = Math.max(y2, (last[peerOf(line.from)] ?? 0) + headroom(line))
          last[peerOf(line.from)] = y2
        }
      } else {
        y2 = known.to ?? yAt(line.arriveAt ?? line.sentAt)
        y1 = perspective === 'both' ? yAt(line.sentAt) : y2 - rise
      }
      return drawLine(line, y1, y2, labelFor(line), metrics)
    })
  }
}
