import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import en from '../../../messages/en.json' with { type: 'json' }
import zh from '../../../messages/zh-CN.json' with { type: 'json' }
import { type Block, type Piece, pageText } from './page-text.ts'

const DOCS = join(import.meta.dirname, '../../../../../docs')
const LESSONS = [
  { file: 'lesson.md', words: en },
  { file: 'lesson.zh-CN.md', words: zh },
] as const

const linesOf = (block: Block): readonly (readonly Piece[])[] =>
  'line' in block ? [block.line] : 'lines' in block ? block.lines : [block.head, ...block.rows].flat()

const read = (file: string) => pageText(readFileSync(join(DOCS, file), 'utf8'))
const piecesOf = (file: string) => read(file).flatMap(linesOf).flat()

test('takes headings, paragraphs, both kinds of lists, and tables', () => {
  const [title, intro, steps, table] = pageText(
    '# A *title*\n\nOne **two** `three`\n[four](x.md).\n\n1. first\n   goes on\n2. second\n\n| a | b |\n|---|---|\n| 1 | |',
  )
  expect(title).toEqual({
    kind: 'title',
    line: [
      { kind: 'text', text: 'A ' },
      { kind: 'label', text: 'title' },
    ],
  })
  expect(intro).toMatchObject({
    line: [{ text: 'One ' }, { kind: 'strong' }, {}, { kind: 'code' }, {}, { href: 'x.md' }, {}],
  })
  expect(steps).toMatchObject({ kind: 'steps', lines: [[{ text: 'first goes on' }], [{ text: 'second' }]] })
  expect(table).toMatchObject({
    kind: 'table',
    head: [[{ text: 'a' }], [{ text: 'b' }]],
    rows: [[[{ text: '1' }], []]],
  })
})

test('puts no blank where a line ends between Chinese letters', () => {
  expect(pageText('打开那个地址，\n设好登录名，用 `ack`\n和 SYN。')).toMatchObject([
    { line: [{ text: '打开那个地址，设好登录名，用 ' }, { text: 'ack' }, { text: ' 和 SYN。' }] },
  ])
})

describe.each(LESSONS)('docs/$file', ({ file, words }) => {
  test('has nothing that is shown as marks', () => {
    for (const { text } of piecesOf(file)) expect(text).not.toMatch(/[*`|[\]]|^#|^- /u)
  })

  test('calls what stands on a page as the page does', () => {
    const said = Object.values(words).map(
      (sentence) =>
        new RegExp(`^${sentence.replaceAll(/[.*+?^$()|[\]\\]/gu, '\\$&').replaceAll(/\{\w+\}/gu, '.+')}$`, 'u'),
    )
    const labels = piecesOf(file).filter(({ kind }) => kind === 'label')
    expect(labels.length).toBeGreaterThan(10)
    const unknown = labels
      .map(({ text }) => text.replaceAll(/[【】]/gu, ''))
      .filter((label) => !said.some((word) => word.test(label)))
    expect(unknown).toEqual([])
  })
})

test('both languages have the same parts', () => {
  const [first, second] = LESSONS.map(({ file }) => read(file).map((block) => [block.kind, linesOf(block).length]))
  expect(second).toEqual(first)
})
