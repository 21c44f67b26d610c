import { ACK, SYN } from '../index.ts'
import { CLIENT, CN, End, SERVER, SN } from './end.test-support.ts'
import type { RuleCase } from './rule-case.test-support.ts'

const MSS = 100
const byte = (n: number): number => CN + n * MSS
const text = 'x'.repeat(MSS)

/** ESTABLISHED with Reno's congestion control, segments of 100 bytes, and so much of them given by the application. */
const reno = (initialCwnd: number, segments: number) =>
  new End({ congestion: 'reno', mss: MSS, initialCwnd })
    .call({ type: 'open-active' })
    .sends(SYN, CLIENT)
    .gets(SYN | ACK, SERVER, CN)
    .sends(ACK, CN, SN)
    .call({ type: 'send', text: 'x'.repeat(MSS * segments) })
/** The nth to the mth segment leave, from 0. */
const sends = (end: End, from: number, to: number): End => {
  for (let n = from; n <= to; n++) end.sends(ACK, byte(n), SN, text)
  return end
}
const acks = (end: End, n: number, times = 1): End => {
  for (let i = 0; i < times; i++) end.gets(ACK, SN, byte(n))
  return end
}
/** Five have left; the first was acknowledged, the second lost, and so many duplicate ACKs have come. */
const duplicated = (times: number, segments = 12) => acks(acks(sends(reno(500, segments), 0, 4), 1), 1, times)

export const CONGESTION: readonly RuleCase[] = [
  {
    rule: 'cwnd-exceeded',
    when: 'a second segment goes out behind the first',
    violations: () => sends(reno(MSS, 4), 0, 0).tries(ACK, byte(1), SN, text),
    waits: true,
  },
  {
    rule: 'cwnd-exceeded',
    when: 'more goes out than is left of cwnd',
    violations: () => sends(reno(MSS + 50, 4), 0, 0).tries(ACK, byte(1), SN, text),
    right: 50,
  },
  {
    rule: 'cwnd-exceeded',
    when: 'a third segment beyond cwnd goes out at the second duplicate ACK',
    violations: () => sends(duplicated(2), 5, 8).tries(ACK, byte(9), SN, text),
    waits: true,
  },
  {
    rule: 'cwnd-exceeded',
    when: 'new text goes out right behind the segment that the timeout called for',
    violations: () => {
      const end = sends(reno(400, 8), 0, 3).expires('retransmission')
      return sends(end, 0, 0).tries(ACK, byte(4), SN, text)
    },
    waits: true,
  },
  {
    rule: 'fast-retransmit-first',
    when: 'new text goes out at the third duplicate ACK',
    violations: () => duplicated(3).tries(ACK, byte(5), SN, text),
    right: byte(1),
  },
  {
    rule: 'fast-retransmit-first',
    when: 'new text goes out at an ACK of only a part',
    violations: () => {
      const end = sends(duplicated(3), 1, 1)
      return acks(end, 3).tries(ACK, byte(5), SN, text)
    },
    right: byte(3),
  },
  {
    rule: 'too-few-duplicates',
    when: 'the segment is sent again at the first duplicate ACK, with nothing new to send',
    violations: () => duplicated(1, 5).tries(ACK, byte(1), SN, text),
    waits: true,
  },
  {
    rule: 'one-segment-after-loss',
    when: 'the second segment is sent again behind the first after a timeout',
    violations: () => {
      const end = sends(reno(400, 4), 0, 3).expires('retransmission')
      return sends(end, 0, 0).tries(ACK, byte(1), SN, text)
    },
    waits: true,
  },
  {
    rule: 'one-segment-after-loss',
    when: 'the second segment is sent again behind the first in fast recovery',
    violations: () => sends(duplicated(3, 5), 1, 1).tries(ACK, byte(2), SN, text),
    waits: true,
  },
]
