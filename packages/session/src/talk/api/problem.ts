import * as v from 'valibot'

/** Why a request was not carried out: stable words, which the web app puts into the user's language. */
const PROBLEMS = [
  'malformed',
  'too-large',
  'too-many',
  'overloaded',
  'not-stored',
  'not-found',
  'unknown-scenario',
  'unknown-code',
  /** It lets into a class, and invites to no session: `GET /api/doors/:code`. */
  'class-code',
  'unknown-session',
  'seats-taken',
  'seat-taken',
  'second-seat',
  'not-agreed',
  'not-ended',
  'not-verified',
  'newer-rules',
  'wrong-token',
  'wrong-origin',
  'not-signed-in',
  'wrong-login',
  'wrong-link',
  /** Nothing is shared by this link, or not any more. */
  'unknown-link',
  'login-taken',
  'last-admin',
  'forbidden',
  'unknown-account',
  'unknown-class',
  'unknown-participant',
  'doors-closed',
  'class-full',
  'removed',
  'barred',
  'refused',
  'no-web-build',
  'server-error',
] as const
export type ProblemCode = (typeof PROBLEMS)[number]

/** The body of every answer that isn't a success. */
export const ProblemSchema = v.object({
  code: v.picklist(PROBLEMS),
  /** The field which is to be corrected: `name`, `id.3`. */
  field: v.optional(v.string()),
  /** What is expected, for developers. */
  detail: v.string(),
  /** Seconds. */
  retryAfter: v.optional(v.number()),
  /** Of `refused`: why a class's command can't be carried out now (`CLASS_REFUSALS`). */
  refusal: v.optional(v.string()),
  /** Names the request in the log. */
  request: v.optional(v.string()),
})
export type ProblemBody = v.InferOutput<typeof ProblemSchema>

/** As much of one as a page makes use of; a newer server may have a code that the page does not know. */
export const HeardProblemSchema = v.object({
  code: v.string(),
  field: v.optional(v.string()),
  retryAfter: v.optional(v.number()),
  refusal: v.optional(v.string()),
})
export type HeardProblem = v.InferOutput<typeof HeardProblemSchema>
