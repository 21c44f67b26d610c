import {
  ChangeCommentSchema,
  type Comment,
  CommentListSchema,
  CommentParamsSchema,
  CommentSchema,
  NewCommentSchema,
} from '@woshou/classroom/api'
import { ProblemSchema, SessionParamsSchema } from '@woshou/session/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import type { App } from '../plugins/schemas.ts'
import { whoAsks } from '../plugins/signed-in.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { MOST_COMMENTS, type StoredComment } from '../storage/remarks.ts'
import { drawToken } from '../storage/seat-token.ts'
import { readersOf, unknownSession } from './closed-sessions.ts'

const tags = ['review']
const security = [{ login: [] }]
const config = { action: 'teach-class', about: 'session' } as const
const refused = { 401: ProblemSchema, 403: ProblemSchema, 404: ProblemSchema }

/** What teachers say of moves, and what of it students read. */
export function commentRoutes(app: App, services: Services): void {
  const { clock, storage } = services
  const { directory, log, remarks } = storage

  app.get(
    '/api/sessions/:id/comments',
    {
      schema: {
        summary: 'What was said of a session’s moves: all of it for its teachers, what is shared for who sat in it',
        tags,
        security: [{ login: [] }, { seat: [] }],
        params: SessionParamsSchema,
        response: { 200: CommentListSchema, 404: ProblemSchema },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const [session] = await directory.list([id])
      const reader = (await readersOf(services, request, [id])).get(id)
      if (!session || reader === null) return unknownSession(reply)
      // a student's replay begins when the session has ended: before, a comment would tell of the other end
      if (!reader || (reader.right === null && session.endedAt === null)) return { comments: [] }
      const comments = await remarks.comments(id)
      const read = reader.right === null ? comments.filter(({ shared }) => shared) : comments
      return { comments: read.map((comment) => shown(comment, request)) }
    },
  )

  app.post(
    '/api/sessions/:id/comments',
    {
      config,
      schema: {
        summary: 'Says something of a move',
        tags,
        security,
        params: SessionParamsSchema,
        body: NewCommentSchema,
        response: { 201: CommentSchema, 400: ProblemSchema, 409: ProblemSchema, ...refused },
      },
    },
    async (request, reply) => {
      const { params, body } = request
      const { shared, version, words } = body
      const newest = (await log.newest([params.id])).get(params.id)?.version ?? 0
      if (version > newest) {
        const detail = `the version of a move: this session’s log has ${newest} events`
        return problem(reply, 400, 'malformed', detail, { field: 'version' })
      }
      const account = whoAsks(request)
      const comment = { id: drawToken(), session: params.id, version, words, shared, at: clock() }
      const stored = await remarks.comment({ ...comment, account: account.id })
      if (stored === 'unknown') return unknownSession(reply)
      if (stored === 'full')
        return problem(reply, 409, 'refused', `no session has more than ${MOST_COMMENTS} comments: delete one first`)
      return reply.code(201).send(shown({ ...comment, by: { account: account.id, name: account.name } }, request))
    },
  )

  app.patch(
    '/api/sessions/:id/comments/:comment',
    {
      config,
      schema: {
        summary: 'Changes a comment: its words who wrote it, whether it is shared every teacher of the class',
        tags,
        security,
        params: CommentParamsSchema,
        body: ChangeCommentSchema,
        response: { 200: CommentSchema, ...refused },
      },
    },
    async (request, reply) => {
      const { comment, id } = request.params
      const known = await remarks.findComment(id, comment)
      if (!known) return unknownComment(reply)
      const { words } = request.body
      if (words !== undefined && words !== known.words && !isOwn(known, request))
        return problem(reply, 403, 'forbidden', 'only who wrote it changes its words', { field: 'words' })
      const changed = await remarks.changeComment(id, comment, request.body)
      return changed ? shown(changed, request) : unknownComment(reply)
    },
  )

  app.delete(
    '/api/sessions/:id/comments/:comment',
    {
      config,
      schema: {
        summary: 'Deletes a comment',
        tags,
        security,
        params: CommentParamsSchema,
        response: { 204: v.undefined(), ...refused },
      },
    },
    async (request, reply) => {
      const { comment, id } = request.params
      if (!(await remarks.deleteComment(id, comment))) return unknownComment(reply)
      return reply.code(204).send(undefined)
    },
  )
}

const isOwn = ({ by }: StoredComment, { account }: FastifyRequest): boolean => by !== null && by.account === account?.id

function shown(comment: StoredComment, request: FastifyRequest): Comment {
  const { at, by, id, shared, version, words } = comment
  return { comment: id, version, words, shared, by: by?.name ?? null, own: isOwn(comment, request), at }
}

const unknownComment = (reply: FastifyReply): FastifyReply =>
  problem(reply, 404, 'not-found', 'there is no such comment', { field: 'comment' })
