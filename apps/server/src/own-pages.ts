import type { FastifyRequest } from 'fastify'

/**
 * Whether the page that asks is ours: served from this host, or from one of PUBLIC_ORIGINS. Browsers always send Origin with
 * a WebSocket and with whatever changes something, and other pages are all that this check can keep out; a request without
 * one comes from a program, which could send what it likes, and has no browser's cookies.
 */
export function fromOwnPage(
  { headers: { origin }, host }: Pick<FastifyRequest, 'headers' | 'host'>,
  publicOrigins: readonly string[],
): boolean {
  if (origin === undefined || publicOrigins.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}
