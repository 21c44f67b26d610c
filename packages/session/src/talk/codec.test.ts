import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, encode } from './codec.ts'
import type { ClientMessage } from './message.ts'
import { OLDEST_PROTOCOL } from './protocol-mismatch.ts'
import { PROTOCOL } from './protocol-number.ts'

const join: ClientMessage = {
  type: 'join',
  protocol: PROTOCOL,
  session: 'A'.repeat(22),
  token: 'b'.repeat(22),
  since: 0,
}
const move: ClientMessage = {
  type: 'move',
  id: 'move-0001',
  version: 3,
  command: { type: 'send-segment', segment: { flags: 18, seq: 300, ack: 101, length: 0 } },
}

test.each([
  ['join', join],
  ['move', move],
])('%s survives encoding and decoding', (_, message) => {
  expect(decode(encode(message))).toEqual({ ok: true, message })
})

test.each([
  ['a number beyond 32 bits', { segment: { flags: 2, seq: 4294967296 } }, 'command.segment.seq'],
  ['a negative length', { segment: { flags: 2, seq: 1, length: -1 } }, 'command.segment.length'],
  ['an unknown field', { segment: { flags: 2, seq: 1, evil: 1 } }, 'command.segment.evil'],
  ['no segment', {}, 'command.segment'],
])('names the field of %s, and the move it belongs to', (_, command, field) => {
  const decoded = decode(JSON.stringify({ ...move, command: { type: 'send-segment', ...command } }))
  expect(decoded).toMatchObject({ ok: false, error: { code: 'not-a-message', field, id: 'move-0001' } })
})

test.each([
  ['too-old', OLDEST_PROTOCOL - 1],
  ['too-old', -1],
  ['too-new', PROTOCOL + 1],
])('answers %s to a first message of protocol %i, whatever else it says', (code, protocol) => {
  for (const message of [
    { ...join, protocol },
    { type: 'attend', class: 'c', protocol },
    { ...join, protocol, since: 'the beginning', device: 'a watch' },
  ])
    expect(decode(JSON.stringify(message))).toMatchObject({ ok: false, error: { code, field: 'protocol' } })
})

test('takes a join without a protocol number, as pages said it before there were any', () => {
  const { protocol: _, ...early } = join
  expect(decode(JSON.stringify(early))).toEqual({ ok: true, message: early })
})

test('is total: no text makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof decode(text).ok === 'boolean'),
    {
      numRuns: 2_000,
    },
  )
  fc.assert(
    fc.property(fc.jsonValue(), (value) => typeof decode(JSON.stringify({ ...move, command: value })).ok === 'boolean'),
    { numRuns: 2_000 },
  )
})
