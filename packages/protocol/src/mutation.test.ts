import { describe, expect, test } from 'vitest'
import { drive } from '../conformance/drive.ts'
import { traces } from '../conformance/fixtures.ts'
import { type Mutant, mutants } from '../conformance/mutants.ts'
import {
  formatSegment,
  hasAck,
  hasFin,
  hasRst,
  hasSyn,
  isSynchronized,
  judge,
  type Segment,
  type Tcb,
} from './index.ts'
import { Play } from './link.test-support.ts'
import { scenario } from './scenario.test-support.ts'

/** Random plays whose segments are spoilt; `npm run properties` takes more. */
const PLAYS = Number(process.env.WOSHOU_SPOILT_PLAYS ?? 20)

/**
 * Why a spoilt segment is right nevertheless; null when there is no reason, and the judge should have noticed it.
 * Each entry is a freedom of the protocol, not a gap of the judge.
 */
function freedom(tcb: Tcb, { segment }: Mutant): string | null {
  const whole = isSynchronized(tcb) ? tcb : null
  if (hasSyn(segment) && (tcb.state === 'CLOSED' || tcb.state === 'LISTEN'))
    return 'any initial sequence number will do (§3.4.1)'
  if (hasSyn(segment) && tcb.state === 'SYN-RECEIVED' && whole === null)
    return 'any initial sequence number will do (§3.4.1)'
  if (whole === null) return null
  const isPresent = segment.seq === whole.snd.nxt && hasAck(segment) && segment.ack === whole.rcv.nxt
  const pure = segment.text === '' && !hasFin(segment) && !hasSyn(segment) && !hasRst(segment)
  if (isPresent && pure) return 'an ACK with the present numbers may go alone; what else is due may follow it'
  if (hasRst(segment) && tcb.calls.abort && segment.seq === whole.snd.nxt)
    return 'an ABORT’s RST may carry ACK or not (§3.10.5)'
  if (!tcb.calls.explicit && segment.seq === whole.snd.nxt)
    return 'a hand-made end’s sending is its call: it may send text, FIN or RST whenever it likes'
  if (isPresent && segment.text !== '' && tcb.calls.text.startsWith(segment.text))
    return 'less text than there is may be sent, or text of the same bytes (§3.7)'
  if (isPresent && segment.text.length === 1 && whole.snd.wnd === 0)
    return 'one byte is what a zero-window probe carries (§3.8.6.1)'
  const from = (segment.seq - whole.iss - 1) | 0
  const old = whole.sent.slice(from, from + segment.text.length)
  if (segment.text !== '' && from >= 0 && segment.text.startsWith(old) && old !== '')
    return 'these bytes have these numbers: what is sent again may be cut differently (§3.8.1)'
  if (hasFin(segment) && whole.fin === segment.seq && segment.text === '')
    return 'the FIN may be sent again alone (§3.8.1)'
  return null
}

function spoil(
  noticed: { count: number; missed: Map<string, number>; free: Map<string, number> },
  tcb: Tcb,
  segment: Segment,
  where: string,
): void {
  for (const mutant of mutants(tcb, segment)) {
    noticed.count++
    const verdict = judge(tcb, mutant.segment)
    if (!verdict.legal) {
      expect(verdict.violations.length).toBeGreaterThan(0)
      continue
    }
    const why = freedom(tcb, mutant)
    const map = why === null ? noticed.missed : noticed.free
    const key =
      why ?? `${where}: ${mutant.name} in ${tcb.state}: ${formatSegment(segment)} as ${formatSegment(mutant.segment)}`
    map.set(key, (map.get(key) ?? 0) + 1)
  }
}

const fresh = () => ({ count: 0, missed: new Map<string, number>(), free: new Map<string, number>() })

describe('a right segment with one field spoilt is noticed', () => {
  test('in every segment of the recorded exchanges, but for the freedoms that are named', () => {
    const noticed = fresh()
    for (const trace of traces()) drive(trace, { watch: (tcb, segment) => spoil(noticed, tcb, segment, trace.name) })
    expect([...noticed.missed.keys()]).toEqual([])
    expect(noticed.count).toBeGreaterThan(30_000)
    console.log(
      `${noticed.count} spoilt segments; right nevertheless:\n${[...noticed.free].map(([why, n]) => `  ${n} × ${why}`).join('\n')}`,
    )
  })

  test('in everything that two ends send in play, where calls are explicit and timers are seen', () => {
    const noticed = fresh()
    for (let seed = 1; seed <= PLAYS; seed++) {
      const { link, wishes } = scenario(seed)
      const play = new Play(link, wishes, seed, (tcb, segment) => spoil(noticed, tcb, segment, `seed ${seed}`))
      play.run(600)
    }
    expect([...noticed.missed.keys()].slice(0, 20)).toEqual([])
    expect(noticed.count).toBeGreaterThan(300 * PLAYS)
    console.log(
      `${noticed.count} spoilt segments; right nevertheless:\n${[...noticed.free].map(([why, n]) => `  ${n} × ${why}`).join('\n')}`,
    )
  })
})
