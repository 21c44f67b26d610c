import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, FastifyServerOptions } from 'fastify'
import { StorageLost } from '../storage/storage-lost.ts'

/** Where a log goes: pino's lines, one JSON object each. */
export interface LogStream {
  write(line: string): void
}

/** stderr, since stdout is for people: JSON for machines, lines to read on a terminal. */
export async function standardLogStream(): Promise<LogStream> {
  if (!process.stderr.isTTY) return process.stderr
  // a development dependency: where it isn't, JSON does
  const pretty = await import('pino-pretty').catch(() => null)
  return pretty?.default({ destination: 2, ignore: 'pid,hostname' }) ?? process.stderr
}

const NAMES_AND_SECRETS = ['name', 'login', 'token', 'password', 'cookie'].flatMap((field) => [field, `*.${field}`])

/**
 * Structured logs that hold no name, no token, no code and no password. Addresses (URLs) hold codes and session ids: what is
 * logged is the route's pattern.
 */
export function loggerOptions(level: string, stream: LogStream): NonNullable<FastifyServerOptions['logger']> {
  return {
    level,
    stream,
    serializers: { req: describeRequest, err: describeError },
    // second line of defence, for whoever logs a request or a body one day
    redact: {
      paths: ['url', 'path', 'code', 'body', 'headers', '*.body', '*.headers', ...NAMES_AND_SECRETS],
      remove: true,
    },
  }
}

const describeRequest = (request: FastifyRequest) => ({
  method: request.method,
  route: request.routeOptions?.url ?? 'none',
})

function describeError(told: Error & { readonly code?: string }) {
  // what is wrong with a storage says the cause
  const error = told instanceof StorageLost && told.cause instanceof Error ? (told.cause as typeof told) : told
  return { type: error.constructor.name, code: error.code, message: error.message, stack: error.stack ?? '' }
}

/** One line per answered request. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode: status, elapsedTime } = reply
    request.log.info({ req: request, status, ms: Math.round(elapsedTime * 10) / 10 }, 'answered')
  })
}

export type Logger = FastifyBaseLogger
