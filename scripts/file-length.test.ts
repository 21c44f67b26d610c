import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Lines after which a file wants a reason. */
const LONG = 400

/** How the head of a longer one begins to say why. */
const REASON = `Longer than ${LONG} lines: `

/** Tests are sentences one after the other: nobody reads them as a whole. */
const TEST = /\.(test|spec|contract)\.(ts|svelte)$|(^|\/)(testing|e2e)\//

test(`no source file has more than ${LONG} lines without a reason at its head`, () => {
  const sources = execFileSync('git', ['ls-files', '*.ts', '*.svelte', '*.mjs', '*.cjs'], {
    cwd: root,
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .filter((file) => !TEST.test(file) && existsSync(join(root, file)))
  expect(sources.length).toBeGreaterThan(300)
  const texts = sources.map((file) => [file, readFileSync(join(root, file), 'utf8').trimEnd()] as const)
  const long = texts.filter(([, text]) => text.split('\n').length > LONG)
  const reasoned = texts.filter(([, text]) => text.slice(0, 200).includes(REASON))
  const names = (files: typeof texts) => files.map(([file]) => file)
  expect(names(reasoned), 'a reason at the head, and none where none is needed').toEqual(names(long))
})
