import type { Ladder, LadderLine, LadderTick, Role } from '@woshou/session'
import { overlap, type Point } from './overlap.ts'
import { textWidth } from './text-width.ts'
import type { Path } from './track.ts'
import { wrapParts } from './wrap-parts.ts'

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
interface Break {
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

/** Below this many em there is no room for notes beside two lifelines. */
const NARROW = 42
/** Between a line and its label, and what a label keeps from its lifeline, px. */
const LABEL_GAP = 5
const LABEL_INSET = 10
/** How far a lost segment gets. */
const LOST_AT = 0.55
/** The least a label may shrink to where two lines cross on a narrow sheet. */
const SMALLEST = 0.8
/** Idle time gets at most this many rows. */
const IDLE_ROWS = 2.2

/**
 * The slope up to which a label follows its line. Beyond it, where much happens while a segment is on its way, the
 * label begins at its line but stays legible, and lines pass behind labels and notes.
 */
const STEEPEST = 0.3
const MOST_PASSES = 30

interface Metrics {
  readonly row: number
  readonly x: Readonly<Record<Role, number>>
  readonly inner: number
  readonly straddling: boolean
  readonly margin: Readonly<Record<Role, number>>
  /** What the link's latency takes, px: the slope of a segment in an otherwise quiet time. */
  readonly rise: number
}

/** One version's (or one inferred moment's) place on the time axis. */
interface Knot {
  readonly at: number
  readonly version: number | null
  readonly departs: LadderLine | null
  readonly arrives: LadderLine | null
  readonly ticks: readonly LadderTick[]
}

/** What one pass learns for the next. */
interface Guess {
  /** px per px of a line's slope. */
  readonly slopes: ReadonlyMap<string, number>
  readonly crossing: ReadonlySet<string>
  /** px a version is moved down beyond what the rules ask, because it still touched something above. */
  readonly extra: ReadonlyMap<number, number>
}

/**
 * The ladder as geometry. Pure: the same model and width give the same drawing. Time runs down and never back; how fast it runs gives way to legibility: where
 * much happens at once it is stretched until no label touches another, where nothing happens it is compressed, and a
 * break says how much was left out.
 */
export function layout(model: Ladder, options: LayoutOptions): Drawing {
  const metrics = measure(options)
  const knots = order(model, options.perspective)
  let guess: Guess = { slopes: new Map(), crossing: new Set(), extra: new Map() }
  let drawing = pass(model, options, metrics, knots, guess)
  // Labels wrap where lines cross, and need room by their slope: both are known only afterwards. What is learnt only
  // ever grows, so this settles soon.
  for (let passes = 0; passes < MOST_PASSES; passes++) {
    const learnt = learn(drawing, guess) ?? unstick(drawing, guess)
    if (!learnt) break
    guess = learnt
    drawing = pass(model, options, metrics, knots, guess)
  }
  return drawing
}

function measure({ width, fontSize, perspective }: LayoutOptions): Metrics {
  const row = Math.round(fontSize * 1.4)
  const straddling = perspective === 'both' && width < NARROW * fontSize
  // the longest state's name, twelve characters, and the tick before it
  const beside = Math.round(Math.min(Math.max(fontSize * 8.5, width * 0.24), fontSize * 16))
  const shadow = Math.round(fontSize * 1.1)
  const edge = straddling ? Math.round(fontSize * 4.4) : beside
  const margin = {
    client: perspective === 'server' ? shadow : edge,
    server: perspective === 'client' ? shadow : edge,
  }
  const widest = fontSize * 58
  const inner = Math.min(width - margin.client - margin.server, widest)
  // what is left over on a wide sheet goes to both margins alike
  const spare = (width - margin.client - margin.server - inner) / 2
  const x = { client: margin.client + spare, server: margin.client + spare + inner }
  return {
    row,
    x,
    inner,
    straddling,
    margin: { client: x.client, server: width - x.server },
    rise: Math.min(Math.max(inner * 0.13, row * 2.2), row * 4.5),
  }
}

const peer = (role: Role): Role => (role === 'client' ? 'server' : 'client')
const knows = (perspective: Perspective, role: Role) => perspective === 'both' || perspective === role

/** Everything that has a place on the time axis, in the order in which it happened. */
function order(model: Ladder, perspective: Perspective): readonly Knot[] {
  const byVersion = new Map<number, { at: number; departs?: LadderLine; arrives?: LadderLine; ticks: LadderTick[] }>()
  const place = (version: number, at: number) => {
    const found = byVersion.get(version)
    if (found) return found
    const fresh = { at, ticks: [] }
    byVersion.set(version, fresh)
    return fresh as typeof fresh & { departs?: LadderLine; arrives?: LadderLine }
  }
  for (const role of ['client', 'server'] as const) {
    const state = model.start[role]
    if (!state || !knows(perspective, role)) continue
    place(0, model.from).ticks.push({ version: 0, role, at: model.from, kind: 'state', from: state, to: state })
  }
  const inferred: Knot[] = []
  for (const line of model.lines) {
    const { arrivedIn, arriveAt, from, sentAt, version } = line
    if (knows(perspective, from) && version !== arrivedIn) place(version, sentAt).departs = line
    if (arrivedIn !== null && arriveAt !== null && knows(perspective, peer(from)))
      place(arrivedIn, arriveAt).arrives = line
    else if (line.fate === 'unknown' && arriveAt !== null)
      inferred.push({ at: arriveAt, version: null, departs: null, arrives: null, ticks: [] })
  }
  for (const tick of model.ticks) if (knows(perspective, tick.role)) place(tick.version, tick.at).ticks.push(tick)
  if (model.ended) place(model.ended.version, model.ended.at)
  const known = [...byVersion]
    .sort(([a], [b]) => a - b)
    .map(([version, { arrives = null, at, departs = null, ticks }]): Knot => ({ at, version, departs, arrives, ticks }))
  return merge(known, inferred)
}

/** Inferred moments among the known ones by time; on the same millisecond the known one comes first. */
function merge(known: readonly Knot[], inferred: readonly Knot[]): readonly Knot[] {
  const rest = [...inferred].sort((a, b) => a.at - b.at)
  const merged: Knot[] = []
  for (const knot of known) {
    while (rest[0] && rest[0].at < knot.at) merged.push(rest.shift() as Knot)
    merged.push(knot)
  }
  return [...merged, ...rest]
}

/** One walk down the page: each knot as high up as everything above it allows. */
function pass(model: Ladder, options: LayoutOptions, metrics: Metrics, knots: readonly Knot[], guess: Guess): Drawing {
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
      const side = peer(line.from)
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
      arrived[peer(knot.arrives.from)] = y
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
          y2 = Math.max(y2, (last[peer(line.from)] ?? 0) + headroom(line))
          last[peer(line.from)] = y2
        }
      } else {
        y2 = known.to ?? yAt(line.arriveAt ?? line.sentAt)
        y1 = perspective === 'both' ? yAt(line.sentAt) : y2 - rise
      }
      return drawLine(line, y1, y2, labelFor(line), metrics)
    })
  }
}

/** px for a stretch of play time, and how much of it was left out, ms. */
function pace(elapsed: number, scale: number, most: number, latency: number): { px: number; left: number } {
  const px = Math.max(elapsed, 0) * scale
  if (px <= most) return { px, left: 0 }
  const left = elapsed - most / scale
  // a little more than usual needs no mark
  return { px: most, left: left > Math.max(latency, 1_000) ? elapsed : 0 }
}

function interpolate(path: Path, time: number, top: number): number {
  let low = 0
  let high = path.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((path[middle]?.at ?? 0) <= time) low = middle + 1
    else high = middle
  }
  const before = path[low - 1]
  const after = path[low]
  if (!before || !after) return (before ?? after)?.y ?? top
  return before.y + ((after.y - before.y) * (time - before.at)) / (after.at - before.at)
}

interface Label {
  readonly rows: readonly string[]
  readonly fontSize: number
}

/** A label's rows in the room its line gives it. Where lines cross, each label keeps to its sender's half. */
function labelOf(
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

function drawNote(
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

function drawLine(line: LadderLine, y1: number, y2: number, { fontSize, rows }: Label, { row, x }: Metrics): DrawnLine {
  const to = peer(line.from)
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

/** Slopes and crossings as drawn; null when nothing new was learnt. */
function learn({ lines, x }: Drawing, before: Guess): Guess | null {
  const inner = x.server - x.client
  const slopes = new Map<string, number>()
  const crossing = new Set(before.crossing)
  let news = false
  const sorted = [...lines].sort((a, b) => a.from.y - b.from.y)
  for (const [index, one] of sorted.entries()) {
    const known = before.slopes.get(one.line.key) ?? 0
    const slope = Math.max((one.to.y - one.from.y) / inner, known)
    slopes.set(one.line.key, slope)
    if (slope - known > 0.02) news = true
    for (let next = index + 1; next < sorted.length; next++) {
      const other = sorted[next]
      if (!other || other.from.y >= one.to.y) break
      // going the same way they meet only when one overtakes the other
      if (other.line.from === one.line.from && other.to.y > one.to.y) continue
      for (const { line } of [one, other]) {
        if (!crossing.has(line.key)) news = true
        crossing.add(line.key)
      }
    }
  }
  return news ? { ...before, slopes, crossing } : null
}

/** Moves what still touches something above it down by half a row; null when nothing does. */
function unstick({ lines, notes, rowHeight }: Drawing, before: Guess): Guess | null {
  const shapes = [
    ...lines.map(({ label, line }) => ({ version: line.version, shape: label })),
    ...notes.map(({ box: { height, width, x, y }, tick }) => ({
      version: tick.version,
      shape: [
        { x, y },
        { x: x + width, y },
        { x: x + width, y: y + height },
        { x, y: y + height },
      ],
    })),
  ]
    .map((item) => ({
      ...item,
      top: Math.min(...item.shape.map(({ y }) => y)),
      bottom: Math.max(...item.shape.map(({ y }) => y)),
    }))
    .sort((a, b) => a.top - b.top)
  const extra = new Map(before.extra)
  for (const [index, one] of shapes.entries()) {
    for (let next = index + 1; next < shapes.length; next++) {
      const other = shapes[next]
      if (!other || other.top >= one.bottom) break
      if (!overlap(one.shape, other.shape)) continue
      const version = Math.max(one.version, other.version)
      extra.set(version, (before.extra.get(version) ?? 0) + rowHeight / 2)
    }
  }
  return extra.size > before.extra.size || [...extra].some(([version, px]) => before.extra.get(version) !== px)
    ? { ...before, extra }
    : null
}
