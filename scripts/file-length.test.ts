import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Lines after which a file wants a reason. */
const LONG = 400

/** Why a source file is longer all the same. */
const REASONS: Readonly<Record<string, string>> = {
  'apps/server/src/live/session-host.ts':
    'one session is one queue: whatever may happen to it, and in which order, is read in one place',
  'apps/web/src/lib/stages/replay/ReplayStage.svelte': 'half of it is the markup of one page',
  'apps/web/src/lib/stages/debrief/DebriefSheet.svelte': 'half of it is the markup of one page',
}

/** Tests are sentences one after the other: nobody reads them as a whole. */
const TEST = /\.(test|spec|contract)\.(ts|svelte)$|(^|\/)(testing|e2e)\//

test(`no source file has more than ${LONG} lines without a reason`, () => {
  const sources = execFileSync('git', ['ls-files', '*.ts', '*.svelte', '*.mjs', '*.cjs'], {
    cwd: root,
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .filter((file) => !TEST.test(file) && existsSync(join(root, file)))
  expect(sources.length).toBeGreaterThan(300)
  const long = sources.filter((file) => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length > LONG)
  expect(long.filter((file) => REASONS[file] === undefined)).toEqual([])
})
