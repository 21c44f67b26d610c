import { ACK, closed, cookieOf, type Owed, SYN, segment } from '@woshou/protocol'
import type { Listener } from '@woshou/session'
import { expect, test } from 'vitest'
import { queueNote, queueSentence, turnedAwayWords } from './queue-words.ts'
import { cookieWords, listenCounts, listenRules, shownQueues } from './shown-queues.ts'

const NOTHING = { dropped: 0, overflowed: 0, cookies: 0, accepted: 0, givenUp: 0 }
const listener = (more: Partial<Listener> = {}, plan: Partial<Listener['plan']> = {}): Listener => ({
  plan: { backlog: 2, cookies: false, overflow: 'drop', accepts: 'at-once', giveUp: 63_000, ...plan },
  places: { syn: plan.synQueue ?? 2, accept: 3 },
  synQueue: [],
  acceptQueue: [],
  acceptedAt: null,
  counts: NOTHING,
  ...more,
})
const waiting = (...who: readonly (number | null)[]) => who.map((stranger) => ({ stranger, since: 0 }))

test('a queue is drawn place by place, the own entry told from the strangers’ and from what is free', () => {
  const [syn, accept] = shownQueues(listener({ synQueue: waiting(1, null), acceptQueue: waiting(3) }))
  expect(syn).toEqual({
    kind: 'syn',
    taken: 2,
    places: 2,
    full: true,
    drawn: [{ who: 'stranger', n: 1 }, { who: 'here' }],
    more: 0,
  })
  expect(accept).toMatchObject({ taken: 1, places: 3, full: false, drawn: [{ n: 3 }, null, null] })
})

test('of a long queue twelve places are drawn, the own one among them', () => {
  const many = Array.from({ length: 40 }, (_, nth) => nth + 1)
  const [syn] = shownQueues(listener({ synQueue: waiting(...many, null) }, { synQueue: 128 }))
  expect(syn?.drawn).toHaveLength(12)
  expect(syn?.drawn.at(-1)).toEqual({ who: 'here' })
  expect(syn).toMatchObject({ taken: 41, places: 128, more: 116, full: false })
})

test('what the host does with what finds no place is said, and what it has counted', () => {
  expect(listenRules(listener())).toEqual([
    'A SYN that finds no place is dropped: cookies are off.',
    'A third segment that finds the accept queue full is ignored.',
    'The application accepts at once.',
  ])
  expect(listenRules(listener({}, { cookies: true, overflow: 'reset', accepts: { after: 4_000 } }))).toEqual([
    'A SYN that finds no place is answered with a cookie.',
    'A third segment that finds the accept queue full is answered with RST.',
    'The application accepts one every 4 s.',
  ])
  expect(listenCounts(listener())).toEqual([])
  expect(listenCounts(listener({ counts: { ...NOTHING, dropped: 1, accepted: 2 } }))).toEqual([
    'SYNs dropped: 1',
    'accepted: 2',
  ])
})

test('every fate has a sentence of its own, and one that a newer server knows has none', () => {
  const fates = [
    'half-open',
    'opened',
    'cookie',
    'dropped',
    'ignored',
    'reset',
    'unknown',
    'accepted',
    'given-up',
  ] as const
  const said = fates.map((what) => queueSentence({ stranger: 4, what }))
  expect(new Set(said).size).toBe(fates.length)
  for (const sentence of said) expect(sentence).toMatch(/4.*\.$/)
  expect(queueSentence({ stranger: null, what: 'accepted' })).toBe('The application accepted the connection.')
  expect(queueSentence({ stranger: 1, what: 'never-heard-of' as never })).toBe('')
})

test('beside the lifeline stands what came, or that an entry has left, and whose', () => {
  const tick = { kind: 'queue', version: 1, role: 'server', at: 0 } as const
  expect(queueNote({ ...tick, stranger: 2, what: 'half-open', came: 'SYN' })).toEqual(['SYN', '#2'])
  expect(queueNote({ ...tick, stranger: 2, what: 'given-up', came: null })).toEqual(['gone', '#2'])
  expect(queueNote({ ...tick, stranger: null, what: 'accepted', came: null })).toEqual(['accept'])
})

test('what found no place is said, and nothing once something else has come', () => {
  expect(turnedAwayWords(closed())).toBeNull()
  const full = { waiting: 2, places: 2 }
  expect(turnedAwayWords({ ...closed(), turnedAway: { queue: 'syn', ...full } })).toContain(
    'the SYN queue had no place',
  )
  expect(turnedAwayWords({ ...closed(), turnedAway: { queue: 'accept', ...full } })).toContain(
    'the accept queue had no',
  )
})

test('a cookie that is owed is shown with what is in it; without one nothing is', () => {
  const cookie = cookieOf({ secret: 9, time: 21 }, 100, 1460)
  const debt: Owed = {
    reason: 'answer-with-cookie',
    reply: segment({ flags: SYN | ACK, seq: cookie, ack: 101 }),
    to: segment({ flags: SYN, seq: 100 }),
  }
  expect(cookieWords(closed(), String)).toBeNull()
  expect(cookieWords({ ...closed(), owed: [debt] }, String)).toMatch(
    new RegExp(`^Cookie for the SYN that waits: ${cookie} \\(clock 21, MSS 1460, hash 0x[0-9a-f]{6}\\)$`),
  )
})
