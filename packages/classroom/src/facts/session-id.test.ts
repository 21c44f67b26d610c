import { SessionIdSchema } from '@woshou/session'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { sessionIdOf } from './session-id.ts'

const CLASS = 'k3Jx0aB-9_ZqWmE7tYuRsA'

test('is the same one for ever: stored sessions are found by it', () => {
  expect(sessionIdOf(CLASS, 1, 1)).toBe('Hs4sZ32Q8KCVgD7U7gRSEA')
  expect(sessionIdOf(CLASS, 2, 17)).toBe('cXuUdaqF6FsOBWrRtJP3WQ')
})

test('no two pairs of a class share one, nor two classes; each is a session’s id', () => {
  const ids = new Set<string>()
  for (const lesson of [CLASS, `${CLASS.slice(0, -2)}QA`, 'A'.repeat(22)])
    for (let round = 1; round <= 20; round++)
      for (let pair = 1; pair <= 200; pair++) ids.add(sessionIdOf(lesson, round, pair))
  expect(ids.size).toBe(3 * 20 * 200)
  for (const id of ids) v.parse(SessionIdSchema, id)
})

test('looks like no other: half of all bits differ between neighbours', () => {
  const [one, other] = [sessionIdOf(CLASS, 1, 1), sessionIdOf(CLASS, 1, 2)]
  const same = [...one].filter((letter, index) => letter === other[index]).length
  expect(same).toBeLessThan(6)
})
