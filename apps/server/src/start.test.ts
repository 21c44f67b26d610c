import { existsSync, readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'
import { ServerProcess } from './testing/server-process.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

/** Notes each module that a server loads, and whether Node's own HTTP client has been loaded by then. */
const SPY = (file: string) => `import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
const client = () => process.moduleLoadList.some((name) => name.includes('deps/undici')) ? 'undici' : ''
registerHooks({ load: (url, context, next) => (appendFileSync(${JSON.stringify(file)}, url + '\\n' + client() + '\\n'), next(url, context)) })`

const packageOf = (url: string) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url)?.[1]

describe('the start of a server', () => {
  it('loads nothing for what nobody has asked: documentation, the other engine, a bus, compilers of JSON Schema', async () => {
    using folder = new TemporaryFolder()
    const modules = folder.file('modules')
    const spy = `data:text/javascript,${encodeURIComponent(SPY(modules))}`
    const cache = folder.file('compiled')
    const server = await ServerProcess.start({
      DATABASE_URL: `file:${folder.file('woshou.db')}`,
      NODE_OPTIONS: `--import=${spy}`,
      NODE_COMPILE_CACHE: cache,
    })
    const noted = () => readFileSync(modules, 'utf8').split('\n')
    const packages = () => new Set(noted().map(packageOf))
    const start = packages()
    expect(start).toContain('fastify')
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
  })
})
