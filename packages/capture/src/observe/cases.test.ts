import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatTyped, type State } from '@woshou/protocol'
import { expect, test } from 'vitest'
import { judgements } from '../../judge/judgements.ts'
import { readCapture } from '../read/read-capture.ts'
import { conversationLog } from './conversation-log.ts'

const CASES = join(import.meta.dirname, '../../fixtures/incomplete')

/** Captures in which no segment is a mistake, and the states in which each end comes to rest. */
const RIGHT: Readonly<Record<string, { readonly client: readonly State[]; readonly server: readonly State[] }>> = {
  'capture-dropped-packets': { client: ['ESTABLISHED'], server: ['ESTABLISHED'] },
  'cut-anew-on-the-way': { client: ['ESTABLISHED'], server: ['ESTABLISHED'] },
  'filter-syn-fin-only-client-first': {
    client: ['FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'],
    server: ['CLOSE-WAIT', 'LAST-ACK'],
  },
  'keepalive-one-byte': { client: ['ESTABLISHED'], server: ['ESTABLISHED'] },
  'lone-rst': { client: ['CLOSED'], server: ['CLOSED'] },
  'lost-before-card-no-third-ack': { client: ['ESTABLISHED'], server: ['ESTABLISHED'] },
  'middle-acks-first': { client: ['ESTABLISHED'], server: ['ESTABLISHED'] },
  'one-direction-server': { client: ['CLOSE-WAIT'], server: ['FIN-WAIT-1'] },
  'reordered-with-ip-id': { client: ['ESTABLISHED'], server: ['ESTABLISHED'] },
  'rst-ack-after-fin': { client: ['FIN-WAIT-1', 'CLOSED'], server: ['CLOSED'] },
  'rst-takes-ack-number-text-then-fin': { client: ['CLOSED'], server: ['CLOSED'] },
  'syn-missing-window-scale': { client: ['ESTABLISHED'], server: ['ESTABLISHED'] },
  'synack-before-syn': {
    client: ['CLOSED', 'SYN-SENT', 'ESTABLISHED'],
    server: ['LISTEN', 'SYN-RECEIVED', 'ESTABLISHED'],
  },
  'tfo-data-on-syn': { client: ['FIN-WAIT-2', 'TIME-WAIT'], server: ['CLOSE-WAIT', 'LAST-ACK', 'CLOSED'] },
  'three-rst-from-far-server': { client: ['CLOSED'], server: ['CLOSED'] },
  'window-opens-and-text-comes-at-once': { client: ['ESTABLISHED'], server: ['ESTABLISHED'] },
}

test.each(Object.entries(RIGHT))(
  '%s: nothing is called wrong, and both ends come to rest where they did',
  (name, right) => {
    const judged = judgements(name, readFileSync(join(CASES, `${name}.pcap`)))
    if (!judged.ok) throw new Error(judged.error)
    const [connection, ...more] = judged.value.connections
    expect(more).toEqual([])
    expect(connection?.segments.filter(({ verdict }) => verdict === 'wrong')).toEqual([])
    // Every packet of the file has its verdict.
    const packets = new Set(connection?.segments.map(({ packet }) => packet).filter((packet) => packet !== null))
    expect(packets.size).toBe(judged.value.packets)
    for (const role of ['client', 'server'] as const)
      expect(connection?.states[role].slice(-right[role].length)).toEqual(right[role])
  },
)

test('every capture has its right answer', () => {
  expect(readdirSync(CASES).sort()).toEqual(
    Object.keys(RIGHT)
      .map((name) => `${name}.pcap`)
      .sort(),
  )
})

/** What the captures do not tell: why, and of which packets. */
const UNTOLD: Readonly<Record<string, readonly string[]>> = {
  'filter-syn-fin-only-client-first': ['3 segments-missing client'],
  'lone-rst': ['1 reset-cause-unseen client'],
  'one-direction-server': ['2 one-direction client'],
  'syn-missing-window-scale': ['4 window-unknown client', '5 window-unknown client'],
  'window-opens-and-text-comes-at-once': ['8 window-unknown client', '9 window-unknown client'],
}

test.each(Object.keys(RIGHT))('%s: what is not told is said why, and all else is right', (name) => {
  const judged = judgements(name, readFileSync(join(CASES, `${name}.pcap`)))
  const segments = judged.ok ? judged.value.connections.flatMap((connection) => connection.segments) : []
  expect(
    segments.flatMap(({ packet, untold }) => (untold ? `${packet} ${untold.reason} ${untold.whose}` : [])),
  ).toEqual(UNTOLD[name] ?? [])
})

test('what the filter left out is inferred after the handshake, and with what it acknowledged', () => {
  const name = 'filter-syn-fin-only-client-first'
  const read = readCapture(readFileSync(join(CASES, `${name}.pcap`)))
  const [conversation] = read.ok ? read.conversations : []
  if (!conversation) throw new Error('nothing was read')
  const sent = conversationLog(conversation).flatMap((event) => (event.type === 'segment-sent' ? [event] : []))
  expect(sent.map(({ observed, segment, untold }) => [formatTyped(segment), observed ?? untold?.reason])).toEqual([
    ['S seq=1000', undefined],
    ['SA seq=5000 ack=1001', undefined],
    ['A seq=1001 ack=5001 len=500', 'inferred'],
    // That the server's 2,000 bytes are missing as well shows in what it acknowledges.
    ['FA seq=1501 ack=7001', 'segments-missing'],
    ['FA seq=7001 ack=1502', undefined],
  ])
})
