import { type HeardProblem, HeardProblemSchema } from '@woshou/session/api'
import * as v from 'valibot'

/**
 * Why a request got no result: the server's own codes, and some that only a browser knows. The words for them are in
 * `words/problem-words.ts`.
 */
export type Problem = HeardProblem

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

/**
 * Asks the server's API; total.
 * @param schema what its answer holds. What isn't that is the server's error: it may be no Woshou at all that answers
 */
export async function request<Schema extends v.GenericSchema>(
  schema: Schema,
  path: string,
  options: { body?: object; token?: string; method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' } = {},
): Promise<Answer<v.InferOutput<Schema>>> {
  const { body, token, method = body ? 'POST' : 'GET' } = options
  let response: Response
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
  } catch {
    return { ok: false, problem: { code: navigator.onLine ? 'unreachable' : 'offline' } }
  }
  const json: unknown = await response.json().catch(() => null)
  if (!response.ok) return { ok: false, problem: problemOf(json, response.status) }
  const answer = v.safeParse(schema, json)
  return answer.success ? { ok: true, value: answer.output } : { ok: false, problem: { code: 'server-error' } }
}

function problemOf(json: unknown, status: number): Problem {
  const problem = v.safeParse(HeardProblemSchema, json)
  if (problem.success) return problem.output
  // not Woshou's words: a proxy's
  return { code: status === 429 ? 'too-many' : status >= 500 ? 'unreachable' : 'server-error' }
}
