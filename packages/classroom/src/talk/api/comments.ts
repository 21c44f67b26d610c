import { SessionIdSchema } from '@woshou/session'
import * as v from 'valibot'

/** 128 bits in base64url. */
const CommentIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, '22 letters, digits, - or _'))

/** What a teacher says of a move: some sentences, on lines of their own if need be. */
export const CommentWordsSchema = v.pipe(
  v.string(),
  v.transform((typed) => typed.normalize('NFC').replace(/\r\n?/g, '\n').trim()),
  v.nonEmpty('1 to 2000 characters'),
  v.maxLength(2_000, '1 to 2000 characters'),
  v.regex(/^[^\p{Cc}\p{Cs}]*(?:[\n\t][^\p{Cc}\p{Cs}]*)*$/u, 'text without control characters'),
)

/** `POST /api/sessions/:id/comments`. */
export const NewCommentSchema = v.strictObject({
  /** The log's version of the move that it is about. */
  version: v.pipe(v.number(), v.integer('a whole number'), v.minValue(1, 'at least 1')),
  words: CommentWordsSchema,
  /** Whether the students of the session see it, in their replay and on their page. */
  shared: v.optional(v.boolean(), false),
})
export type NewComment = v.InferInput<typeof NewCommentSchema>

/** `PATCH /api/sessions/:id/comments/:comment`: words are changed by who wrote them alone, sharing by every teacher. */
export const ChangeCommentSchema = v.pipe(
  v.strictObject({ words: v.optional(CommentWordsSchema), shared: v.optional(v.boolean()) }),
  v.check(({ shared, words }) => words !== undefined || shared !== undefined, 'words, shared or both'),
)
export type ChangeComment = v.InferInput<typeof ChangeCommentSchema>

export const CommentParamsSchema = v.object({ id: SessionIdSchema, comment: CommentIdSchema })

export const CommentSchema = v.object({
  comment: CommentIdSchema,
  version: v.number(),
  words: v.string(),
  shared: v.boolean(),
  /** What the teacher is called who wrote it; null when that account is gone. */
  by: v.nullable(v.string()),
  /** Whether whoever asks wrote it. */
  own: v.boolean(),
  /** Milliseconds since 1970, UTC. */
  at: v.number(),
})
export type Comment = v.InferOutput<typeof CommentSchema>

/**
 * `GET /api/sessions/:id/comments`: in the order of moves. Teachers of the class read all of them; who holds a seat, by its
 * token, those that are shared, as soon as the session has ended. There are none in a session of no class.
 */
export const CommentListSchema = v.object({ comments: v.array(CommentSchema) })
