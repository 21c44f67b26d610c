import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'
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
  mkdirSync(folder.file('build/_app/immutable/entry'), { recursive: true })
  writeFileSync(folder.file('build/index.html'), PAGE)
  writeFileSync(folder.file('build/index.html.br'), brotliCompressSync(PAGE))
  writeFileSync(folder.file('build/favicon.svg'), '<svg/>')
  const start = 'console.log("started")'
  writeFileSync(folder.file('build/_app/immutable/entry/start.js'), start)
  writeFileSync(folder.file('build/_app/immutable/entry/start.js.gz'), gzipSync(start))
  writeFileSync(folder.file('build/_app/immutable/entry/app.js'), 'app')
  for (const name of ['workers/capture.js', 'assets/0.css', 'assets/source.woff2']) {
    mkdirSync(dirname(folder.file(`build/_app/immutable/${name}`)), { recursive: true })
    writeFileSync(folder.file(`build/_app/immutable/${name}`), '')
  }
  writeFileSync(folder.file('build/service-worker.js'), '')
  writeFileSync(folder.file('build/_app/version.json'), '{}')
  writeFileSync(folder.file('secret.js'), 'SECRET')
  const env = { publicOrigins: ['https://woshou.example'] }
  server = await startServer({ webBuild: folder.file('build'), env })
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

  const OF_DOCUMENTS = [
    'content-security-policy',
    'cross-origin-opener-policy',
    'referrer-policy',
    'x-dns-prefetch-control',
    'x-download-options',
    'x-frame-options',
    'x-permitted-cross-domain-policies',
    'x-xss-protection',
  ]
  const OF_ALL = ['cross-origin-resource-policy', 'strict-transport-security', 'x-content-type-options']
  const secured = async (path: string) => {
    const { headers } = await get(path)
    return [...OF_DOCUMENTS, ...OF_ALL].filter((name) => headers.has(name))
  }

  it.each([
    ['a page', '/s/abc'],
    ['the start page', '/'],
    // each has its own policy, not that of the page which starts it
    ['the service worker', '/service-worker.js'],
    ['a worker', '/_app/immutable/workers/capture.js'],
    ['a picture, which may be opened as a document', '/favicon.svg'],
    ['what is not there', '/_app/immutable/entry/gone.js'],
    ['the API', '/api/scenarios'],
    ['an error of the API', '/api/nothing'],
  ])('says with %s what other sites and scripts may do', async (_what, path) => {
    expect(await secured(path)).toEqual([...OF_DOCUMENTS, ...OF_ALL])
  })

  it.each([
    ['a script', '/_app/immutable/entry/start.js'],
    ['a style', '/_app/immutable/assets/0.css'],
    ['a font', '/_app/immutable/assets/source.woff2'],
  ])('says with %s no more than holds for it: a page loads dozens', async (_what, path) => {
    expect((await get(path)).status).toBe(200)
    expect(await secured(path)).toEqual(OF_ALL)
  })

  it('comes compressed, as the build has compressed it', async () => {
    expect((await get('/', { 'accept-encoding': 'br' })).headers.get('content-encoding')).toBe('br')
    expect((await get('/s/abc', { 'accept-encoding': 'br' })).headers.get('content-encoding')).toBe('br')
    const script = await get('/_app/immutable/entry/start.js', { 'accept-encoding': 'gzip' })
    expect(script.headers.get('content-encoding')).toBe('gzip')
    expect(await script.text()).toBe('console.log("started")')
  })

  it('comes as it is to whoever wants nothing compressed, and is what it is called', async () => {
    const path = '/_app/immutable/entry/start.js'
    for (const wanted of ['identity', 'br;q=0, gzip;q=0.0', 'x-gzip', 'br']) {
      const script = await get(path, { 'accept-encoding': wanted })
      expect(script.headers.get('content-encoding'), wanted).toBe(null)
      expect(script.headers.get('vary'), wanted).toBe('accept-encoding')
      expect(script.headers.get('content-type'), wanted).toBe('application/javascript; charset=utf-8')
      expect(await script.text(), wanted).toBe('console.log("started")')
    }
    const head = await fetch(server.url + path, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it('is read from the disk once where its name holds its hash, and found there when it was built since', async () => {
    for (const content of ['1', '2']) {
      writeFileSync(folder.file('build/_app/immutable/entry/kept.js'), content)
      expect(await (await get('/_app/immutable/entry/kept.js')).text()).toBe(content)
    }
    const app = async () => (await get('/_app/immutable/entry/app.js')).text()
    expect(await app()).toBe('app')
    writeFileSync(folder.file('build/_app/immutable/entry/app.js'), 'other')
    expect(await app()).toBe('app')
  })

  it.each([
    '../../../secret.js',
    '..%2f..%2f..%2fsecret.js',
    'entry/..%2f..%2f..%2f..%2fsecret.js',
    '%2e%2e/%2e%2e/%2e%2e/secret.js',
  ])('gives nothing out that lies elsewhere: %s', async (path) => {
    // fetch would leave out what leads up
    const answer = Promise.withResolvers<IncomingMessage>()
    request(`${server.url}/`, { path: `/_app/immutable/${path}` }, answer.resolve).end()
    const response = await answer.promise
    expect(await text(response)).not.toContain('SECRET')
    expect(response.statusCode).toBeGreaterThanOrEqual(400)
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
