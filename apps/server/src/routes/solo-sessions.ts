import type { Role, Scenario, SessionEvent } from '@woshou/session'
import { OfferSchema, ProblemSchema, StoredSoloSchema } from '@woshou/session/api'
import { PARTNER_NAMES } from '@woshou/session/solo'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { answerNotNow } from '../answer-not-now.ts'
import { nextSlice } from '../live/in-slices.ts'
import { isNotNow } from '../live/not-now.ts'
import { storeEnded } from '../live/store-ended.ts'
import { type App, typeBySchema } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { dearly } from './dear.ts'
import { SoloOffers } from './solo-offers.ts'
import { spendStorage, storageUsedUp } from './storage-used-up.ts'

const MOST_BYTES = 2 * 1024 * 1024
/** A class behind one address may offer what each of it has just played; each takes milliseconds to replay. */
const PER_MINUTE = 60
/** How far a browser's clock may be ahead, ms. */
const AHEAD = 24 * 60 * 60 * 1_000

/** Solo sessions, which are played without this server: stored when the rules here bring about the very same events. */
export function soloSessionRoutes(app: App, services: Services): void {
  const { storage, shelf, clock } = services

  const offers = new SoloOffers()
  app.addHook('onClose', () => offers.close())

  const asBytes: FastifyPluginAsync = async (scope) => {
    // as it comes: it is parsed where nobody waits
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    typeBySchema(scope).post(
      '/api/solo-sessions',
      {
        bodyLimit: MOST_BYTES,
        config: { rateLimit: { max: PER_MINUTE, timeWindow: '1 minute' } },
        // the schema describes the body; the thread looks at it
        validatorCompiler: () => (value: unknown) => ({ value }),
        schema: {
          summary: 'Stores a solo session that has ended, for its replay',
          tags: ['sessions'],
          body: OfferSchema,
          response: {
            201: StoredSoloSchema,
            400: ProblemSchema,
            413: ProblemSchema,
            422: ProblemSchema,
            429: ProblemSchema,
            503: ProblemSchema,
          },
        },
      },
      async (request, reply) => {
        const body: unknown = request.body
        if (!Buffer.isBuffer(body)) return problem(reply, 400, 'malformed', 'expected one JSON object', { field: '' })
        const usedUp = storageUsedUp(services, request, reply)
        if (usedUp) return usedUp
        const answered = await dearly(services, request, () => store(request, body, reply))
        return isNotNow(answered) ? answerNotNow(services, reply, answered) : answered
      },
    )
  }
  app.register(asBytes)

  async function store(request: FastifyRequest, body: Buffer, reply: FastifyReply): Promise<FastifyReply> {
    const read = await offers.read(new Uint8Array(body))
    if (!read.ok) {
      const { code, detail, field } = read
      return problem(reply, code === 'malformed' ? 400 : 422, code, detail, { field })
    }
    const log: SessionEvent[] = []
    for (const page of read.pages) {
      log.push(...(JSON.parse(page) as SessionEvent[]))
      await nextSlice()
    }
    const [created] = log
    if (created?.type !== 'session-created') throw new Error('a verified log begins with session-created')
    if (created.createdAt > clock() + AHEAD)
      return problem(reply, 422, 'not-verified', 'a session from the future', { field: 'events.0' })
    const known = shelf.get(created.scenario.id)
    if (!known) {
      const detail = 'a session of a scenario that this server does not have'
      return problem(reply, 422, 'not-verified', detail, { field: 'events.0.scenario.id' })
    }
    const told = log.map((event) => inOwnWords(event, read.role, known))
    const session = await storeEnded(storage, told, clock())
    spendStorage(services, request, body.length)
    return reply.code(201).send({ session })
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
