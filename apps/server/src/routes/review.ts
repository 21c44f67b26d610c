import { pointsOf, pseudonym, rememberedName } from '@woshou/classroom'
import { type ReviewedSession, ReviewListSchema, ReviewQuerySchema } from '@woshou/classroom/api'
import { ProblemSchema } from '@woshou/session/api'
import type { App } from '../plugins/schemas.ts'
import { whoAsks } from '../plugins/signed-in.ts'
import { may } from '../rights.ts'
import type { Services } from '../services.ts'
import type { Place, Reviewed } from '../storage/review.ts'
import { unknownClass } from './classes.ts'

/** Sessions on a page. */
const PAGE = 50

/** The sessions of all classes that somebody may see, by filters. */
export function reviewRoutes(app: App, { storage }: Services): void {
  const { review } = storage

  app.get(
    '/api/review/sessions',
    {
      config: { action: 'open-class' },
      // as forms and links have it: a filter that is left empty is none
      preValidation: async (request) => {
        request.query = Object.fromEntries(
          Object.entries(request.query).filter(([, given]) => (given as unknown) !== ''),
        )
      },
      schema: {
        summary: 'Sessions of all classes in which one has a right, the newest first; filters are combined',
        tags: ['review'],
        security: [{ login: [] }],
        querystring: ReviewQuerySchema,
        response: {
          200: ReviewListSchema,
          400: ProblemSchema,
          401: ProblemSchema,
          403: ProblemSchema,
          404: ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const { class: id, ...wanted } = request.query
      const account = whoAsks(request)
      const seen = (await review.classesOf(account.id)).filter(({ right }) => may(account, 'see-class', right))
      const asked = seen.filter((one) => id === undefined || one.id === id)
      if (id !== undefined && asked.length === 0) return unknownClass(reply)
      const found = await review.sessions(
        asked.map((one) => one.id),
        wanted,
        PAGE + 1,
      )
      const page = found.slice(0, PAGE)
      const last = found.length > PAGE ? page.at(-1) : undefined
      return {
        sessions: page.map(shown),
        next: last ? nextOf(last) : null,
      }
    },
  )
}

const nextOf = ({ createdAt, pair, session }: Place): string => `${createdAt}.${pair}.${session}`

function shown({ ended, level, rubric, scenario, students, ...session }: Reviewed): ReviewedSession {
  const done = students.flatMap((student) => student.done ?? [])
  return {
    ...session,
    scenarioId: scenario.id,
    title: scenario.title,
    // what is stored is what sessions have, and the schema knows them all
    level: level as ReviewedSession['level'],
    ended: ended as ReviewedSession['ended'],
    students: students.map(({ done, keys, participant, role, student, who }) => ({
      participant,
      name: who && rememberedName(who),
      pseudonym: who && pseudonym(who.nth),
      role,
      student,
      tries: done?.tries ?? null,
      wrong: done?.wrong ?? null,
      points: pointsOf(rubric, keys),
    })),
    mistakes: ended === null ? null : done.reduce((sum, { wrong }) => sum + wrong, 0),
  }
}
