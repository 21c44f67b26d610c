import { describe, expect, test } from 'vitest'
import { ACK, due, type Flags, RST, SYN } from '../index.ts'
import { CLIENT, CN, End, SERVER, SN } from '../rule-cases/end.test-support.ts'

/** ESTABLISHED, the peer's window 100 bytes, one challenge ACK at most (RFC 5961 §7). */
const limited = () =>
  new End({ challengeAcks: 1 })
    .call({ type: 'open-active' })
    .sends(SYN, CLIENT)
    .gets(SYN | ACK, SERVER, CN, '', 100)
    .sends(ACK, CN, SN)

describe('beyond its limit a challenge ACK is not called for, and not wrong', () => {
  test.each<readonly [string, Flags, seq: number, ack: number]>([
    ['§3: a RST in the window', RST, SN + 7, 0],
    ['§3: a SYN,RST in the window', SYN | RST, SN + 7, 0],
    ['§4: a SYN in the window', SYN, SN + 7, 0],
    ['§4: a SYN outside the window', SYN, SERVER - 300, 0],
    ['§5: an ACK that is too old', ACK, SN, CN - 101],
  ])('%s', (_, flags, seq, ack) => {
    const end = limited().gets(flags, seq, ack)
    expect(end.tcb.owed.map(({ reason }) => reason)).toEqual(['challenge-ack'])
    end.sends(ACK, CN, SN).gets(flags, seq, ack)
    expect(due(end.tcb)).toEqual([])
    expect(end.tries(ACK, CN, SN)).toEqual([])
    // what it excuses is one ACK with the present numbers, once
    expect(end.tries(ACK, CN + 1, SN)).not.toEqual([])
    expect(end.sends(ACK, CN, SN).tries(ACK, CN, SN)).not.toEqual([])
  })

  test.each<readonly [string, Flags, seq: number, ack: number]>([
    ['a RST outside the window', RST, SN - 7, 0],
    ['an ACK that says what both know', ACK, SN, CN],
    ['an ACK that is old, and not too old', ACK, SN, CN - 100],
  ])('%s asks for none, and is answered by none', (_, flags, seq, ack) => {
    const end = limited()
      .gets(RST, SN + 7)
      .sends(ACK, CN, SN)
      .gets(flags, seq, ack)
    expect(due(end.tcb)).toEqual([])
    expect(end.tries(ACK, CN, SN)).not.toEqual([])
  })
})
