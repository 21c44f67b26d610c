import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { bearerToken } from './bearer-token.ts'
import { phoneIn, phoneOf } from './phone-cookie.ts'

type Asked = Pick<Services, 'storage'>

/**
 * Those of some sessions that are not there for whoever asks: a class's are for who teaches it or may see it, and for who
 * holds a seat, by its token or in the browser that came into the class; nobody reads them by their ids alone.
 */
export async function closedTo(
  { storage }: Asked,
  request: FastifyRequest,
  sessions: readonly string[],
): Promise<ReadonlySet<string>> {
  const { classes, directory } = storage
  const closed = new Set<string>()
  const rights = new Map<string, boolean>()
  const phone = phoneOf(request)
  const sits = async (session: string, id: string): Promise<boolean> => {
    for (const token of [bearerToken(request), phone && phoneIn(phone, id).token])
      if (token && (await directory.seatOf(session, token)) !== null) return true
    return false
  }
  for (const [session, id] of await classes.classesOf(sessions)) {
    const { account } = request
    const teaches = rights.get(id) ?? (account !== null && (await classes.rightOf(id, account.id)) !== null)
    rights.set(id, teaches)
    if (!teaches && !(await sits(session, id))) closed.add(session)
  }
  return closed
}

/** Whether one session is not there for whoever asks. */
export const isClosedTo = async (services: Asked, request: FastifyRequest, session: string): Promise<boolean> =>
  (await closedTo(services, request, [session])).size > 0

/**
 * For what pairs of no class alone can do.
 * @param detail why, for who holds a seat there
 * @returns the answer for a class's session; null for any other
 */
export async function refusedInClass(
  services: Asked,
  request: FastifyRequest,
  reply: FastifyReply,
  session: string,
  detail: string,
): Promise<FastifyReply | null> {
  if ((await services.storage.classes.classesOf([session])).size === 0) return null
  if (await isClosedTo(services, request, session)) return unknownSession(reply)
  return problem(reply, 409, 'refused', detail)
}

export const unknownSession = (reply: FastifyReply): FastifyReply =>
  problem(reply, 404, 'unknown-session', 'there is no such session')
