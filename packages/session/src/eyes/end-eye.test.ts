import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ROLES } from '../facts/role.ts'
import { ladder } from '../readings/ladder.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { choiceOf, scenario, Table } from '../testing/table.ts'
import { dueNow } from './due-now.ts'
import { type End, evolveEnd } from './end.ts'
import { evolveView, see, type View } from './eyes.ts'

const view = (table: Table, role: (typeof ROLES)[number]) =>
  table.log.reduce<View | null>((before, event) => {
    const seen = see(event, role)
    return seen ? evolveView(before, seen, role) : before
  }, null)

test.each(SCENARIOS.map((s) => [s.id, s] as const))(
  '%s: folding what a seat sees gives that seat’s own end',
  (_, s) => {
    const table = new Table(s).seat().play()
    for (const role of ROLES) {
      let end: End | null = null
      for (const event of table.log) {
        const seen = see(event, role)
        if (seen) end = evolveEnd(end, JSON.parse(JSON.stringify(seen)))
      }
      expect(end).toEqual(table.session.ends[role])
    }
  },
)

test('a seat is told nothing of the other end’s numbers, script and seed, nor of a fate', () => {
  const table = new Table(scenario('kernel-half-close')).seat()
  table.sendDue('client')
  const bytes = JSON.stringify(table.log.map((event) => see(event, 'server')))
  expect(bytes).not.toContain('2038532697')
  for (const secret of ['seed', 'arrivals', '"sent"', 'ends', 'wishes', 'open-active'])
    expect(bytes).not.toContain(secret)
  table.play()
  for (const role of ROLES) {
    const all = JSON.stringify(table.log.map((event) => see(event, role)))
    for (const secret of ['seed', 'arrivals', '"sent"', 'ends', 'wishes']) expect(all).not.toContain(secret)
  }
})

test('the versions of what a seat sees only ascend', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.constantFrom('client', 'server', 'wait'), { maxLength: 60 }),
      (seed, acts) => {
        const table = new Table(scenario('data-in-between'), seed).seat()
        for (const act of acts) {
          if (act === 'wait') table.wait()
          else {
            const [next] = dueNow(table.session.ends[act])
            if (next) table.send(act, { ...choiceOf(next.segment), ...(seed % 3 === 0 && { seq: 5 }) })
          }
        }
        for (const role of ROLES) {
          const seen = view(table, role)
          expect(seen?.end).toEqual(table.session.ends[role])
          const versions = seen?.events.map(({ version }) => version) ?? []
          expect(versions).toEqual([...versions].sort((a, b) => a - b))
          if (seen) expect(() => ladder(seen.events, role)).not.toThrow()
        }
      },
    ),
    { numRuns: 100 },
  )
})
