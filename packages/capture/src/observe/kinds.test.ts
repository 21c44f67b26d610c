import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { State } from '@woshou/protocol'
import type { UntoldReason } from '@woshou/session'
import { describe, expect, test } from 'vitest'
import { judgements } from '../../judge/judgements.ts'
import { fileOf, type Line, OPEN } from '../testing/lines.ts'

/** Recorded from Linux 6.18 in two network namespaces, through a path that is late, loses, doubles and reorders. */
const RECORDED = join(import.meta.dirname, '../../fixtures/recorded')

interface Right {
  /** What the capture does not tell: by the packet's number. All others are right. */
  readonly untold?: Readonly<Record<number, UntoldReason>>
  /** The states in which each end comes to rest. */
  readonly client: readonly State[]
  readonly server: readonly State[]
}
interface Case extends Right {
  readonly lines: readonly Line[]
  /** The lines' IP identifications; most hosts count them up as they send. */
  readonly ids?: readonly number[]
}

const STAYS = { client: ['ESTABLISHED'], server: ['ESTABLISHED'] } as const
const CLIENT_CLOSES = {
  client: ['FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'],
  server: ['CLOSE-WAIT', 'LAST-ACK', 'CLOSED'],
} as const
const SERVER_CLOSES = { client: CLIENT_CLOSES.server, server: CLIENT_CLOSES.client } as const
const ABORTED = { client: ['CLOSED'], server: ['CLOSED'] } as const

/** By kind, at least two each beside those of `cases.test.ts`. In none of them is any segment a mistake. */
const KINDS: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  'a capture filter': {
    'SYN and FIN only, the server closes first, its FIN comes twice': {
      lines: [
        [0, '>', 'S', 1_000],
        [10, '<', 'SA', 5_000, 1_001],
        [900, '<', 'FA', 7_001, 1_501],
        [1_200, '<', 'FA', 7_001, 1_501],
        [1_201, '>', 'FA', 1_501, 7_002],
      ],
      untold: { 3: 'segments-missing', 5: 'segments-missing' },
      client: ['CLOSE-WAIT', 'LAST-ACK'],
      server: ['FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT'],
    },
    'SYN and RST only': {
      lines: [
        [0, '>', 'S', 1_000],
        [10, '<', 'SA', 5_000, 1_001],
        [900, '<', 'RA', 9_001, 1_401],
      ],
      untold: { 3: 'reset-cause-unseen' },
      ...ABORTED,
    },
    'PSH only': {
      lines: [
        [0, '>', 'PA', 1_001, 5_001, 100],
        [20, '<', 'PA', 5_001, 1_101, 300],
        [60, '>', 'PA', 1_101, 9_001, 100],
        [80, '<', 'FPA', 9_001, 1_201, 10],
      ],
      client: ['CLOSE-WAIT'],
      server: ['FIN-WAIT-1'],
    },
  },
  'a keep-alive with a byte': {
    'three of them, unanswered, then RST': {
      lines: [
        ...OPEN,
        [11, '>', 'PA', 1_001, 5_001, 20],
        [21, '<', 'A', 5_001, 1_021],
        [60_000, '<', 'A', 5_000, 1_021, '\0'],
        [61_000, '<', 'A', 5_000, 1_021, '\0'],
        [62_000, '<', 'A', 5_000, 1_021, '\0'],
        [63_000, '<', 'RA', 5_001, 1_021],
      ],
      ...ABORTED,
    },
    'from both ends, before any text': {
      lines: [
        ...OPEN,
        [60_000, '>', 'A', 1_000, 5_001, '\0'],
        [60_010, '<', 'A', 5_001, 1_001],
        [61_000, '<', 'A', 5_000, 1_001, '\0'],
        [61_000.1, '>', 'A', 1_001, 5_001],
      ],
      ...STAYS,
    },
  },
  'overtaken on the way to the card': {
    'an acknowledgement and two texts are late, identifications tell': {
      lines: [
        ...OPEN,
        [11, '>', 'PA', 1_001, 5_001, 100],
        [31.2, '<', 'A', 5_401, 1_101, 100],
        [31.4, '<', 'A', 5_201, 1_101, 200],
        [31.5, '<', 'A', 5_001, 1_101, 200],
        [31.6, '<', 'A', 5_001, 1_101],
        [31.7, '>', 'A', 1_101, 5_501],
        [40, '<', 'A', 5_501, 1_101, 100],
        [40.1, '<', 'A', 5_601, 1_101, 100],
        [40.2, '<', 'A', 5_701, 1_101, 100],
        [40.3, '<', 'A', 5_801, 1_101, 100],
        [40.4, '<', 'PA', 5_901, 1_101, 100],
        [40.5, '>', 'A', 1_101, 6_001],
      ],
      ids: [10, 500, 11, 12, 504, 503, 502, 501, 13, 505, 506, 507, 508, 509, 14],
      ...STAYS,
    },
    'the last of three comes first, without identifications': {
      lines: [
        ...OPEN,
        [11, '>', 'PA', 1_001, 5_001, 100],
        [31.2, '<', 'PA', 5_201, 1_101, 100],
        [31.3, '<', 'A', 5_001, 1_101, 100],
        [31.4, '<', 'A', 5_101, 1_101, 100],
        [31.7, '>', 'A', 1_101, 5_301],
      ],
      ...STAYS,
    },
    'FIN before the last text': {
      lines: [
        ...OPEN,
        [11, '>', 'PA', 1_001, 5_001, 100],
        [31.2, '<', 'FA', 5_201, 1_101],
        [31.3, '<', 'PA', 5_001, 1_101, 200],
        [31.7, '>', 'FA', 1_101, 5_202],
        [41.7, '<', 'A', 5_202, 1_102],
      ],
      ids: [10, 500, 11, 12, 502, 501, 13, 503],
      ...SERVER_CLOSES,
    },
  },
  'nothing but a reset': {
    'with ACK': { lines: [[0, '<', 'RA', 7_000, 3_000]], untold: { 1: 'reset-cause-unseen' }, ...ABORTED },
    'three with one number': {
      lines: [
        [0, '>', 'R', 7_000],
        [1, '>', 'R', 7_000],
        [2, '>', 'R', 7_000],
      ],
      untold: { 1: 'reset-cause-unseen', 2: 'reset-cause-unseen', 3: 'reset-cause-unseen' },
      ...ABORTED,
    },
    'of a refusal whose SYN is missing': {
      lines: [[0, '<', 'RA', 0, 1_001]],
      untold: { 1: 'reset-cause-unseen' },
      ...ABORTED,
    },
  },
  'RST numbered as the acknowledgement it answers': {
    'each late text has its own': {
      lines: [
        ...OPEN,
        [11, '>', 'FA', 1_001, 5_001],
        [21, '<', 'A', 5_001, 1_002],
        [90_000, '<', 'PA', 5_001, 1_002, 40],
        [90_000.1, '>', 'R', 1_002],
        [90_000.2, '<', 'PA', 5_041, 1_002, 40],
        [90_000.3, '>', 'R', 1_002],
      ],
      ...ABORTED,
    },
    'the server’s socket is gone, the FIN comes late': {
      lines: [
        ...OPEN,
        [21, '<', 'PA', 5_001, 1_001, 40],
        [21.1, '<', 'RA', 5_041, 1_001],
        [21.2, '>', 'FA', 1_001, 5_041],
        [31, '<', 'R', 5_041],
      ],
      ...ABORTED,
    },
  },
  'RST,ACK after CLOSE': {
    'by the server, for two texts': {
      lines: [
        ...OPEN,
        [11, '<', 'FA', 5_001, 1_001],
        [11.1, '>', 'A', 1_001, 5_002],
        [15, '>', 'PA', 1_001, 5_002, 30],
        [16, '>', 'PA', 1_031, 5_002, 30],
        [25, '<', 'RA', 5_002, 1_031],
        [26, '<', 'RA', 5_002, 1_061],
      ],
      ...ABORTED,
    },
    'with what had come before unacknowledged': {
      lines: [
        ...OPEN,
        [11, '>', 'FA', 1_001, 5_001],
        [21, '<', 'A', 5_001, 1_002],
        [22, '<', 'PA', 5_001, 1_002, 400],
        [22.1, '>', 'RA', 1_002, 5_001],
      ],
      ...ABORTED,
    },
  },
  'several RST': {
    'the client’s socket is gone when four texts arrive': {
      lines: [
        ...OPEN,
        [11, '>', 'PA', 1_001, 5_001, 20],
        [21, '<', 'PA', 5_001, 1_021, 100],
        [21.1, '>', 'RA', 1_021, 5_101],
        [21.2, '<', 'PA', 5_101, 1_021, 100],
        [21.3, '>', 'R', 1_021],
        [21.4, '<', 'PA', 5_201, 1_021, 100],
        [21.5, '>', 'R', 1_021],
        [21.6, '<', 'PA', 5_301, 1_021, 100],
        [21.7, '>', 'R', 1_021],
      ],
      ...ABORTED,
    },
    'RST and RST,ACK from both ends cross': {
      lines: [
        ...OPEN,
        [11, '>', 'PA', 1_001, 5_001, 20],
        [11.2, '>', 'RA', 1_021, 5_001],
        [11.3, '<', 'PA', 5_001, 1_001, 50],
        [11.4, '<', 'RA', 5_051, 1_021],
        [11.5, '>', 'R', 1_001],
      ],
      ...ABORTED,
    },
  },
  'the window’s scale is unknown': {
    'neither SYN was captured': {
      lines: [
        [0, '>', 'PA', 1_001, 5_001, 98, 229],
        [10, '<', 'A', 5_001, 1_099, 1_448],
        [10.1, '<', 'A', 6_449, 1_099, 1_448],
        [10.2, '<', 'PA', 7_897, 1_099, 1_448],
        [20, '>', 'A', 1_099, 9_345, 0, 220],
      ],
      ...STAYS,
    },
    'the SYN,ACK is missing': {
      lines: [
        [0, '>', 'S', 1_000],
        [10, '>', 'A', 1_001, 5_001],
        [10.1, '<', 'A', 5_001, 1_001, 0, 120],
        [11, '>', 'PA', 1_001, 5_001, 500],
        [12, '>', 'PA', 1_501, 5_001, 500],
        [22, '<', 'A', 5_001, 2_001, 0, 110],
      ],
      untold: { 4: 'window-unknown', 5: 'window-unknown' },
      ...STAYS,
    },
  },
  'the window opens when text comes': {
    'from zero': {
      lines: [
        ...OPEN,
        [21, '<', 'PA', 5_001, 1_001, 1_000],
        [21.1, '>', 'A', 1_001, 6_001, 0, 0],
        [500, '>', 'A', 1_001, 6_001, 0, 2_000],
        [500.05, '<', 'A', 6_001, 1_001, 1_000],
        [500.1, '<', 'A', 7_001, 1_001, 1_000],
        [510, '>', 'A', 1_001, 8_001, 0, 2_000],
      ],
      untold: { 7: 'window-unknown', 8: 'window-unknown' },
      ...STAYS,
    },
    'twice, near the receiver': {
      lines: [
        [0, '>', 'S', 1_000, 0, '', 1_000],
        [50, '<', 'SA', 5_000, 1_001],
        [50.1, '>', 'A', 1_001, 5_001, 0, 1_000],
        [100, '<', 'A', 5_001, 1_001, 1_000],
        [100.1, '>', 'A', 1_001, 6_001, 0, 1_000],
        [100.3, '<', 'A', 6_001, 1_001, 1_000],
        [100.4, '>', 'A', 1_001, 7_001, 0, 1_000],
        [100.6, '<', 'A', 7_001, 1_001, 500],
      ],
      untold: { 6: 'window-unknown', 8: 'window-unknown' },
      ...STAYS,
    },
  },
  'lost before the card': {
    'the middle one of three, sent again after duplicate acknowledgements': {
      lines: [
        ...OPEN,
        [11, '>', 'A', 1_001, 5_001, 100],
        [11.1, '>', 'A', 1_201, 5_001, 100],
        [21, '<', 'A', 5_001, 1_101],
        [21.1, '<', 'A', 5_001, 1_101],
        [240, '>', 'A', 1_101, 5_001, 100],
        [250, '<', 'A', 5_001, 1_301],
      ],
      ...STAYS,
    },
    'text and FIN, sent again as one': {
      lines: [
        ...OPEN,
        [300, '>', 'FPA', 1_001, 5_001, 60],
        [310, '<', 'FA', 5_001, 1_062],
        [310.1, '>', 'A', 1_062, 5_002],
      ],
      ...CLIENT_CLOSES,
    },
  },
  'packets that the capture dropped': {
    'all text between handshake and FIN': {
      lines: [
        ...OPEN,
        [900, '>', 'FA', 3_001, 25_001],
        [910, '<', 'A', 25_001, 3_002],
        [911, '<', 'FA', 25_001, 3_002],
        [911.1, '>', 'A', 3_002, 25_002],
      ],
      ...CLIENT_CLOSES,
    },
    'the third segment and every second text': {
      lines: [
        [0, '>', 'S', 1_000],
        [10, '<', 'SA', 5_000, 1_001],
        [11, '>', 'PA', 1_001, 5_001, 100],
        [21, '<', 'A', 5_001, 1_101, 500],
        [21.4, '<', 'A', 6_001, 1_101, 500],
        [21.8, '>', 'A', 1_101, 6_001],
        [22, '>', 'A', 1_101, 6_501],
      ],
      ...STAYS,
    },
  },
  'the beginning is missing': {
    'text in both directions under way': {
      lines: [
        [0, '>', 'PA', 2_000, 9_000, 100],
        [0.1, '<', 'PA', 9_000, 1_900, 100],
        [0.2, '<', 'A', 9_100, 1_900, 100],
        [10, '>', 'A', 2_100, 9_200],
        [10.1, '<', 'A', 9_200, 2_100],
      ],
      ...STAYS,
    },
    'only the end was captured': {
      lines: [
        [0, '<', 'FA', 9_000, 2_000],
        [0.1, '>', 'A', 2_000, 9_001],
        [5, '>', 'FA', 2_000, 9_001],
        [15, '<', 'A', 9_001, 2_001],
      ],
      ...SERVER_CLOSES,
    },
    'duplicate acknowledgements and what fills the gap': {
      lines: [
        [0, '>', 'A', 2_000, 9_000],
        [0.1, '>', 'A', 2_000, 9_000],
        [0.2, '>', 'A', 2_000, 9_000],
        [10, '<', 'A', 9_000, 2_000, 1_000],
        [10.1, '>', 'A', 2_000, 14_000],
      ],
      untold: { 5: 'beginning-missing' },
      ...STAYS,
    },
  },
  'segments cut anew': {
    'merged before the card: acknowledgements inside': {
      lines: [
        ...OPEN,
        [21, '<', 'A', 5_001, 1_001, 4_344],
        [21.1, '>', 'A', 1_001, 6_449],
        [21.2, '>', 'A', 1_001, 9_345],
        [22, '<', 'PA', 9_345, 1_001, 2_000],
        [22.1, '>', 'A', 1_001, 10_793],
        [22.2, '>', 'A', 1_001, 11_345],
      ],
      ...STAYS,
    },
    'cut smaller behind the card': {
      lines: [
        ...OPEN,
        [11, '>', 'A', 1_001, 5_001, 1_400],
        [11.1, '>', 'A', 2_401, 5_001, 1_400],
        [21, '<', 'A', 5_001, 1_537],
        [21.1, '<', 'A', 5_001, 2_609],
        [21.2, '<', 'A', 5_001, 3_801],
      ],
      ...STAYS,
    },
  },
  'TCP Fast Open': {
    'the text on the SYN is ignored and sent again': {
      lines: [
        [0, '>', 'S', 1_000, 0, 86],
        [10, '<', 'SA', 5_000, 1_001],
        [10.1, '>', 'PA', 1_001, 5_001, 86],
        [20, '<', 'A', 5_001, 1_087],
      ],
      ...STAYS,
    },
    'answered before the third segment': {
      lines: [
        [0, '>', 'S', 1_000, 0, 86],
        [10, '<', 'SA', 5_000, 1_087],
        [10.2, '<', 'PA', 5_001, 1_087, 300],
        [10.3, '>', 'A', 1_087, 5_301],
        [10.4, '>', 'FA', 1_087, 5_301],
        [20, '<', 'FA', 5_301, 1_088],
        [20.1, '>', 'A', 1_088, 5_302],
      ],
      ...CLIENT_CLOSES,
    },
    'half of the text is taken': {
      lines: [
        [0, '>', 'S', 1_000, 0, 86],
        [10, '<', 'SA', 5_000, 1_041],
        [10.1, '>', 'PA', 1_041, 5_001, 46],
        [20, '<', 'A', 5_001, 1_087],
      ],
      ...STAYS,
    },
  },
  'one direction': {
    'the client’s, to the end': {
      lines: [
        [0, '>', 'S', 1_000],
        [10, '>', 'A', 1_001, 5_001],
        [10.1, '>', 'PA', 1_001, 5_001, 80],
        [20, '>', 'A', 1_081, 6_001],
        [20.1, '>', 'FA', 1_081, 6_001],
        [30, '>', 'A', 1_082, 6_002],
      ],
      client: ['TIME-WAIT'],
      server: ['LAST-ACK', 'CLOSED'],
    },
    'the server’s, from the middle': {
      lines: [
        [0, '<', 'A', 7_000, 2_000, 500],
        [0.1, '<', 'A', 7_500, 2_000, 500],
        [10, '<', 'A', 8_000, 2_300],
        [11, '<', 'RA', 8_000, 2_300],
      ],
      ...ABORTED,
    },
  },
  'written in the wrong order': {
    'the SYN,ACK 2 ms early, and the connection closes': {
      lines: [
        [0, '<', 'SA', 5_000, 1_001],
        [2, '>', 'S', 1_000],
        [2.1, '>', 'A', 1_001, 5_001],
        [12, '>', 'FA', 1_001, 5_001],
        [22, '<', 'FA', 5_001, 1_002],
        [22.1, '>', 'A', 1_002, 5_002],
      ],
      ...CLIENT_CLOSES,
    },
    'the third segment before the SYN,ACK, an acknowledgement before its text': {
      lines: [
        [0, '>', 'S', 1_000],
        [10, '>', 'A', 1_001, 5_001],
        [10.1, '<', 'SA', 5_000, 1_001],
        [20, '<', 'A', 5_001, 1_101],
        [20.2, '>', 'PA', 1_001, 5_001, 100],
      ],
      ...STAYS,
    },
    'all three segments of the handshake backwards': {
      lines: [
        [0, '>', 'A', 1_001, 5_001],
        [0.1, '<', 'SA', 5_000, 1_001],
        [0.2, '>', 'S', 1_000],
        [10, '>', 'PA', 1_001, 5_001, 10],
        [20, '<', 'A', 5_001, 1_011],
      ],
      ...STAYS,
    },
    'the refusal before the SYN': {
      lines: [
        [0, '<', 'RA', 0, 1_001],
        [0.1, '>', 'S', 1_000],
      ],
      ...ABORTED,
    },
    'the acknowledgement of a FIN before the FIN': {
      lines: [
        ...OPEN,
        [20, '<', 'A', 5_001, 1_002],
        [20.1, '>', 'FA', 1_001, 5_001],
        [21, '<', 'FA', 5_001, 1_002],
        [21.1, '>', 'A', 1_002, 5_002],
      ],
      ...CLIENT_CLOSES,
    },
  },
}

/** Captures of kernels: the states of which the applications' calls tell. */
const KERNELS: Readonly<Record<string, Right>> = {
  aborted: ABORTED,
  'any-interface-of-a-router': CLIENT_CLOSES,
  'big-tcp-ipv6': SERVER_CLOSES,
  'closed-window': SERVER_CLOSES,
  'closed-with-unread-text': ABORTED,
  'doubled-by-the-path': SERVER_CLOSES,
  'keep-alive': CLIENT_CLOSES,
  'lossy-at-client': SERVER_CLOSES,
  'lossy-at-server': SERVER_CLOSES,
  'offload-large-segments': SERVER_CLOSES,
  'offload-merged-at-receiver': SERVER_CLOSES,
  refused: { client: ['CLOSED', 'SYN-SENT', 'CLOSED'], server: ['CLOSED'] },
  reordering: SERVER_CLOSES,
  'same-ports-again': { client: ['CLOSING', 'TIME-WAIT'], server: ['CLOSING', 'TIME-WAIT'] },
  'text-for-a-closed-end': ABORTED,
  'text-for-a-closed-end-at-server': ABORTED,
  'tfo-with-answer': CLIENT_CLOSES,
}

function expectRight(name: string, file: Uint8Array, right: Right): void {
  const judged = judgements(name, file)
  if (!judged.ok) throw new Error(judged.error)
  const connection = judged.value.connections.at(-1)
  const all = judged.value.connections.flatMap(({ segments }) => segments)
  const strange: Record<string, string | undefined> = {}
  for (const { packet, rules, untold, verdict } of all)
    if (verdict === 'wrong' || untold) strange[`${packet}`] = untold?.reason ?? rules[0]
  const last = (role: 'client' | 'server') => connection?.states[role].slice(-right[role].length)
  expect({ strange, client: last('client'), server: last('server') }).toEqual({
    strange: right.untold ?? {},
    client: right.client,
    server: right.server,
  })
}

describe.each(Object.entries(KINDS))('%s', (_, cases) => {
  test.each(Object.entries(cases))('%s', (name, one) => expectRight(name, fileOf(one.lines, one.ids), one))
})

test.each(Object.entries(KERNELS))('of two kernels: %s', (name, right) => {
  expectRight(name, readFileSync(join(RECORDED, `${name}.pcap`)), right)
})

test('every recorded capture has its right answer', () => {
  expect(readdirSync(RECORDED).sort()).toEqual(
    Object.keys(KERNELS)
      .map((name) => `${name}.pcap`)
      .sort(),
  )
})
