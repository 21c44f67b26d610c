// `npm run looks`: the pages for learning alone and around two people's play in both languages, at both widths and in both
// schemes, each loaded anew; all that belongs to each interview question. `npm test` looks at each once. Arguments are
// Playwright's.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const { status } = spawnSync('playwright', ['test', 'e2e/full', ...process.argv.slice(2)], {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
  env: { ...process.env, LOOKS_IN_FULL: '1' },
  shell: process.platform === 'win32',
})
process.exitCode = status ?? 1
