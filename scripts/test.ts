// `npm test`: every check and every test, in stages. Stops at the first stage that fails; whatever happens,
// closes with how long each run took and how many tests passed.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const reports = join(root, '.cache/test')
const vitestReport = join(reports, 'vitest.json')
const playwrightReport = join(reports, 'playwright.json')

interface Run {
  readonly name: string
  readonly command: readonly string[]
}

/**
 * The runs of one stage go side by side: unit tests and browser tests mostly wait, for processes to be killed and for
 * segments to arrive. The first one's output is seen as it comes, the others' when they have ended.
 */
const stages: readonly (readonly Run[])[] = [
  [{ name: 'check', command: ['npm', 'run', '-s', 'check'] }],
  [
    {
      name: 'unit',
      command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
    },
    { name: 'e2e', command: ['playwright', 'test', '--reporter=list,json'] },
  ],
  [{ name: 'size', command: ['npm', 'run', '-s', 'size'] }],
]

interface Ended {
  readonly name: string
  readonly status: number
  readonly seconds: number
}

/** Runs one command to its end; its output is kept back when `later` collects it. */
function run({ name, command }: Run, later: Buffer[] | null): Promise<Ended> {
  const [program = '', ...args] = command
  const started = performance.now()
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', later ? 'pipe' : 'inherit', later ? 'pipe' : 'inherit'],
    env: {
      ...process.env,
      PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport,
      // dozens of servers are started and killed: each compiles what the first one has compiled already
      NODE_COMPILE_CACHE: join(root, '.cache/compile'),
    },
    shell: process.platform === 'win32',
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => later?.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ name, status: code ?? 1, seconds: (performance.now() - started) / 1000 }))
  })
}

const title = (name: string) => console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}`)

/** Runs a stage; its titles stand above the outputs. */
async function runStage(runs: readonly Run[]): Promise<Ended[]> {
  const [first, ...others] = runs
  if (!first) return []
  title(first.name)
  const outputs = others.map((): Buffer[] => [])
  const ended = await Promise.all([run(first, null), ...others.map((other, index) => run(other, outputs[index] ?? []))])
  for (const [index, { name }] of others.entries()) {
    title(name)
    process.stdout.write(Buffer.concat(outputs[index] ?? []))
  }
  return ended
}

/** Counts of both runners, from the reports they wrote. A runner that did not get as far counts nothing. */
function results(): { passed: number; failed: number; skipped: number } {
  const read = (file: string) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined)
  const unit = read(vitestReport) as { [count: string]: number } | undefined
  const e2e = (read(playwrightReport) as { stats: { [count: string]: number } } | undefined)?.stats
  return {
    passed: (unit?.numPassedTests ?? 0) + (e2e?.expected ?? 0) + (e2e?.flaky ?? 0),
    failed: (unit?.numFailedTests ?? 0) + (e2e?.unexpected ?? 0),
    skipped: (unit?.numPendingTests ?? 0) + (unit?.numTodoTests ?? 0) + (e2e?.skipped ?? 0),
  }
}

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })

const lines: string[] = []
let exitCode = 0
for (const stage of stages) {
  for (const { name, seconds, status } of await runStage(stage)) {
    lines.push(`${name.padEnd(6)} ${seconds.toFixed(1).padStart(6)} s  ${status === 0 ? 'ok' : 'FAILED'}`)
    exitCode ||= status
  }
  if (exitCode !== 0) break
}

const { passed, failed, skipped } = results()
console.log(`\n${lines.join('\n')}\n\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`)
process.exitCode = exitCode
