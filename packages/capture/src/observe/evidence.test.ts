import type { RuleId } from '@woshou/protocol'
import { ROLES, type Role, type UntoldReason } from '@woshou/session'
import { describe, expect, test } from 'vitest'
import { judgements } from '../../judge/judgements.ts'
import { fileOf, type Line, OPEN } from '../testing/lines.ts'

/** Of each packet that is not simply right: the first rule that it breaks, or why nothing can be said and whose is missing. */
type Said = Readonly<Record<number, RuleId | `${UntoldReason} ${Role}`>>
type Case = readonly [lines: readonly Line[], said: Said]

const REQUEST: Line = [11, '>', 'PA', 1_001, 5_001, 'request one']
const ANSWERED: readonly Line[] = [...OPEN, REQUEST, [21, '<', 'A', 5_001, 1_012]]

/** Whatever the capture may lack: a mistake. */
const WRONG: Readonly<Record<string, Case>> = {
  'neither SYN nor RST without ACK (§3.1)': [
    [...ANSWERED, [30, '>', 'P', 1_012, 0, 'more']],
    { 6: 'missing-ack-flag-established' },
  ],
  'SYN with FIN': [[[0, '>', 'SF', 1_000]], { 1: 'syn-with-fin' }],
  'text after its own FIN': [
    [...ANSWERED, [30, '>', 'FA', 1_012, 5_001], [40, '<', 'A', 5_001, 1_013], [50, '>', 'PA', 1_013, 5_001, 'late']],
    { 8: 'data-after-own-fin' },
  ],
  'other bytes with the number of those sent before': [
    [...ANSWERED, [30, '>', 'PA', 1_001, 5_001, 'another request']],
    { 6: 'data-seq-not-advanced' },
  ],
  'text that reaches back, to where nothing began and nothing was acknowledged': [
    [...ANSWERED, [60, '>', 'PA', 1_009, 5_001, 'twelve bytes'], [70, '<', 'A', 5_001, 1_021]],
    { 6: 'data-seq-not-advanced' },
  ],
  'an acknowledgement of text that the peer, as its answer shows, had not sent': [
    [...ANSWERED, [30, '>', 'PA', 1_012, 5_101, 'more'], [40, '<', 'A', 5_001, 1_016]],
    { 6: 'ack-of-unsent-data', 7: 'order-unknown server' },
  ],
  'an acknowledgement beyond the peer’s FIN': [
    [...ANSWERED, [30, '<', 'FA', 5_001, 1_012], [30.1, '>', 'A', 1_012, 5_003]],
    { 7: 'ack-of-fin-too-high' },
  ],
  'an acknowledgement one too high, and the peer goes on from where it was': [
    [
      ...ANSWERED,
      [30, '<', 'PA', 5_001, 1_012, 600],
      [30.1, '>', 'A', 1_012, 5_602],
      [50, '<', 'PA', 5_601, 1_012, 'and more'],
    ],
    { 7: 'ack-plus-one-for-data' },
  ],
  'the numbers exchanged, where all else is there': [
    [...ANSWERED, [30, '>', 'PA', 5_001, 1_012, 'more']],
    { 6: 'swapped-seq-and-ack' },
  ],
}

/** Mistakes by what is there; but something may be missing that makes each of them right. */
const UNTOLD: Readonly<Record<string, Case>> = {
  'acknowledges more than was captured': [
    [...OPEN, REQUEST, [21, '<', 'A', 5_001, 1_112]],
    { 5: 'segments-missing client' },
  ],
  'text that reaches back to where nothing began, while something else is missing': [
    [
      ...ANSWERED,
      [60, '>', 'PA', 1_009, 5_001, 'twelve bytes'],
      [70, '<', 'A', 5_001, 1_021],
      [80, '>', 'PA', 1_121, 5_001, 'later'],
    ],
    { 6: 'order-unknown client', 8: 'segments-missing client' },
  ],
  'leaves a gap that nothing fills': [
    [...ANSWERED, [30, '>', 'PA', 1_112, 5_001, 'more']],
    { 6: 'segments-missing client' },
  ],
  'a RST below all that its end sent': [[...ANSWERED, [30, '>', 'R', 900]], { 6: 'reset-cause-unseen client' }],
  'a RST above all that its end sent': [[...ANSWERED, [30, '>', 'R', 1_013]], { 6: 'reset-cause-unseen client' }],
  // The SYN may come from a host that has forgotten; RST,ACK with SEQ 0 is what refuses it.
  'another SYN between the same ports, and its refusal': [
    [...ANSWERED, [500, '>', 'S', 9_000], [510, '<', 'RA', 0, 9_001]],
    { 6: 'segments-missing client' },
  ],
  'a RST beyond its own FIN': [
    [...ANSWERED, [30, '>', 'FA', 1_012, 5_001], [31, '>', 'R', 1_014]],
    { 7: 'reset-cause-unseen client' },
  ],
  'of a silent peer nobody knows what it had sent': [
    [
      [0, '<', 'SA', 5_000, 1_001],
      [0.1, '<', 'PA', 5_001, 1_001, 'banner'],
    ],
    { 2: 'one-direction client' },
  ],
}

/** What other stacks do, and what later segments explain. */
const RIGHT: Readonly<Record<string, readonly Line[]>> = {
  'a RST with the number that the peer acknowledges, from an end that said nothing else': [
    [0, '>', 'A', 2_000, 9_000],
    [10, '<', 'R', 9_000],
  ],
  'a RST at the first number that its end sent': [...ANSWERED, [30, '>', 'R', 1_000]],
  'a RST in the midst of what its end sent': [...ANSWERED, [30, '>', 'R', 1_005]],
  'new text that reads like text under way': [
    ...OPEN,
    [11, '>', 'PA', 1_001, 5_001, 'ping'],
    [11.1, '>', 'PA', 1_005, 5_001, 'ping'],
    [21, '<', 'A', 5_001, 1_009],
  ],
  'sent again, of which the card had seen a part': [
    ...OPEN,
    [11, '>', 'PA', 1_006, 5_001, ' world'],
    [300, '>', 'PA', 1_001, 5_001, 'hello world'],
    [310, '<', 'A', 5_001, 1_012],
  ],
  'what the card had missed is sent again in full, and the capture ends': [
    ...OPEN,
    [11, '>', 'PA', 1_101, 5_001, 100],
    [300, '>', 'A', 1_001, 5_001, 100],
  ],
  'text of one character again and again, cut by acknowledgements': [
    ...OPEN,
    [11, '>', 'A', 1_001, 5_001, 2_000],
    [21, '<', 'A', 5_001, 1_537],
    [22, '<', 'A', 5_001, 3_001],
  ],
}

function said(lines: readonly Line[]): Said {
  const judged = judgements('', fileOf(lines))
  if (!judged.ok) throw new Error(judged.error)
  return Object.fromEntries(
    judged.value.connections.flatMap(({ segments }) =>
      segments.flatMap(({ packet, rules, untold, verdict }) =>
        verdict === 'wrong' || untold ? [[packet, untold ? `${untold.reason} ${untold.whose}` : rules[0]]] : [],
      ),
    ),
  )
}

/** The same with the ends' parts exchanged. */
const turned = (lines: readonly Line[]): readonly Line[] =>
  lines.map(([ms, way, ...rest]) => [ms, way === '>' ? '<' : '>', ...rest])

describe.each([
  ['wrong', WRONG],
  ['untold', UNTOLD],
])('%s', (_, cases) => {
  test.each(Object.entries(cases))('%s', (_name, [lines, right]) => expect(said(lines)).toEqual(right))
})

test.each(Object.entries(RIGHT))('right: %s', (_, lines) => expect(said(lines)).toEqual({}))

test('which end has the higher port changes nothing', () => {
  for (const [name, [lines, right]] of Object.entries({ ...WRONG, ...UNTOLD })) {
    const other = Object.fromEntries(
      Object.entries(right).map(([packet, what]) => {
        const [word = '', whose] = what.split(' ')
        return [packet, whose === undefined ? word : `${word} ${ROLES.find((role) => role !== whose)}`]
      }),
    )
    // The first SYN tells who is the client; without one, the ports do.
    const opened = lines[0]?.[2].startsWith('S') === true
    expect([name, said(turned(lines))]).toEqual([name, opened ? right : other])
  }
})
