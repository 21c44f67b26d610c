import { describe, expect, test } from 'vitest'
import { hints } from './catalogue/index.ts'
import { sendWindow } from './congested.ts'
import {
  ACK,
  add,
  diff,
  due,
  expire,
  isSynchronized,
  type Policy,
  type Segment,
  SYN,
  segment,
  send,
  type Tcb,
  timers,
} from './index.ts'
import { Play } from './link.test-support.ts'
import { smssOf } from './mss.ts'
import { CLIENT, CN, End, SERVER, SN } from './rule-cases/end.test-support.ts'
import { scenario } from './scenario.test-support.ts'

const MSS = 100
const byte = (n: number): number => CN + n * MSS

const reno = (segments: number, policy: Partial<Policy> = {}) =>
  new End({ congestion: 'reno', mss: MSS, initialCwnd: MSS, ...policy })
    .call({ type: 'open-active' })
    .sends(SYN, CLIENT)
    .gets(SYN | ACK, SERVER, CN)
    .sends(ACK, CN, SN)
    .call({ type: 'send', text: 'x'.repeat(MSS * segments) })

/** All that is due leaves; its numbers, in segments from the first byte. */
function speaks(end: End): number[] {
  const sent: number[] = []
  for (let next = due(end.tcb)[0]; next; next = due(end.tcb)[0]) {
    sent.push(diff(next.segment.seq, CN) / MSS)
    end.sends(next.segment.flags, next.segment.seq, next.segment.ack, next.segment.text)
  }
  return sent
}
const acked = (end: End, n: number): End => end.gets(ACK, SN, byte(n))
const windows = ({ tcb }: End) => {
  if (!isSynchronized(tcb) || tcb.congestion === null) throw new Error('no congestion control')
  const { cwnd, phase, ssthresh } = tcb.congestion
  return [cwnd / MSS, ssthresh / MSS, phase] as const
}

describe('two ends that count', () => {
  test('slow start sends 1, 2, 4, 8 segments, and from ssthresh on one more each round trip', () => {
    const end = reno(40, { initialSsthresh: 8 * MSS })
    const rounds: number[] = []
    let from = 0
    for (let round = 0; round < 6; round++) {
      let sent = round === 0 ? speaks(end).length : 0
      if (round > 0)
        for (const last = from; from < last + (rounds[round - 1] ?? 0); ) sent += speaks(acked(end, ++from)).length
      rounds.push(sent)
    }
    expect(rounds).toEqual([1, 2, 4, 8, 9, 10])
    expect(windows(end)).toEqual([10, 8, 'congestion-avoidance'])
  })

  test('one loss, three duplicate ACKs: it is sent again, cwnd is inflated and deflated, nothing twice', () => {
    const end = reno(30, { initialCwnd: 8 * MSS })
    expect(speaks(end)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    // the first is acknowledged, the second was lost: seven ACKs name it, six of them duplicates
    expect(speaks(acked(end, 1))).toEqual([8, 9])
    expect(windows(end)[0]).toBe(9)
    // limited transmit
    expect([speaks(acked(end, 1)), speaks(acked(end, 1))]).toEqual([[10], [11]])
    expect(windows(end)[0]).toBe(9)
    expect(speaks(acked(end, 1))).toEqual([1])
    // FlightSize 9 without what limited transmit sent: 4.5, and three more
    expect(windows(end)).toEqual([7.5, 4.5, 'fast-recovery'])
    const more = [4, 5, 6, 7, 8, 9, 10].map(() => speaks(acked(end, 1)).length)
    expect(windows(end)).toEqual([14.5, 4.5, 'fast-recovery'])
    // una + 14.5 segments is 15.5; twelve have left
    expect(more.reduce((sum, n) => sum + n)).toBe(4)
    acked(end, 12)
    expect(windows(end)).toEqual([4.5, 4.5, 'congestion-avoidance'])
  })

  test('two losses of one window: an ACK of only a part has the second sent again, and recovery goes on', () => {
    const end = reno(30, { initialCwnd: 8 * MSS })
    speaks(end)
    for (const n of [1, 1, 1]) speaks(acked(end, n))
    expect(speaks(acked(end, 1))[0]).toBe(1)
    expect(speaks(acked(end, 4))[0]).toBe(4)
    expect(windows(end)[2]).toBe('fast-recovery')
    acked(end, 12)
    expect(windows(end)).toEqual([4.5, 4.5, 'congestion-avoidance'])
  })

  test('a timeout: one segment, ssthresh half of what was on its way; what follows is sent again as it is asked for', () => {
    const end = reno(30, { initialCwnd: 8 * MSS })
    speaks(end)
    end.expires('retransmission')
    expect(windows(end)).toEqual([1, 4, 'slow-start'])
    expect(speaks(end)).toEqual([0])
    // the second was lost, too
    expect(speaks(acked(end, 1))).toEqual([1])
    // and the last: the timer runs out for it for the first time
    acked(end, 7).expires('retransmission')
    expect(windows(end)).toEqual([1, 2, 'slow-start'])
    expect(speaks(end)).toEqual([7])
    end.expires('retransmission')
    expect(windows(end)).toEqual([1, 2, 'slow-start'])
    speaks(end)
    expect(speaks(acked(end, 8))).toEqual([8, 9])
  })

  test('a second timeout of the same segment holds ssthresh, whatever was sent in between although cwnd was full', () => {
    const end = reno(30, { initialCwnd: 8 * MSS })
    speaks(end)
    end.expires('retransmission')
    speaks(end)
    // at level wire a wrong segment leaves
    for (let n = 8; n < 16; n++)
      end.tcb = send(end.tcb, segment({ flags: ACK, seq: byte(n), ack: SN, text: 'x'.repeat(MSS) }))
    expect(windows(end.expires('retransmission'))).toEqual([1, 4, 'slow-start'])
  })

  test('duplicate ACKs that follow a timeout are of before it, and start nothing', () => {
    const end = reno(30, { initialCwnd: 8 * MSS })
    speaks(end)
    end.expires('retransmission')
    speaks(end)
    for (let n = 0; n < 7; n++) acked(end, 0)
    expect(due(end.tcb)).toEqual([])
    expect(windows(end)).toEqual([1, 4, 'slow-start'])
  })

  test('the SYN was lost: one segment; the SYN,ACK was lost: one segment', () => {
    const client = new End({ congestion: 'reno' }).call({ type: 'open-active' }).sends(SYN, CLIENT)
    client
      .expires('retransmission')
      .sends(SYN, CLIENT)
      .gets(SYN | ACK, SERVER, CN)
    const server = new End({ congestion: 'reno' }).call({ type: 'open-passive' }).gets(SYN, CLIENT)
    server.sends(SYN | ACK, SERVER, CN)
    expect(server.tcb).toMatchObject({ congestion: { cwnd: 2144 } })
    server
      .expires('retransmission')
      .sends(SYN | ACK, SERVER, CN)
      .gets(ACK, CN, SN)
    for (const { tcb } of [client, server]) expect(tcb).toMatchObject({ congestion: { cwnd: 536, ssthresh: 65_535 } })
  })

  test('whoever was idle for a retransmission timeout begins anew with IW (RFC 5681 §4.1)', () => {
    const end = reno(6)
    for (let n = 0; n < 6; ) {
      n += speaks(end).length
      acked(end, n)
    }
    expect(windows(end)[0]).toBe(4)
    const before = windows(end)
    end.expires('idle-restart')
    expect(before[0]).toBeGreaterThan(1)
    expect(windows(end)).toEqual([1, before[1], 'slow-start'])
  })

  test('nobody is idle while text is on its way, and a window below IW does not begin anew', () => {
    const flying = reno(6, { initialCwnd: 2 * MSS })
    speaks(flying)
    speaks(acked(flying, 2))
    const smaller = reno(4, { initialCwnd: 4 * MSS })
    speaks(smaller)
    acked(smaller.expires('retransmission'), 4)
    expect([windows(flying)[0], windows(smaller)[0]]).toEqual([3, 2])
    for (const { tcb } of [flying, smaller]) {
      expect(timers(tcb).map(({ timer }) => timer)).not.toContain('idle-restart')
      expect(expire(tcb, 'idle-restart')).toBe(tcb)
    }
  })

  test('a full cwnd is what one waits for: the note says so, and the hint', () => {
    const end = reno(4)
    speaks(end)
    expect(end.tries(ACK, byte(2), SN)[0]).toMatchObject({ because: { case: 'cwnd-full' }, allowed: [] })
    expect(hints(null, end.tcb, 'en')[2]).toBe('cwnd is 100 bytes and 100 are on their way: wait for an ACK.')
    expect(hints(null, end.tcb, 'zh-CN')[2]).toContain('100 字节在途')
    expect(hints(null, acked(end, 1).tcb, 'en')[2]).not.toContain('cwnd')
  })

  test('it is not, where the peer’s window is full and cwnd has room: neither the note says so nor the hint', () => {
    const end = reno(9, { initialCwnd: 4 * MSS }).gets(ACK, SN, CN, '', 2 * MSS)
    expect(speaks(end)).toEqual([0, 1])
    expect(end.tries(ACK, byte(2), SN)[0]).toMatchObject({ because: { ack: SN }, allowed: [] })
    expect(end.tries(ACK, byte(2), SN)[0]?.because).not.toHaveProperty('case')
    expect(hints(null, end.tcb, 'en').join(' ')).not.toContain('cwnd')
    end.gets(ACK, SN, byte(2), '', 0)
    expect(hints(null, end.tcb, 'en').join(' ')).not.toContain('cwnd')
  })

  test('the peer’s window counts where it is smaller, and nothing is counted without the policy', () => {
    const end = reno(9, { initialCwnd: 400 })
    end.gets(ACK, SN, CN, '', 250)
    expect(speaks(end).length).toBe(3)
    const without = reno(9, { congestion: 'none' })
    expect(without.tcb).toMatchObject({ congestion: null })
    expect(speaks(without).length).toBe(9)
  })
})

/** How many random links are played. */
const LINKS = Number(process.env.WOSHOU_LINKS ?? 150)
const SEED = Number(process.env.WOSHOU_SEED ?? 20_261_128)

/** What must not be, of a sender about to send `leaving`. */
function wrongWith(tcb: Tcb, leaving: Segment): string | null {
  if (!isSynchronized(tcb) || tcb.congestion === null) return null
  const smss = smssOf(tcb)
  if (tcb.congestion.cwnd < smss) return `cwnd ${tcb.congestion.cwnd} is less than ${smss}`
  const end = add(leaving.seq, leaving.text.length)
  if (leaving.text === '' || diff(end, tcb.snd.nxt) <= 0) return null
  const probes = tcb.snd.wnd === 0 && leaving.text.length === 1
  const flight = diff(end, tcb.snd.una)
  return flight > sendWindow(tcb) && !probes ? `${flight} bytes on their way, ${sendWindow(tcb)} may be` : null
}

test(`every byte once and in order over any link, and never more on its way than both windows let out (${LINKS} links from seed ${SEED})`, () => {
  const failures: string[] = []
  const phases = new Set<string>()
  for (let seed = SEED; seed < SEED + LINKS && failures.length < 5; seed++) {
    const policies = {
      congestion: 'reno',
      mss: [100, 150, 200, 536][seed % 4] ?? 100,
      initialCwnd: seed % 3 === 0 ? null : 100,
      initialSsthresh: seed % 5 === 0 ? 300 : null,
      sack: seed % 7 < 3,
    } as const
    const { link, texts, wishes } = scenario(seed, policies)
    const play = new Play(link, wishes, seed, (tcb, leaving) => {
      const wrong = wrongWith(tcb, leaving)
      if (wrong !== null) failures.push(`seed ${seed}: ${wrong}`)
      if (isSynchronized(tcb) && tcb.congestion !== null) phases.add(tcb.congestion.phase)
    })
    play.run(40_000)
    if (play.complaints.length > 0) failures.push(`seed ${seed}: due was judged wrong: ${play.complaints[0]}`)
    const { client, server } = play.tcbs
    if (client.state !== 'CLOSED' || server.state !== 'CLOSED')
      failures.push(`seed ${seed}: did not end: ${client.state}, ${server.state}, ${play.steps} steps`)
    else if (play.received.server !== texts.client || play.received.client !== texts.server)
      failures.push(`seed ${seed}: received ${play.received.server.length} and ${play.received.client.length} bytes`)
  }
  expect(failures).toEqual([])
  expect([...phases].sort()).toEqual(['congestion-avoidance', 'fast-recovery', 'slow-start'])
})
