import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ALIASES, formatTyped, STATES, type State } from '@woshou/protocol'
import { ladderOfLog, peerOf, progressOfLog, Replay, ROLES, type Role, type SessionEvent } from '@woshou/session'
import { describe, expect, test } from 'vitest'
import { recorded as ownRecords, traces } from '../../../protocol/conformance/fixtures.ts'
import type { Trace } from '../../../protocol/conformance/trace.ts'
import type { Conversation } from '../conversation.ts'
import { readCapture } from '../read/read-capture.ts'
import { type Shorthand, segmentsOf, WHOLE } from '../testing/exchange.ts'
import { statesOf } from '../testing/states-of.ts'
import { captured, seenFrom } from '../testing/trace-capture.ts'
import { conversationLog } from './conversation-log.ts'

type Sent = Extract<SessionEvent, { type: 'segment-sent' }>

/** As a card near the client sees it: 10 ms there and back to the server, next to nothing to the client. `without` some. */
const nearClient = (lines: readonly Shorthand[], without: readonly number[] = []): Conversation => {
  let ms = 0
  const timed = segmentsOf(lines).map((one, n) => {
    ms += lines[n]?.[0] === '<' ? 10 : 0.05
    return { ...one, ms }
  })
  const [conversation] = captured(timed.filter((_, n) => !without.includes(n)))
  if (!conversation) throw new Error('no conversation')
  return conversation
}

const sentOf = (log: readonly SessionEvent[]): readonly Sent[] =>
  log.filter((event): event is Sent => event.type === 'segment-sent')

/** What is wrong in a log, as `packet rule`. */
const wrong = (log: readonly SessionEvent[]) =>
  sentOf(log).flatMap(({ move, violations }) => (violations[0] ? [`${move} ${violations[0].rule}`] : []))

const named = (kernel: string): State =>
  STATES.find((state) => state === kernel || ALIASES[state].includes(kernel)) ?? 'CLOSED'

describe('what a real kernel sent', () => {
  const fixtures = join(import.meta.dirname, '../../fixtures')
  /** Giving up leaves no packet: a capture cannot show it. */
  const UNSEEN: Readonly<Record<string, readonly State[]>> = { 'lost-synack-server-gives-up.pcap': ['CLOSED'] }

  test.each(readdirSync(join(fixtures, 'pcap')))('%s goes through the states of the trace beside it', (file) => {
    const trace = JSON.parse(readFileSync(join(fixtures, 'traces', file.replace('.pcap', '.json')), 'utf8')) as {
      stateSequence: Record<Role, { state: string }[]>
      segments: { tArrive: number[] }[]
    }
    const result = readCapture(readFileSync(join(fixtures, 'pcap', file)))
    const [conversation] = result.ok ? result.conversations : []
    if (!conversation) throw new Error('no conversation')
    const log = conversationLog(conversation)
    for (const role of ROLES)
      expect([...statesOf(log, role), ...(UNSEEN[file] ?? [])]).toEqual(
        trace.stateSequence[role].map(({ state }) => named(state)),
      )
    expect(wrong(log)).toEqual([])
    // What was lost, nobody saw; it is inferred, and rightly.
    const arrivals = new Map(sentOf(log).map((event) => [event.move, event.arrivals?.length]))
    expect(trace.segments.map((_, n) => arrivals.get(`packet-${String(n + 1).padStart(6, '0')}`))).toEqual(
      trace.segments.map(({ tArrive }) => tArrive.length),
    )
  })
})

describe('every recorded exchange of two kernels, as a card in three places would have captured it', () => {
  /** What the wire alone cannot tell. */
  const DIFFERS: Readonly<Record<string, string>> = {
    'backlog-abort-on-overflow': 'that its accept queue was full is the server’s secret',
    'fin-wait2-timeout': 'how long FIN-WAIT-2 lasts is, too',
    'keepalive-peer-silent': 'that the peer has gone is known to nobody but the peer',
    'lost-synack-server-gives-up': 'giving up leaves no packet',
    'keepalive-cable-pulled': 'as above, and that the peer has gone',
    'given-up-with-text': 'as above',
    'given-up-by-user-timeout': 'as above',
    'given-up-with-syn': 'as above',
    'given-up-with-fin': 'as above; and at the server nobody saw a FIN',
    'time-wait-assassinated--rfc1337': 'what a host has set: others’ TIME-WAIT ends with the RST',
    'connect-closed-port--veth': 'the record lacks the end',
    'two-listeners-old-syn-fig11': 'a hand-made SYN from a listener looks like an active open',
    'two-listeners-old-syn-fig11--opts': 'as above',
    'open-simultaneous-lost-syn': 'at the server’s card the client’s SYN was never seen: an ordinary open',
  }
  /** The recorder missed states shorter than its sampling. */
  const short = new Set<State>(['SYN-RECEIVED'])

  const recorded = (trace: Trace, role: Role) =>
    (trace.states[role] ?? []).map(named).filter((state, n, all) => state !== all[n - 1])

  const view = (trace: Trace, vantage: Role | 'both') => captured(seenFrom(trace, vantage))

  const all = [...traces(), ...ownRecords()].filter(
    ({ kinds }) => kinds.client === 'kernel' && kinds.server === 'kernel',
  )

  test.each(['both', 'client', 'server'] as const)('at %s', (vantage) => {
    let segments = 0
    let equal = 0
    const misjudged: string[] = []
    const differing: string[] = []
    for (const trace of all) {
      // What was put before a kernel by hand is not its own.
      const byHand = new Set(
        trace.segments.filter(({ handmade }) => handmade).map(({ segment }) => formatTyped(segment)),
      )
      const conversations = view(trace, vantage)
      for (const conversation of conversations) {
        const log = conversationLog(conversation)
        segments += sentOf(log).length
        for (const { move, segment, violations } of sentOf(log))
          if (violations[0] && byHand.size === 0)
            misjudged.push(`${trace.name} ${move} ${formatTyped(segment)} ${violations[0].rule}`)
        if (conversations.length > 1) continue
        for (const role of ROLES) {
          const record = recorded(trace, role)
          const states = statesOf(log, role)
          const same =
            states.join() === record.join() || states.filter((state) => !short.has(state)).join() === record.join()
          if (same) equal++
          else if (!DIFFERS[trace.name]) differing.push(`${trace.name} ${role}: ${states} | ${record}`)
        }
      }
    }
    console.log(
      `${vantage}: ${all.length} exchanges, ${segments} segments, ${misjudged.length} judged wrong, ${equal} ends equal`,
    )
    expect(misjudged).toEqual([])
    expect(differing).toEqual([])
    expect(equal).toBeGreaterThan(250)
  })
})

describe('a log that everything that replays can take', () => {
  const conversation = nearClient(WHOLE)
  const log = conversationLog(conversation)

  test('has contiguous versions, times that never run back, addresses as names, and calls nobody saw', () => {
    expect(log.map(({ version }) => version)).toEqual(log.map((_, n) => n + 1))
    expect(log.every(({ at }, n) => at >= (log[n - 1]?.at ?? 0))).toBe(true)
    const session = new Replay(log).at(log.length)
    expect(session.names).toMatchObject({ client: '10.0.0.1:40001', server: '10.0.0.2:80' })
    expect(session.scenario.calls).toBe('observed')
    expect(session.inFlight).toEqual([])
  })

  test('is drawn as a ladder: every segment a line that arrives', () => {
    const { lines, start } = ladderOfLog(log)
    expect(start).toEqual({ client: 'CLOSED', server: 'LISTEN' })
    expect(lines).toHaveLength(11)
    expect(lines.every(({ arriveAt, fate, sentAt }) => fate === 'arrived' && (arriveAt ?? 0) > sentAt)).toBe(true)
  })

  test('tells where the card was: half a round trip lies on each side of it', () => {
    const [syn, synAck] = sentOf(log)
    expect((syn?.arrivals?.[0] ?? 0) - (syn?.at ?? 0)).toBeCloseTo(5, 1)
    expect((synAck?.arrivals?.[0] ?? 0) - (synAck?.at ?? 0)).toBeCloseTo(5, 1)
  })

  test('names what went wrong, and lets the sender of a wrong segment stay as it was', () => {
    const mistaken: Shorthand[] = [
      ...WHOLE.slice(0, 5),
      ['<', 'PA', 311, 106, 'world!'],
      ['>', 'A', 106, 301],
      ...WHOLE.slice(5),
    ]
    const log = conversationLog(nearClient(mistaken))
    expect(wrong(log)).toEqual(['packet-000006 data-seq-gap'])
    expect(progressOfLog(log, 'server').mistakes).toMatchObject([{ rule: 'data-seq-gap', times: 1 }])
    expect(statesOf(log, 'server').at(-1)).toBe('CLOSED')
  })

  test('counts a wrong segment from which its sender goes on, so that it is the only one', () => {
    const seven = WHOLE.flatMap((line, n): Shorthand[] => (n === 6 ? [] : n === 7 ? [['>', 'FA', 106, 306]] : [line]))
    const log = conversationLog(nearClient(seven))
    expect(wrong(log)).toEqual(['packet-000007 ack-last-byte'])
    expect(sentOf(log).find(({ violations }) => violations.length > 0)?.observed).toBe('counted')
  })
})

describe('what the card did not see', () => {
  const fates = (log: readonly SessionEvent[]) =>
    sentOf(log).map(
      ({ arrivals, observed, segment }) => `${formatTyped(segment)} ${observed ?? ''}${arrivals?.length ?? ''}`,
    )

  test('a connection that begins in the middle is ESTABLISHED, and judged from there', () => {
    const log = conversationLog(nearClient(WHOLE.slice(3)))
    expect(wrong(log)).toEqual([])
    expect(statesOf(log, 'client')).toEqual(['ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'])
    expect(statesOf(log, 'server')).toEqual(['ESTABLISHED', 'CLOSE-WAIT', 'LAST-ACK', 'CLOSED'])
  })

  test('in the middle, text under way before the first packet is inferred from its acknowledgement', () => {
    const lines: Shorthand[] = [
      ['>', 'PA', 201, 301, 'later'],
      ['<', 'A', 301, 101],
      ['<', 'A', 301, 206],
    ]
    const log = conversationLog(nearClient(lines))
    expect(wrong(log)).toEqual([])
    expect(fates(log)[0]).toBe('A seq=101 ack=301 len=100 inferred1')
  })

  test('packets that the capture lost are inferred: both ends went on from them', () => {
    const log = conversationLog(nearClient(WHOLE, [1, 3]))
    expect(wrong(log)).toEqual([])
    expect(fates(log).filter((line) => line.includes('inferred'))).toEqual([
      'SA seq=300 ack=101 inferred1',
      'A seq=101 ack=301 len=5 inferred1',
    ])
    expect(statesOf(log, 'client').at(-1)).toBe('TIME-WAIT')
  })

  test('a segment sent again was lost; with its text known, it is inferred with it', () => {
    const seen: Shorthand[] = [
      ...WHOLE.slice(0, 3),
      // near the server: the first five bytes never came by
      ['>', 'PA', 106, 301, 'second'],
      ['<', 'A', 301, 101],
      ['>', 'PA', 101, 301, 'first'],
      ['<', 'A', 301, 112],
    ]
    const log = conversationLog(nearClient(seen))
    expect(wrong(log)).toEqual([])
    const inferred = sentOf(log).find(({ observed }) => observed === 'inferred')
    expect([inferred?.segment.text, inferred?.arrivals]).toEqual(['first', []])
  })

  test('an acknowledgement was lost when what it acknowledged is sent again', () => {
    const seen: Shorthand[] = [
      ...WHOLE.slice(0, 4),
      ['<', 'A', 301, 106],
      ['>', 'PA', 101, 301, 'hello'],
      ['<', 'A', 301, 106],
    ]
    const [conversation] = captured(segmentsOf(seen).map((one, n) => ({ ...one, ms: n < 5 ? 10 * n : 1_000 + 10 * n })))
    if (!conversation) throw new Error('no conversation')
    const log = conversationLog(conversation)
    expect(wrong(log)).toEqual([])
    expect(fates(log).map((line) => line.at(-1))).toEqual(['1', '1', '1', '1', '0', '1', '1'])
  })

  test('an end that never answers has received nothing', () => {
    const [syn] = segmentsOf(WHOLE)
    if (!syn) throw new Error('no segment')
    const [conversation] = captured([0, 1_000, 3_000].map((ms) => ({ ...syn, ms })))
    if (!conversation) throw new Error('no conversation')
    const log = conversationLog(conversation)
    expect(fates(log).map((line) => line.at(-1))).toEqual(['0', '0', '0'])
    expect(statesOf(log, 'server')).toEqual(['LISTEN'])
  })

  test('a refused connection meets no listener', () => {
    const log = conversationLog(
      nearClient([
        ['>', 'S', 100],
        ['<', 'RA', 0, 101],
      ]),
    )
    expect([wrong(log), statesOf(log, 'server'), statesOf(log, 'client')]).toEqual([
      [],
      ['CLOSED'],
      ['CLOSED', 'SYN-SENT', 'CLOSED'],
    ])
  })

  test('what a card was still to cut up is cut where it was acknowledged', () => {
    const seen: Shorthand[] = [
      ...WHOLE.slice(0, 3),
      ['>', 'PA', 101, 301, 'x'.repeat(4_380)],
      ['<', 'A', 301, 1_561],
      ['<', 'A', 301, 4_481],
    ]
    const log = conversationLog(nearClient(seen))
    expect(wrong(log)).toEqual([])
    expect(
      sentOf(log)
        .map(({ move, segment }) => `${move} ${segment.text.length}`)
        .slice(3, 5),
    ).toEqual(['packet-000004 1460', 'packet-000004.1 2920'])
  })

  test('a host that has forgotten its connection crashed; an application that refuses late text has left', () => {
    const crashed = conversationLog(
      nearClient([...WHOLE.slice(0, 7), ['>', 'S', 9_000], ['<', 'A', 307, 106], ['>', 'R', 106]]),
    )
    expect(wrong(crashed)).toEqual([])
    expect(crashed.filter(({ type }) => type === 'application-called')).toMatchObject([
      { role: 'client', call: { type: 'crash' } },
    ])
    const left = conversationLog(
      nearClient([...WHOLE.slice(0, 3), ['>', 'FA', 101, 301], ['<', 'PA', 301, 101, 'late'], ['>', 'R', 101]]),
    )
    expect(wrong(left)).toEqual([])
    expect(left.filter(({ type }) => type === 'application-called')).toMatchObject([
      { role: 'client', call: { type: 'close', gone: true } },
    ])
  })

  test('a segment that was overtaken on its way to the card had been sent before: its identification says so', () => {
    const seen: Shorthand[] = [
      ...WHOLE.slice(0, 3),
      ['>', 'PA', 106, 301, 'second'],
      ['>', 'PA', 101, 301, 'first'],
      ['<', 'A', 301, 112],
    ]
    const ids = [1, 500, 2, 4, 3, 501]
    const [conversation] = captured(segmentsOf(seen).map((one, n) => ({ ...one, id: ids[n] ?? 0, ms: 20 * n })))
    if (!conversation) throw new Error('no conversation')
    const log = conversationLog(conversation)
    expect(wrong(log)).toEqual([])
    expect(sentOf(log).map(({ segment }) => segment.text)).toEqual(['', '', '', 'first', 'second', ''])
    expect(log.some((event) => 'observed' in event)).toBe(false)
  })

  test('a copy that the network made arrives a second time, and is sent once', () => {
    const seen = segmentsOf(WHOLE).map((one, n) => ({ ...one, id: n + 1, ms: 10 * n }))
    const copy = seen[3]
    if (!copy) throw new Error('no segment')
    const [conversation] = captured(
      [...seen.slice(0, 4), ...seen.slice(4, 6), { ...copy, ms: 56 }, ...seen.slice(6)].sort((a, b) => a.ms - b.ms),
    )
    if (!conversation) throw new Error('no conversation')
    const log = conversationLog(conversation)
    expect(
      sentOf(log)
        .filter(({ segment }) => segment.text === 'hello')
        .map(({ arrivals }) => arrivals?.length),
    ).toEqual([2])
    expect(wrong(log)).toEqual([])
  })

  test('what a second port of a switch saw as well was sent once, and nothing of it was lost', () => {
    const seen = segmentsOf(WHOLE).flatMap((one, n) => [0, 0.007].map((later) => ({ ...one, ms: n + later })))
    const [conversation] = captured(seen)
    if (!conversation) throw new Error('no conversation')
    const log = conversationLog(conversation)
    expect(sentOf(log).map(({ arrivals }) => arrivals?.length)).toEqual(WHOLE.map(() => 1))
    expect(wrong(log)).toEqual([])
  })

  test('one end alone: what the other must have sent follows from its acknowledgements', () => {
    for (const role of ROLES) {
      const own = role === 'client' ? '>' : '<'
      const log = conversationLog(nearClient(WHOLE.filter(([direction]) => direction === own)))
      expect(sentOf(log).some((event) => event.role === peerOf(role) && event.observed !== 'inferred')).toBe(false)
      expect(wrong(log)).toEqual([])
    }
  })
})
