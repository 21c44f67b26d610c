import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import type { Environment } from '../env.ts'
import type { WebBuild } from './web.ts'

/**
 * Headers that keep other sites' code out. No inline script runs but those of the web build's page, named by hash.
 * When one of the public origins is https, browsers are told to stay with it.
 */
export async function secure(
  app: FastifyInstance,
  web: WebBuild | null,
  { publicOrigins, hstsSubdomains }: Pick<Environment, 'publicOrigins' | 'hstsSubdomains'>,
): Promise<void> {
  const https = publicOrigins.some((origin) => origin.startsWith('https:'))
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...(web?.scriptHashes ?? [])],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        // Svelte's templates carry style attributes (`style="display: contents"`); style elements stay forbidden
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        // one that keeps the app's files for learning offline, one that reads captures
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        // no upgrade-insecure-requests: in a classroom the laptop is reached over plain http
      },
    },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: https && { includeSubDomains: hstsSubdomains },
    // browsers ignore these two over http, and complain of it
    originAgentCluster: false,
    crossOriginOpenerPolicy: https,
  })
}
