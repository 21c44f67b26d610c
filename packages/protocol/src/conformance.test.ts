import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type Driven, drive } from '../conformance/drive.ts'
import { further, matrix, recorded as ownRecords, rules, traces } from '../conformance/fixtures.ts'
import { parseTrace, SIDES, type Side, type Trace } from '../conformance/trace.ts'
import { ACK, ALIASES, KERNEL_DIFFERENCES, PSH, RST, STATES, type State, SYN } from './index.ts'

/** States which last shorter than the recorder's sampling: the engine goes through them, the record lacks them. */
const UNSAMPLED: ReadonlySet<State> = new Set(['SYN-RECEIVED', 'LISTEN', 'CLOSED'])

/** Evidence for a rule about what the *kernel* side must do: the hand-made segments there break no such rule. */
const EVIDENCE_OF_THE_RECEIVER: Readonly<Record<string, string>> = {
  'established-dupack-rate-limit': 'duplicates are sent here; that they are acknowledged again is the kernel’s part',
  'established-pure-ack-oow-rate-limit': 'as above',
  'finwait1-data-after-shutdown': 'shows that text is taken after shutdown(WR); its ack leaves out the FIN as well',
  'finwait2-data-after-close': 'shows that text is refused after close(); its sender is right',
  'closed-gets-syn-data': 'shows the numbers of the kernel’s RST',
  'client-established-server-fin-close': 'shows that LAST-ACK ends in CLOSED; its segments are right',
  'established-peer-never-acks-data': 'shows the kernel’s retransmissions; nothing wrong is sent',
}

const all = traces()
const driven = new Map<string, Driven>(all.map((trace) => [trace.name, drive(trace)]))

const named = (kernel: string): State =>
  STATES.find((state) => state === kernel || ALIASES[state].includes(kernel)) ?? 'CLOSED'

/** The kernel's states in the RFC's spelling; CLOSED after SYN_RECV at a listener means back to LISTEN. */
function recorded(trace: Trace, side: Side): readonly State[] | null {
  const states = trace.states[side]
  if (states === null) return null
  const listens = trace.appEvents.some((event) => event.side === side && event.call.startsWith('listen'))
  const out: State[] = []
  for (const state of states.map(named)) {
    const back = state === 'CLOSED' && out.at(-1) === 'SYN-RECEIVED' && listens
    if (out.at(-1) !== state) out.push(back ? 'LISTEN' : state)
  }
  return out
}

/** Whether the record is what the engine went through, apart from states too short to be sampled. */
function agrees(record: readonly State[], engine: readonly State[]): 'equal' | 'unsampled' | 'differs' {
  if (record.join() === engine.join()) return 'equal'
  let at = 0
  for (const state of engine) {
    if (state === record[at]) at++
    else if (!UNSAMPLED.has(state)) return 'differs'
  }
  return at === record.length ? 'unsampled' : 'differs'
}

const firstRules = (trace: Trace): readonly string[] =>
  (driven.get(trace.name)?.judged ?? [])
    .filter((judged, i) => trace.segments[i]?.handmade === true && !judged.legal)
    .map((judged) => judged.rules[0] ?? '')

describe('the engine against recorded exchanges of Linux', () => {
  test('drives every trace and judges every segment', () => {
    expect(all.length).toBe(179)
    for (const trace of all) expect(driven.get(trace.name)?.judged).toHaveLength(trace.segments.length)
  })

  test('judges no kernel segment wrong', () => {
    const wrong = all.flatMap((trace) =>
      (driven.get(trace.name)?.judged ?? [])
        .filter((judged, i) => trace.segments[i]?.handmade === false && !judged.legal)
        .map((judged) => `${trace.name}#${judged.i} ${judged.rules}`),
    )
    expect(wrong).toEqual([])
  })

  test('every difference has its section', () => {
    expect(KERNEL_DIFFERENCES.filter(({ engine }) => engine === 'policy').length).toBeGreaterThanOrEqual(8)
    for (const { section } of KERNEL_DIFFERENCES) expect(section).toMatch(/^(RFC \d+ )?\d/)
  })

  test('goes through the kernel’s states in every trace', () => {
    const differs = all.flatMap((trace) =>
      SIDES.filter((side) => {
        const record = recorded(trace, side)
        return record !== null && agrees(record, driven.get(trace.name)?.states[side] ?? []) === 'differs'
      }).map((side) => `${trace.name} ${side}`),
    )
    expect(differs).toEqual([])
  })

  test('names the rule of each trace with a wrong segment first', () => {
    const missing: string[] = []
    const evidence = new Map<string, string[]>()
    for (const rule of rules())
      if (rule.severity !== 'legal')
        for (const name of rule.evidenceTraces) evidence.set(name, [...(evidence.get(name) ?? []), rule.id])
    for (const trace of all) {
      const expected = evidence.get(trace.name)
      const byHand = trace.kinds.client === 'handmade' || trace.kinds.server === 'handmade'
      if (!byHand || expected === undefined || EVIDENCE_OF_THE_RECEIVER[trace.name] !== undefined) continue
      const found = firstRules(trace)
      if (!found.some((rule) => expected.includes(rule))) missing.push(`${trace.name}: ${expected} but ${found}`)
    }
    expect(missing).toEqual([])
  })

  test('prints the table of agreement', () => {
    const rows = all.map((trace) => {
      const judged = driven.get(trace.name)?.judged ?? []
      const kernel = judged.filter((_, i) => trace.segments[i]?.handmade === false)
      const states = SIDES.map((side) => {
        const record = recorded(trace, side)
        return record === null ? '–' : agrees(record, driven.get(trace.name)?.states[side] ?? [])
      })
      return `${trace.name.padEnd(46)} ${String(kernel.filter((j) => j.legal).length).padStart(3)}/${String(kernel.length).padEnd(3)} ${states.join(' ').padEnd(18)} ${firstRules(trace).join(' ')}`
    })
    const count = (word: string): number => rows.filter((row) => row.includes(word)).length
    console.log(
      `${'trace'.padEnd(46)} kernel  states             first violations of hand-made segments\n${rows.join('\n')}`,
    )
    console.log(
      `${all.length} traces, ${count('unsampled')} with states too short for the recorder, ${count('differs')} that differ`,
    )
    expect(count('differs')).toBe(0)
  })
})

describe('the engine against exchanges recorded later', () => {
  test.each([...further(), ...ownRecords()].map((trace) => [trace.name, trace] as const))('%s', (_, trace) => {
    const { judged, states } = drive(trace)
    const wrong = judged.filter((verdict, i) => !verdict.legal && trace.segments[i]?.handmade === false)
    expect(wrong).toEqual([])
    for (const side of SIDES) {
      const record = recorded(trace, side)
      if (record !== null && agrees(record, states[side]) === 'differs') expect(states[side]).toEqual(record)
    }
  })
})

test('names text after the own FIN at a listener too, whose connection is over', () => {
  const trace = further().find(({ name }) => name === 'text-after-own-fin-at-a-listener')
  if (trace === undefined) throw new Error('no such trace')
  expect(drive(trace).judged.find(({ legal }) => !legal)?.rules[0]).toBe('data-after-own-fin')
})

test('TIME-WAIT outlives a RST where tcp_rfc1337 is set (RFC 1337)', () => {
  const trace = all.find(({ name }) => name === 'time-wait-rst-kills')
  if (trace === undefined) throw new Error('no such trace')
  const last = (rfc1337: number) =>
    SIDES.map((side) => drive({ ...trace, sysctl: { ...trace.sysctl, tcp_rfc1337: rfc1337 } }).states[side].at(-1))
  expect(last(0)).not.toContain('TIME-WAIT')
  expect(last(1)).toContain('TIME-WAIT')
})

describe('the engine against every state of Linux × wrong segments', () => {
  test('judges no kernel segment wrong, and ends in the kernel’s state', () => {
    const differs: string[] = []
    const sample = matrix()
    for (const trace of sample) {
      const side: Side = trace.kinds.client === 'kernel' ? 'client' : 'server'
      const { judged, states } = drive(trace)
      for (const { i, legal, rules: broken } of judged)
        if (!legal && trace.segments[i]?.handmade === false) differs.push(`${trace.name}#${i} ${broken}`)
      // A listener's closed connection cannot be told from its listening by looking it up.
      const last = (state: State | undefined) => (state === 'LISTEN' ? 'CLOSED' : state)
      const record = last(named(trace.states[side]?.at(-1) ?? ''))
      if (record !== last(states[side].at(-1)))
        differs.push(`${trace.name}: ${record}, but the engine ${states[side].at(-1)}`)
    }
    expect(sample.length).toBeGreaterThan(400)
    expect(differs).toEqual([])
  })
})

describe('what a kernel owes', () => {
  /** Replies of which Linux sends at most one in 500 ms. */
  const LIMITED: ReadonlySet<string> = new Set(['challenge-ack', 'acknowledge-duplicate', 'acknowledge-unsent'])
  /** A reply that left later than this, in seconds, was not to the arrival: a delayed ACK takes at most 0.2. */
  const DELAYED = 0.25
  /** All others leave at once. */
  const AT_ONCE = 0.01
  const MAY_WAIT = /^acknowledge-(text|fin)$/
  type Explained = { readonly what: string; readonly id: string | null }

  /** Every debt that was not paid, and every ACK that was not owed, each with the difference that explains it. */
  function exceptions(trace: Trace): readonly Explained[] {
    const { debts, states } = drive(trace)
    const segmentOf = (i: number) => {
      const found = trace.segments.find((s) => s.i === i)
      if (found === undefined) throw new Error(`${trace.name} has no segment ${i}`)
      return found
    }
    return SIDES.filter((side) => trace.kinds[side] === 'kernel').flatMap((side) => {
      const { owed, unowed } = debts[side]
      const paidAt = ({ paid }: { paid: number | null }) => (paid === null ? null : segmentOf(paid).t)
      const isTimeWait = states[side].includes('TIME-WAIT')
      const unpaid = owed.flatMap((debt): Explained[] => {
        const left = paidAt(debt)
        const arrived = segmentOf(debt.to)
        const at = Math.max(...arrived.arrivals.filter((t) => left === null || t <= left))
        if (left !== null && left - at <= (MAY_WAIT.test(debt.reason) ? DELAYED : AT_ONCE)) return []
        const { flags, options, text } = arrived.segment
        const limited = owed.some((other) => {
          const before = LIMITED.has(other.reason) ? paidAt(other) : null
          return before !== null && before <= at && at - before < 0.5
        })
        const tooOld = debt.reason === 'challenge-ack' && isTimeWait && (flags & SYN) === 0
        const ends = left === null && trace.end - at < DELAYED && MAY_WAIT.test(debt.reason)
        const id =
          (flags & (ACK | SYN | RST)) === 0
            ? 'unacceptable-without-ack'
            : LIMITED.has(debt.reason) && limited
              ? 'challenge-rate'
              : tooOld
                ? 'time-wait-looks-at-no-ack'
                : (flags & ~PSH) === ACK && text === '' && options?.timestamps !== undefined
                  ? 'old-ack-by-its-timestamp'
                  : ends
                    ? 'delayed-acknowledgements'
                    : null
        return [{ what: `${trace.name} ${side}: ${debt.reason} to ${debt.to}`, id }]
      })
      const unasked = unowed.map((i): Explained => {
        const { t } = segmentOf(i)
        const before = trace.segments.filter((s) => s.from !== side && s.arrivals.some((at) => at <= t)).at(-1)
        const flags = before?.segment.flags ?? 0
        const joined = owed.filter(({ paid }) => paid !== null && paid < i && t - segmentOf(paid).t < 0.001)
        const id =
          isTimeWait && (flags & (ACK | SYN | RST)) === 0
            ? 'time-wait-without-ack'
            : flags & RST && states[side].at(-1) === 'FIN-WAIT-2'
              ? 'fin-wait-2-after-close'
              : (flags & (SYN | RST)) === (SYN | RST)
                ? 'syn-rst-below-the-window'
                : joined.length > 1
                  ? 'each-debt-apart'
                  : null
        return { what: `${trace.name} ${side}: ${i} was not owed`, id }
      })
      return [...unpaid, ...unasked]
    })
  }

  const EVERYTHING = [...all, ...further(), ...ownRecords(), ...matrix()]

  test('is sent, and nothing else, but for the habits that are listed', () => {
    const found = EVERYTHING.flatMap(exceptions)
    const counts = new Map<string, number>()
    for (const { id } of found) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1)
    const owed = EVERYTHING.flatMap((trace) => {
      const { debts } = drive(trace)
      return SIDES.filter((side) => trace.kinds[side] === 'kernel').flatMap((side) => debts[side].owed)
    })
    console.log(
      `${owed.length} debts of kernels in ${EVERYTHING.length} traces; exceptions: ${[...counts].map(([id, n]) => `${n} × ${id}`).join(', ')}`,
    )
    expect(owed.length).toBeGreaterThan(1_500)
    expect(found.filter(({ id }) => id === null).map(({ what }) => what)).toEqual([])
    // Each habit is in the list, and each that the list says to show in debts does.
    const listed = KERNEL_DIFFERENCES.filter(({ debts }) => debts !== undefined).map(({ id }) => id)
    expect([...counts.keys()].sort()).toEqual([...listed].sort())
  })

  test('is looked at: a debt too few or too many is noticed', () => {
    const trace = all.find(({ name }) => name === 'dup-syn-late')
    if (trace === undefined) throw new Error('no such trace')
    expect(exceptions(trace)).toEqual([])
    const { debts } = drive(trace)
    const silent = debts.server.owed.find(({ reason }) => reason === 'challenge-ack')?.paid
    expect(silent).toBeTypeOf('number')
    const unpaid = { ...trace, segments: trace.segments.filter(({ i }) => i !== silent) }
    expect(exceptions(unpaid).map(({ id }) => id)).toEqual([null])
    const ack = trace.segments.find(({ i }) => i === silent)
    if (ack === undefined) throw new Error('no such segment')
    const twice = { ...ack, i: 1_000, t: ack.t + 0.01, arrivals: [], segment: { ...ack.segment, text: '', flags: ACK } }
    expect(exceptions({ ...trace, segments: [...trace.segments, twice] }).map(({ id }) => id)).toEqual([null])
  })
})

describe('the conformance command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'woshou-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const run = (name: string, content: string) => {
    const file = join(folder, name)
    writeFileSync(file, content)
    return spawnSync(process.execPath, [join(import.meta.dirname, '..', 'conformance', 'main.ts'), file], {
      encoding: 'utf8',
    })
  }
  const first = all[0]
  if (first === undefined) throw new Error('no traces')

  test('exits 2 with one clear line for a malformed file', () => {
    for (const content of [
      '',
      'no JSON',
      '[]',
      'null',
      '{"name":1}',
      '{"name":"x","client":{"kind":"kernel"}}',
      `${'['.repeat(20_000)}`,
    ]) {
      const { status, stdout, stderr } = run('bad.json', content)
      expect(status).toBe(2)
      expect(stdout).toBe('')
      expect(stderr.trim().split('\n')).toHaveLength(1)
    }
  })

  test('prints one line of JSON for a good one, and exits 0', () => {
    const minimal = { name: 'tiny', client: { kind: 'handmade' }, server: { kind: 'handmade' }, segments: [] }
    const { status, stdout } = run('good.json', JSON.stringify(minimal))
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      name: 'tiny',
      segments: 0,
      judged: [],
      states: { client: ['CLOSED'], server: ['CLOSED'] },
      debts: { client: { owed: [], unowed: [] }, server: { owed: [], unowed: [] } },
    })
  })

  test('says what is wrong with a file that was a trace once', () => {
    const good =
      '{"name":"x","client":{"kind":"kernel"},"server":{"kind":"handmade"},"appEvents":[],"segments":[{"i":0,"t":0,"tArrive":[0.1],"from":"client","flags":["SYN"],"seq":7,"ack":null,"len":0,"win":9,"options":[],"origin":"kernel"}]}'
    expect(parseTrace(good).ok).toBe(true)
    const broken: readonly (readonly [string, string, string])[] = [
      ['"t":0,', '"t":-1,', 'segments[0].t is not a time in seconds from the start'],
      ['[0.1]', '[-3]', 'segments[0].tArrive[0] is not a time in seconds from the start'],
      ['"seq":7', '"seq":-7', 'segments[0].seq is not an integer from 0 to 4294967295'],
      ['["SYN"]', '["SYN","ACK"]', 'segments[0].ack is null, but ACK is among its flags'],
      ['"options":[]', '"options":"none"', 'segments[0].options is not an array'],
      ['"origin":"kernel"', '"origin":"Mars"', 'segments[0].origin is neither "kernel" nor "handmade"'],
      ['"appEvents":[],', '', 'appEvents is not an array'],
      ['"name":"x"', '"name":"x","isn":{"client":"7"}', 'isn.client is not an integer from 0 to 4294967295'],
      ['"name":"x"', '"name":"x","sysctl":[]', 'sysctl is not an object'],
      ['"name":"x"', '"name":"x","congestion":{}', 'congestion.side is neither "client" nor "server"'],
      [
        '"name":"x"',
        '"name":"x","congestion":{"side":"client","mss":9,"initialCwnd":4,"readings":[{"after":"noon"}]}',
        'congestion.readings[0].after is neither "arrived" nor "sent"',
      ],
    ]
    for (const [right, wrong, error] of broken)
      expect(parseTrace(good.replace(right, wrong))).toEqual({ ok: false, error })
  })

  test('survives any JSON in a trace’s place', () => {
    const values = [null, 1, -1, 1.5, 'x', [], {}, true, 2 ** 40, [null], { kind: 'kernel' }]
    const base = {
      name: 'x',
      client: { kind: 'kernel' },
      server: { kind: 'kernel' },
      segments: [],
      appEvents: [],
      sysctl: {},
      isn: {},
    }
    for (const key of Object.keys(base))
      for (const value of values) {
        const parsed = parseTrace(JSON.stringify({ ...base, [key]: value }))
        if (parsed.ok) expect(() => drive(parsed.trace)).not.toThrow()
      }
  })
})
