// `npm run properties`: what must hold of any input, with more of them than `npm test` has time for; two minutes of one
// processor. Each number may be said otherwise; seeds as the tests' titles name them. Further arguments name test files.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const NUMBERS = {
  WOSHOU_LINKS: '10000',
  WOSHOU_FUZZ: '100000',
  WOSHOU_WALKS: '2000',
  WOSHOU_SPOILT_PLAYS: '100',
  CAPTURE_FUZZ_RUNS: '20000',
  CAPTURE_SPOIL_ROUNDS: '3',
  SOLO_GAMES: '3000',
  DRILL_EXERCISES: '100',
  LADDER_RUNS: '5000',
}
/** The tests that read one of them. */
const FILES = [
  'packages/protocol/src/properties',
  'packages/protocol/src/congested',
  'packages/protocol/src/sack/any-link',
  'packages/protocol/src/fuzz',
  'packages/protocol/src/obedience',
  'packages/protocol/src/mutation',
  'packages/session/src/table/fuzz',
  'packages/session/src/solo/partner',
  'packages/session/src/solo/noticed',
  'packages/session/src/solo/verify',
  'packages/session/src/drill/drill',
  'packages/capture/src/read/fuzz',
  'packages/capture/src/observe/incomplete',
  'apps/web/src/lib/components/ladder/layout',
]

const files = process.argv.slice(2)
const { status } = spawnSync('vitest', ['run', '--project=packages', ...(files.length > 0 ? files : FILES)], {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
  env: { ...NUMBERS, ...process.env },
  shell: process.platform === 'win32',
})
process.exitCode = status ?? 1
