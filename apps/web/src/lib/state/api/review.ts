import { type Rubric, RubricSchema } from '@woshou/classroom'
import { type GiveMarks, MarksSchema, ReviewListSchema } from '@woshou/classroom/api'
import { request } from './request.ts'

/** Sessions of all classes of whoever is signed in, the newest first. @param query filters, and `after` for a later page */
export const readReview = (query: URLSearchParams) => request(ReviewListSchema, `/review/sessions?${query}`)

const rubric = (id: string) => `/classes/${encodeURIComponent(id)}/rubric`

export const readRubric = (id: string) => request(RubricSchema, rubric(id))

/** All marks are scored by it anew. */
export const keepRubric = (id: string, wanted: Rubric) =>
  request(RubricSchema, rubric(id), { method: 'PUT', body: wanted })

const marks = (session: string) => `/sessions/${encodeURIComponent(session)}/marks`

export const readMarks = (session: string) => request(MarksSchema, marks(session))

/** What one student is given, in place of what they had. */
export const giveMarks = (session: string, given: GiveMarks) =>
  request(MarksSchema, marks(session), { method: 'PUT', body: given })
