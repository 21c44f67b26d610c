// `npm run parts`: says anew which modules of the web app share a file, in apps/web/parts.json. Builds the app with each
// shared thing apart, as the bundler finds it, and joins what is loaded together. When a page loads many files again
// (`npm run size` says so).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Chunk, partsOf } from './parts/parts-of.ts'

const root = join(import.meta.dirname, '..')
/** Groups that stand in vite.config.ts, and what the bundler adds of its own. */
const KEPT = ['start', 'core', 'engine', 'rolldown-runtime']

const folder = mkdtempSync(join(tmpdir(), 'woshou-parts-'))
try {
  const chunks = join(folder, 'chunks.json')
  const { status } = spawnSync('npm', ['run', '-s', 'build'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, WOSHOU_CHUNKS: chunks },
  })
  if (status !== 0) throw new Error(`npm run build ended with ${status}`)
  const parts = partsOf(JSON.parse(readFileSync(chunks, 'utf8')) as readonly Chunk[], {
    kept: ({ name }) => KEPT.includes(name),
    always: (entry) => /client-optimized\/(app|nodes\/0)\.js$|runtime\/client\/(client-)?entry\.js$/.test(entry),
    page: (entry) => /client-optimized\/nodes\/\d+\.js$/.test(entry),
    request: 6_000,
    growth: 9_000,
    // some 85 kB packed; `npm run size` allows 100
    most: 240_000,
  })
  writeFileSync(join(root, 'apps/web/parts.json'), `${JSON.stringify(parts, null, 1)}\n`)
  console.log(`${parts.length} parts of ${parts.flat().length} modules: build the app with them by npm run build`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
