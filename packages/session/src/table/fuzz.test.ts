import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { generator } from '../facts/generator.ts'
import { parseScenario } from '../facts/scenario.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { decode } from '../talk/codec.ts'
import { ClientMessageSchema } from '../talk/message.ts'

/** How many random inputs each; WOSHOU_FUZZ=1000000 takes a minute or so. */
const COUNT = Number(process.env.WOSHOU_FUZZ ?? 5_000)
const SEED = Number(process.env.WOSHOU_SEED ?? 99)

const MOVE = {
  type: 'move',
  id: 'move-0001',
  version: 3,
  command: { type: 'send-segment', segment: { flags: 18, seq: 300, ack: 101, length: 0, window: 65535 } },
}
const JOIN = { type: 'join', session: 'A'.repeat(22), token: 'b'.repeat(22), since: 0 }

const ODD: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  2 ** 32,
  Number.MAX_VALUE,
  '',
  'SYN',
  '\u0000',
  '握手'.repeat(50),
  [],
  {},
  [[[[[]]]]],
  { __proto__: null, type: 'x' },
  { constructor: 1, toString: 1 },
]

/** A copy with some of its parts replaced by odd values, left out, or joined by others. */
function spoil(value: unknown, next: () => number): unknown {
  if (next() < 0.06) return ODD[Math.floor(next() * ODD.length)]
  if (Array.isArray(value)) return value.map((part) => spoil(part, next))
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value).flatMap(([key, part]) => (next() < 0.03 ? [] : [[key, spoil(part, next)]]))
  if (next() < 0.03) parts.push([next() < 0.5 ? '__proto__' : 'extra', ODD[Math.floor(next() * ODD.length)]])
  return Object.fromEntries(parts)
}

describe(`nothing throws, whatever comes from outside (seed ${SEED})`, () => {
  test(`decode survives ${COUNT} spoilt messages, whole and cut`, () => {
    const next = generator(SEED)
    let refused = 0
    for (let n = 0; n < COUNT; n++) {
      const text = JSON.stringify(spoil(next() < 0.8 ? MOVE : JOIN, next)) ?? ''
      const decoded = decode(next() < 0.1 ? text.slice(0, Math.floor(next() * text.length)) : text)
      if (!decoded.ok) refused++
    }
    expect(refused).toBeGreaterThan(COUNT / 10)
    expect(refused).toBeLessThan(COUNT)
  })

  test(`decode says of ${COUNT} spoilt messages what the schema of all messages says`, () => {
    const next = generator(SEED + 2)
    let taken = 0
    for (let n = 0; n < COUNT; n++) {
      // a join that brings a move's command is no move
      const message = next() < 0.2 ? { ...JOIN, command: MOVE.command } : MOVE
      const text = JSON.stringify(spoil(message, next)) ?? 'null'
      const decoded = decode(text)
      const parsed = v.safeParse(ClientMessageSchema, JSON.parse(text), { abortEarly: true })
      if (parsed.success) taken++
      if (parsed.success) expect(decoded).toEqual({ ok: true, message: parsed.output })
      // the number of a protocol says more than the field which is too many
      else if (!decoded.ok && decoded.error.code === 'not-a-message')
        expect(decoded.error.field).toBe(v.getDotPath(parsed.issues[0]) ?? '')
      else expect(decoded).toMatchObject({ ok: false })
    }
    expect(taken).toBeGreaterThan(COUNT / 10)
    expect(taken).toBeLessThan(COUNT)
  })

  test(`the scenario loader survives ${COUNT} spoilt scenarios, and names a field`, () => {
    const next = generator(SEED + 1)
    let refused = 0
    for (let n = 0; n < COUNT; n++) {
      const parsed = parseScenario(spoil(SCENARIOS[n % SCENARIOS.length], next))
      if (parsed.ok) continue
      refused++
      expect(typeof parsed.field).toBe('string')
      expect(parsed.detail).not.toBe('')
    }
    expect(refused).toBeGreaterThan(COUNT / 2)
    expect(refused).toBeLessThan(COUNT)
  })
})
