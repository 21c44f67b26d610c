import { normalizeIP } from '@fastify/rate-limit'
import { pseudonym } from '@woshou/classroom'
import { ComeInSchema, DoorSchema, ParticipantSchema } from '@woshou/classroom/api'
import { CodeParamsSchema, ProblemSchema } from '@woshou/session/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { StoredClass, StoredParticipant } from '../storage/classes.ts'
import { drawToken } from '../storage/seat-token.ts'
import { bearerToken } from './bearer-token.ts'
import { unknownCode, wait } from './code-answers.ts'
import { phoneFor, phoneIn, phoneOf } from './phone-cookie.ts'

const tags = ['participants']

/** A class's doors: what a code opens, and coming in with nothing but a name. */
export function doorRoutes(app: App, services: Services, publicOrigins: readonly string[]): void {
  const { browsers, classes: live, clock, codes, glances, halls, storage } = services
  const { classes } = storage

  /** The class that a code lets into; null when the reply has been sent. */
  async function find(request: FastifyRequest, reply: FastifyReply, code: string): Promise<StoredClass | null> {
    const by = normalizeIP(request.ip)
    const found = await codes.find({ by, code, at: 'doors', hall: halls.has(by) })
    if (found === 'too-many') wait(reply)
    else if (found?.kind === 'class') return found.class
    else unknownCode(reply, 'no class has this code or link')
    return null
  }

  const isOpen = async (id: string): Promise<boolean> => (await glances.of(id))?.doors === 'open'

  app.get(
    '/api/doors/:code',
    {
      schema: {
        summary: 'To which class a code, or the secret of a link, lets in',
        tags,
        params: CodeParamsSchema,
        response: { 200: DoorSchema, 404: ProblemSchema },
      },
    },
    async (request, reply) => {
      const found = await find(request, reply, request.params.code)
      if (!found) return reply
      const { id, name } = found
      const open = await isOpen(id)
      // the first of a hall whose teacher sits elsewhere: the others look at the same moment
      if (open) halls.note(normalizeIP(request.ip))
      return { class: id, name, open }
    },
  )

  app.post(
    '/api/participants',
    {
      config: { ownPages: true },
      schema: {
        summary: 'Comes into a class, or back into it: one browser is one student, known by its cookie or its token',
        tags,
        security: [{}, { seat: [] }],
        body: ComeInSchema,
        response: { 201: ParticipantSchema, 403: ProblemSchema, 404: ProblemSchema, 409: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { name } = request.body
      const { code } = v.parse(CodeParamsSchema, request.body)
      const found = await find(request, reply, code)
      if (!found) return reply
      const { id } = found
      const known = await knownAs(request, id)
      if (known === 'barred') return refused(reply, known)
      if (known) {
        browsers.note(phoneFor(request, reply, publicOrigins))
        return reply.code(201).send(told(id, known.participant, known.token))
      }
      if (!(await isOpen(id)))
        return problem(reply, 409, 'doors-closed', 'nobody new comes in now: its teacher opens the doors')
      if (!halls.mayComeIn(normalizeIP(request.ip)))
        return problem(reply, 429, 'too-many', 'too many have come in from this address: try again in some seconds', {
          retryAfter: 5,
        })
      const phone = phoneFor(request, reply, publicOrigins)
      const { phoneHash, token, tokenHash } = phoneIn(phone, id)
      const came = await classes.comeIn(id, { id: drawToken(), name, tokenHash, phoneHash, cameAt: clock() })
      if (!came.ok) return refused(reply, came.why)
      browsers.note(phone)
      if (!came.known) live.tableChanged(id)
      return reply.code(201).send(told(id, came.participant, token))
    },
  )

  /** Who comes again, by the token it shows, or else by its cookie: a place is never lost, whether the doors are open or not. */
  async function knownAs(request: FastifyRequest, id: string) {
    const phone = phoneOf(request)
    const tokens = [bearerToken(request), phone && phoneIn(phone, id).token]
    for (const token of tokens) {
      const participant = token ? await classes.participantOf(id, token) : null
      if (participant?.state === 'barred') return 'barred'
      if (token && participant?.state === 'in') return { participant, token }
    }
    return null
  }
}

/** A student as their own browser is told. */
export const told = (id: string, participant: StoredParticipant, token: string) => ({
  class: id,
  participant: participant.id,
  token,
  pseudonym: pseudonym(participant.nth),
  name: participant.name,
})

function refused(reply: FastifyReply, why: 'barred' | 'full' | 'gone'): FastifyReply {
  if (why === 'barred') return problem(reply, 403, 'barred', 'whoever was barred from a class does not come back')
  if (why === 'full') return problem(reply, 409, 'class-full', 'this class has no room for anybody else')
  return unknownCode(reply, 'this class has just been deleted')
}
