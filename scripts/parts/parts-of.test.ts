import { expect, test } from 'vitest'
import { type Chunk, type PartsOptions, partsOf } from './parts-of.ts'

const chunk = (file: string, imports: string, options: Partial<Chunk> = {}): Chunk => ({
  file,
  entry: null,
  name: file,
  size: 100,
  imports: imports.split(' ').filter(Boolean),
  modules: [`${file}.ts`],
  ...options,
})
const entry = (file: string, imports: string) => chunk(file, imports, { entry: file })
const options: PartsOptions = {
  kept: ({ name }) => name === 'core',
  always: (name) => name === 'layout',
  page: (name) => name.startsWith('page'),
  request: 1_000,
  growth: 10_000,
  most: 100_000,
}
const parts = (chunks: readonly Chunk[], others: Partial<PartsOptions> = {}) =>
  partsOf(chunks, { ...options, ...others })

test('what the same pages load is one file; what only one of them loads stays apart when it is large', () => {
  const chunks = [
    entry('page1', 'a b big'),
    entry('page2', 'a b'),
    chunk('a', ''),
    chunk('b', ''),
    chunk('big', '', { size: 50_000 }),
  ]
  expect(parts(chunks)).toEqual([['big.ts'], ['a.ts', 'b.ts']])
})

test('a request that is spared outweighs a few bytes that a page does not need', () => {
  const chunks = [entry('page1', 'a small'), entry('page2', 'a'), chunk('a', ''), chunk('small', '')]
  expect(parts(chunks)).toEqual([['a.ts', 'small.ts']])
  expect(parts(chunks, { request: 50 })).toEqual([['a.ts'], ['small.ts']])
})

test('who comes to load a part loads all that it needs in turn, and that counts', () => {
  const chunks = [
    entry('page1', 'a uses'),
    entry('page2', 'a'),
    chunk('a', ''),
    chunk('uses', 'core'),
    chunk('core', '', { size: 5_000 }),
  ]
  expect(parts(chunks)).toEqual([['a.ts'], ['uses.ts']])
  expect(parts([...chunks.slice(0, -1), chunk('core', '', { size: 10 })])).toEqual([['a.ts', 'uses.ts']])
})

test('no first view grows by more than it may, nor one that is large already; the layout’s counts for each', () => {
  const chunks = [
    entry('layout', 'a'),
    entry('page1', 'a small'),
    entry('page2', ''),
    chunk('a', ''),
    chunk('small', ''),
  ]
  const joined = [['a.ts', 'small.ts']]
  expect(parts(chunks)).toEqual(joined)
  expect(parts(chunks, { growth: 100 })).toEqual(joined)
  expect(parts(chunks, { growth: 99 })).toEqual([['a.ts'], ['small.ts']])
  // page2 loads itself, the layout and what that needs: 300 bytes
  expect(parts(chunks, { most: 400 })).toEqual(joined)
  expect(parts(chunks, { most: 399 })).toEqual([['a.ts'], ['small.ts']])
})

test('no part comes to need itself, and what others need stands first', () => {
  const chunks = [
    entry('page1', 'top'),
    entry('page2', 'top'),
    chunk('top', 'middle'),
    chunk('middle', 'deep'),
    chunk('deep', ''),
  ]
  // top and deep alone would need middle, which needs deep
  const kept = ({ name }: Chunk) => name === 'middle'
  expect(parts(chunks, { kept })).toEqual([['deep.ts'], ['top.ts']])
  expect(parts(chunks, { request: 0 })).toEqual([['deep.ts'], ['middle.ts'], ['top.ts']])
})

test('entries and groups that stand in the configuration are no part', () => {
  expect(parts([entry('page1', 'core'), entry('page2', 'core'), chunk('core', '')])).toEqual([])
})
