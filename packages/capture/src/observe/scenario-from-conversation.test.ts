import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatTyped, PSH } from '@woshou/protocol'
import { parseScenario, type SessionEvent } from '@woshou/session'
import { describe, expect, test } from 'vitest'
import { Table } from '../../../session/src/testing/table.ts'
import type { Conversation } from '../conversation.ts'
import { readCapture } from '../read/read-capture.ts'
import { ipv4Bytes, pcapFile } from '../testing/capture-writer.ts'
import { type Shorthand, segmentsOf, WHOLE } from '../testing/exchange.ts'
import { scenarioFromConversation } from './scenario-from-conversation.ts'

const folder = join(import.meta.dirname, '../../fixtures/pcap')

function conversationOf(file: Uint8Array): Conversation {
  const result = readCapture(file)
  const [conversation] = result.ok ? result.conversations : []
  if (!conversation) throw new Error('no conversation')
  return conversation
}

const made = (lines: readonly Shorthand[]) =>
  conversationOf(
    pcapFile(
      101,
      segmentsOf(lines).map((one, n) => ({
        at: 1_800_000_000_000_000_000n + BigInt(n) * 10_000_000n,
        bytes: Uint8Array.from(ipv4Bytes(one)),
      })),
    ),
  )

/** Two correct TCPs play it. */
function play(conversation: Conversation): Table {
  const made = scenarioFromConversation(conversation, 'client')
  if (!made.ok) throw new Error(made.error)
  const parsed = parseScenario(made.scenario)
  if (!parsed.ok) throw new Error(`${parsed.field}: ${parsed.detail}`)
  return new Table(parsed.scenario).seat().play()
}

const line = (from: string, segment: Parameters<typeof formatTyped>[0]) =>
  `${from} ${formatTyped({ ...segment, flags: segment.flags & ~PSH })}`
const capturedLines = ({ segments }: Conversation) => segments.map(({ from, segment }) => line(from, segment))
const playedLines = (log: readonly SessionEvent[]) =>
  log.flatMap((event) => (event.type === 'segment-sent' ? [line(event.role, event.segment)] : []))

describe('a captured exchange is played', () => {
  test.each(readdirSync(folder))('%s, to its goal, with the kernels’ numbers', (file) => {
    const conversation = conversationOf(readFileSync(join(folder, file)))
    const { log, session } = play(conversation)
    expect(session.ended?.reason).toBe('goal-reached')
    // What carries anything but an acknowledgement is the same; who acknowledges when is the players' affair.
    const telling = (lines: readonly string[]) =>
      [...new Set(lines.filter((one) => !/ A seq=\d+ ack=\d+$/.test(one)))].sort()
    const refusal = (one: string) => one.replace(/ RA? .*/, ' RST')
    const bare = (lines: readonly string[]) => telling(lines.map((one) => refusal(one.replace(/ ack=\d+/, ''))))
    expect(bare(playedLines(log))).toEqual(
      expect.arrayContaining(bare(capturedLines(conversation)).filter((one) => !one.includes(' A seq'))),
    )
  })

  test.each(['close-client-first-4seg', 'half-close-client-then-server-data', 'half-close-server-then-client-data'])(
    '%s, segment for segment',
    (name) => {
      const conversation = conversationOf(readFileSync(join(folder, `${name}.pcap`)))
      expect(playedLines(play(conversation).log)).toEqual(capturedLines(conversation))
    },
  )

  test('the network loses what it lost', () => {
    const { log } = play(conversationOf(readFileSync(join(folder, 'lost-synack.pcap'))))
    const lost = log.filter((event) => event.type === 'segment-sent' && event.arrivals?.length === 0)
    expect(lost).toHaveLength(1)
  })
})

describe('a conversation that cannot be played says why', () => {
  const error = (conversation: Conversation) => {
    const result = scenarioFromConversation(conversation, 'client')
    return result.ok ? null : result.error
  }

  test.each([
    ['begins-in-the-middle', WHOLE.slice(3)],
    ['never-answered', [['>', 'S', 100]] as Shorthand[]],
    [
      'too-long',
      [
        ...WHOLE.slice(0, 3),
        ...Array.from({ length: 60 }, (_, n): Shorthand[] => [
          ['>', 'PA', 101 + n, 301, 'x'],
          ['<', 'A', 301, 102 + n],
        ]).flat(),
      ],
    ],
  ] as const)('%s', (why, lines) => expect(error(made(lines))).toBe(why))
})
