import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
const names = new Set(tracked.map((file) => basename(file)))
const tops = new Set(tracked.map((file) => file.split('/')[0]))
const documents = tracked.filter((file) => file.endsWith('.md') && !file.startsWith('CHANGELOG'))

/** A path in one word: no blank, no placeholder in capitals, no pattern. */
const PATH = /^[\w.@$[\]+-]+(\/[\w.@$[\]+-]+)*\/?$/
const SOURCE = /\.(ts|mjs|cjs|svelte|json|prisma|css|pcapng?)$/

/** Names that stand for any file of their kind, or for one that a reader makes. */
const EXAMPLES = new Set(['.ts', 'x.test.ts', 'x.browser.test.ts', 'late-answer.json', 'apps/server/build'])

/** The paths that a document names, as it names them: in code, and in what its links lead to. */
function pathsIn(text: string): readonly string[] {
  const code = [...text.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].flatMap(([, span = '']) => span.split(/[\s,;:()]+/))
  const links = [...text.matchAll(/\]\(([^)#\s]+)/g)].map(([, target = '']) => target)
  return [...code.filter((word) => !links.includes(word)), ...links].filter(
    (word) => PATH.test(word) && !/[A-Z]{3,}\./.test(basename(word)) && !word.startsWith('http'),
  )
}

/** What a document names and nobody has: whole paths from the root, or beside the document; files by their name alone. */
function missingIn(document: string): readonly string[] {
  const text = readFileSync(join(root, document), 'utf8')
  return pathsIn(text).filter((path) => {
    if (existsSync(join(root, path)) || existsSync(join(root, dirname(document), path))) return false
    if (EXAMPLES.has(path)) return false
    const [first = ''] = path.split('/')
    if (path.includes('/')) {
      if (tops.has(first)) return !tracked.some((file) => file === path || file.startsWith(path.replace(/\/?$/, '/')))
      // the end of a path, as `lib/components/ladder/` or `live/bus.ts`
      return SOURCE.test(path) && !tracked.some((file) => file.endsWith(`/${path}`))
    }
    return SOURCE.test(path) && !names.has(path)
  })
}

describe('what is written down about the project', () => {
  it.each(documents)('%s names no file and no folder that is not there', (document) => {
    expect(missingIn(document)).toEqual([])
  })
})
