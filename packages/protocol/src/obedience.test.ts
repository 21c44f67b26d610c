import { expect, test } from 'vitest'
import { mutants } from '../conformance/mutants.ts'
import { tcbAfter } from './examples/example.ts'
import { MOMENTS, type Step } from './examples/moments.ts'
import {
  ACK,
  add,
  due,
  FIN,
  formatFlags,
  formatSegment,
  isSynchronized,
  judge,
  RST,
  type Segment,
  STATES,
  SYN,
  type Tcb,
  type Verdict,
  type Violation,
  variables,
} from './index.ts'
import { Play } from './link.test-support.ts'
import { scenario } from './scenario.test-support.ts'
import { chosen, wander } from './wander.test-support.ts'

const opened = ['call open-active', '> S seq=1000', '< SA seq=5000 ack=1001', '> A seq=1001 ack=5001']
const served = ['call open-passive', '< S seq=1000', '> SA seq=5000 ack=1001', '< A seq=1001 ack=5001']
const narrow = ['call open-active', '> S seq=1000', '< SA seq=5000 ack=1001 win=0', '> A seq=1001 ack=5001']
const high = [
  'call open-active',
  '> S seq=4294967290',
  '< SA seq=4294967280 ack=4294967291',
  '> A seq=4294967291 ack=4294967281',
]
const halfClosed = [...opened, 'call close', '> FA seq=1001 ack=5001', '< A seq=5001 ack=1002']
const sent = [...opened, 'call send 20', '> A seq=1001 ack=5001 len=10', '> A seq=1011 ack=5001 len=10']

const report = '< A seq=5001 ack=1001 sack='
const selective = [
  ...['call open-active', '> S seq=1000 sack', '< SA seq=5000 ack=1001 sack', '> A seq=1001 ack=5001', 'call send 60'],
  ...[1001, 1011, 1021, 1031, 1041, 1051].map((seq) => `> A seq=${seq} ack=5001 len=10`),
]
/** Of six pieces the first and the third are lost, and then the peer says so. */
const twoHoles = [...selective, ...['1011-1021', '1031-1041', '1031-1051'].map((block) => `${report}${block}`)]

/** Beside the moments of the rules: what else two ends get into. */
const MORE: readonly (readonly Step[])[] = [
  ['call open-passive', 'call send 5'],
  ['call open-passive', '< A seq=300 ack=100 len=4'],
  ['call open-passive', '< R seq=300'],
  ['call open-active', '> S seq=1000', '< S seq=5000'],
  ['call open-active', '> S seq=1000', '< S seq=5000', '> SA seq=1000 ack=5001'],
  ['call open-active', '> S seq=1000', '< RA seq=0 ack=1001'],
  ['call open-active', '> S seq=1000', '< A seq=5000 ack=77', '> R seq=77'],
  ['call open-active', '> S seq=1000', 'expire retransmission', '> S seq=1000', '< SA seq=5000 ack=1001'],
  ['call open-active', 'call send 5', '> S seq=1000', '< SA seq=5000 ack=1001'],
  ['call open-active', '> S seq=1000', 'call send 5', '< SA seq=5000 ack=1001', 'call close'],
  [...served.slice(0, 3), 'call send 5'],
  [...served.slice(0, 3), 'expire retransmission'],
  [...served.slice(0, 3), '< S seq=1000'],
  [...served.slice(0, 3), 'call close'],
  [...served.slice(0, 3), '< R seq=1001'],
  [...served, 'call send 5'],
  [...served, '< FA seq=1001 ack=5001', 'call close'],
  [...served, '< A seq=1011 ack=5001 len=5', '< A seq=1021 ack=5001 len=5'],
  [...served, '< A seq=1001 ack=5001 len=5', 'call send 5', 'call close'],
  [...served, '< S seq=1001'],
  [...served, '< R seq=1010'],
  [...served, '< A seq=1001 ack=9001'],
  [...served, 'call abort'],
  [...opened, '< FA seq=5011 ack=1001'],
  [...opened, '< A seq=5001 ack=1001 len=5', '< FA seq=5006 ack=1001'],
  [...opened, 'call send 2000'],
  [...opened, 'call send 5', 'call close'],
  [...opened, 'call send 5', 'call close', '> FA seq=1001 ack=5001 len=5'],
  [...opened, 'call send 5', 'call close', '> FA seq=1001 ack=5001 len=5', 'expire retransmission'],
  sent,
  [...sent, '< A seq=5001 ack=1011'],
  [...sent, '< A seq=5001 ack=1011', 'expire retransmission'],
  [...sent, '< A seq=5001 ack=1001', '< A seq=5001 ack=1001', '< A seq=5001 ack=1001'],
  [...sent, 'expire retransmission', 'call send 5', 'call close'],
  [...sent, 'call close', '> FA seq=1021 ack=5001', 'expire retransmission'],
  [...sent, 'call abort'],
  [...narrow, 'call send 5'],
  [...narrow, 'call send 5', 'expire persist'],
  [...narrow, 'call send 5', 'expire persist', '> A seq=1001 ack=5001 len=1'],
  [...narrow, 'call send 5', 'call close'],
  [...narrow, 'call close'],
  halfClosed,
  [...halfClosed, '< A seq=5001 ack=1002 len=5'],
  [...halfClosed, '< A seq=5006 ack=1002 len=5'],
  [...halfClosed, '< FA seq=5001 ack=1002', '> A seq=1002 ack=5002', '< FA seq=5001 ack=1002'],
  [...halfClosed, '< FA seq=5001 ack=1002', '> A seq=1002 ack=5002', 'expire time-wait'],
  [...halfClosed, 'call abort'],
  [...halfClosed.slice(0, -1), '< FA seq=5001 ack=1001'],
  [...halfClosed.slice(0, -1), '< FA seq=5001 ack=1001', '> A seq=1002 ack=5002'],
  [...halfClosed.slice(0, -1), '< FA seq=5001 ack=1001', '> A seq=1002 ack=5002', 'expire retransmission'],
  [...halfClosed.slice(0, -1), '< FA seq=5001 ack=1002'],
  [...opened, '< FA seq=5001 ack=1001', '> A seq=1001 ack=5002', 'call send 5'],
  [...opened, '< FA seq=5001 ack=1001', 'call close', '> FA seq=1001 ack=5002', 'expire retransmission'],
  [...opened, '< FA seq=5001 ack=1001', 'call close', '> FA seq=1001 ack=5002', '< A seq=5002 ack=1002'],
  [...opened, '< R seq=5001'],
  [...high, 'call send 10'],
  [...twoHoles, '> A seq=1001 ack=5001 len=10', '> A seq=1021 ack=5001 len=10', '< A seq=5001 ack=1021'],
  [...twoHoles, '> A seq=1021 ack=5001 len=10', 'call send 5', 'call close'],
  [...twoHoles, '< A seq=5001 ack=1031'],
  [...twoHoles, 'expire retransmission', '> A seq=1001 ack=5001 len=10', '< A seq=5001 ack=1021 sack=1031-1061'],
  [
    ...selective,
    'call close',
    '> FA seq=1061 ack=5001',
    ...['1041', '1051', '1062'].map((to) => `${report}1011-${to}`),
  ],
  [...selective, '< A seq=5011 ack=1061 len=5', '< A seq=5021 ack=1061 len=5', '> A seq=1061 ack=5001', 'call send 9'],
  [...high, '< A seq=4294967281 ack=4294967291 len=20', 'call close'],
]

/** All situations, each with the steps that lead there; those that come to the same are one. */
const SITUATIONS: ReadonlyMap<string, { readonly steps: readonly Step[]; readonly tcb: Tcb }> = new Map(
  [...Object.values(MOMENTS), ...MORE.map((steps) => ({ steps, policy: {} }))]
    .flatMap(({ policy = {}, steps }) =>
      [...steps.keys(), steps.length].map((length) => ({ policy, steps: steps.slice(0, length) })),
    )
    .flatMap(({ policy: own, steps }) =>
      [{}, { delayedAck: true }].map((policy) => {
        const tcb = tcbAfter(steps, { policy: { ...own, ...policy } })
        return [JSON.stringify(tcb), { steps, tcb }] as const
      }),
    ),
)

const FLAG_SETS = [SYN, SYN | ACK, ACK, FIN, FIN | ACK, RST, RST | ACK, SYN | FIN, SYN | RST, FIN | RST | ACK, 0]

/** What may be sent there, of which `taken` says what is wanted: nearly all is left out, and then not made either. */
function* starts(tcb: Tcb, taken: () => boolean): Generator<Segment> {
  const known = new Map(variables(tcb).map(({ name, value }) => [name, value]))
  const end = isSynchronized(tcb) ? tcb : null
  const of = (name: Parameters<typeof known.get>[0]) => known.get(name) ?? null
  const next = of('SND.NXT')
  const expected = of('RCV.NXT')
  const only = (list: readonly (number | null | undefined)[]) =>
    [...new Set(list)].filter((one): one is number => typeof one === 'number')
  const arrived = [tcb.arrival, ...tcb.owed.map(({ to }) => to)].filter((one) => one !== null)
  const seqs = only([
    next ?? 1000,
    add(next ?? 1000, -1),
    add(next ?? 1000, 1),
    add(next ?? 1000, -9),
    of('SND.UNA'),
    of('ISS'),
    end?.fin,
    ...(end?.sack?.sacked ?? []).flat(),
    ...(end?.sack?.recovery?.again ?? []).flat(),
    add(next ?? 1000, 70_000),
    expected,
    0,
    ...arrived.map(({ ack }) => ack),
  ])
  const acks = only([
    expected ?? 0,
    add(expected ?? 5001, 1),
    add(expected ?? 5001, -1),
    of('IRS'),
    next,
    add(expected ?? 5001, 500),
    ...arrived.map(({ seq }) => seq),
  ])
  for (const flags of FLAG_SETS)
    for (const seq of seqs)
      for (const ack of flags & ACK ? acks : [0])
        for (const length of [0, 1, 5, 1461])
          for (const window of [65_535, 70_000])
            if (taken()) yield { flags, seq, ack, window, text: 'x'.repeat(length) }
}

const FLAGS = new Map(Array.from({ length: 256 }, (_, flags) => [formatFlags(flags), flags]))

/** The text that belongs at the segment's number: what was sent before, and then what the application has given. */
function withText(tcb: Tcb, segment: Segment, length: number): Segment {
  const stream = (isSynchronized(tcb) ? tcb.sent : '') + tcb.calls.text
  const from = isSynchronized(tcb) ? add(segment.seq, -tcb.iss - 1) : 0
  return { ...segment, text: stream.slice(from, from + length).padEnd(length, 'x') }
}

/** What somebody does who takes the first value that a violation allows. */
function obey(tcb: Tcb, segment: Segment, { allowed, field }: Violation): Segment {
  const value = allowed[0]?.value ?? ''
  if (field === 'seq') return withText(tcb, { ...segment, seq: Number(value) }, segment.text.length)
  if (field === 'ack' || field === 'window') return { ...segment, [field]: Number(value) }
  if (field === 'text') return withText(tcb, segment, Number(value))
  const flags = FLAGS.get(`${value}`)
  if (flags === undefined) throw new Error(`${value} are no flags`)
  return { ...segment, flags }
}

type Trouble =
  | 'circle'
  | 'rejects what it demands'
  | 'nothing to say while something is due'
  | 'wait after a correction'

/** Follows the notes, from what the judge says of the start; null when they arrive. */
function follow(tcb: Tcb, start: Segment, judged: Verdict): { trouble: Trouble; path: string } | null {
  const path: string[] = []
  let segment = start
  let last: Violation | null = null
  const nothingDue = due(tcb, { isn: 77_777 }).length === 0 && tcb.owed.length === 0
  for (let step = 0; step < 12; step++) {
    const { legal, violations } = step === 0 ? judged : judge(tcb, segment)
    if (legal) return null
    const first = violations[0] as Violation
    path.push(`${formatSegment(segment)} ${first.rule}/${first.field}=${first.allowed.map(({ value }) => value)}`)
    const trouble = (what: Trouble) => ({ trouble: what, path: path.join(' → ') })
    if (last !== null && first.field === last.field) return trouble('rejects what it demands')
    if (first.allowed.length === 0) {
      if (!nothingDue) return trouble('nothing to say while something is due')
      return last === null ? null : trouble('wait after a correction')
    }
    segment = obey(tcb, segment, first)
    last = first
  }
  return { trouble: 'circle', path: path.join(' → ') }
}

/** One in so many of all starts is followed: a step that no list's length divides, so that all values take part. */
const STRIDE = 13

test('whoever does what the notes say, one after the other, arrives', () => {
  const troubles = new Map<Trouble, string[]>()
  let wrong = 0
  let at = 0
  for (const { steps, tcb } of SITUATIONS.values())
    for (const start of starts(tcb, () => at++ % STRIDE === 0)) {
      const judged = judge(tcb, start)
      if (judged.legal) continue
      wrong++
      const found = follow(tcb, start, judged)
      if (found !== null)
        troubles.set(found.trouble, [
          ...(troubles.get(found.trouble) ?? []),
          `${tcb.state} [${steps.slice(-3)}] ${found.path}`,
        ])
    }
  const counts = Object.fromEntries([...troubles].map(([trouble, all]) => [trouble, all.length]))
  console.info(`${SITUATIONS.size} situations, ${wrong} wrong starts:`, counts)
  expect(SITUATIONS.size).toBeGreaterThanOrEqual(45)
  expect(wrong).toBeGreaterThanOrEqual(5_000)
  expect([...troubles.values()].flatMap((all) => all.slice(0, 6))).toEqual([])
})

/** Walks that are taken; more of them, from other seeds, when one hunts. */
const WALKS = Number(process.env.WOSHOU_WALKS ?? 100)
/** Links over which somebody slips. */
const LINKS = Math.ceil(WALKS / 5)
const FIRST = Number(process.env.WOSHOU_SEED ?? 20_261_127)

test(`so does whoever gets anywhere among anybody’s segments (${WALKS} walks from seed ${FIRST})`, () => {
  const troubles: string[] = []
  const states = new Map<string, number>()
  let wrong = 0
  for (let seed = FIRST; seed < FIRST + WALKS; seed++)
    for (const [at, situation] of wander(seed).entries()) {
      const { steps, tcb } = situation
      states.set(tcb.state, (states.get(tcb.state) ?? 0) + 1)
      const right = due(tcb, { isn: 77_777 }).map((one) => one.segment)
      for (const one of right) if (!judge(tcb, one).legal) troubles.push(`${seed}: judge refuses ${formatSegment(one)}`)
      const slips = right.flatMap((one) => mutants(tcb, one)).filter((_, i) => (i + at) % (3 * STRIDE) === 0)
      for (const start of [...chosen(situation, 3, seed * 100 + at), ...slips.map((slip) => slip.segment)]) {
        const judged = judge(tcb, start)
        if (judged.legal) continue
        wrong++
        const found = follow(tcb, start, judged)
        if (found !== null) troubles.push(`${seed}: ${tcb.state} [${steps.slice(-4)}] ${found.trouble}: ${found.path}`)
      }
    }
  console.info(`${wrong} wrong choices in`, Object.fromEntries(states), `${troubles.length} do not arrive`)
  expect(new Set(states.keys())).toEqual(new Set(STATES))
  expect(wrong).toBeGreaterThan(WALKS * 20)
  expect(troubles.slice(0, 10)).toEqual([])
})

test('so does whoever slips at random, over links that lose, delay and repeat', () => {
  const troubles: string[] = []
  let wrong = 0
  for (let seed = 1; seed <= LINKS; seed++) {
    const { link, wishes } = scenario(
      seed,
      seed % 4 === 0 ? { congestion: 'reno', mss: 100, initialCwnd: 100, sack: seed % 8 === 0 } : {},
    )
    const play = new Play(link, wishes, seed, (tcb, right) => {
      for (const { name, segment } of mutants(tcb, right)) {
        const judged = judge(tcb, segment)
        if (judged.legal) continue
        wrong++
        const found = follow(tcb, segment, judged)
        if (found !== null) troubles.push(`${tcb.state} ${name}: ${found.trouble}: ${found.path}`)
      }
    })
    play.run(200)
  }
  console.info(`${wrong} random slips: ${troubles.length} do not arrive`)
  expect(wrong).toBeGreaterThan(LINKS * 125)
  expect(troubles.slice(0, 10)).toEqual([])
})
