import { normalizeIP } from '@fastify/rate-limit'
import { freeSeat, type Seat, SeatSchema, type Session } from '@woshou/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { drawToken, hashToken } from '../log/seat-token.ts'
import type { App } from '../plugins/schemas.ts'
import { ProblemSchema, problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { GuessLimit } from './guess-limit.ts'
import { NameSchema, ScenarioSummarySchema, SeatedSchema } from './session-schemas.ts'

/** As people type it: in groups, with full-width digits from a Chinese keyboard. */
const CodeParamsSchema = v.object({
  code: v.pipe(
    v.string(),
    v.maxLength(60),
    v.transform((typed) => typed.normalize('NFKC').replace(/[\s·.-]/g, '')),
  ),
})

const InvitationSchema = v.object({
  session: v.string(),
  scenario: v.pick(ScenarioSummarySchema, ['id', 'title', 'summary']),
  /** The seat that is free: an end, or the network when both ends are taken. */
  role: SeatSchema,
  /** Whether the network's seat is there and free. */
  network: v.boolean(),
  /** Who invites. */
  partner: v.string(),
})

/** Codes: what they invite to, and the seat that they give. */
export function invitationRoutes(app: App, { storage, registry }: Services): void {
  const guesses = new GuessLimit()
  const tags = ['invitations']

  /** The session to which a code invites; null when the reply has been sent. */
  async function find(request: FastifyRequest, code: string, reply: FastifyReply): Promise<string | null> {
    const id = await guesses.guess(normalizeIP(request.ip), async () =>
      /^\d{8}$/.test(code) ? storage.directory.byCode(code) : null,
    )
    if (id === 'too-many') {
      const detail = 'too many unknown codes from this address: try again in some seconds'
      problem(reply, 429, 'too-many', detail, { retryAfter: 4 })
      return null
    }
    if (id !== null) return id
    problem(reply, 404, 'unknown-code', 'no session that is waiting has this code', { field: 'code' })
    return null
  }

  app.get(
    '/api/invitations/:code',
    {
      schema: {
        summary: 'What a code invites to',
        tags,
        params: CodeParamsSchema,
        response: { 200: InvitationSchema, 404: ProblemSchema, 409: ProblemSchema, 429: ProblemSchema },
      },
    },
    async (request, reply) => {
      const id = await find(request, request.params.code, reply)
      if (id === null) return reply
      const session = await registry.using(id, async (actor) => (await actor?.present()) ?? null)
      const network = session !== null && networkFree(session)
      const role: Seat | null = (session && freeSeat(session)) ?? (network ? 'network' : null)
      if (!session || !role) return problem(reply, 409, 'seats-taken', 'all seats of this session are taken')
      const { scenario, names } = session
      const { id: scenarioId, title, summary } = scenario
      const partner = names.client ?? names.server ?? ''
      return { session: id, scenario: { id: scenarioId, title, summary }, role, network, partner }
    },
  )

  app.post(
    '/api/invitations/:code/seats',
    {
      schema: {
        summary: 'Takes the free seat',
        tags,
        params: CodeParamsSchema,
        body: v.strictObject({
          name: NameSchema,
          /** The network's seat instead of the end that is free. */
          seat: v.optional(v.literal('network')),
        }),
        response: { 201: SeatedSchema, 400: ProblemSchema, 404: ProblemSchema, 409: ProblemSchema, 429: ProblemSchema },
      },
    },
    async (request, reply) => {
      const id = await find(request, request.params.code, reply)
      if (id === null) return reply
      const token = drawToken()
      const { name, seat = null } = request.body
      const role = await registry.using(id, async (actor) => actor?.takeSeat(seat, name, hashToken(token)))
      if (!role) return problem(reply, 409, 'seats-taken', 'all seats of this session are taken')
      return reply.code(201).send({ session: id, role, token })
    },
  )
}

const networkFree = ({ network, names }: Session): boolean => network && names.network === null
