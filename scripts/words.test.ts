import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Words that have one meaning here, and where the type stands that has it. CONTRIBUTING.md says what they mean. */
const ONE_MEANING: Readonly<Record<string, string>> = {
  Move: 'packages/session/src/table/play.ts',
  Outcome: 'packages/protocol/src/reception.ts',
  Role: 'packages/session/src/facts/role.ts',
  Seat: 'packages/session/src/facts/role.ts',
  Session: 'packages/session/src/table/session.ts',
  End: 'packages/session/src/eyes/end.ts',
  Happening: 'packages/session/src/table/happening.ts',
}

const sources = execFileSync('git', ['ls-files', 'packages', 'apps', 'e2e', 'scripts', 'bench'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  // a test has words of its own for what it plays
  .filter((file) => /\.(ts|svelte)$/.test(file) && !/generated|\.test[.-]/.test(file))

/** Where a type of this name is declared; an import is no declaration. */
function declared(word: string): readonly string[] {
  const declaration = new RegExp(
    `^\\s*(export )?(declare )?(abstract )?(interface|class|type) ${word}\\b(?! as|,| })`,
    'm',
  )
  return sources.filter((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .some((line) => declaration.test(line) && /[={]/.test(line)),
  )
}

test.each(Object.entries(ONE_MEANING))('%s means one thing', (word, home) => {
  expect(declared(word)).toEqual([home])
})

/** What is called otherwise here, in code and in the names of files; a comment may say it in passing. */
const NOT_SAID: readonly (readonly [string, RegExp])[] = [
  [
    'what becomes of a session is its result, no ending',
    /\b(const|let|function|type) [eE]nding\b|\bEndOf[A-Z]|\b(Solo|AfterThe)End\b/,
  ],
  ['time elapses, and does not advance', /\b[aA]dvances?\b/],
  ['what is under way is in flight; the wire is where', /\.wire\b|\breadonly wire\??:/],
]
const COMMENT = /^\s*(\*|\/\/|\/\*|<!--)/

test.each(NOT_SAID)('%s', (_, other) => {
  const said = sources.flatMap((file) => [
    ...(other.test(file) ? [file] : []),
    ...readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        other.test(line) && !COMMENT.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
      ),
  ])
  expect(said).toEqual([])
})
