import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import { isLong } from '../live/long-log.ts'
import type { NotNow } from '../live/not-now.ts'
import type { Services } from '../services.ts'

/** `dearly`, of what wants a session with a long log; at once where it is short. */
export async function dearlyIfLong<Result>(
  services: Pick<Services, 'admission' | 'registry' | 'storage' | 'turnstile'>,
  request: FastifyRequest,
  id: string,
  work: () => Promise<Result>,
): Promise<Result | NotNow> {
  return (await isLong(services, id, null)) ? dearly(services, request, work) : work()
}

/**
 * Does for a request what takes long, when it is its address's turn; not at all while those that play have to wait, who
 * come first.
 */
export async function dearly<Result>(
  { admission, turnstile }: Pick<Services, 'admission' | 'turnstile'>,
  request: FastifyRequest,
  work: () => Promise<Result>,
): Promise<Result | NotNow> {
  if (admission.strained) return { notNow: 'overloaded' }
  return turnstile.pass(
    normalizeIP(request.ip),
    async (): Promise<Result | NotNow> =>
      // whoever has gone meanwhile is not kept waiting for: the others are
      request.raw.socket.destroyed ? { notNow: 'given-up' } : work(),
  )
}
