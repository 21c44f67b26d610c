import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
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
const IMMUTABLE = `${sep}_app${sep}immutable${sep}`
/** A worker lives by the policy of its own script's answer, not by its page's. */
const WORKERS = `${IMMUTABLE}workers${sep}`
/**
 * What `secure` says of documents (and the policy, of workers too): of a script, a style or a font that a page has asked for,
 * browsers do not read it. It is 0.7 kB of 1.1 in each answer, where such a file has 1.7 kB.
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

/** Serves the build's files, and its page wherever there is neither a file nor a route. */
export async function serveWeb(app: FastifyInstance, web: WebBuild | null): Promise<void> {
  if (web) {
    await app.register(fastifyStatic, {
      root: web.folder,
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, path) {
        const immutable = path.includes(IMMUTABLE)
        if (immutable && !path.includes(WORKERS)) for (const name of OF_DOCUMENTS) reply.raw.removeHeader(name)
        reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
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
