import {
  ClassParamsSchema,
  MadeShareLinkSchema,
  NewShareLinkSchema,
  type ShareLink,
  ShareLinkListSchema,
  ShareLinkParamsSchema,
} from '@woshou/classroom/api'
import { ProblemSchema } from '@woshou/session/api'
import * as v from 'valibot'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import type { ListedShareLink } from '../storage/share-links.ts'
import { unknownSession } from './closed-sessions.ts'
import { otherOrigins } from './other-origins.ts'

const tags = ['classes']
const security = [{ login: [] }]
const refused = { 401: ProblemSchema, 403: ProblemSchema, 404: ProblemSchema }

/** Of one class, that work: some for each week of a year. */
const MOST_LINKS = 500

/** By what a class's teachers show a replay, a board or a wall to somebody without an account, until they end it. */
export function shareLinkRoutes(app: App, services: Services, publicOrigins: readonly string[]): void {
  const { classes: live, clock, storage } = services
  const { shareLinks } = storage

  app.get(
    '/api/classes/:id/share-links',
    {
      config: { action: 'see-class' },
      schema: {
        summary: 'The links by which others see something of a class, those that work, the newest first',
        tags,
        security,
        params: ClassParamsSchema,
        response: { 200: ShareLinkListSchema, ...refused },
      },
    },
    async (request) => (await shareLinks.ofClass(request.params.id, clock())).map(show),
  )

  app.post(
    '/api/classes/:id/share-links',
    {
      config: { action: 'teach-class' },
      schema: {
        summary: 'Makes a link by which whoever has it sees a replay, a board or a wall; what opens it is told once',
        tags,
        security,
        params: ClassParamsSchema,
        body: NewShareLinkSchema,
        response: { 201: MadeShareLinkSchema, 400: ProblemSchema, 409: ProblemSchema, 429: ProblemSchema, ...refused },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { expiresAt, kind, names, session = null } = request.body
      const now = clock()
      if (expiresAt !== null && expiresAt <= now)
        return problem(reply, 400, 'malformed', 'a time that is to come, in ms since 1970', { field: 'expiresAt' })
      if ((await shareLinks.ofClass(id, now)).length >= MOST_LINKS)
        return problem(reply, 429, 'too-many', `no class gives out more than ${MOST_LINKS} links: end some first`)
      const of = session === null ? null : await storage.classes.classOf(session)
      if (session !== null) {
        if (of?.class !== id) return unknownSession(reply)
        const [stored] = await storage.directory.list([session])
        if (stored?.endedAt === null) return problem(reply, 409, 'not-ended', 'the session is still played')
      }
      const token = drawToken()
      const link = { id: drawToken(), class: id, kind, session, names, createdAt: now, expiresAt }
      if ((await shareLinks.create(link, hashToken(token))) === 'unknown') return unknownSession(reply)
      const url = `/shared/${token}`
      const shown = show({ ...link, round: of?.round ?? null, pair: of?.pair ?? null })
      return reply.code(201).send({ ...shown, token, url, ...otherOrigins(request, publicOrigins) })
    },
  )

  app.delete(
    '/api/classes/:id/share-links/:link',
    {
      config: { action: 'teach-class' },
      schema: {
        summary: 'Ends a link: it opens nothing from now on, and whoever watches a wall by it is shown out',
        tags,
        security,
        params: ShareLinkParamsSchema,
        response: { 204: v.undefined(), ...refused },
      },
    },
    async (request, reply) => {
      const { id, link } = request.params
      if (!(await shareLinks.revoke(id, link, clock())))
        return problem(reply, 404, 'unknown-link', 'this class has given out no such link', { field: 'link' })
      live.linkEnded(id)
      return reply.code(204).send(undefined)
    },
  )
}

const show = ({ createdAt, expiresAt, id, kind, names, pair, round, session }: ListedShareLink): ShareLink => ({
  link: id,
  kind,
  session,
  round,
  pair,
  names,
  createdAt,
  expiresAt,
})
