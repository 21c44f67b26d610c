import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import { RETRY_AFTER } from '../live/admission.ts'
import { isLong } from '../live/long-log.ts'
import { Crowded } from '../live/turnstile.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'

/** `dearly`, of what wants a session with a long log; at once where it is short. */
export async function dearlyIfLong<Result>(
  services: Pick<Services, 'admission' | 'registry' | 'storage' | 'turnstile'>,
  request: FastifyRequest,
  id: string,
  work: () => Promise<Result>,
): Promise<Result> {
  return (await isLong(services, id, null)) ? dearly(services, request, work) : work()
}

/**
 * Does for a request what takes long, when it is its address's turn; not at all while those that play have to wait, who
 * come first. Throws a `Problem`, 503 or 429.
 */
export async function dearly<Result>(
  { admission, turnstile }: Pick<Services, 'admission' | 'turnstile'>,
  request: FastifyRequest,
  work: () => Promise<Result>,
): Promise<Result> {
  if (admission.strained) {
    const detail = 'those that play come first just now: try again in some seconds'
    throw new Problem(503, 'overloaded', detail, { retryAfter: RETRY_AFTER })
  }
  try {
    return await turnstile.pass(normalizeIP(request.ip), async () => {
      // whoever has gone meanwhile is not kept waiting for: the others are
      if (request.raw.socket.destroyed) throw new Problem(503, 'overloaded', 'the connection was given up')
      return work()
    })
  } catch (error) {
    if (!(error instanceof Crowded)) throw error
    const detail = 'much that this address asked for is still being done: try again in some seconds'
    throw new Problem(429, 'too-many', detail, { retryAfter: RETRY_AFTER })
  }
}
