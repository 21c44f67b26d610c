import { normalizeIP } from '@fastify/rate-limit'
import type { Scenario } from '@woshou/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'

/** The answer to an address of which as much has been stored as may be; null when more may. */
export function storageUsedUp(
  { storageShare }: Pick<Services, 'storageShare'>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | null {
  const retryAfter = storageShare.opensIn(normalizeIP(request.ip))
  if (retryAfter === 0) return null
  const detail = 'as much as may be has been stored for this address today: what is being played goes on'
  return problem(reply, 429, 'too-many', detail, { retryAfter })
}

/** Notes that something new has been stored for whoever asked. @param stored characters of it */
export const spendStorage = (
  { storageShare }: Pick<Services, 'storageShare'>,
  request: FastifyRequest,
  stored: number,
): void => storageShare.spend(normalizeIP(request.ip), stored + ROWS)

/** Bytes, about, of the rows beside it. */
const ROWS = 1_024

const sizes = new WeakMap<Scenario, number>()

/** Characters of a scenario as it is stored; found out once for each. */
export function sizeOf(scenario: Scenario): number {
  const size = sizes.get(scenario) ?? JSON.stringify(scenario).length
  sizes.set(scenario, size)
  return size
}
