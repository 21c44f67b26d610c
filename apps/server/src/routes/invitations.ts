import { normalizeIP } from '@fastify/rate-limit'
import { freeSeat, isRole, peerOf, type Seat } from '@woshou/session'
import { CodeParamsSchema, InvitationSchema, ProblemSchema, SeatedSchema, TakeSeatSchema } from '@woshou/session/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { answerNotNow } from '../answer-not-now.ts'
import { isNotNow } from '../live/not-now.ts'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { Summary } from '../storage/directory.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import { bearerToken } from './bearer-token.ts'
import { unknownCode, wait } from './code-answers.ts'
import { dearlyIfLong } from './dear.ts'

/** A session to which a code invites, or the seat of an absent student that it gives. */
type Found = { readonly session: string; readonly role: Seat | null }

/** Codes: what they invite to, and the seat that they give. */
export function invitationRoutes(app: App, services: Services): void {
  const { codes, halls, storage, registry, clock } = services
  const tags = ['invitations']

  /** What a code gives; null when the reply has been sent. */
  async function find(request: FastifyRequest, code: string, reply: FastifyReply): Promise<Found | null> {
    const by = normalizeIP(request.ip)
    const found = await codes.find({ by, code, at: 'invitations', hall: halls.has(by) })
    if (found === 'too-many') wait(reply)
    else if (found === null) unknownCode(reply, 'no session that is waiting has this code or link')
    else if (found.kind === 'class')
      problem(reply, 404, 'class-code', 'a class has this code: GET /api/doors/:code', { field: 'code' })
    else return { session: found.session, role: found.kind === 'seat' ? found.role : null }
    return null
  }

  app.get(
    '/api/invitations/:code',
    {
      schema: {
        summary: 'What a code invites to',
        tags,
        params: CodeParamsSchema,
        response: {
          200: InvitationSchema,
          404: ProblemSchema,
          409: ProblemSchema,
          429: ProblemSchema,
          503: ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const found = await find(request, request.params.code, reply)
      if (found === null) return reply
      const { session: id } = found
      // the session's row has it all: its log need not be loaded
      const [session] = await storage.directory.summaries([id])
      if (found.role && session && session.endedAt === null) {
        const { id: scenarioId, title, summary } = session.scenario
        const away = session.names[found.role] ?? ''
        const partner = isRole(found.role) ? (session.names[peerOf(found.role)] ?? '') : ''
        const { role } = found
        const scenario = { id: scenarioId, title, summary }
        return { session: id, scenario, role, network: false, partner, away, ...watching(session) }
      }
      const network = session !== undefined && networkFree(session)
      const role: Seat | null = (session && freeSeat(session)) ?? (network ? 'network' : null)
      if (!session || session.endedAt !== null || !role)
        return problem(reply, 409, 'seats-taken', 'all seats of this session are taken')
      const { scenario, names } = session
      const { id: scenarioId, title, summary } = scenario
      const partner = names.client ?? names.server ?? ''
      return { session: id, scenario: { id: scenarioId, title, summary }, role, network, partner, ...watching(session) }
    },
  )

  app.post(
    '/api/invitations/:code/seats',
    {
      schema: {
        summary: 'Takes the free seat; with the token of a seat already held, which may forbid it',
        tags,
        security: [{}, { seat: [] }],
        params: CodeParamsSchema,
        body: TakeSeatSchema,
        response: {
          201: SeatedSchema,
          400: ProblemSchema,
          404: ProblemSchema,
          409: ProblemSchema,
          429: ProblemSchema,
          503: ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const { code } = request.params
      const found = await find(request, code, reply)
      if (found === null) return reply
      const { session: id } = found
      const token = drawToken()
      const { name, seat = null } = request.body
      const bearer = bearerToken(request)
      const held = bearer === null ? null : await storage.directory.seatOf(id, bearer)
      if (found.role !== null) {
        const { role } = found
        // whoever holds another seat of this session would see what the absent student saw
        if (held !== null && held !== role) return secondSeat(reply)
        if (!isRole(role)) throw new Error('nobody can be offered the seat of the network')
        const codeHash = hashToken(code)
        const offered = async () => (await storage.directory.offeredSeat(codeHash, clock())) !== null
        const who = { name, tokenHash: hashToken(token) }
        const hand = () => registry.using(id, async (host) => host?.handToStudent(role, who, offered))
        const given = await dearlyIfLong(services, request, id, hand)
        if (isNotNow(given)) return answerNotNow(services, reply, given)
        if (!given) return problem(reply, 409, 'seat-taken', 'whoever sat there is back, or the code has been used')
        return reply.code(201).send({ session: id, role, token })
      }
      if (name === null) return problem(reply, 400, 'malformed', 'a name of 1 to 40 characters', { field: 'name' })
      // the row knows who sits: for a seat that is taken no log is loaded
      const [known] = await storage.directory.list([id])
      const isFree = known && (seat === null ? freeSeat(known) !== null : networkFree(known))
      if (!isFree) return problem(reply, 409, 'seats-taken', 'all seats of this session are taken')
      const sit = () => registry.using(id, async (host) => host?.takeSeat(seat, name, hashToken(token), held))
      const role = await dearlyIfLong(services, request, id, sit)
      if (isNotNow(role)) return answerNotNow(services, reply, role)
      if (role === 'second-seat') return secondSeat(reply)
      if (!role) return problem(reply, 409, 'seats-taken', 'all seats of this session are taken')
      return reply.code(201).send({ session: id, role, token })
    },
  )
}

const secondSeat = (reply: FastifyReply): FastifyReply =>
  problem(
    reply,
    409,
    'second-seat',
    'whoever holds a seat sees more from this one than theirs shows: both ends have to agree first (agree-network)',
  )

const watching = ({ names }: Pick<Summary, 'names'>) => (names.network === null ? {} : { watcher: names.network })

const networkFree = ({ network, names }: Pick<Summary, 'network' | 'names'>): boolean =>
  network && names.network === null
