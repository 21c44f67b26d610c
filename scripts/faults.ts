// `npm run faults`: every fault 30 times while pairs play, and a thousand races between two servers. FAULT_ROUNDS, RACES
// and FAULT_SEED (which each round prints) say otherwise; further arguments name test files.
// `--once`: one round of each, in which nobody gives anybody up: on any machine. `.ci/run` does so with what `npm test`
// leaves out.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { once: { type: 'boolean', default: false } },
})
const files = positionals.length > 0 ? positionals : ['apps/server/src/faults']
// three servers of three faults at once are as many as a PostgreSQL has connections for (100, of which a server takes ten)
const options = ['--project', 'node', '--disable-console-intercept=true', '--max-workers=1', '--max-concurrency=3']
const { status } = spawnSync('vitest', ['run', ...options, ...files], {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
  env: { ...(values.once ? {} : { FAULT_ROUNDS: '30', RACES: '1000' }), ...process.env, FAULTS_IN_FULL: '1' },
  shell: process.platform === 'win32',
})
process.exitCode = status ?? 1
