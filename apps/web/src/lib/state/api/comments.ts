import { type ChangeComment, CommentListSchema, CommentSchema, type NewComment } from '@woshou/classroom/api'
import * as v from 'valibot'
import { request } from './request.ts'

const path = (session: string) => `/sessions/${encodeURIComponent(session)}/comments`

/** What was said of a session's moves. @param token of an own seat there, who reads what is shared with it */
export const readComments = (session: string, token?: string) =>
  request(CommentListSchema, path(session), token === undefined ? {} : { token })

export const addComment = (session: string, comment: NewComment) =>
  request(CommentSchema, path(session), { body: comment })

export const changeComment = (session: string, comment: string, change: ChangeComment) =>
  request(CommentSchema, `${path(session)}/${comment}`, { method: 'PATCH', body: change })

export const deleteComment = (session: string, comment: string) =>
  request(v.unknown(), `${path(session)}/${comment}`, { method: 'DELETE' })
