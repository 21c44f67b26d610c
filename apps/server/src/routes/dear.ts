import { normalizeIP } from '@fastify/rate-limit'
import type { Seat } from '@woshou/session'
import type { FastifyRequest } from 'fastify'
import { RETRY_AFTER } from '../live/admission.ts'
import { Crowded } from '../live/turnstile.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'

/** Events of a log which are dear to load, or to tell; those of a lesson have a few dozen. */
const LONG = 200

/**
 * Whether a session's log has so many events that whoever wants it had better wait for their turn. An actor that is there
 * costs nothing; what of its log is to be told does.
 * @param since whose seat it is, and the number of the newest event that they have; null for all
 */
export async function isLong(
  { registry, storage }: Pick<Services, 'registry' | 'storage'>,
  id: string,
  since: { readonly role: Seat; readonly since: number } | null,
): Promise<boolean> {
  const live = registry.at(id)
  if (live) return since !== null && live.eventsSince(since.role, since.since) > LONG
  // it has to be loaded, whatever of it is wanted
  return ((await storage.log.newest([id])).get(id)?.version ?? 0) > LONG
}

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
