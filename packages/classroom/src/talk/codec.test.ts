import { OLDEST_PROTOCOL, PROTOCOL } from '@woshou/session'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, encode, type SocketMessage } from './codec.ts'

const id = 'A'.repeat(22)
const MESSAGES: readonly SocketMessage[] = [
  { type: 'attend', protocol: PROTOCOL, class: id, token: id, since: 4 },
  { type: 'leave', session: id },
  { type: 'watch-class', protocol: PROTOCOL, class: id },
  { type: 'watch-session', protocol: PROTOCOL, session: id, since: 7 },
  { type: 'watch-session', session: null, since: 0 },
  { type: 'watch-wall', protocol: PROTOCOL, class: id },
  { type: 'join', protocol: PROTOCOL, session: id, token: id, since: 0 },
  { type: 'hand-over', id: 'hand-0001', to: 'partner' },
]

test.each(MESSAGES)('$type survives encoding and decoding', (message) => {
  expect(decode(encode(message))).toEqual({ ok: true, message })
})

test('a segment is read as the session’s codec reads it', () => {
  const segment = { flags: 18, seq: 300, ack: 101, length: 0 }
  const move = { type: 'move', id: 'move-0001', version: 3, command: { type: 'send-segment', segment } }
  expect(decode(JSON.stringify(move))).toEqual({ ok: true, message: move })
})

test.each([
  ['attend', { class: id, token: 'short' }, 'token'],
  ['attend', { class: 'a class', token: id }, 'class'],
  ['attend', { class: id, token: id, since: -1 }, 'since'],
  ['attend', { class: id, token: id, name: 'Ada' }, 'name'],
  ['attend', { class: id }, 'token'],
  ['leave', {}, 'session'],
  ['watch-class', { class: 7 }, 'class'],
  ['watch-session', { session: 'mine' }, 'session'],
  ['watch-session', { session: id, since: 1.5 }, 'since'],
  ['watch-wall', { class: id, token: id }, 'token'],
  ['join', { session: id, token: id, since: 'the beginning' }, 'since'],
  [
    'move',
    { id: 'move-0001', version: 1, command: { type: 'send-segment', segment: { flags: 2, seq: -1 } } },
    'command.segment.seq',
  ],
])('names the field of %s that is wrong: %o', (type, rest, field) => {
  expect(decode(JSON.stringify({ type, ...rest }))).toMatchObject({
    ok: false,
    error: { code: 'not-a-message', field },
  })
})

test('who says something unknown is told what there is to say', () => {
  const decoded = decode(JSON.stringify({ type: 'enter' }))
  expect(decoded).toMatchObject({ ok: false, error: { code: 'not-a-message', field: 'type' } })
  const detail = decoded.ok ? '' : decoded.error.detail
  for (const { type } of MESSAGES) expect(detail).toContain(type)
})

test('a class is attended in this server’s protocol or not at all', () => {
  for (const [protocol, code] of [
    [OLDEST_PROTOCOL - 1, 'too-old'],
    [PROTOCOL + 1, 'too-new'],
  ])
    expect(decode(JSON.stringify({ type: 'attend', protocol }))).toMatchObject({ ok: false, error: { code } })
})

test('is total: no text makes it throw', () => {
  const types = fc.constantFrom(
    'attend',
    'leave',
    'watch-class',
    'watch-session',
    'watch-wall',
    'join',
    'move',
    '__proto__',
  )
  const messages = fc
    .tuple(types, fc.dictionary(fc.string(), fc.jsonValue()))
    .map(([type, rest]) => ({ ...rest, type }))
  const texts = fc.oneof(
    fc.string(),
    fc.json(),
    messages.map((message) => JSON.stringify(message)),
  )
  fc.assert(
    fc.property(texts, (text) => typeof decode(text).ok === 'boolean'),
    { numRuns: 1_000 },
  )
})
