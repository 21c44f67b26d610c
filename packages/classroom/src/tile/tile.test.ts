import { RULE_IDS, STATES } from '@woshou/protocol'
import {
  evolveView,
  generator,
  letTimeGoOn,
  moments,
  peerOf,
  ROLES,
  type Role,
  see,
  stopTime,
  turn,
  type View,
} from '@woshou/session'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Manner } from '../testing/manner.ts'
import { SEED } from '../testing/seeds.ts'
import { SimulatedPair } from '../testing/simulated-pair.ts'
import { standing } from './standing.ts'
import { ThinkingTimes } from './thinking-times.ts'
import { evolveTile, type SeatTile, type Tile, withPresence } from './tile.ts'
import { parseTile, tileText } from './tile-text.ts'

const SCENARIOS = [
  'data-in-between',
  'simultaneous-open',
  'lost-data',
  'half-close',
  'three-segment-close',
  'zero-window',
]
const MANNERS: readonly Manner[] = ['right', 'prompt', 'idle', 'stubborn', 'told']
const pairs = fc.record({
  seed: fc.integer(),
  client: fc.constantFrom(...MANNERS),
  server: fc.constantFrom(...MANNERS),
  scenario: fc.constantFrom(...SCENARIOS),
  level: fc.constantFrom('coached' as const, 'exam' as const),
  until: fc.integer({ min: 0, max: 200_000 }),
})
const played = ({
  client,
  level,
  scenario,
  seed,
  server,
  until,
}: typeof pairs extends fc.Arbitrary<infer P> ? P : never) =>
  new SimulatedPair(seed, { client, server }, scenario, level).until(until)

test(`is the same whether folded as things happened or from the log, event by event (seed ${SEED})`, () => {
  fc.assert(
    fc.property(pairs, (of) => {
      const { log, tile } = played(of)
      let folded: Tile | null = null
      for (const { event, session } of moments(log)) {
        folded = evolveTile(folded, [event], session)
      }
      expect(folded).toEqual(tile)
    }),
    { numRuns: 80, seed: SEED },
  )
})

test(`what is due is whose turn the student is told it is (seed ${SEED})`, () => {
  fc.assert(
    fc.property(pairs, (of) => {
      const { log, tile } = played(of)
      for (const role of ROLES) {
        let view: View | null = null
        for (const event of log) {
          const seen = see(event, role)
          if (seen) view = evolveView(view, seen, role)
        }
        const told = view && turn(view, of.until)
        expect(tile?.[role].due !== null, JSON.stringify(told)).toBe(told?.kind === 'yours')
        if (told?.kind !== 'yours') expect(tile?.[role].waits === null).toBe(told?.kind === 'ended')
      }
    }),
    { numRuns: 80, seed: SEED },
  )
})

test(`goes over the wire and comes back, in 219 bytes at most (seed ${SEED})`, () => {
  const longest = [...RULE_IDS].sort((a, b) => b.length - a.length)[0] ?? null
  const seat: SeatTile = {
    holder: 'student',
    away: true,
    state: 'TIME-WAIT',
    right: 999,
    wrong: 999,
    hints: 999,
    rule: longest,
    again: 99,
    answers: 99,
    answered: true,
    due: 'keep-alive',
    since: 7_200_000,
    waits: null,
    took: { state: 'TIME-WAIT', ms: 7_200_000 },
  }
  const tile: Tile = { version: 2_000, started: true, ended: null, stopped: true, client: seat, server: seat }
  expect(parseTile(tileText(tile))).toEqual(tile)
  expect(tileText(tile).length).toBeLessThanOrEqual(219)
  fc.assert(
    fc.property(pairs, (of) => {
      const own = played(of).tile
      if (own) expect(parseTile(tileText(own))).toEqual(own)
    }),
    { numRuns: 40, seed: SEED },
  )
})

test('keeps on the wire that a cookie is due', () => {
  const { tile } = new SimulatedPair(1, { client: 'prompt', server: 'idle' }, 'syn-cookies').until(20_000)
  expect(tile?.server.due).toBe('answer-with-cookie')
  expect(tile && parseTile(tileText(tile))).toEqual(tile)
})

test('what is no tile is none; what a newer server names is read all the same', () => {
  for (const text of ['', '{}', '[1,2,3]', '[1,1,-1,0,[],[]]']) expect(parseTile(text)).toBeNull()
  const own = tileText(new SimulatedPair(1, { client: 'right', server: 'right' }).until(0).tile ?? expect.fail())
  const newer = own.replace('null', '"a-rule-of-tomorrow"')
  expect(parseTile(newer)?.client.rule).toBeNull()
  expect(new Set(STATES).size).toBe(11)
})

describe('a seat is stuck', () => {
  const stand = (pair: SimulatedPair, role: Role, now: number, median: number | null = null, away = false) => {
    const tile = pair.until(now).tile
    if (!tile) throw new Error('no tile')
    return standing(withPresence(tile, { client: true, server: true, [role]: !away }), role, now, () => median)
  }

  test('when it takes 90 s and twice the class’s median, and not before', () => {
    const pair = new SimulatedPair(3, { client: 'idle', server: 'right' })
    pair.until(60_000)
    const since = pair.tile?.client.since ?? 0
    expect(pair.tile?.client.due).not.toBeNull()
    expect(stand(pair, 'client', since + 89_999)).toMatchObject({ kind: 'thinking' })
    expect(stand(pair, 'client', since + 90_000)).toMatchObject({
      kind: 'stuck',
      causes: [{ cause: 'long', ms: 90_000 }],
    })
    expect(stand(pair, 'client', since + 90_000, 45_001)).toMatchObject({ kind: 'thinking' })
    expect(stand(pair, 'client', since + 90_002, 45_001)).toMatchObject({ kind: 'stuck' })
    expect(stand(pair, 'client', since + 90_002, null, true)).toEqual({ kind: 'away' })
    expect(stand(pair, 'server', since + 90_002)).toEqual({ kind: 'waiting', for: 'partner' })
  })

  test('when it breaks the same rule three times', () => {
    const pair = new SimulatedPair(3, { client: 'stubborn', server: 'right' })
    let now = 0
    for (; (pair.tile?.client.wrong ?? 0) < 2; now += 100) pair.until(now)
    expect(stand(pair, 'client', now)).toMatchObject({ kind: 'thinking' })
    for (; (pair.tile?.client.wrong ?? 0) < 3; now += 100) pair.until(now)
    expect(stand(pair, 'client', now)).toMatchObject({ kind: 'stuck', causes: [{ cause: 'same-rule', times: 3 }] })
  })

  test('when it has been told the answer for the second time', () => {
    const pair = new SimulatedPair(3, { client: 'told', server: 'right' })
    let now = 0
    for (; (pair.tile?.client.answers ?? 0) < 1; now += 100) pair.until(now)
    expect(stand(pair, 'client', now)).toMatchObject({ kind: 'thinking' })
    for (; (pair.tile?.client.answers ?? 0) < 2; now += 100) pair.until(now)
    expect(stand(pair, 'client', now)).toMatchObject({ kind: 'stuck', causes: [{ cause: 'answers', times: 2 }] })
  })

  test('no longer, once it has used the answer', () => {
    const pair = new SimulatedPair(3, { client: 'told', server: 'right' })
    let now = 0
    for (; (pair.tile?.client.answers ?? 0) < 1; now += 100) pair.until(now)
    expect(pair.tile?.client.answered).toBe(true)
    for (; (pair.tile?.client.right ?? 0) < 1; now += 100) pair.until(now)
    expect(pair.tile?.client).toMatchObject({ answers: 1, answered: false })
  })

  test('never while its segment travels: it waits for the network, then for the partner', () => {
    const pair = new SimulatedPair(3, { client: 'right', server: 'idle' })
    let now = 0
    for (; (pair.tile?.client.right ?? 0) < 1; now += 100) pair.until(now)
    expect(stand(pair, 'client', now)).toEqual({ kind: 'waiting', for: 'network' })
    expect(stand(pair, 'server', now)).toEqual({ kind: 'waiting', for: 'network' })
    expect(stand(pair, 'client', now + 2_000)).toEqual({ kind: 'waiting', for: 'partner' })
  })

  test('never while time stands still', () => {
    const pair = new SimulatedPair(3, { client: 'idle', server: 'right' }).until(1_000)
    const stopped = stopTime(pair.session, 1_000, 0) ?? expect.fail()
    const tile = evolveTile(pair.tile, stopped.events, stopped.session)
    expect(tile.stopped).toBe(true)
    expect(standing(tile, 'client', 200_000, () => null)).toEqual({ kind: 'paused' })
    const on = letTimeGoOn(stopped.session, 600_000) ?? expect.fail()
    expect(standing(evolveTile(tile, on.events, on.session), 'client', 1_000, () => null)).toMatchObject({
      kind: 'thinking',
    })
  })

  test('never when it has nothing to do, however long that takes', () => {
    const pair = new SimulatedPair(3, { client: 'right', server: 'idle' })
    for (let now = 0; now < 600_000; now += 5_000)
      expect(['waiting', 'thinking']).toContain(stand(pair, 'client', now).kind)
  })
})

test(`of 60 students with 8 planted who are stuck it is those 8, and no other, within 120 s of play (seed ${SEED})`, () => {
  for (let run = 0; run < 10; run++) {
    const random = generator(SEED + run)
    const planted = new Set<string>()
    const cast = Array.from({ length: 30 }, () => ({ client: 'right', server: 'right' }) as Record<Role, Manner>)
    const plant: readonly Manner[] = ['idle', 'idle', 'idle', 'stubborn', 'stubborn', 'stubborn', 'told', 'told']
    for (const manner of plant) {
      let pair = 0
      let role: Role = 'client'
      // two in one pair would wait for each other
      do [pair, role] = [Math.floor(random() * 30), random() < 0.5 ? 'client' : 'server']
      while (planted.has(`${pair}/client`) || planted.has(`${pair}/server`))
      planted.add(`${pair}/${role}`)
      const manners = cast[pair]
      if (manners) manners[role] = manner
      // whoever is to be seen within 120 s must have something to do within 30
      if (manners) manners[peerOf(role)] = 'prompt'
    }
    const class_ = cast.map((manners, pair) => new SimulatedPair(SEED + 100 * run + pair, manners))
    const times = new ThinkingTimes()
    const stuck = new Set<string>()
    for (let now = 0; now <= 120_000; now += 1_000) {
      for (const [pair, simulated] of class_.entries()) {
        const { tile } = simulated.until(now)
        if (tile) times.take(pair, tile)
      }
      for (const [pair, { tile }] of class_.entries())
        for (const role of ROLES)
          if (tile && standing(tile, role, now, () => times.median(pair, role, () => now)).kind === 'stuck')
            stuck.add(`${pair}/${role}`)
    }
    expect([...stuck].sort(), `run ${run}`).toEqual([...planted].sort())
  }
})
