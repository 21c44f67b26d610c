import { describe, expect, test } from 'vitest'
import { type Compared, compareCwnd } from '../../conformance/cwnd.ts'
import { drive } from '../../conformance/drive.ts'
import { recorded } from '../../conformance/fixtures.ts'
import type { Trace } from '../../conformance/trace.ts'
import { diff, isSynchronized, KERNEL_DIFFERENCES } from '../index.ts'

// What Linux 6.18 (`reno`) said of its congestion window after each ACK, and what the engine's RFC 5681 has after the same one.

const traces = new Map(recorded().map((trace) => [trace.name, trace] as const))

function compared(name: string): readonly Compared[] {
  const trace = traces.get(name)
  if (trace === undefined) throw new Error(`no record ${name}`)
  return compareCwnd(trace)
}

/** Names a row by what it says. */
const told = ({ kernel, cwnd, ssthresh, phase }: Compared): string =>
  `${kernel.after} ${kernel.i}: Linux ${kernel.cwnd} (${kernel.state}, ssthresh ${kernel.ssthresh}), engine ${cwnd} (${phase}, ${ssthresh})`

const differs = ({ kernel, cwnd }: Compared): boolean => Math.abs(kernel.cwnd - cwnd) > 1
const thresholdDiffers = ({ kernel, ssthresh }: Compared): boolean =>
  kernel.ssthresh !== null && Math.abs(kernel.ssthresh - ssthresh) > 1

const rowsOf = (id: string) => {
  const found = KERNEL_DIFFERENCES.find((difference) => difference.id === id)
  if (found === undefined) throw new Error(`no difference ${id}`)
  return found
}

describe('cwnd after each ACK of a recorded Linux', () => {
  test.each(['reno-slow-start', 'reno-after-idle', 'reno-timeout', 'reno-syn-lost-twice'])(
    '%s: the engine’s is the same within one segment',
    (name) => {
      const rows = compared(name)
      expect(rows.length).toBeGreaterThanOrEqual(20)
      expect(rows.filter((row) => differs(row) || thresholdDiffers(row)).map(told)).toEqual([])
    },
  )

  test.each(['reno-one-loss', 'reno-one-loss--sack', 'reno-two-losses'])(
    '%s: the same within one segment but in fast recovery, and ssthresh throughout',
    (name) => {
      const rows = compared(name)
      const inRecovery = rows.filter((row) => row.phase === 'fast-recovery')
      expect(inRecovery.length).toBeGreaterThan(10)
      expect(rows.filter(thresholdDiffers).map(told)).toEqual([])
      expect(rows.filter((row) => differs(row) && row.phase !== 'fast-recovery').map(told)).toEqual([])
      // Slow start before it, congestion avoidance behind it, in which cwnd grows as often.
      expect(new Set(rows.map(({ phase }) => phase)).size).toBe(3)
      const after = rows.slice(rows.lastIndexOf(inRecovery.at(-1) as Compared) + 1)
      const [first, last] = [after[0], after.at(-1)]
      expect(last === undefined || first === undefined ? 0 : last.cwnd - first.cwnd).toBeGreaterThanOrEqual(2)
    },
  )
})

describe('where Linux differs, and why', () => {
  /**
   * RFC 6937 §3: a sender's cwnd in recovery, in segments. Sent is not one segment at once for all (RFC 5681 §3.2, step 3:
   * ssthresh + 3, step 4: one more for each duplicate), but in proportion to what arrives.
   */
  class ProportionalRateReduction {
    #delivered = 0
    #out = 0
    readonly #flight: number
    readonly #ssthresh: number
    constructor(flight: number, ssthresh: number) {
      this.#flight = flight
      this.#ssthresh = ssthresh
    }

    /** One more has arrived, and so many are on their way now. */
    arrived(pipe: number): number {
      this.#delivered += 1
      const limit =
        pipe > this.#ssthresh
          ? Math.ceil((this.#delivered * this.#ssthresh) / this.#flight) - this.#out
          : Math.min(this.#ssthresh - pipe, Math.max(this.#delivered - this.#out, 1))
      // The one that is missing may be sent at once.
      return pipe + Math.max(limit, this.#out > 0 ? 0 : 1)
    }

    sent(segments: number): void {
      this.#out += segments
    }
  }

  test.each(['reno-one-loss', 'reno-one-loss--sack'])(
    '%s: in recovery Linux’s cwnd is RFC 6937’s (proportional rate reduction), and ssthresh at its end, as the engine’s',
    (name) => {
      expect(rowsOf('proportional-rate-reduction').section).toMatch(/RFC 6937 3/)
      const rows = compared(name).filter(({ kernel }) => kernel.after === 'arrived')
      const first = rows.findIndex(({ kernel }) => kernel.state === 'Recovery')
      const duplicates = rows.slice(first).filter((row) => row.acknowledged === 0 && row.kernel.state === 'Recovery')
      const [before] = [rows[first - 1]]
      if (before === undefined) throw new Error('the record begins in recovery')
      const prr = new ProportionalRateReduction(before.kernel.cwnd, rows[first]?.kernel.ssthresh ?? 0)
      let was: number | null = null
      const wrong: string[] = []
      duplicates.forEach((row, n) => {
        // What was sent since the ACK before: the missing one behind the first, new text behind the others.
        if (was !== null) prr.sent(row.outstanding - was + (n === 1 ? 1 : 0))
        was = row.outstanding
        // Three had arrived at the first; and the missing one is lost until it is sent again.
        const pipe = row.outstanding - (3 + n) - (n === 0 ? 1 : 0)
        const expected = prr.arrived(pipe)
        if (expected !== row.kernel.cwnd) wrong.push(`${told(row)}, RFC 6937 ${expected}`)
      })
      expect(duplicates.length).toBeGreaterThan(10)
      expect(wrong).toEqual([])
      const end = rows.slice(first).find((row) => row.acknowledged > 0)
      expect([end?.kernel.cwnd, end?.cwnd]).toEqual([end?.kernel.ssthresh, end?.ssthresh])
    },
  )

  test('reno-two-losses: with two losses too it falls step by step from cwnd to ssthresh, where RFC 5681 goes below and inflates', () => {
    const rows = compared('reno-two-losses').filter(({ phase }) => phase === 'fast-recovery')
    const windows = rows.map(({ kernel }) => kernel.cwnd)
    expect([...windows].sort((a, b) => b - a)).toEqual(windows)
    expect(windows.at(-1)).toBe(rows.at(-1)?.kernel.ssthresh)
    expect(rows[0]?.cwnd).toBe((rows[0]?.ssthresh ?? 0) + 3)
  })

  test('reno-delayed-acknowledgements: Linux adds in slow start what an ACK acknowledges (RFC 3465 §2.2), the engine one SMSS (RFC 5681 §3.1)', () => {
    expect(rowsOf('appropriate-byte-counting').section).toMatch(/RFC 3465 2/)
    const rows = compared('reno-delayed-acknowledgements')
    const more = (row: Compared) => Math.max(0, row.acknowledged - 1)
    let ahead = 0
    const unexplained = rows.filter((row) => {
      ahead += more(row)
      return row.kernel.cwnd - row.cwnd !== ahead
    })
    expect(ahead).toBeGreaterThan(10)
    expect(unexplained.map(told)).toEqual([])
  })

  test('reno-application-limited: Linux lets cwnd grow to twice of what was on its way (RFC 2861), the engine with each ACK', () => {
    expect(rowsOf('congestion-window-validation').section).toMatch(/RFC 2861/)
    const rows = compared('reno-application-limited')
    const most = Math.max(...rows.slice(-20).map(({ outstanding }) => outstanding))
    const unexplained = rows.filter(
      (row) => differs(row) && !(row.kernel.cwnd === 2 * most && row.cwnd > row.kernel.cwnd),
    )
    expect(rows.filter(differs).length).toBeGreaterThan(5)
    expect(unexplained.map(told)).toEqual([])
  })

  test('reno-loss-with-little-on-its-way: Linux halves cwnd, the engine FlightSize (RFC 5681 §3.1, equation 4)', () => {
    expect(rowsOf('half-of-cwnd').section).toMatch(/RFC 5681 3\.1/)
    const rows = compared('reno-loss-with-little-on-its-way')
    const first = rows.findIndex(({ phase }) => phase === 'fast-recovery')
    const [before, loss] = [rows[first - 1], rows[first]]
    expect(rows.slice(0, first).filter(differs).map(told)).toEqual([])
    expect(loss?.kernel.ssthresh).toBe((before?.kernel.cwnd ?? 0) / 2)
    expect(loss?.ssthresh).toBe((loss?.outstanding ?? 0) / 2)
  })

  test('reno-lost-syn: Linux keeps the initial window where the SYN was lost once, the engine has one segment (RFC 5681 §3.1)', () => {
    expect(rowsOf('initial-window-after-a-lost-syn').section).toMatch(/RFC 5681 3\.1/)
    const rows = compared('reno-lost-syn')
    const initial = traces.get('reno-lost-syn')?.congestion?.initialCwnd ?? 0
    expect(initial).toBe(4)
    expect(rows.filter(({ kernel, cwnd }) => kernel.cwnd - cwnd !== initial - 1).map(told)).toEqual([])
  })

  test('are all of the records’ differences: every record with readings is named above', () => {
    const named = [
      'reno-slow-start',
      'reno-after-idle',
      'reno-timeout',
      'reno-one-loss',
      'reno-one-loss--sack',
      'reno-two-losses',
      'reno-delayed-acknowledgements',
      'reno-application-limited',
      'reno-loss-with-little-on-its-way',
      'reno-lost-syn',
      'reno-syn-lost-twice',
    ]
    const withReadings = [...traces.values()].filter((trace: Trace) => trace.congestion !== null)
    expect(withReadings.map(({ name }) => name).sort()).toEqual(named.sort())
  })
})

describe('what the judge says of a Linux with reno', () => {
  /** Segments beyond the engine's window, by how many whole segments, and in which phase it is. */
  function beyond(trace: Trace): readonly { readonly rules: string; readonly phase: string; readonly over: number }[] {
    const { congestion } = trace
    if (congestion === null) return []
    const { mss, side } = congestion
    const sent = new Map<number, { phase: string; over: number }>()
    const { judged } = drive(trace, {
      policy: (of) => (of === side ? { congestion: 'reno', mss } : {}),
      after: (what, of, i, tcb) => {
        if (what !== 'sent' || of !== side || !isSynchronized(tcb) || tcb.congestion === null) return
        const { cwnd, phase } = tcb.congestion
        sent.set(i, { phase, over: (diff(tcb.snd.nxt, tcb.snd.una) - cwnd) / mss })
      },
    })
    return judged.flatMap(({ i, legal, rules }) =>
      legal ? [] : [{ rules: rules.join(), ...(sent.get(i) ?? { phase: '', over: 0 }) }],
    )
  }

  test('that it exceeds cwnd, where it differs as above, by one segment elsewhere, and nothing else', () => {
    const found = [...traces.values()].flatMap((trace) => beyond(trace).map((one) => ({ name: trace.name, ...one })))
    expect(found.filter(({ rules }) => rules !== 'cwnd-exceeded')).toEqual([])
    expect(
      found.filter(
        ({ name, over, phase }) =>
          phase !== 'fast-recovery' && over > 1 && !['reno-delayed-acknowledgements', 'reno-lost-syn'].includes(name),
      ),
    ).toEqual([])
    // Proportional rate reduction sends before half a flight has arrived; three in slow start with delayed ACKs.
    expect(found.filter(({ phase }) => phase === 'fast-recovery').length).toBeGreaterThan(10)
    for (const same of ['reno-slow-start', 'reno-timeout', 'reno-after-idle', 'reno-syn-lost-twice'])
      expect(found.filter(({ name }) => name === same)).toEqual([])
  })
})

test('a window that grows by one segment too few is noticed', () => {
  const trace = traces.get('reno-slow-start')
  if (trace === undefined || trace.congestion === null) throw new Error('no such record')
  const { congestion } = trace
  const spoilt = {
    ...congestion,
    readings: congestion.readings.map((r, n) => ({ ...r, cwnd: r.cwnd - (n > 9 ? 2 : 0) })),
  }
  expect(compareCwnd({ ...trace, congestion: spoilt }).filter(differs).length).toBe(congestion.readings.length - 10)
})
