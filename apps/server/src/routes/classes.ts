import { normalizeIP } from '@fastify/rate-limit'
import {
  ClassListSchema,
  ClassParamsSchema,
  type ClassRight,
  ClassSchema,
  type ClassSummary,
  NewClassSchema,
  OpenedClassSchema,
} from '@woshou/classroom/api'
import { ProblemSchema } from '@woshou/session/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import type { ClassGlance } from '../live/class/class-glances.ts'
import { openNewClass } from '../live/class/open-new-class.ts'
import type { App } from '../plugins/schemas.ts'
import { whoAsks } from '../plugins/signed-in.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { Doors, StoredClass } from '../storage/classes.ts'
import { otherOrigins } from './other-origins.ts'

const tags = ['classes']
const security = [{ login: [] }]
const refused = { 401: ProblemSchema, 403: ProblemSchema, 404: ProblemSchema }

const DAY = 24 * 60 * 60 * 1_000

/** Of one owner: twenty a term for ten years. */
const MOST_CLASSES = 200

/** What a route of classes knows of its server. */
export interface ClassRouteOptions {
  readonly publicOrigins: readonly string[]
  /** Days after its last use for which a class is kept; null: for ever. */
  readonly classRetentionDays: number | null
}

/** Classes: opened, listed, shown, renamed, deleted. */
export function classRoutes(app: App, services: Services, options: ClassRouteOptions): void {
  const { classes: live, clock, glances, halls, storage } = services
  const { classes } = storage

  function show(
    stored: StoredClass & { readonly right: ClassRight; readonly students: number },
    glance: ClassGlance | null,
    request: FastifyRequest,
  ): ClassSummary {
    const { createdAt, doors, id, name, right, students, usedAt } = stored
    const kept = options.classRetentionDays
    const open = glance?.doors === 'open'
    return {
      class: id,
      name,
      right,
      code: open ? doors.code : null,
      link: open ? linkOf(doors) : null,
      ...(open && otherOrigins(request, options.publicOrigins)),
      createdAt,
      usedAt,
      deleteAt: kept === null ? null : usedAt + kept * DAY,
      students,
      rounds: glance?.rounds ?? 0,
    }
  }

  /** The class that a route is about, as whoever asks sees it. */
  async function shown(request: FastifyRequest, reply: FastifyReply, id: string): Promise<ClassSummary | FastifyReply> {
    const [stored, students, glance] = await Promise.all([classes.find(id), classes.students(id), glances.of(id)])
    const { right } = request
    if (!stored || !right) return unknownClass(reply)
    return show({ ...stored, right, students }, glance, request)
  }

  app.post(
    '/api/classes',
    {
      config: { action: 'open-class' },
      schema: {
        summary: 'Opens a class; its doors are open',
        tags,
        security,
        body: NewClassSchema,
        response: { 201: OpenedClassSchema, 401: ProblemSchema, 403: ProblemSchema },
      },
    },
    async (request, reply) => {
      const own = await classes.ofAccount(whoAsks(request).id)
      if (own.filter(({ right }) => right === 'owner').length >= MOST_CLASSES)
        return problem(reply, 429, 'too-many', `nobody has more than ${MOST_CLASSES} classes: delete one first`)
      const opened = await openNewClass(classes, { name: request.body.name, owner: whoAsks(request).id }, clock())
      halls.note(normalizeIP(request.ip))
      const { doors, id } = opened
      return reply
        .code(201)
        .send({ class: id, code: doors.code, link: linkOf(doors), ...otherOrigins(request, options.publicOrigins) })
    },
  )

  app.get(
    '/api/classes',
    {
      config: { action: 'open-class' },
      schema: {
        summary: 'Those in which one has a right, the last used first',
        tags,
        security,
        response: { 200: ClassListSchema, 401: ProblemSchema, 403: ProblemSchema },
      },
    },
    async (request) => {
      const own = await classes.ofAccount(whoAsks(request).id)
      const seen = await glances.at(own.map(({ id }) => id))
      return own.map((stored) => show(stored, seen.get(stored.id) ?? null, request))
    },
  )

  app.get(
    '/api/classes/:id',
    {
      config: { action: 'see-class' },
      schema: {
        summary: 'One class; with its code and link while its doors are open',
        tags,
        security,
        params: ClassParamsSchema,
        response: { 200: ClassSchema, ...refused },
      },
    },
    async (request, reply) => shown(request, reply, request.params.id),
  )

  app.patch(
    '/api/classes/:id',
    {
      config: { action: 'keep-class' },
      schema: {
        summary: 'Renames a class',
        tags,
        security,
        params: ClassParamsSchema,
        body: NewClassSchema,
        response: { 200: ClassSchema, 204: v.undefined(), ...refused },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await classes.rename(id, request.body.name)
      live.tableChanged(id)
      // an admin who keeps a class sees nothing of it
      return request.right ? shown(request, reply, id) : reply.code(204).send(undefined)
    },
  )

  app.delete(
    '/api/classes/:id',
    {
      config: { action: 'keep-class' },
      schema: {
        summary: 'Deletes a class with its students, rounds and their sessions for good',
        tags,
        security,
        params: ClassParamsSchema,
        response: { 204: v.undefined(), ...refused },
      },
    },
    async (request, reply) => {
      if (!(await classes.delete(request.params.id))) return unknownClass(reply)
      live.tableChanged(request.params.id)
      return reply.code(204).send(undefined)
    },
  )
}

const linkOf = ({ secret }: Doors): string => `/join/${secret}`

/** Answers that a class is not there, or none of whoever asks. */
export const unknownClass = (reply: FastifyReply): FastifyReply =>
  problem(reply, 404, 'unknown-class', 'there is no such class among yours')
