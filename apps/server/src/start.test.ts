import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { BUILDS, findBuild, NEWEST } from './built-server.ts'
import { ServerProcess } from './testing/server-process.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** Notes each module that a server loads, and whether Node's own HTTP client has been loaded by then. */
const SPY = (file: string) => `import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
const client = () => process.moduleLoadList.some((name) => name.includes('deps/undici')) ? 'undici' : ''
registerHooks({ load: (url, context, next) => (appendFileSync(${JSON.stringify(file)}, url + '\\n' + client() + '\\n'), next(url, context)) })`

const packageOf = (url: string) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url)?.[1]

/** The files of which a built one was made, as URLs. */
function sourcesOf(built: string): readonly string[] {
  const map = `${built}.map`
  if (!existsSync(map)) return []
  const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { readonly sources: readonly string[] }
  return sources.map((source) => new URL(source, pathToFileURL(map)).href)
}

let build: string
beforeAll(() => {
  // `npm test` has made it
  execFileSync(process.execPath, [join(import.meta.dirname, '../scripts/build.ts')])
  const found = findBuild()
  if (found === null) throw new Error('the build that was made just now is not of the sources')
  build = found
})

describe('the start of a server', () => {
  it.each(['built', 'sources'] as const)(
    'loads nothing for what nobody has asked (%s): documentation, the other engine, a bus, compilers of JSON Schema',
    async (from) => {
      using folder = new TemporaryFolder()
      const modules = folder.file('modules')
      const spy = `data:text/javascript,${encodeURIComponent(SPY(modules))}`
      const cache = folder.file('compiled')
      const server = await ServerProcess.start(
        {
          DATABASE_URL: `file:${folder.file('woshou.db')}`,
          NODE_OPTIONS: `--import=${spy}`,
          NODE_COMPILE_CACHE: cache,
        },
        from === 'sources' ? from : undefined,
      )
      const noted = () => readFileSync(modules, 'utf8').split('\n')
      const inBuild = () => noted().filter((url) => url.startsWith(pathToFileURL(build).href))
      const packages = () =>
        new Set([...noted(), ...inBuild().flatMap((url) => sourcesOf(fileURLToPath(url)))].map(packageOf))
      const start = packages()
      expect(start).toContain('fastify')
      expect(inBuild().length > 0).toBe(from === 'built')
      expect(noted().some((url) => url.endsWith('/apps/server/src/app.ts'))).toBe(from === 'sources')
      expect(noted()).not.toContain('undici')
      const idle = [
        'prom-client',
        '@fastify/swagger',
        '@fastify/swagger-ui',
        'yaml',
        'ajv',
        'pg',
        'ioredis',
        '@prisma/adapter-pg',
      ]
      expect(idle.filter((name) => start.has(name))).toEqual([])
      expect((await fetch(`${server.url}/api/docs/json`)).status).toBe(200)
      expect(packages()).toContain('@fastify/swagger')
      expect(existsSync(cache)).toBe(true)
      await server.stop('SIGTERM')
    },
  )
})

describe('a command', () => {
  it.each([
    ['admin', 'administer'],
    ['backup', 'backup-call'],
  ])('is loaded as it is built: %s', (command, built) => {
    using folder = new TemporaryFolder()
    const modules = folder.file('modules')
    const spy = `--import=data:text/javascript,${encodeURIComponent(SPY(modules))}`
    const { status } = spawnSync(process.execPath, [spy, join(import.meta.dirname, `${command}.ts`)])
    // called without anything to do
    expect(status).not.toBe(0)
    const loaded = readFileSync(modules, 'utf8').split('\n')
    expect(loaded).toContain(pathToFileURL(join(build, `${built}.js`)).href)
    expect(loaded.filter((url) => url.endsWith(`/${built}.ts`))).toEqual([])
  })
})

describe('the build of the server', () => {
  it('is recorded with every file of which it was made', () => {
    const record = readFileSync(join(BUILDS, NEWEST), 'utf8')
    const built = readdirSync(build).filter((name) => name.endsWith('.js'))
    const files = built.flatMap((name) => sourcesOf(join(build, name)).map((url) => relative(ROOT, fileURLToPath(url))))
    const ours = files.filter((file) => existsSync(join(ROOT, file)))
    for (const program of ['serve.ts', 'administer.ts', 'backup-call.ts'])
      expect(ours).toContain(join('apps', 'server', 'src', program))
    expect(
      ours.filter((file) => !record.includes(` ${file.replaceAll('\\', '/')}\n`) && !record.endsWith(` ${file}`)),
    ).toEqual([])
  })

  it('is made of no package that an image is without: the tools’, and those that may be absent', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, Readonly<Record<string, unknown>>>>
    }
    const record = readFileSync(join(BUILDS, NEWEST), 'utf8')
    const made = new Set(
      [...record.matchAll(/ ((?:\S+\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\/.*$/gm)].map(([, its]) => its ?? ''),
    )
    expect(made).toContain('node_modules/fastify')
    const flags = ['dev', 'optional', 'devOptional', 'peer']
    const installed = (its: string) => lock.packages[its] && flags.every((flag) => !lock.packages[its]?.[flag])
    expect([...made].filter((its) => !installed(its))).toEqual([])
  })

  it('is none when a source, or a file of a package, is another than it was made of', () => {
    using folder = new TemporaryFolder()
    const record = readFileSync(join(BUILDS, NEWEST), 'utf8')
    const beside = (newest: string) => {
      writeFileSync(folder.file(NEWEST), newest)
      return findBuild(folder.file('.'))
    }
    expect(beside(record)).not.toBeNull()
    for (const file of ['apps/server/src/serve.ts', 'node_modules/fastify/fastify.js', 'package-lock.json']) {
      const other = record.replace(new RegExp(`^\\S+ (\\d+) \\S+ ${file}$`, 'm'), `1 $1 else ${file}`)
      expect(other).not.toBe(record)
      expect(beside(other)).toBeNull()
    }
  })

  it('names sources where it says where an error is from', async () => {
    using folder = new TemporaryFolder()
    const wrong = { webBuild: 5 as never }
    await expect(ServerProcess.start({ DATABASE_URL: `file:${folder.file('woshou.db')}` }, wrong)).rejects.toThrow(
      /at async createApp \(file:\S+\/apps\/server\/src\/app\.ts:\d+:\d+\)|at readWebBuild \(file:\S+\/apps\/server\/src\/plugins\/web\.ts:\d+:\d+\)/,
    )
  })
})
