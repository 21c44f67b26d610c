import type { ReportColumn, ReportMove, RuleRow } from '@woshou/classroom/api'
import { beforeEach, expect, test } from 'vitest'
import { overwriteGetLocale } from '#lib/paraglide/runtime.js'
import { boardColumns, boardLearning, boardRows } from './board-rows.ts'
import { moveGroups } from './move-groups.ts'

const column = (round: number, students = 60): ReportColumn => ({
  round,
  at: 0,
  scenario: 'three-way-handshake',
  title: { en: 'The three-way handshake', 'zh-CN': '三次握手' },
  students,
  running: 0,
})
const rule = (id: string, students: number, rounds: RuleRow['rounds'], times = students): RuleRow => ({
  rule: id,
  students,
  times,
  rounds,
  moves: [],
  learning: null,
})
const columns = boardColumns([column(1), column(2, 6)], 'en', ({ round }) => `/rounds/${round}`)
const titleOf = (id: string) => `title of ${id}`

beforeEach(() => overwriteGetLocale(() => 'en'))

test('a column is a round, a week or a class, in short and in full', () => {
  expect(columns).toEqual([
    {
      key: 'round 1',
      short: '1',
      long: 'Round 1: The three-way handshake',
      href: '/rounds/1',
      students: 60,
    },
    {
      key: 'round 2',
      short: '2',
      long: 'Round 2: The three-way handshake',
      href: '/rounds/2',
      students: 6,
    },
  ])
  const told = { at: 0, students: 3, running: 0 }
  // wherever the reader is: a Monday stays one
  expect(boardColumns([{ ...told, week: '2026-11-23' }], 'zh-CN', () => null)[0]).toMatchObject({ short: '11月23日' })
  expect(boardColumns([{ ...told, class: 'c', name: 'Networks' }], 'en', () => null)[0]).toMatchObject({
    key: 'class c',
    short: 'Networks',
    long: 'Networks',
  })
})

test('the first row is what most students broke, whatever order it is told in', () => {
  const rows = boardRows(
    [rule('b', 5, [], 5), rule('planted-in-20', 20, []), rule('a', 5, [], 5), rule('often', 5, [], 9)],
    columns,
    titleOf,
  )
  expect(rows.map((row) => row.rule)).toEqual(['planted-in-20', 'often', 'a', 'b'])
  expect(rows[0]).toMatchObject({ title: 'title of planted-in-20', students: 20 })
})

test('every column has a cell: how many of those who played in it, and none where nobody broke the rule', () => {
  const [row] = boardRows([rule('a', 4, [{ round: 2, students: 4, times: 7 }])], columns, titleOf)
  expect(row?.cells).toEqual([
    { key: 'round 1', students: 0, shade: 0 },
    // four of six, not of sixty
    { key: 'round 2', students: 4, shade: 4 },
  ])
})

test('what was never at stake says nothing of learning; a round in which it was not leaves a gap', () => {
  expect(boardLearning({ rounds: [], rate: null, trend: 'unclear' }, columns)).toBeNull()
  const learning = boardLearning(
    { rounds: [{ round: 2, tries: 30, right: 12, share: 0.4 }], rate: null, trend: 'unclear' },
    columns,
  )
  expect(learning?.columns.map(({ right, tries }) => [right, tries])).toEqual([
    [0, 0],
    [12, 30],
  ])
  expect(learning?.words).toBe('too few to say')
})

test('moves are found under the round in which they were made, each at its place in the replay', () => {
  const move = (round: number, participant: string, version: number): ReportMove => ({
    participant,
    session: `session-${round}`,
    version,
    role: 'client',
    class: 'a-class',
    round,
    times: 2,
  })
  const replay = (round: number, n: number) =>
    `/replay/session-${round}?n=${n}&in=class%3Da-class%26rule%3Ddata-seq-gap`
  const groups = moveGroups(
    [move(1, 'ann', 9), move(2, 'cai', 7), move(1, 'bo', 12)],
    ({ participant }) => participant,
    ({ round }) => `Round ${round}`,
    'data-seq-gap',
  )
  expect(groups).toEqual([
    {
      key: 'a-class/1',
      title: 'Round 1',
      moves: [
        { key: 'session-1/client/ann', name: 'ann', times: 2, href: replay(1, 9) },
        { key: 'session-1/client/bo', name: 'bo', times: 2, href: replay(1, 12) },
      ],
    },
    {
      key: 'a-class/2',
      title: 'Round 2',
      moves: [{ key: 'session-2/client/cai', name: 'cai', times: 2, href: replay(2, 7) }],
    },
  ])
})
