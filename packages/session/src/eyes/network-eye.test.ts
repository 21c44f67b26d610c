import { expect, test } from 'vitest'
import type { SessionEvent } from '../facts/event.ts'
import { ladder } from '../readings/ladder.ts'
import { begin, elapse, sit } from '../table/index.ts'
import { chosen, scenario, Table } from '../testing/table.ts'
import { evolveView, see, type View } from './eyes.ts'

const C = 2778494692
const table = (id = 'kernel-close-client-first') => new Table(scenario(id), 1, { network: true }).seat()
const view = (log: readonly SessionEvent[]) =>
  log.reduce<View<'network'> | null>((before, event) => {
    const seen = see(event, 'network')
    return seen ? evolveView<'network'>(before, seen, 'network') : before
  }, null)
const interfere = (at: Table, how: 'drop' | 'delay' | 'duplicate' | 'overtake') =>
  at.move('network', { type: 'interfere', sent: at.session.inFlight.at(-1)?.sent ?? 99, do: how })

test('the network drops a segment in flight, and it never arrives', () => {
  const at = table()
  at.send('client', chosen('S', C))
  expect(interfere(at, 'drop').kind).toBe('accepted')
  expect(at.session.inFlight).toEqual([])
  expect(view(at.log)?.inFlight).toEqual([])
})

test('what the network dropped is sent again when its time is up, even where segments wait to cross', () => {
  for (const id of ['kernel-close-client-first', 'simultaneous-open', 'simultaneous-close']) {
    const at = table(id)
    at.sendDue('client')
    interfere(at, 'drop')
    expect(at.play().session.ended, id).toMatchObject({ reason: 'goal-reached' })
  }
})

test('it delays, duplicates and lets overtake', () => {
  const at = table()
  at.send('client', chosen('S', C))
  interfere(at, 'delay')
  expect(at.session.inFlight[0]?.arrivals).toEqual([4500])
  interfere(at, 'duplicate')
  expect(at.session.inFlight[0]?.arrivals).toEqual([4500, 6000])
  expect(view(at.log)?.inFlight).toEqual(at.session.inFlight)
  const [line] = ladder<'network'>(view(at.log)?.events ?? [], 'network').lines
  expect(line?.faults).toEqual(['delay', 'duplicate'])
  expect(interfere(at, 'overtake')).toEqual({ kind: 'refusal', refusal: 'not-in-flight' })
})

test('one that is the first already has nothing to overtake, and a doubled one keeps its second copy', () => {
  const at = new Table(scenario('lost-data'), 1, { network: true }).seat()
  while (at.session.inFlight.length < 2) if (!at.sendDue('client') && !at.sendDue('server') && !at.wait()) break
  const [first, second] = at.session.inFlight
  if (!first || !second) throw new Error('two segments should be on their way')
  const make = (sent: number, how: 'overtake' | 'duplicate') =>
    at.move('network', { type: 'interfere', sent, do: how }).kind
  expect(make(first.sent, 'overtake')).toBe('refusal')
  expect(make(second.sent, 'duplicate')).toBe('accepted')
  expect(make(second.sent, 'overtake')).toBe('accepted')
  const [one, other] = at.session.inFlight
  expect(other?.arrivals).toHaveLength(2)
  expect(other?.arrivals?.[0]).toBeLessThan(one?.arrivals?.[0] ?? 0)
})

test('what has arrived, or never was, cannot be interfered with', () => {
  const at = table()
  at.send('client', chosen('S', C))
  const { sent } = at.session.inFlight[0] ?? { sent: 0 }
  at.wait()
  expect(at.move('network', { type: 'interfere', sent, do: 'drop' })).toEqual({
    kind: 'refusal',
    refusal: 'not-in-flight',
  })
})

test('the network sees every segment and nothing of the ends', () => {
  const at = table().play()
  const bytes = JSON.stringify(at.log.map((event) => see(event, 'network')))
  for (const secret of ['remarks', 'violations', 'outcome', 'seed', 'wishes', '"ends"', 'application'])
    expect(bytes).not.toContain(secret)
  expect(view(at.log)?.events.filter(({ type }) => type === 'segment-sent')).toHaveLength(7)
})

test('an end is neither asked nor told, and may not do it, unless the scenario lets it do so to its own segments', () => {
  const at = table()
  at.send('client', chosen('S', C))
  const sent = at.session.inFlight[0]?.sent ?? 0
  const mischief = { type: 'interfere', sent, do: 'drop' } as const
  for (const role of ['client', 'server'] as const)
    expect(at.move(role, mischief)).toEqual({ kind: 'refusal', refusal: 'not-yours-to-do' })
  const free = scenario('kernel-close-client-first')
  const byHand = new Table({ ...free, link: { ...free.link, byHand: true } }).seat()
  byHand.send('client', chosen('S', C))
  const own = { type: 'interfere', sent: byHand.session.inFlight[0]?.sent ?? 0, do: 'drop' } as const
  expect(byHand.move('server', own).kind).toBe('refusal')
  expect(byHand.move('client', own).kind).toBe('accepted')
})

test('the network plays no end: it sends nothing and ends nothing', () => {
  const at = table()
  for (const command of [{ type: 'leave' }, { type: 'send-segment', segment: chosen('S', C) }] as const)
    expect(at.move('network', command)).toEqual({ kind: 'refusal', refusal: 'not-yours-to-do' })
})

test('a session made without a network seat has none to take', () => {
  const { session } = begin({ scenario: scenario('lost-syn'), level: 'coached', pace: 1, seed: 1, now: 0 })
  expect(sit(session, 'network', 'Mallory', 0)).toBeNull()
})

test('the same seed and moves give the same log, whatever chance does', () => {
  const lossy = scenario('data-in-between')
  const chance = { loss: 0.3, duplicate: 0.2, delay: 0.3, delayBy: 4000 }
  const timers = ['time-wait', 'retransmission'] as const
  const play = (seed: number) =>
    new Table({ ...lossy, timers: [...timers], link: { ...lossy.link, chance } }, seed).seat().play()
  const seeds = Array.from({ length: 40 }, (_, seed) => seed)
  for (const seed of seeds) {
    const once = play(seed)
    expect(play(seed).log).toEqual(once.log)
    expect(once.session.ended, `seed ${seed}`).not.toBeNull()
    expect(elapse(once.session, Number.POSITIVE_INFINITY)).toBeNull()
  }
  expect(seeds.some((seed) => play(seed).log.some((e) => e.type === 'segment-sent' && e.arrivals?.length === 0))).toBe(
    true,
  )
})
