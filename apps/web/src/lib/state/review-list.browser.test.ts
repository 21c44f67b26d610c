import type { ReviewedSession } from '@woshou/classroom/api'
import { afterEach, expect, test, vi } from 'vitest'
import { ReviewList, reviewFilters } from './review-list.svelte.ts'

afterEach(() => vi.unstubAllGlobals())

const id = (nth: number) => String(nth).padStart(22, 'A')

/** Of every third one nothing is to be looked at: without a mistake, or played still. */
const session = (nth: number): ReviewedSession => ({
  session: id(nth),
  class: id(0),
  className: 'Networks',
  round: 1,
  pair: nth,
  scenarioId: 'lost-data',
  title: { en: 'Lost data', 'zh-CN': '数据丢失' },
  level: 'coached',
  createdAt: 1_000 - nth,
  ended: nth % 6 === 3 ? null : 'goal-reached',
  students: [],
  mistakes: nth % 6 === 3 ? null : nth % 3,
  firstVersion: null,
  comments: 0,
})

/** A server with so many sessions, two on a page; what it was asked. */
function serve(count: number, fails: () => boolean = () => false): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    if (fails()) return Promise.resolve(new Response('{}', { status: 500 }))
    const from = Number(new URL(path, location.origin).searchParams.get('after') ?? 0)
    const sessions = Array.from({ length: Math.min(2, count - from) }, (_, nth) => session(from + nth + 1))
    const body = { sessions, next: from + 2 < count ? `${from + 2}` : null }
    return Promise.resolve(new Response(JSON.stringify(body)))
  })
  return asked
}

test('one goes on to the next session with a mistake, over pages that are read when they are needed, and back', async () => {
  const asked = serve(9)
  const list = new ReviewList()
  // after a reload the list is found again, up to where one was
  expect((await list.beside('rule=x', id(2), 1))?.session).toBe(id(4))
  expect(asked).toEqual(['/api/review/sessions?rule=x', '/api/review/sessions?rule=x&after=2'])
  expect((await list.beside('rule=x', id(4), 1))?.session).toBe(id(5))
  expect((await list.beside('rule=x', id(5), 1))?.session).toBe(id(7))
  expect((await list.beside('rule=x', id(4), -1))?.session).toBe(id(2))
  expect(await list.beside('rule=x', id(1), -1)).toBeNull()
  expect(await list.beside('rule=x', id(8), 1)).toBeNull()
  // each page once
  expect(new Set(asked).size).toBe(asked.length)
  expect(list.hasMore).toBe(false)
})

test('other filters are another list; what is in none of its pages leads nowhere', async () => {
  const asked = serve(4)
  const list = new ReviewList()
  await list.load('')
  expect(list.sessions.map((one) => one.session)).toEqual([id(1), id(2)])
  expect(await list.beside('round=1', id(99), 1)).toBeNull()
  expect(asked.slice(1)).toEqual(['/api/review/sessions?round=1', '/api/review/sessions?round=1&after=2'])
})

test('a server that fails is asked no more, and the problem is told', async () => {
  let fails = false
  const asked = serve(9, () => fails)
  const list = new ReviewList()
  await list.load('')
  fails = true
  expect(await list.beside('', id(2), 1)).toBeNull()
  expect(list.problem?.code).toBe('unreachable')
  expect(asked).toHaveLength(2)
  expect(list.sessions).toHaveLength(2)
})

test('filters are always written alike: what is empty, or no filter, is left out', () => {
  const address = new URLSearchParams('unfinished=true&n=9&class=&round=2&other=1')
  expect(`${reviewFilters(address)}`).toBe('round=2&unfinished=true')
})

test('a day is the reader’s own: it ends when their next one begins', async () => {
  const asked = serve(1)
  await new ReviewList().load('from=2026-11-27&to=2026-11-28')
  const query = new URL(asked[0] ?? '', location.origin).searchParams
  expect(new Date(Number(query.get('from')))).toEqual(new Date(2026, 10, 27))
  expect(new Date(Number(query.get('to')) + 1)).toEqual(new Date(2026, 10, 29))
})
