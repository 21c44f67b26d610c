import { expect, test } from 'vitest'
import { StuckTeller } from './stuck-news.ts'

const of = (...keys: string[]) => keys.map((key) => ({ key }))
const keys = (list: readonly { readonly key: string }[] | undefined) => list?.map(({ key }) => key)

test('who is stuck is told at once, then at most every ten seconds, and nobody who was only meanwhile', () => {
  const teller = new StuckTeller()
  expect(teller.hear([], 0)).toBeNull()
  expect(keys(teller.hear(of('a'), 1_000)?.now)).toEqual(['a'])
  for (let now = 2_000; now < 11_000; now += 1_000) expect(teller.hear(of('a', 'b', `c${now}`), now)).toBeNull()
  const news = teller.hear(of('b', 'd'), 11_000)
  expect(keys(news?.now)).toEqual(['b', 'd'])
  expect(keys(news?.noLonger)).toEqual(['a'])
  expect(teller.hear(of('b', 'd'), 30_000)).toBeNull()
})
