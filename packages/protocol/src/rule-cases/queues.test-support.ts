import { ACK, cookieOf, type ListeningHost, receiveAt, SYN, segment } from '../index.ts'
import { answered, CLIENT, CN, End, SERVER, SN } from './end.test-support.ts'
import type { RuleCase } from './rule-case.test-support.ts'

const FREE: ListeningHost = {
  synQueue: { waiting: 0, places: 2 },
  acceptQueue: { waiting: 0, places: 3 },
  cookies: null,
  overflow: 'drop',
}
const KEY = { secret: 4711, time: 3 }
export const CROWDED: ListeningHost = { ...FREE, synQueue: { waiting: 2, places: 2 } }
export const BAKING: ListeningHost = { ...CROWDED, cookies: KEY }
export const UNACCEPTED: ListeningHost = { ...FREE, acceptQueue: { waiting: 3, places: 3 } }
export const COOKIE = cookieOf(KEY, CLIENT, 536)

/** The end after a segment has come to its host. */
export function at(host: ListeningHost, end: End, flags: number, seq: number, ack = 0): End {
  end.tcb = receiveAt(host, end.tcb, segment({ flags, seq, ack })).tcb
  return end
}

const listening = () => new End({}, SERVER).call({ type: 'open-passive' })
const baked = () => at(BAKING, listening(), SYN, CLIENT)

export const QUEUES: readonly RuleCase[] = [
  {
    rule: 'syn-queue-full',
    when: 'a SYN that found no place is answered',
    violations: () => at(CROWDED, listening(), SYN, CLIENT).tries(SYN | ACK, SERVER, CN),
    waits: true,
  },
  {
    rule: 'syn-queue-full',
    when: 'it is refused with a RST',
    violations: () => at(CROWDED, listening(), SYN, CLIENT).tries(0x14, 0, CN),
    waits: true,
  },
  {
    rule: 'accept-queue-full',
    when: 'a SYN is answered though nobody accepts',
    violations: () => at(UNACCEPTED, listening(), SYN, CLIENT).tries(SYN | ACK, SERVER, CN),
    waits: true,
  },
  {
    rule: 'accept-queue-full',
    when: 'the third segment was ignored, and its sender is believed to be connected',
    violations: () => at(UNACCEPTED, answered(), ACK, CN, SN).tries(ACK, SN, CN, 'hello'),
    waits: true,
  },
  {
    rule: 'accept-queue-full',
    when: 'the SYN,ACK is sent again before its time',
    violations: () => at(UNACCEPTED, answered(), ACK, CN, SN).tries(SYN | ACK, SERVER, CN),
    waits: true,
  },
  {
    rule: 'isn-is-not-the-cookie',
    when: 'the generator’s number is taken',
    violations: () => baked().tries(SYN | ACK, SERVER, CN),
    right: COOKIE,
  },
  {
    rule: 'synack-ack-equals-isn',
    when: 'a cookie’s SYN,ACK acknowledges the SYN’s own number',
    violations: () => baked().tries(SYN | ACK, COOKIE, CLIENT),
    right: CN,
  },
  {
    rule: 'synack-must-have-syn',
    when: 'a cookie travels on an ACK alone',
    violations: () => baked().tries(ACK, COOKIE, CN),
    right: 'SYN,ACK',
  },
  {
    rule: 'nothing-to-say',
    when: 'the cookie’s SYN,ACK is sent again: nobody remembers it',
    violations: () =>
      baked()
        .sends(SYN | ACK, COOKIE, CN)
        .tries(SYN | ACK, COOKIE, CN),
    waits: true,
  },
]
