import { isDeepStrictEqual } from 'node:util'
import { ProblemSchema } from '@woshou/session/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { answersOf } from '../plugins/openapi.ts'
import type { App } from '../plugins/schemas.ts'

/**
 * Looks at whatever a server under test answers: each answer is one that its route is documented to give, and holds what
 * its schema says and not one field more. So every test that asks for anything tests the contract as well.
 */
export class DocumentedAnswers {
  readonly #given: { readonly to: string; readonly answer: Answer }[] = []

  /** Begins to look. To be called before there are routes. */
  readonly watch = (app: App): void => {
    app.addHook('onSend', async (request, reply, payload) => {
      const answer = answerOf(request, reply, payload)
      if (answer) this.#given.push({ to: `${request.method} ${request.url}`, answer })
    })
  }

  /**
   * Throws what was not as documented. It is read only now: a test may measure what an answer costs.
   */
  check(): void {
    const wrong = this.#given.splice(0).flatMap(({ to, answer }) => {
      const found = wrongWith(answer)
      return found === null ? [] : [`${to}: ${answer.status} ${found}`]
    })
    if (wrong.length > 0) throw new Error(`answers that are not documented:\n${wrong.join('\n')}`)
  }
}

interface Answer {
  readonly status: number
  /** By which it is documented; null when its route is not documented to answer this. */
  readonly schema: v.GenericSchema | null
  readonly text: string | Buffer
}

/** An answer in JSON; null for any other, and for those of routes that are not documented. */
function answerOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): Answer | null {
  if (!String(reply.getHeader('content-type')).startsWith('application/json')) return null
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return null
  const { statusCode: status } = reply
  const { schema, url } = request.routeOptions
  const upgrade = request.headers.upgrade !== undefined
  if (schema !== undefined && schema.hide !== true && !upgrade) {
    const answers = answersOf(schema, url?.startsWith('/api/') === true)
    return { status, schema: answers[status] ?? null, text: payload }
  }
  // whatever has no schema of its own still says by a problem what is wrong
  return status >= 400 ? { status, schema: ProblemSchema, text: payload } : null
}

/** What an answer has that its schema has not, or the other way round; null when it is as documented. */
function wrongWith({ schema, text }: Answer): string | null {
  if (!schema) return `is not documented: ${text}`
  const body: unknown = JSON.parse(text.toString())
  const parsed = v.safeParse(schema, body)
  if (!parsed.success) {
    const [issue] = parsed.issues
    return `${v.getDotPath(issue) ?? ''}: ${issue.message}`
  }
  // schemas leave out what they do not know, so what is the same afterwards had nothing else
  return isDeepStrictEqual(parsed.output, body) ? null : `has more than its schema: ${text}`
}
