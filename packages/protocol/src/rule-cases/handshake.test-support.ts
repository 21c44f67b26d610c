import { ACK, FIN, RST, SYN } from '../index.ts'
import {
  asked,
  CLIENT,
  CN,
  crossed,
  lastAck,
  opening,
  SERVER,
  SN,
  sending,
  synSent,
  third,
} from './end.test-support.ts'
import type { RuleCase } from './rule-case.test-support.ts'

export const HANDSHAKE: readonly RuleCase[] = [
  {
    rule: 'first-segment-must-be-syn',
    when: 'CLOSED sends an ACK',
    violations: () => opening().tries(ACK, CLIENT, 1),
    right: 'SYN',
  },
  {
    rule: 'syn-must-not-carry-ack-on-active-open',
    when: 'the first segment is SYN,ACK',
    violations: () => opening().tries(SYN | ACK, CLIENT, 7),
    right: 'SYN',
  },
  {
    rule: 'syn-with-fin',
    when: 'SYN and FIN are set',
    violations: () => opening().tries(SYN | FIN, CLIENT),
    right: 'SYN',
  },
  {
    rule: 'syn-with-rst',
    when: 'SYN and RST are set',
    violations: () => opening().tries(SYN | RST, CLIENT),
    right: 'SYN',
  },
  {
    rule: 'synack-must-have-syn',
    when: 'the SYN of a simultaneous open is answered with a bare ACK (§3.10.7.3)',
    violations: () => crossed().tries(ACK, CN, SN),
    right: 'SYN,ACK',
  },
  {
    rule: 'synack-must-have-syn',
    when: 'a SYN is answered with a bare ACK',
    violations: () => asked().tries(ACK, SERVER, CN),
    right: 'SYN,ACK',
  },
  {
    rule: 'synack-must-have-ack',
    when: 'a SYN is answered with a bare SYN',
    violations: () => asked().tries(SYN, SERVER),
    right: 'SYN,ACK',
  },
  {
    rule: 'synack-ack-equals-isn',
    when: 'the SYN,ACK acknowledges the ISN itself',
    violations: () => asked().tries(SYN | ACK, SERVER, CLIENT),
    right: CN,
  },
  {
    rule: 'synack-ack-too-high',
    when: 'the SYN,ACK acknowledges ISN + 2',
    violations: () => asked().tries(SYN | ACK, SERVER, CLIENT + 2),
    right: CN,
  },
  {
    rule: 'synack-ack-is-own-isn',
    when: 'the SYN,ACK acknowledges its own ISN + 1',
    violations: () => asked().tries(SYN | ACK, SERVER, SN),
    right: CN,
  },
  {
    rule: 'isn-fixed-or-zero',
    when: 'the ISN is that of the connection before',
    violations: () =>
      lastAck()
        .gets(ACK, SN + 1, CN + 1)
        .call({ type: 'open-active' })
        .tries(SYN, CLIENT),
  },
  {
    rule: 'handshake-ack-not-incremented',
    when: 'the third segment acknowledges the server’s ISN',
    violations: () => third().tries(ACK, CN, SERVER),
    right: SN,
  },
  {
    rule: 'handshake-ack-too-high',
    when: 'the third segment acknowledges ISN + 2',
    violations: () => third().tries(ACK, CN, SERVER + 2),
    right: SN,
  },
  {
    rule: 'handshake-seq-not-incremented',
    when: 'the third segment has the ISN as seq',
    violations: () => third().tries(ACK, CLIENT, SN),
    right: CN,
  },
  {
    rule: 'handshake-seq-plus-two',
    when: 'the third segment has ISN + 2 as seq',
    violations: () => third().tries(ACK, CLIENT + 2, SN),
    right: CN,
  },
  {
    rule: 'handshake-ack-missing-flag',
    when: 'the third segment lacks ACK',
    violations: () => third().tries(0, CN, SN),
    right: 'ACK',
  },
  {
    rule: 'handshake-third-is-synack',
    when: 'the SYN,ACK is answered with SYN,ACK',
    violations: () => third().tries(SYN | ACK, CLIENT, SN),
    right: 'ACK',
  },
  {
    rule: 'swapped-seq-and-ack',
    when: 'the third segment has seq and ack exchanged',
    violations: () => third().tries(ACK, SN, CN),
    right: CN,
  },
  {
    rule: 'data-before-established',
    when: 'SYN-SENT sends text',
    violations: () => synSent().tries(ACK, CN, 0, 'hello'),
  },
  {
    rule: 'waiting-for-ack-of-ack',
    when: 'a pure ACK is acknowledged',
    violations: () =>
      sending()
        .gets(ACK, SN, CN + 5)
        .tries(ACK, CN + 5, SN),
  },
]
