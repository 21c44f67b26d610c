import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ACK, FIN, formatFlags, formatSegment, formatTyped, PSH, parseTyped, RST, SYN, segment } from './index.ts'

describe('the RFC’s notation', () => {
  test('a SYN, a SYN,ACK, text', () => {
    expect(formatSegment(segment({ flags: SYN, seq: 100 }))).toBe('<SEQ=100><CTL=SYN>')
    expect(formatSegment(segment({ flags: SYN | ACK, seq: 300, ack: 101 }))).toBe('<SEQ=300><ACK=101><CTL=SYN,ACK>')
    expect(formatSegment(segment({ flags: ACK, seq: 101, ack: 301, text: 'hello' }))).toBe(
      '<SEQ=101><ACK=301><CTL=ACK><DATA=5>',
    )
  })
  test('relative to both initial sequence numbers', () => {
    expect(
      formatSegment(segment({ flags: ACK, seq: 0, ack: 301 }), { relativeSend: 4294967295, relativeReceive: 300 }),
    ).toBe('<SEQ=1><ACK=1><CTL=ACK>')
  })
})

describe('the typed form', () => {
  const read = (line: string) => {
    const parsed = parseTyped(line)
    return parsed.ok ? parsed.segment : parsed.error
  }
  test('letters, names and the RFC’s own notation', () => {
    expect(read('SA seq=300 ack=101 len=5')).toEqual({ flags: SYN | ACK, seq: 300, ack: 101, length: 5 })
    expect(read('SYN,ACK seq=300 ack=101')).toEqual({ flags: SYN | ACK, seq: 300, ack: 101 })
    expect(read('<SEQ=300><ACK=101><CTL=SYN,ACK>')).toEqual({ flags: SYN | ACK, seq: 300, ack: 101 })
    expect(read('PA seq=1 ack=1 text=hello')).toEqual({ flags: PSH | ACK, seq: 1, ack: 1, text: 'hello' })
  })
  test('what people type with a Chinese input method, and paste from textbooks, tcpdump and Wireshark', () => {
    const syn = { flags: SYN, seq: 1_000 }
    const synAck = { flags: SYN | ACK, seq: 300, ack: 101 }
    expect(read('S seq=１０００')).toEqual(syn)
    expect(read('Ｓ seq＝１０００')).toEqual(syn)
    expect(read('Ｓ　ＳＥＱ：１０００')).toEqual(syn)
    expect(read('SYN＝1，seq＝1000')).toEqual(syn)
    expect(read('SYN=1, ACK=0, seq=1000')).toEqual(syn)
    expect(read('SA seq=300，ack=101')).toEqual(synAck)
    expect(read('SYN、ACK seq=300、ack=101')).toEqual(synAck)
    expect(read('SYN=1 ACK=1 seq=300 ack=101')).toEqual(synAck)
    expect(read('SYN=1, ACK=1, seq=300, ack=101')).toEqual(synAck)
    expect(read('Flags [S.], seq 300, ack 101, length 0')).toEqual({ ...synAck, length: 0 })
    expect(read('Flags [P.], seq 1:6, ack 101, win 502, options [nop,nop,TS val 1 ecr 2], length 5')).toEqual({
      flags: PSH | ACK,
      seq: 1,
      ack: 101,
      window: 502,
      length: 5,
    })
    expect(read('[SYN, ACK] Seq=300 Ack=101 Len=0')).toEqual({ ...synAck, length: 0 })
    expect(read('80 → 40000 [SYN, ACK] Seq=300 Ack=101 Win=64000 Len=0 MSS=1460')).toEqual({
      ...synAck,
      window: 64_000,
      length: 0,
    })
    expect(read('ACK=1 seq=101 ack=301')).toEqual({ flags: ACK, seq: 101, ack: 301 })
  })
  test('ACK=1 beside no other flag and no other number is the number, and text keeps what was typed', () => {
    expect(read('<SEQ=7><ACK=1><CTL=ACK>')).toEqual({ flags: ACK, seq: 7, ack: 1 })
    expect(read('A seq=7 ack=1')).toEqual({ flags: ACK, seq: 7, ack: 1 })
    expect(read('PA seq=1 ack=1 text="a，b"')).toEqual({ flags: PSH | ACK, seq: 1, ack: 1, text: 'a，b' })
    expect(read('S seq=１０００ seq=２')).toEqual({ code: 'field-twice', at: 11, word: 'seq' })
  })
  test('case, spaces and order do not matter', () => {
    expect(read('  ACK = 7   Seq:3 fin  ack ')).toEqual({ flags: FIN | ACK, seq: 3, ack: 7 })
    expect(read('r seq=4_294_967_295')).toEqual({ flags: RST, seq: 4294967295 })
  })
  test('an error names what and where', () => {
    expect(read('SX seq=1')).toEqual({ code: 'unknown-flag', at: 0, word: 'SX' })
    expect(read('S seq=4294967296')).toEqual({ code: 'number-too-large', at: 6, word: '4294967296' })
    expect(read('S foo=1')).toEqual({ code: 'unknown-field', at: 2, word: 'foo' })
    expect(read('S seq=x')).toEqual({ code: 'not-a-number', at: 6, word: 'x' })
    expect(read('S seq=1 seq=2')).toEqual({ code: 'field-twice', at: 8, word: 'seq' })
    expect(read('   ')).toEqual({ code: 'empty', at: 0, word: '' })
  })
  test('what formatTyped writes parseTyped reads back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.nat(20),
        (flags, seq, ack, length) => {
          const written = segment({ flags, seq, ack, text: 'x'.repeat(length) })
          const parsed = parseTyped(formatTyped(written))
          expect(parsed).toEqual({
            ok: true,
            segment: { flags, seq, ...(flags & ACK ? { ack } : {}), ...(length > 0 ? { length } : {}) },
          })
        },
      ),
    )
  })
})

test('every flag has its name, in the order of the figures', () => {
  expect(formatFlags(0xff)).toBe('SYN,FIN,RST,PSH,URG,ECE,CWR,ACK')
  expect(formatFlags(0)).toBe('')
})
