import { type Role, RoleSchema, type Scenario, type SessionEvent, SessionIdSchema } from '@woshou/session'
import { PARTNER_NAMES, verifySteps } from '@woshou/session/solo'
import type { FastifyReply } from 'fastify'
import * as v from 'valibot'
import { inSlices } from '../live/in-slices.ts'
import { storeEnded } from '../live/store-ended.ts'
import type { App } from '../plugins/schemas.ts'
import { ProblemSchema, problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { dearly } from './dear.ts'
import { NameSchema } from './session-schemas.ts'

const MOST_BYTES = 2 * 1024 * 1024
/** A class behind one address may offer what each of it has just played; each takes milliseconds to replay. */
const PER_MINUTE = 60
/** How far a browser's clock may be ahead, ms. */
const AHEAD = 24 * 60 * 60 * 1_000

const OfferedSchema = v.strictObject({
  /** What the student wants to be called. */
  name: NameSchema,
  /** The student's seat. */
  role: RoleSchema,
  /** The whole log: looked at by `verify`. */
  events: v.pipe(v.array(v.unknown()), v.description('The events of packages/session/src/event.ts, from 1 to the end')),
})

/** Solo sessions, which are played without this server: stored when the rules here bring about the very same events. */
export function soloSessionRoutes(app: App, services: Services): void {
  const { storage, shelf, clock } = services

  app.post(
    '/api/solo-sessions',
    {
      bodyLimit: MOST_BYTES,
      config: { rateLimit: { max: PER_MINUTE, timeWindow: '1 minute' } },
      schema: {
        summary: 'Stores a solo session that has ended, for its replay',
        tags: ['sessions'],
        body: OfferedSchema,
        response: {
          201: v.object({ session: SessionIdSchema }),
          400: ProblemSchema,
          413: ProblemSchema,
          422: ProblemSchema,
          429: ProblemSchema,
          503: ProblemSchema,
        },
      },
    },
    (request, reply) => dearly(services, request, () => store(request.body, reply)),
  )

  async function store({ events, name, role }: v.InferOutput<typeof OfferedSchema>, reply: FastifyReply) {
    const named = events.map((event) => (isSeatOf(event, role) ? { ...event, name } : event))
    const verified = await inSlices(verifySteps(named))
    if (!verified.ok) {
      const { at, why } = verified
      const detail = at === 0 ? why : `version ${at}: ${why}`
      return problem(reply, 422, 'not-verified', detail, { field: `events.${Math.max(0, at - 1)}` })
    }
    const { log, session } = verified
    const visible = log.every((event) => event.type !== 'seat-taken' || isName(event.name))
    if (!visible) return problem(reply, 422, 'not-verified', 'a name with invisible characters', { field: 'events' })
    if (session.createdAt > clock() + AHEAD)
      return problem(reply, 422, 'not-verified', 'a session from the future', { field: 'events.0' })
    const known = shelf.get(session.scenario.id)
    if (!known) {
      const detail = 'a session of a scenario that this server does not have'
      return problem(reply, 422, 'not-verified', detail, { field: 'events.0.scenario.id' })
    }
    const told = log.map((event) => inOwnWords(event, role, known))
    return reply.code(201).send({ session: await storeEnded(storage, told) })
  }
}

const OWN_NAMES: readonly string[] = Object.values(PARTNER_NAMES).flatMap((name) => Object.values(name))

/** What others read in a replay, and its student did not play: in this server's words, never in the browser's. */
function inOwnWords(event: SessionEvent, student: Role, { title, summary, lesson }: Scenario): SessionEvent {
  if (event.type === 'session-created') return { ...event, scenario: { ...event.scenario, title, summary, lesson } }
  if (event.type === 'seat-taken' && event.role !== student && !OWN_NAMES.includes(event.name))
    return { ...event, name: 'TCP' }
  return event
}

const isSeatOf = (event: unknown, role: string): event is object =>
  typeof event === 'object' &&
  event !== null &&
  'type' in event &&
  event.type === 'seat-taken' &&
  'role' in event &&
  event.role === role

function isName(name: string): boolean {
  const parsed = v.safeParse(NameSchema, name)
  return parsed.success && parsed.output === name
}
