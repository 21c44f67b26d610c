import type { Ladder, LadderLine } from '@woshou/session'
import { expect, test } from 'vitest'
import type { Perspective } from './drawing.ts'
import { order } from './knots.ts'

const segment = { flags: 0, seq: 0, ack: 0, window: 0, text: '' }
const line = (given: Partial<LadderLine>): LadderLine => ({
  key: '4',
  version: 4,
  from: 'client',
  segment,
  sentAt: 1_000,
  arriveAt: 2_500,
  fate: 'arrived',
  old: false,
  arrivedIn: 6,
  outcome: null,
  violations: [],
  faults: [],
  ...given,
})
const model = (lines: readonly LadderLine[], given: Partial<Ladder> = {}): Ladder => ({
  lines,
  ticks: [],
  start: { client: 'CLOSED', server: 'LISTEN' },
  from: 0,
  until: 9_000,
  ended: null,
  latency: 1_500,
  ...given,
})

/** When, in which version, and what: `>` departs, `<` arrives, `.` is a tick. */
const written = (ladder: Ladder, perspective: Perspective) =>
  order(ladder, perspective).map(
    ({ arrives, at, departs, ticks, version }) =>
      `${at}/${version ?? '?'}${departs ? '>' : ''}${arrives ? '<' : ''}${'.'.repeat(ticks.length)}`,
  )

test.each([
  ['both', ['0/0..', '1000/4>', '2500/6<']],
  ['client', ['0/0.', '1000/4>']],
  ['server', ['0/0.', '2500/6<']],
] as const)('as %s sees it, a segment departs and arrives where that is known', (perspective, knots) => {
  expect(written(model([line({})]), perspective)).toEqual(knots)
})

test('an arrival that can only be reckoned stands after what is known of the same moment', () => {
  const flying = line({ fate: 'unknown', arrivedIn: null })
  const ticks = [{ version: 5, role: 'client', at: 2_500, kind: 'hint', step: 1 }] as unknown as Ladder['ticks']
  expect(written(model([flying], { ticks }), 'client')).toEqual(['0/0.', '1000/4>', '2500/5.', '2500/?'])
})

test('versions order what is known, whatever the clock says', () => {
  const late = line({ key: '5', version: 5, sentAt: 900, arrivedIn: null, arriveAt: null, fate: 'lost' })
  expect(written(model([line({}), late]), 'client')).toEqual(['0/0.', '1000/4>', '900/5>'])
})

test('the end of a session has its place', () => {
  expect(written(model([], { ended: { version: 9, at: 8_000 } as Ladder['ended'] }), 'both')).toEqual([
    '0/0..',
    '8000/9',
  ])
})
