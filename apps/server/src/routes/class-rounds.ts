import { planOf, pseudonym, type Round, roundClock, type Sitter, sessionIdOf } from '@woshou/classroom'
import { ClassParamsSchema, RoundListSchema, RoundParamsSchema, RoundSchema } from '@woshou/classroom/api'
import { ProblemSchema } from '@woshou/session/api'
import { answerNotNow } from '../answer-not-now.ts'
import { isNotNow } from '../live/not-now.ts'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { StoredParticipant } from '../storage/classes.ts'
import { unknownClass } from './classes.ts'

const tags = ['classes']
const security = [{ login: [] }]
const config = { action: 'see-class' } as const
const refused = { 401: ProblemSchema, 403: ProblemSchema, 404: ProblemSchema }

/** The rounds that a class has played. */
export function classRoundRoutes(app: App, services: Services): void {
  const { classes, clock, storage } = services
  const classroom = (id: string) => classes.using(id, async (host) => host?.classroom ?? null)

  app.get(
    '/api/classes/:id/rounds',
    {
      config,
      schema: {
        summary: 'What a class has played, the oldest first',
        tags,
        security,
        params: ClassParamsSchema,
        response: { 200: RoundListSchema, ...refused },
      },
    },
    async (request, reply) => {
      const found = await classroom(request.params.id)
      if (isNotNow(found)) return answerNotNow(services, reply, found)
      if (!found) return unknownClass(reply)
      return found.rounds.map((round) => ({ ...summaryOf(round, clock()), pairs: round.pairs.length }))
    },
  )

  app.get(
    '/api/classes/:id/rounds/:round',
    {
      config,
      schema: {
        summary: 'One round: its pairs, who sits there, and their sessions',
        tags,
        security,
        params: RoundParamsSchema,
        response: { 200: RoundSchema, ...refused },
      },
    },
    async (request, reply) => {
      const { id, round: number } = request.params
      const [found, participants] = await Promise.all([classroom(id), storage.classes.participants(id)])
      if (isNotNow(found)) return answerNotNow(services, reply, found)
      if (!found) return unknownClass(reply)
      const round = found.rounds.find((one) => one.round === number)
      if (!round) return problem(reply, 404, 'not-found', 'this class has had no such round', { field: 'round' })
      const people = new Map(participants.map((participant) => [participant.id, participant]))
      const sitter = (who: Sitter | undefined) => (who ? called(who, people.get(who)) : null)
      const pairs = round.pairs.map(({ client, network, pair, server }) => ({
        pair,
        session: sessionIdOf(id, number, pair),
        client: sitter(client),
        server: sitter(server),
        network: sitter(network),
      }))
      return { ...summaryOf(round, clock()), pairs }
    },
  )
}

function summaryOf(round: Round, now: number) {
  const { closedAt, scenario, startedAt } = round
  const { elapsed } = roundClock(round, now)
  return { round: round.round, title: scenario.title, plan: planOf(round), startedAt, closedAt, elapsed }
}

function called(participant: string, stored: StoredParticipant | undefined) {
  const name = stored?.state === 'in' ? stored.name : null
  return { participant, name, pseudonym: stored ? pseudonym(stored.nth) : null }
}
