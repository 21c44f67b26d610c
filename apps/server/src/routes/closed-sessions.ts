import type { ClassRight } from '@woshou/classroom/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { bearerToken } from './bearer-token.ts'
import { phoneIn, phoneOf } from './phone-cookie.ts'

type Asked = Pick<Services, 'storage'>

/** As what somebody reads a class's session: by a right in the class; null: by a seat in the session. */
export interface Reader {
  readonly class: string
  readonly right: ClassRight | null
}

/**
 * As what somebody reads those of some sessions that are a class's; null: not at all. They are for who teaches it or may see
 * it, and for who holds a seat, by its token or in the browser that came into the class; nobody reads them by their ids alone.
 * A pair's whose links are closed are for who holds a seat: null for everybody else.
 */
export async function readersOf(
  { storage }: Asked,
  request: FastifyRequest,
  sessions: readonly string[],
): Promise<ReadonlyMap<string, Reader | null>> {
  const { classes, directory } = storage
  const readers = new Map<string, Reader | null>()
  const rights = new Map<string, ClassRight | null>()
  const phone = phoneOf(request)
  const sits = async (session: string, id: string | null): Promise<boolean> => {
    for (const token of [bearerToken(request), phone && id !== null && phoneIn(phone, id).token])
      if (token && (await directory.seatOf(session, token)) !== null) return true
    return false
  }
  const [inClasses, linksClosed] = await Promise.all([classes.classesOf(sessions), directory.closedLinks(sessions)])
  for (const [session, id] of inClasses) {
    const { account } = request
    const known = rights.get(id)
    const right = known !== undefined || account === null ? (known ?? null) : await classes.rightOf(id, account.id)
    rights.set(id, right)
    readers.set(session, right !== null || (await sits(session, id)) ? { class: id, right } : null)
  }
  for (const session of linksClosed)
    if (!inClasses.has(session) && !(await sits(session, null))) readers.set(session, null)
  return readers
}

/** Whether one session is not there for whoever asks. */
export const isClosedTo = async (services: Asked, request: FastifyRequest, session: string): Promise<boolean> =>
  (await readersOf(services, request, [session])).get(session) === null

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
