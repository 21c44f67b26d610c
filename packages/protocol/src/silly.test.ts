import { describe, expect, test } from 'vitest'
import { ACK, due, judge, type Policy, SYN, segment } from './index.ts'
import { CLIENT, CN, End, SERVER, SN } from './rule-cases/end.test-support.ts'

const MSS = 100

/** ESTABLISHED, and then the peer offers so small a window; so much text waits. */
const offered = (window: number, bytes: number, policy: Partial<Policy> = {}, first?: number) =>
  new End({ avoidsSilly: true, mss: MSS, ...policy })
    .call({ type: 'open-active' })
    .sends(SYN, CLIENT)
    .gets(SYN | ACK, SERVER, CN, '', first)
    .sends(ACK, CN, SN)
    .call({ type: 'send', text: 'x'.repeat(bytes) })
    .gets(ACK, SN, CN, '', window)
const remarked = ({ tcb }: End, bytes: number) => {
  const { legal, remarks } = judge(tcb, segment({ flags: ACK, seq: CN, ack: SN, text: 'x'.repeat(bytes) }))
  return [legal, remarks.map(({ rule }) => rule)]
}

describe('a window that is not worth a segment (RFC 9293 §3.8.6.2.1)', () => {
  test.each([
    ['all that the window takes', 40],
    ['a part of it', 7],
  ])('text is remarked on: %s', (_, bytes) => {
    const end = offered(40, 700)
    expect(due(end.tcb)).toEqual([])
    expect(remarked(end, bytes)).toEqual([true, ['text-into-silly-window']])
  })

  test.each([
    ['there is room for a full segment', offered(MSS, 700), MSS],
    ['there is room for all that waits', offered(40, 40), 40],
    ['it is half of the largest ever offered', offered(40, 700, {}, 80), 40],
    ['the timeout has run out', offered(40, 700).expires('persist'), 40],
    ['the policy does not ask for it', offered(40, 700, { avoidsSilly: false }), 40],
  ])('nothing is remarked on where %s', (_, end, bytes) => {
    expect(due(end.tcb)[0]?.segment.text).toHaveLength(bytes)
    expect(remarked(end, bytes)).toEqual([true, []])
  })

  test('nor what is short though the window is wide: of the window there is nothing to say', () => {
    expect(remarked(offered(60_000, 700), 7)).toEqual([true, []])
  })
})
