import { pseudonym } from '@woshou/classroom'
import { SharedLogSchema, SharedParamsSchema, SharedSchema } from '@woshou/classroom/api'
import { ProblemSchema } from '@woshou/session/api'
import type { FastifyReply } from 'fastify'
import { answerNotNow } from '../answer-not-now.ts'
import { isNotNow } from '../live/not-now.ts'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { StoredShareLink } from '../storage/share-links.ts'
import { dearly } from './dear.ts'

const tags = ['shared']

/** What somebody without an account sees by a link that a class has given out: nothing once it has been ended. */
export function sharedRoutes(app: App, services: Services): void {
  const { clock, reports, storage } = services
  const { classes, directory, shareLinks } = storage

  app.get(
    '/api/shared/:token',
    {
      schema: {
        summary: 'What a link shares: a replay, a board, a wall',
        tags,
        params: SharedParamsSchema,
        response: { 200: SharedSchema, 404: ProblemSchema, 429: ProblemSchema, 503: ProblemSchema },
      },
    },
    async (request, reply) => {
      const link = await shareLinks.opens(request.params.token, clock())
      const found = link && (await classes.find(link.class))
      if (!link || !found) return unknownLink(reply)
      const { expiresAt, names } = link
      const shared = { name: found.name, names, expiresAt }
      if (link.kind === 'wall') return { kind: 'wall' as const, ...shared, class: link.class }
      if (link.kind === 'board') {
        const board = await dearly(services, request, () => reports.of(link.class, 'round', { names }))
        if (isNotNow(board)) return answerNotNow(services, reply, board)
        if (!board) return unknownLink(reply)
        const rules = board.rules.map((rule) => ({ ...rule, moves: [] }))
        return { kind: 'board' as const, ...board, rules, ...shared }
      }
      const replay = await replayOf(link)
      return replay ? { ...replay, ...shared } : unknownLink(reply)
    },
  )

  app.get(
    '/api/shared/:token/events',
    {
      schema: {
        summary: 'The log of the replay that a link shares',
        tags,
        params: SharedParamsSchema,
        response: { 200: SharedLogSchema, 404: ProblemSchema, 429: ProblemSchema, 503: ProblemSchema },
      },
    },
    async (request, reply) => {
      const link = await shareLinks.opens(request.params.token, clock())
      if (link?.kind !== 'replay' || link.session === null) return unknownLink(reply)
      const { session } = link
      const answer = await dearly(services, request, async () => logOf(link, session))
      return isNotNow(answer)
        ? answerNotNow(services, reply, answer)
        : reply.type('application/json; charset=utf-8').send(answer as never)
    },
  )

  async function replayOf({ session }: StoredShareLink) {
    if (session === null) return null
    const [of, [stored]] = await Promise.all([classes.classOf(session), directory.list([session])])
    if (!of || !stored) return null
    const { createdAt, scenario } = stored
    const { id, title } = scenario
    return { kind: 'replay', session, round: of.round, pair: of.pair, scenario: { id, title }, createdAt } as const
  }

  /** The log as it is stored, and who is behind the pseudonyms that stand in it, where that is shared. */
  async function logOf(link: StoredShareLink, session: string): Promise<string> {
    const events = await storage.log.readText(session)
    const participants = link.names ? await classes.participants(link.class) : []
    const people = participants
      .map(({ name, nth }) => ({ pseudonym: pseudonym(nth).en, name }))
      .filter((one) => events.includes(`"name":${JSON.stringify(one.pseudonym)}`))
    return `{"people":${JSON.stringify(people)},"events":${events}}`
  }
}

const unknownLink = (reply: FastifyReply): FastifyReply =>
  problem(reply, 404, 'unknown-link', 'nothing is shared by this link, or not any more')
