import type { Ladder, LadderLine, LadderTick, Role } from '@woshou/session'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Drawing, Perspective } from './drawing.ts'
import { fontSizeOf } from './font-size.ts'
import { layout } from './layout.ts'
import type { Point } from './overlap.ts'

const LATENCY = 1_500

interface Step {
  readonly wait: number
  readonly role: Role
  readonly what: 'send' | 'lose' | 'call' | 'withheld' | 'state'
  readonly raw: boolean
}

const STEP = fc.record({
  wait: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 }), fc.integer({ min: 400, max: 60_000 })),
  role: fc.constantFrom<Role>('client', 'server'),
  what: fc.constantFrom('send', 'send', 'send', 'lose', 'call', 'withheld', 'state'),
  raw: fc.boolean(),
}) as fc.Arbitrary<Step>

const segment = { flags: 0, seq: 0, ack: 0, window: 0, text: '' }
const partsOf = (line: { readonly key: string }) =>
  line.key.endsWith('r') ? ['FIN,ACK', 'seq=4294967295', 'ack=4294967294', 'len=1460'] : ['SYN,ACK', 'seq=0', 'ack=1']
const noteOf = (tick: LadderTick) =>
  tick.kind === 'state'
    ? ['SYN-RECEIVED']
    : tick.kind === 'call'
      ? ['应用：关闭']
      : ['SYN,FIN,ACK', 'seq=4294967295', 'ack=4294967294', 'len=1460']

/** A ladder that a link with constant latency could have drawn, whatever the two ends did. */
function ladderOf(steps: readonly Step[], perspective: Perspective): Ladder {
  const arrivals: { at: number; line: number }[] = []
  const lines: (LadderLine & { arriveAt: number })[] = []
  const ticks: LadderTick[] = []
  const sees = (role: Role) => perspective === 'both' || perspective === role
  let version = 3
  let now = 1_000
  const deliver = (until: number) => {
    while (arrivals[0] && arrivals[0].at <= until) {
      const { at, line: index } = arrivals.shift() as { at: number; line: number }
      const line = lines[index] as LadderLine & { arriveAt: number }
      version++
      const to: Role = line.from === 'client' ? 'server' : 'client'
      if (!sees(to)) continue
      const hidden = !sees(line.from)
      lines[index] = { ...line, fate: 'arrived', arrivedIn: version, ...(hidden && { version }) }
      ticks.push({ version, role: to, at, kind: 'state', from: 'LISTEN', to: 'SYN-RECEIVED' })
    }
  }
  for (const { wait, role, what, raw } of steps) {
    now += wait
    deliver(now)
    version++
    const base = { version, role, at: now }
    if (what === 'send' || what === 'lose') {
      const arriveAt = now + LATENCY
      if (what === 'send') arrivals.push({ at: arriveAt, line: lines.length })
      const fate = perspective !== 'both' ? 'unknown' : what === 'lose' ? 'lost' : 'in-flight'
      lines.push({
        key: `${version}${raw ? 'r' : ''}`,
        version,
        from: role,
        segment,
        sentAt: now,
        arriveAt,
        fate,
        old: false,
        arrivedIn: null,
        outcome: null,
        violations: [],
        faults: [],
      })
      ticks.push({ ...base, kind: 'state', from: 'CLOSED', to: 'SYN-SENT' })
    } else if (what === 'call') ticks.push({ ...base, kind: 'call', call: 'close', bytes: null })
    else if (what === 'withheld') ticks.push({ ...base, kind: 'withheld', segment, violations: [] })
    else ticks.push({ ...base, kind: 'state', from: 'CLOSED', to: 'LISTEN' })
  }
  deliver(now + LATENCY)
  return {
    lines: lines
      .filter((line) => sees(line.from) || line.arrivedIn !== null)
      .map((line) => (line.fate === 'lost' ? { ...line, arriveAt: null } : line)),
    ticks: ticks.filter(({ role }) => sees(role)),
    start: { client: 'CLOSED', server: 'LISTEN' },
    from: 1_000,
    until: now,
    ended: null,
    latency: LATENCY,
  }
}

const draw = (model: Ladder, perspective: Perspective, width: number) =>
  layout(model, { width, fontSize: fontSizeOf(width, perspective === 'both'), perspective, partsOf, noteOf })

const corners = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }): Point[] => [
  { x, y },
  { x: x + width, y },
  { x: x + width, y: y + height },
  { x, y: y + height },
]

/** Whether two convex shapes share more than a hair (separating axes). */
function overlap(a: readonly Point[], b: readonly Point[]): boolean {
  for (const shape of [a, b]) {
    for (const [index, p] of shape.entries()) {
      const q = shape[(index + 1) % shape.length] as Point
      const normal = { x: q.y - p.y, y: p.x - q.x }
      const size = Math.hypot(normal.x, normal.y)
      const span = (points: readonly Point[]) => points.map(({ x, y }) => (x * normal.x + y * normal.y) / size)
      const [u, v] = [span(a), span(b)]
      if (Math.min(...u) >= Math.max(...v) - 0.5 || Math.min(...v) >= Math.max(...u) - 0.5) return false
    }
  }
  return true
}

function overlaps({ lines, notes }: Drawing): string[] {
  const shapes = [
    ...lines.map(({ label, line }) => ({ name: `label ${line.key}`, shape: label })),
    ...notes.map(({ box, key }) => ({ name: `note ${key}`, shape: corners(box) })),
  ]
  return shapes.flatMap(({ name, shape }, index) =>
    shapes.slice(index + 1).flatMap((other) => (overlap(shape, other.shape) ? [`${name} on ${other.name}`] : [])),
  )
}

const PERSPECTIVES: readonly Perspective[] = ['client', 'server', 'both']
const SEED = Number(process.env.WOSHOU_SEED ?? 20_261_128)
const RUNS = { numRuns: Number(process.env.LADDER_RUNS ?? 60), seed: SEED }
const STEPS = fc.array(STEP, { minLength: 1, maxLength: 25 })

test('lets no label touch another where much happens while steep lines are on their way', () => {
  const step = (wait: number, role: Role, what: Step['what'], raw = false): Step => ({ wait, role, what, raw })
  const steps = [
    step(400, 'server', 'send'),
    step(1, 'server', 'send', true),
    step(400, 'client', 'lose', true),
    step(0, 'client', 'state'),
    step(0, 'client', 'withheld'),
    step(0, 'server', 'send', true),
    step(0, 'client', 'state'),
    step(1_500, 'client', 'send'),
  ]
  expect(overlaps(draw(ladderOf(steps, 'both'), 'both', 288))).toEqual([])
})

describe.each(PERSPECTIVES)(`the ladder as %s sees it (seed ${SEED})`, (perspective) => {
  test.each([288, 328, 700, 1600, 3000])('lets no label touch another at %i px', (width) => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        expect(overlaps(draw(ladderOf(steps, perspective), perspective, width))).toEqual([])
      }),
      RUNS,
    )
  })

  test('never lets time run back, and keeps everything on the sheet', () => {
    fc.assert(
      fc.property(STEPS, fc.constantFrom(288, 328, 700, 1600), (steps, width) => {
        const model = ladderOf(steps, perspective)
        const { height, lines, notes, yAt } = draw(model, perspective, width)
        for (const { from, label, to } of lines) {
          expect(to.y).toBeGreaterThan(from.y)
          for (const { x, y } of label) {
            expect(x).toBeGreaterThanOrEqual(0)
            expect(x).toBeLessThanOrEqual(width)
            expect(y).toBeGreaterThanOrEqual(0)
            expect(y).toBeLessThanOrEqual(height)
          }
        }
        for (const { box } of notes) {
          expect(box.x).toBeGreaterThanOrEqual(0)
          expect(box.x + box.width).toBeLessThanOrEqual(width)
          expect(box.y + box.height).toBeLessThanOrEqual(height)
        }
        const times = [model.from - 1, model.from, model.from + 100, model.until, model.until + 99_999].toSorted(
          (a, b) => a - b,
        )
        const ys = times.map(yAt)
        expect(ys.toSorted((a, b) => a - b)).toEqual(ys)
      }),
      RUNS,
    )
  })
})

const silence: Step[] = [
  { wait: 0, role: 'client', what: 'send', raw: false },
  { wait: 60_000, role: 'client', what: 'send', raw: false },
]

describe('idle time', () => {
  test('is compressed, and a break says how long it was', () => {
    const { breaks, lines } = draw(ladderOf(silence, 'both'), 'both', 700)
    expect(breaks.map(({ left }) => left)).toEqual([60_000 - LATENCY])
    expect(lines[1] && lines[0] && lines[1].from.y - lines[0].to.y).toBeLessThan(100)
  })

  test('that is short is drawn to scale', () => {
    expect(
      draw(ladderOf([silence[0] as Step, { ...(silence[1] as Step), wait: 2_000 }], 'both'), 'both', 700).breaks,
    ).toEqual([])
  })
})

test('the idle time after a lost segment begins beneath where it got', () => {
  const model = ladderOf(silence, 'both')
  const lines = model.lines.map((line, index) =>
    index === 0 ? { ...line, fate: 'lost' as const, arriveAt: null, arrivedIn: null } : line,
  )
  const { breaks, lines: drawn } = draw({ ...model, lines }, 'both', 700)
  const [first] = drawn
  expect(first && breaks[0] && breaks[0].y > first.from.y + (first.to.y - first.from.y) * 0.55).toBe(true)
})

test('draws a segment from its sender to its receiver, downwards', () => {
  const [line] = draw(ladderOf(silence.slice(0, 1), 'both'), 'both', 700).lines
  expect(line?.from.x).toBeLessThan(line?.to.x ?? 0)
  expect(line?.angle).toBeGreaterThan(0)
})

test('sets what is appended beneath what is there', () => {
  const before = draw(ladderOf(silence.slice(0, 1), 'client'), 'client', 700)
  const after = draw(ladderOf(silence, 'client'), 'client', 700)
  expect(after.lines[0]).toEqual(before.lines[0])
})

test('what is read by itself is nowhere smaller than 14 px on a phone, and grows with the screen', () => {
  const short = (line: { readonly key: string }) => partsOf({ key: line.key.replace('r', '') })
  const notes = (tick: LadderTick) => (tick.kind === 'withheld' ? ['SYN,ACK', 'seq=71257', 'ack=10843'] : noteOf(tick))
  fc.assert(
    fc.property(STEPS, fc.constantFrom(328, 358), (steps, width) => {
      const options = { width, fontSize: fontSizeOf(width, true), perspective: 'both', noteOf: notes } as const
      const drawing = layout(ladderOf(steps, 'both'), { ...options, partsOf: short })
      for (const { fontSize } of [...drawing.lines, ...drawing.notes]) expect(fontSize).toBeGreaterThanOrEqual(14)
    }),
    RUNS,
  )
  // laptop, projector, and two larger ones: the sheet beside two panels
  const sizes = [600, 1_150, 1_550, 2_400].map((width) => fontSizeOf(width, true))
  expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
  expect(sizes[1]).toBeGreaterThanOrEqual(22)
  expect(sizes[3]).toBeGreaterThanOrEqual(40)
})
