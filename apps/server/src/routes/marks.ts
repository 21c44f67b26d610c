import { pointsOf, type Rubric, RubricSchema } from '@woshou/classroom'
import { ClassParamsSchema, GiveMarksSchema, type Marks, MarksSchema } from '@woshou/classroom/api'
import { holders, ROLES } from '@woshou/session'
import { ProblemSchema, SessionParamsSchema } from '@woshou/session/api'
import type { App } from '../plugins/schemas.ts'
import { problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { readWhole } from '../storage/event-log.ts'
import type { Student } from '../storage/remarks.ts'
import { unknownClass } from './classes.ts'
import { unknownSession } from './closed-sessions.ts'

const tags = ['review']
const security = [{ login: [] }]
const refused = { 401: ProblemSchema, 403: ProblemSchema, 404: ProblemSchema }

/** A class's rubric, and the marks that its sessions' students are given by it. */
export function markRoutes(app: App, { storage }: Services): void {
  const { log, remarks } = storage

  app.get(
    '/api/classes/:id/rubric',
    {
      config: { action: 'see-class' },
      schema: {
        summary: 'What is looked for in each session, and what it is worth',
        tags,
        security,
        params: ClassParamsSchema,
        response: { 200: RubricSchema, ...refused },
      },
    },
    async (request) => remarks.rubric(request.params.id),
  )

  app.put(
    '/api/classes/:id/rubric',
    {
      config: { action: 'teach-class' },
      schema: {
        summary: 'Sets the rubric; all marks are scored by it anew',
        tags,
        security,
        params: ClassParamsSchema,
        body: RubricSchema,
        response: { 200: RubricSchema, ...refused },
      },
    },
    async (request, reply) => {
      if (!(await remarks.keepRubric(request.params.id, request.body))) return unknownClass(reply)
      return request.body
    },
  )

  app.get(
    '/api/sessions/:id/marks',
    {
      config: { action: 'see-class', about: 'session' },
      schema: {
        summary: 'What each student of a session was given',
        tags,
        security,
        params: SessionParamsSchema,
        response: { 200: MarksSchema, ...refused },
      },
    },
    async (request) => {
      const { id } = request.params
      return marksOf(id, await rubricOf(request.taught), await students(id))
    },
  )

  app.put(
    '/api/sessions/:id/marks',
    {
      config: { action: 'teach-class', about: 'session' },
      schema: {
        summary: 'Gives one student of a session keys of the rubric, in place of those of before',
        tags,
        security,
        params: SessionParamsSchema,
        body: GiveMarksSchema,
        response: { 200: MarksSchema, 400: ProblemSchema, ...refused },
      },
    },
    async (request, reply) => {
      const { body, params } = request
      const { keys, role, student } = body
      const rubric = await rubricOf(request.taught)
      const known = new Set(rubric.keys.map(({ key }) => key))
      const unknown = keys.find((key) => !known.has(key))
      if (unknown !== undefined) {
        const field = `keys.${keys.indexOf(unknown)}`
        return problem(reply, 400, 'malformed', 'a key of the class’s rubric', { field })
      }
      const all = await students(params.id)
      const own = all.filter((one) => one.role === role)
      if (!own.some((one) => one.student === student)) {
        const detail = `which of this end’s ${own.length} students, 0 the first`
        return problem(reply, 400, 'malformed', detail, { field: own.length === 0 ? 'role' : 'student' })
      }
      // keys that the rubric has lost are kept: they count again when it has them back
      const before = (await remarks.marks(params.id)).find((one) => one.role === role && one.student === student)
      const lost = before?.keys.filter((key) => !known.has(key)) ?? []
      const given = { role, student, keys: [...keys, ...lost] }
      if (!(await remarks.giveMarks(params.id, given))) return unknownSession(reply)
      return marksOf(params.id, rubric, all)
    },
  )

  const rubricOf = (id: string | null): Promise<Rubric> => {
    if (id === null) throw new Error('a route about a class’s session has no class')
    return remarks.rubric(id)
  }

  /** Who has moved in a session; before its end who has sat down. */
  async function students(session: string): Promise<readonly Student[]> {
    const stored = await remarks.students(session)
    if (stored.length > 0) return stored
    const events = await readWhole(log, session)
    return ROLES.flatMap((role) => {
      const sat = holders(events, role).flatMap(({ by, student }) => (by === 'student' ? [student] : []))
      return [...new Set(sat)].map((student) => ({ role, student }))
    })
  }

  async function marksOf(session: string, rubric: Rubric, all: readonly Student[]): Promise<Marks> {
    const given = await remarks.marks(session)
    return {
      marks: all.map(({ role, student }) => {
        const marked = given.find((one) => one.role === role && one.student === student)?.keys ?? []
        const keys = rubric.keys.flatMap(({ key }) => (marked.includes(key) ? [key] : []))
        return { role, student, keys, points: pointsOf(rubric, keys) }
      }),
    }
  }
}
