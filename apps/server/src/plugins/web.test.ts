import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../testing/start-server.ts'
import { TemporaryFolder } from '../testing/temporary-folder.ts'

// real processes and sockets, on machines that are busy with other things too

const SCRIPT = '\n  import("/_app/immutable/entry/start.js")\n'
const PAGE = `<!doctype html><script src="/early.js"></script><p>Woshou</p><script type="module">${SCRIPT}</script>`

let folder: TemporaryFolder
let server: TestServer
beforeAll(async () => {
  folder = new TemporaryFolder()
  mkdirSync(folder.file('_app/immutable/entry'), { recursive: true })
  writeFileSync(folder.file('index.html'), PAGE)
  writeFileSync(folder.file('index.html.br'), brotliCompressSync(PAGE))
  writeFileSync(folder.file('favicon.svg'), '<svg/>')
  const start = 'console.log("started")'
  writeFileSync(folder.file('_app/immutable/entry/start.js'), start)
  writeFileSync(folder.file('_app/immutable/entry/start.js.gz'), gzipSync(start))
  writeFileSync(folder.file('_app/version.json'), '{}')
  server = await startServer({ webBuild: folder.path })
})
afterAll(async () => {
  await server.close()
  folder[Symbol.dispose]()
})

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers })

describe('the web app', () => {
  it.each(['/', '/join/12345678', '/s/abc_-def?x=1', '/replay/abc', '/apis', '/wsx'])('is at %s', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(await response.text()).toBe(PAGE)
  })

  it.each([
    '/_app/immutable/gone.js',
    '/missing.png',
    '/_app/x',
    '/api',
    '/api/',
    '/api/x?y',
    '/api/docs/x',
    '/healthz/',
    '/readyz/x',
    '/metrics/',
    '/ws/x',
  ])('is not at %s', async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'not-found' })
  })

  it('lets run no inline script but its own', async () => {
    const policy = (await get('/s/abc')).headers.get('content-security-policy') ?? ''
    const hash = createHash('sha256').update(SCRIPT).digest('base64')
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy.split(';').find((part) => part.startsWith('script-src '))).not.toContain('unsafe-inline')
    expect(policy.split(';').find((part) => part.startsWith('style-src '))).toBe("style-src 'self'")
    // a laptop in a classroom has no certificate
    expect(policy).not.toContain('upgrade-insecure-requests')
  })

  it('comes compressed, as the build has compressed it', async () => {
    expect((await get('/', { 'accept-encoding': 'br' })).headers.get('content-encoding')).toBe('br')
    expect((await get('/s/abc', { 'accept-encoding': 'br' })).headers.get('content-encoding')).toBe('br')
    const script = await get('/_app/immutable/entry/start.js', { 'accept-encoding': 'gzip' })
    expect(script.headers.get('content-encoding')).toBe('gzip')
    expect(await script.text()).toBe('console.log("started")')
  })

  it('is kept by browsers where its name holds its hash, and asked for again elsewhere', async () => {
    const cached = async (path: string) => (await get(path)).headers.get('cache-control')
    expect(await cached('/_app/immutable/entry/start.js')).toBe('public, max-age=31536000, immutable')
    expect(await cached('/_app/version.json')).toBe('no-cache')
    expect(await cached('/favicon.svg')).toBe('no-cache')
  })

  it('is missed with the remedy when it has not been built', async () => {
    const bare = await startServer()
    try {
      const response = await fetch(`${bare.url}/`)
      expect(response.status).toBe(503)
      expect(await response.json()).toMatchObject({
        code: 'no-web-build',
        detail: expect.stringContaining('npm run build'),
      })
    } finally {
      await bare.close()
    }
  })
})
