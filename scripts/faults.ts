// `npm run faults`: every fault 30 times while pairs play, and a thousand races between two servers. Takes a quarter of
// an hour. FAULT_ROUNDS, RACES and FAULT_SEED (which each round prints) say otherwise; further arguments name test files.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const files = process.argv.slice(2)
const options = ['--project', 'node', '--disable-console-intercept=true', '--max-workers=3', '--max-concurrency=6']
const { status } = spawnSync(
  'vitest',
  ['run', ...options, ...(files.length > 0 ? files : ['apps/server/src/faults'])],
  {
    cwd: join(import.meta.dirname, '..'),
    stdio: 'inherit',
    env: { FAULT_ROUNDS: '30', RACES: '1000', ...process.env },
    shell: process.platform === 'win32',
  },
)
process.exitCode = status ?? 1
