// `npm test`: every check and every test, in stages. Stops at the first stage that fails; whatever happens, closes with
// how long each run and the slowest tests took, how many tests passed, and what stayed behind. `--quick` is for the
// inner loop: types, lint and the tests of pure code.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readResults } from './test-report.ts'
import type { Stayed } from './test-run.ts'
import { type Run, TestStages } from './test-stages.ts'

const root = join(import.meta.dirname, '..')
const reports = join(root, '.cache/test')
const vitestReport = join(reports, 'vitest.json')
const playwrightReport = join(reports, 'playwright.json')

/** How many of the slowest tests are named at the end. */
const SLOWEST = 10

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })

const script = (name: string, command = name): Run => ({ name, command: ['npm', 'run', '-s', command] })
const vitest = (...options: readonly string[]): Run => ({
  name: 'unit',
  command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`, ...options],
})

const biome = script('biome', 'check:biome')
const types = script('types', 'check:types')
const arrows = script('arrows', 'check:depcruise')

/**
 * The runs of one stage go side by side: unit tests and browser tests mostly wait for processes and for segments, and a
 * build leaves a core to whoever needs none of what it makes.
 */
const everything: readonly (readonly Run[])[] = [
  [{ name: 'setup', command: ['node', 'scripts/setup.mjs', '--web', '--words', '--browser'] }, biome],
  [types, script('svelte', 'check:svelte'), arrows, script('knip', 'check:knip'), script('size')],
  [vitest(), { name: 'e2e', command: ['playwright', 'test', '--reporter=list,json'] }],
]
const quick: readonly (readonly Run[])[] = [[script('sync')], [types, biome, arrows], [vitest('--project=packages')]]

const stages = new TestStages({
  PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport,
  // dozens of servers are started and killed: each compiles what the first one has compiled already
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.cache/compile'),
  // else it is in the run's folder for temporary files, and gone with it
  PLAYWRIGHT_TRANSFORM_CACHE_DIR: join(root, '.cache/playwright'),
})

/** A line of the closing table. @param processor seconds, which on a busy machine are what can be compared */
function told(name: string, seconds: number, processor: number | null): string {
  const of = processor ? `  ${processor.toFixed(1).padStart(6)} s of processor` : ''
  return `${name.padEnd(6)} ${seconds.toFixed(1).padStart(6)} s${of}`
}

function whatStayed({ databases, folders, processes }: Stayed): string {
  const kinds = Object.entries({ process: processes, database: databases, folder: folders })
  const found = kinds.flatMap(([kind, names]) => names.map((name) => `${kind} ${name}`))
  return found.length === 0 ? 'nothing stayed' : `stayed, and removed now: ${found.join(', ')}`
}

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })

const began = performance.now()
const lines: string[] = []
let used = 0
let exitCode = 0
for (const stage of values.quick ? quick : everything) {
  console.log(`\n── ${stage.map(({ name }) => name).join(' and ')} ${'─'.repeat(50)}`)
  for (const { name, processor, seconds, status } of await stages.run(stage)) {
    lines.push(`${told(name, seconds, processor)}  ${status === 0 ? 'ok' : 'FAILED'}`)
    used += processor ?? 0
    exitCode ||= status
  }
  if (exitCode !== 0 || stages.interrupted) break
}

const { failed, passed, skipped, tests } = readResults(vitestReport, playwrightReport)
const slowest = tests.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST)
const all = told('all', (performance.now() - began) / 1_000, used)
if (slowest.length > 0) console.log('\nthe slowest tests:')
for (const { seconds, title } of slowest) console.log(`${seconds.toFixed(1).padStart(6)} s  ${title.slice(0, 110)}`)
console.log(`\n${[...lines, all].join('\n')}\n`)
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`)
console.log(whatStayed(await stages.end()))
process.exitCode = stages.interrupted ? 130 : exitCode
