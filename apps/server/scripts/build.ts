// Lays the server together in apps/server/build, unless the newest build there is of the sources and packages as they are:
// `node apps/server/scripts/build.ts`. The bundler is the one that Vite brings, in its very version, and no second one.
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'
import { contentOf, recordOf } from '../src/build-record.ts'
import { BUILDS, findBuild, NEWEST } from '../src/built-server.ts'

const ROOT = join(import.meta.dirname, '../../..')
const SOURCES = join(import.meta.dirname, '../src')

/** The programs, and the threads they start; each is a file of this name in the build. */
const ENTRIES = [
  'serve.ts',
  'administer.ts',
  'backup-call.ts',
  'storage/prisma/sqlite/sqlite-thread.ts',
  'routes/solo-offer-thread.ts',
]

/**
 * What stays in node_modules: what is compiled for this machine, what may be absent, as in the image (no build would be of the
 * packages that are there), what reads files beside itself, and what Fastify loads only for those who have no compilers of their
 * own, or ask without a network.
 */
const LEFT = [
  'better-sqlite3',
  'pg-native',
  'pg-cloudflare',
  'pino-pretty',
  'supports-color',
  '@fastify/swagger',
  '@fastify/swagger-ui',
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'light-my-request',
]

/** Builds that stay: the newest, and one for servers that still run. */
const KEPT = 2

/** A file below the root, the same on every platform. */
const below = (file: string) => relative(ROOT, file).split(sep).join('/')

/** Has sources find in a build what they find beside themselves: files by their folder, threads by their name. */
const findPlaces = (folder: string): Plugin => ({
  name: 'find places',
  transform: {
    filter: { id: /\.ts$/, code: /import\.meta/ },
    handler(_code, id, { magicString }) {
      if (!magicString) throw new Error('the bundler offers no way to change a source')
      const its = relative(folder, dirname(id)).split(sep).join('/')
      magicString.replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(`/${its}`)})`)
      magicString.replaceAll(/new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g, "new URL('./$1.js', import.meta.url)")
      return { code: magicString }
    },
  },
})

/** Notes what was read. */
const noteSources = (read: Map<string, string>): Plugin => ({
  name: 'note sources',
  transform: {
    order: 'pre',
    handler(code, id) {
      if (!id.startsWith('\0')) read.set(below(id), contentOf(code))
    },
  },
})

/** @returns the record of what it was made of */
async function build(folder: string): Promise<string> {
  const read = new Map<string, string>()
  const bundle = await rolldown({
    cwd: ROOT,
    input: ENTRIES.map((entry) => join(SOURCES, entry)),
    platform: 'node',
    external: LEFT,
    experimental: { nativeMagicString: true },
    plugins: [noteSources(read), findPlaces(folder)],
  })
  await bundle.write({ dir: folder, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', sourcemap: true })
  await bundle.close()
  const others = ['package-lock.json', 'package.json', below(import.meta.filename)]
  for (const workspace of ['apps/server', ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`)])
    others.push(`${workspace}/package.json`)
  const record = recordOf(ROOT, new Set([...read.keys(), ...others]))
  const changed = [...read].filter(([file, content]) => contentOf(readFileSync(join(ROOT, file))) !== content)
  if (changed.length > 0)
    throw new Error(`changed while the server was built: ${changed.map(([file]) => file).join(', ')}`)
  return record
}

/** Deletes the oldest builds. */
function clear(): void {
  const folders = readdirSync(BUILDS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const age = ({ name }: { readonly name: string }) => statSync(join(BUILDS, name)).mtimeMs
  for (const { name } of folders.sort((a, b) => age(b) - age(a)).slice(KEPT))
    rmSync(join(BUILDS, name), { recursive: true, force: true })
}

if (findBuild() === null) {
  const name = `${Date.now().toString(36)}-${process.pid}`
  const record = await build(join(BUILDS, name))
  // in one step: who starts meanwhile has the one before, or this one
  const written = join(BUILDS, name, NEWEST)
  writeFileSync(written, `${name}\n${record}`)
  renameSync(written, join(BUILDS, NEWEST))
  clear()
}
