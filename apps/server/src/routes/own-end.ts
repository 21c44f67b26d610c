import { isRole, type Role, type Session } from '@woshou/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { answerNotNow } from '../answer-not-now.ts'
import { isNotNow } from '../live/not-now.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { bearerToken } from './bearer-token.ts'
import { isClosedTo, unknownSession } from './closed-sessions.ts'
import { dearlyIfLong } from './dear.ts'

/** An end whose token a request bears, and its session as it is now. */
interface OwnEnd {
  readonly role: Role
  readonly session: Session
}

/** For what an end's student alone may ask. @returns null when the reply has been sent */
export async function ownEnd(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
): Promise<OwnEnd | null> {
  const { directory } = services.storage
  // the token before the log
  const role = await directory.seatOf(id, bearerToken(request) ?? '')
  if (!role || !isRole(role)) {
    const [known] = await directory.list([id])
    // closed links tell nobody that there is anything
    if (known && !(await isClosedTo(services, request, id)))
      problem(reply, 401, 'wrong-token', 'this needs the token of one of this session’s two ends')
    else unknownSession(reply)
    return null
  }
  const present = () => services.registry.using(id, async (host) => (await host?.present()) ?? null)
  const session = await dearlyIfLong(services, request, id, present)
  if (isNotNow(session)) answerNotNow(services, reply, session)
  else if (session) return { role, session }
  else unknownSession(reply)
  return null
}
