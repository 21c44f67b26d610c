import type { Comment } from '@woshou/classroom/api'
import { readComments } from './api/comments.ts'
import type { Answer } from './api/request.ts'
import { readReview } from './api/review.ts'

/** A comment, with the session and the round of the move that it is about. */
export interface StudentComment extends Comment {
  readonly session: string
  readonly round: number
}

/** What teachers have said in the newest sessions of a student, shared or not: the oldest session first, in it the first move. */
export async function studentComments(id: string, participant: string): Promise<Answer<readonly StudentComment[]>> {
  const found = await readReview(new URLSearchParams({ class: id, participant }))
  if (!found.ok) return found
  const said = found.value.sessions.filter(({ comments }) => comments > 0).reverse()
  const all = await Promise.all(
    said.map(async ({ round, session }) => {
      const answer = await readComments(session)
      if (!answer.ok) return answer
      return { ok: true as const, value: answer.value.comments.map((comment) => ({ ...comment, session, round })) }
    }),
  )
  const failed = all.find((answer) => !answer.ok)
  if (failed && !failed.ok) return failed
  return { ok: true, value: all.flatMap((answer) => (answer.ok ? answer.value : [])) }
}
