import { version } from '$app/env'
import { assets, immutable } from '$app/manifest'
import { self as worker } from '$app/service-worker'

/**
 * Keeps the app's files so that the pages for learning alone open without a network. Registered by those pages only
 * (`lib/state/offline.ts`). What a server says, under /api and /ws, is never kept.
 */

const pathOf = ({ path }: { path: string }) => new URL(path, worker.location.origin).pathname
const files = assets.map(pathOf)
const build = immutable.map(pathOf)

const CACHE = `woshou-${version}`
/** The page that stands for every address: routes are found in the browser. */
const PAGE = '/'

/** Chinese letters come in a hundred files: those that are needed are kept when they are fetched. */
const isCore = (path: string) => !/\.(woff2?|map)$/.test(path) || /-latin-wght-[^/]*\.woff2$/.test(path)

worker.addEventListener('install', (event) => {
  event.waitUntil(keep().then(() => worker.skipWaiting()))
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers().then(() => worker.clients.claim()))
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin || /^\/(api|ws|healthz)\b/.test(url.pathname))
    return
  if (url.pathname.startsWith('/_app/immutable/')) event.respondWith(fromCache(request))
  else if (request.mode === 'navigate') event.respondWith(fromNetwork(request, PAGE))
  else if (files.includes(url.pathname)) event.respondWith(fromNetwork(request, url.pathname))
})

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll([PAGE, ...[...build, ...files].filter(isCore)])
}

async function forgetOthers(): Promise<void> {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name)
}

/** Files whose names hold their contents' hash never change. */
async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request.url)
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok) await cache.put(request.url, response.clone())
  return response
}

async function fromNetwork(request: Request, kept: string): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const page = await (await caches.open(CACHE)).match(kept)
    if (page) return page
    throw error
  }
}
