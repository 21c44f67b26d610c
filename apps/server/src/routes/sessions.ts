import {
  NewSessionSchema,
  OpenedSchema,
  ProblemSchema,
  SessionListQuerySchema,
  SessionListSchema,
  SessionParamsSchema,
  SessionSchema,
  type SessionSummary,
} from '@woshou/session/api'
import type { FastifyRequest } from 'fastify'
import { answerNotNow } from '../answer-not-now.ts'
import { nextSlice } from '../live/in-slices.ts'
import { isNotNow } from '../live/not-now.ts'
import { openSession } from '../live/open-session.ts'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { Listed } from '../storage/directory.ts'
import { bearerToken } from './bearer-token.ts'
import { type Reader, readersOf, unknownSession } from './closed-sessions.ts'
import { dearly } from './dear.ts'
import { otherOrigins } from './other-origins.ts'
import { overloaded } from './overloaded.ts'
import { sizeOf, spendStorage, storageUsedUp } from './storage-used-up.ts'

/** Sessions that are looked up in one go; a longer list waits for its address's turn. */
const AT_ONCE = 25

/** Sessions: opened, listed, shown. */
export function sessionRoutes(app: App, services: Services, publicOrigins: readonly string[]): void {
  const { admission, storage, shelf, clock } = services
  const tags = ['sessions']

  /** Those that are there for whoever asks, in the order given. */
  async function list(request: FastifyRequest, asked: readonly string[]): Promise<SessionSummary[]> {
    const readers = await readersOf(services, request, asked)
    const ids = asked.filter((id) => readers.get(id) !== null)
    const found = new Map((await storage.directory.list(ids)).map((session) => [session.id, session]))
    const counts = await storage.remarks.commentCounts([...readers.keys()].filter((id) => found.has(id)))
    return ids
      .flatMap((id) => found.get(id) ?? [])
      .map((session) => ({ ...show(session), ...commentsFor(session, readers.get(session.id), counts) }))
  }

  /** What is to be said of a class's session besides. */
  async function lessonOf(session: Listed, reader: Reader) {
    const [stored, counts] = await Promise.all([
      storage.classes.classOf(session.id),
      storage.remarks.commentCounts([session.id]),
    ])
    const comments = commentsFor(session, reader, counts)
    return stored ? { ...comments, lesson: { ...stored, right: reader.right } } : comments
  }

  app.post(
    '/api/sessions',
    {
      schema: {
        summary: 'Opens a session and takes a seat in it',
        tags,
        body: NewSessionSchema,
        response: { 201: OpenedSchema, 400: ProblemSchema, 404: ProblemSchema, 429: ProblemSchema, 503: ProblemSchema },
      },
    },
    async (request, reply) => {
      if (admission.overloaded) return overloaded(reply)
      const usedUp = storageUsedUp(services, request, reply)
      if (usedUp) return usedUp
      const { body } = request
      const scenario = shelf.get(body.scenario)
      if (!scenario) {
        const detail = 'there is no such scenario: GET /api/scenarios lists them'
        return problem(reply, 404, 'unknown-scenario', detail, { field: 'scenario' })
      }
      const { role, name, pace, network, tries } = body
      const level = body.level ?? scenario.level
      if (tries !== undefined && level !== 'exam') {
        const detail = `only an exam limits tries, and this is ${level}: leave tries out, or set level to exam`
        return problem(reply, 400, 'malformed', detail, { field: 'tries' })
      }
      const opened = await openSession(
        storage.directory,
        { scenario, role, name, pace, level, network, predecessor: null, ...(tries !== undefined && { tries }) },
        clock(),
      )
      if (!opened) throw new Error('a session without a predecessor can always be opened')
      spendStorage(services, request, sizeOf(scenario))
      return reply.code(201).send(opened)
    },
  )

  app.get(
    '/api/sessions',
    {
      schema: {
        summary: 'Those of the given sessions that exist, in the order given',
        tags,
        querystring: SessionListQuerySchema,
        response: { 200: SessionListSchema, 400: ProblemSchema, 429: ProblemSchema, 503: ProblemSchema },
      },
    },
    async (request, reply) => {
      const ids = [...new Set(request.query.id)]
      if (ids.length <= AT_ONCE) return list(request, ids)
      const all = await dearly(services, request, async () => {
        const listed: SessionSummary[] = []
        for (let from = 0; from < ids.length; from += AT_ONCE) {
          listed.push(...(await list(request, ids.slice(from, from + AT_ONCE))))
          await nextSlice()
        }
        return listed
      })
      return isNotNow(all) ? answerNotNow(services, reply, all) : all
    },
  )

  app.get(
    '/api/sessions/:id',
    {
      schema: {
        summary: 'One session; with a seat’s token also that seat and, while one is free, the code',
        tags,
        security: [{}, { seat: [] }],
        params: SessionParamsSchema,
        response: { 200: SessionSchema, 401: ProblemSchema, 404: ProblemSchema, 503: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const [summary] = await storage.directory.list([id])
      const reader = (await readersOf(services, request, [id])).get(id)
      if (!summary || reader === null) return unknownSession(reply)
      const shown = { ...show(summary), ...(reader && (await lessonOf(summary, reader))) }
      const token = bearerToken(request)
      if (token === null) return shown
      const role = await storage.directory.seatOf(id, token)
      if (!role) return problem(reply, 401, 'wrong-token', 'this token holds no seat of this session')
      const { client, server, network } = summary.names
      const free = client === null || server === null || (summary.network && network === null)
      if (!free || summary.code === null) return { ...shown, role }
      const { code, invitation } = summary
      return {
        ...shown,
        role,
        code,
        ...(invitation && { invitation }),
        ...otherOrigins(request, publicOrigins),
      }
    },
  )
}

/** How many comments somebody may read, as `GET /api/sessions/:id/comments` has it. */
function commentsFor(
  { endedAt, id }: Listed,
  reader: Reader | null | undefined,
  counts: ReadonlyMap<string, { readonly all: number; readonly shared: number }>,
): Pick<SessionSummary, 'comments'> {
  if (!reader) return {}
  const { all, shared } = counts.get(id) ?? { all: 0, shared: 0 }
  if (reader.right !== null) return { comments: all }
  return { comments: endedAt === null ? 0 : shared }
}

function show(summary: Listed): SessionSummary {
  const { id, scenario, names, createdAt, endedAt, reason, version } = summary
  const { client, server } = names
  return {
    id,
    scenario: { id: scenario.id, title: scenario.title },
    names: { client, server },
    createdAt,
    endedAt,
    reason,
    version,
  }
}
