import { ladderOfLog, type SessionEvent } from '@woshou/session'
import { expect, test } from 'vitest'
import golden from '../../../../../../packages/session/fixtures/golden/lost-data.json' with { type: 'json' }
import paused from '../../../../../../packages/session/fixtures/golden/paused-lost-data.json' with { type: 'json' }
import { moveRows, rowAt } from './move-rows.ts'

const log = golden.log as unknown as readonly SessionEvent[]
const rows = moveRows(ladderOfLog(log), String)

test('every segment that a student tried is a move of its own, in order, and the wrong ones are known', () => {
  const tried = log.filter(({ type }) => type === 'segment-sent' || type === 'segment-withheld')
  const moves = rows.filter(({ nth }) => nth !== null)
  expect(moves.map(({ version }) => version)).toEqual(tried.map(({ version }) => version))
  expect(moves.map(({ nth }) => nth)).toEqual(moves.map((_, index) => index + 1))
  const wrong = log.filter((event) => 'violations' in event && event.violations.length > 0)
  expect(wrong.length).toBeGreaterThan(0)
  expect(rows.filter(({ isWrong }) => isWrong).map(({ version }) => version)).toEqual(
    wrong.map(({ version }) => version),
  )
})

test('what happens between two rows belongs to the first of them: nothing is left out, nothing is said twice', () => {
  for (const { version } of log)
    expect(
      rows.filter(({ from, until }) => version >= from && version < until),
      `version ${version}`,
    ).toHaveLength(1)
  expect(rowAt(rows, 0)).toBeNull()
  expect(rowAt(rows, log.length)).toBe(rows.at(-1))
})

test('a lost segment says so, and a pause stands there once although both ends have it', () => {
  expect(rows.filter(({ fate }) => fate !== null)).toHaveLength(1)
  const stopped = moveRows(ladderOfLog(paused.log as unknown as readonly SessionEvent[]), String)
  const { length } = paused.log.filter(({ type }) => type === 'time-stopped' || type === 'time-went-on')
  expect(length).toBeGreaterThan(0)
  const versions = stopped.filter(({ role }) => role === null).map(({ version }) => version)
  expect(new Set(versions).size).toBe(versions.length)
  expect(versions.length).toBeGreaterThan(0)
})

test('what happens in a host’s queues has a row as short as beside the lifeline, and its sentence', () => {
  const tick = {
    kind: 'queue',
    version: 3,
    role: 'server',
    at: 5,
    stranger: 2,
    what: 'half-open',
    came: 'SYN',
  } as const
  const model = { lines: [], ticks: [tick], start: {}, from: 0, until: 5, ended: null, latency: 1 }
  const [row] = moveRows(model, String)
  expect(row).toMatchObject({ role: 'server', parts: ['SYN', '#2'], isWrong: false })
  expect(row?.sentence).toContain('takes a place in the SYN queue')
})
