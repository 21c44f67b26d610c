import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { problem } from '../problem.ts'

/** The finished web app. */
export interface WebBuild {
  readonly folder: string
  /** CSP sources of the scripts that stand in its page: `'sha256-…'`. */
  readonly scriptHashes: readonly string[]
}

const INLINE_SCRIPT = /<script(?![^>]*\ssrc\s*=)[^>]*>([\s\S]*?)<\/script>/gi

/** Where the server itself answers, or a file does: what isn't there must not become a page. */
const NO_PAGE = /^\/(_app|api|healthz|metrics|readyz|ws)(\/|$)/

/** Files whose names hold their contents' hash: browsers keep them for good. */
const IMMUTABLE = '/_app/immutable/'
/** A worker lives by the policy of its own script's answer, not by its page's. */
const WORKERS = 'workers'
/**
 * What `secure` says of documents (and the policy, of workers too): of a script, a style or a font that a page has asked for,
 * browsers do not read it. It is 0.7 kB of 1.1 in each answer, where such a file has 3 kB.
 */
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

/** Reads the build; null when there is none. */
export async function readWebBuild(folder: string): Promise<WebBuild | null> {
  const page = join(folder, 'index.html')
  if (!existsSync(page)) return null
  const html = await readFile(page, 'utf8')
  const scriptHashes = [...html.matchAll(INLINE_SCRIPT)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )
  return { folder, scriptHashes }
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'application/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** @param name within the folder of what is named by its content */
function keepForGood(answer: ServerResponse, name: string): void {
  answer.setHeader('cache-control', 'public, max-age=31536000, immutable')
  if (name.split(/[\\/]/, 1)[0] !== WORKERS) for (const header of OF_DOCUMENTS) answer.removeHeader(header)
}

const accepts = (encoding: string) =>
  new RegExp(`(?<![\\w-])${encoding}(?![\\w-]|\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`, 'i')
/** As the build compresses, the smallest first. */
const ENCODINGS = [
  { encoding: 'br', ending: '.br', accepted: accepts('br') },
  { encoding: 'gzip', ending: '.gz', accepted: accepts('gzip') },
]

/**
 * Serves what the build has named by its content, from memory once somebody has asked for it: a phone that comes to a
 * lesson fetches a hundred such files, and a class comes within a minute. Each costs 0.2 ms of processor so; by `@fastify/static`
 * 1.2, since its whole folder is read to see how its name is spelt, and 0.6 without that (`sendFile`). What is not known,
 * or has been built since, is looked for on the disk.
 */
async function serveImmutable(app: FastifyInstance, folder: string): Promise<void> {
  const root = join(folder, IMMUTABLE)
  const found = await readdir(root, { recursive: true }).catch(() => [])
  const names = new Set(found.map((name) => name.replaceAll(sep, '/')))
  const kept = new Map<string, Buffer>()
  const read = async (name: string) => {
    const content = kept.get(name) ?? (await readFile(join(root, name)).catch(() => null))
    if (content) kept.set(name, content)
    return content
  }
  app.get<{ Params: { '*': string } }>(`${IMMUTABLE}*`, { schema: { hide: true } }, async (request, reply) => {
    const { '*': name } = request.params
    const type = TYPES[extname(name)]
    const wanted = request.headers['accept-encoding'] ?? ''
    const packed = ENCODINGS.find(({ accepted, ending }) => accepted.test(wanted) && names.has(name + ending))
    const content = type && names.has(name) ? await read(name + (packed?.ending ?? '')) : null
    if (!type || !content) return reply.sendFile(IMMUTABLE + name)
    keepForGood(reply.raw, name)
    reply.header('vary', 'accept-encoding').type(type)
    if (packed) reply.header('content-encoding', packed.encoding)
    return reply.send(content)
  })
}

/** Serves the build's files, and its page wherever there is neither a file nor a route. */
export async function serveWeb(app: FastifyInstance, web: WebBuild | null): Promise<void> {
  if (web) {
    await app.register(fastifyStatic, {
      root: web.folder,
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, path) {
        const [, name] = path.split(join(IMMUTABLE))
        if (name !== undefined) keepForGood(reply.raw, name)
        else reply.raw.setHeader('cache-control', 'no-cache')
      },
    })
    await serveImmutable(app, web.folder)
  }
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const page = (request.method === 'GET' || request.method === 'HEAD') && !NO_PAGE.test(path)
    // what looks like a file must not become one either: a script would be parsed as HTML
    const file = /\.\w+$/.test(path)
    if (!page || file) return problem(reply, 404, 'not-found', 'there is nothing at this address')
    if (web) return reply.sendFile('index.html')
    return problem(reply, 503, 'no-web-build', 'the web app has not been built: run `npm run build`, then start again')
  })
}
