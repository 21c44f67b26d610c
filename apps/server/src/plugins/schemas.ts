import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyServerOptions, FastifyTypeProvider, RawServerDefault } from 'fastify'
import * as v from 'valibot'
import { Malformed } from './answer-errors.ts'
import type { Logger } from './logging.ts'

/** Routes are typed by their valibot schemas. */
interface ValibotTypes extends FastifyTypeProvider {
  readonly validator: this['schema'] extends v.GenericSchema ? v.InferOutput<this['schema']> : unknown
  readonly serializer: this['schema'] extends v.GenericSchema ? v.InferInput<this['schema']> : unknown
}

/** A Fastify instance whose routes are described by valibot schemas. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, Logger, ValibotTypes>

type Compilers = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/**
 * What Fastify is made with so that valibot schemas parse requests: one schema is the parser, the type and the
 * documentation. Given when it is made, since Fastify otherwise loads compilers for JSON Schema that nobody asks.
 */
export const compileValibot: Compilers = {
  // Fastify's type knows a validator made by Ajv alone
  buildValidator: (() => (route: { schema: v.GenericSchema }) => compile(route.schema)) as unknown as NonNullable<
    Compilers['buildValidator']
  >,
  buildSerializer: () => () => JSON.stringify,
}

function compile(schema: v.GenericSchema) {
  return (input: unknown) => {
    const parsed = v.safeParse(schema, input, { abortEarly: true })
    if (parsed.success) return { value: parsed.output }
    return { error: new Malformed(...fieldOf(parsed.issues[0])) }
  }
}

/** The field that an issue is about, and what is expected of it. */
export function fieldOf(whole: v.BaseIssue<unknown>): [field: string, expected: string] {
  const issue = inTheFormMeant(whole)
  const expected = issue.kind === 'schema' && issue.expected ? `expected ${issue.expected}` : issue.message
  return [v.getDotPath(issue) ?? '', expected]
}

/** Of a body that has none of several forms: what is wrong with the field that is there, or else what is missing first. */
function inTheFormMeant(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  if (issue.type !== 'union' || v.getDotPath(issue) !== null) return issue
  const [first] = issue.issues ?? []
  return issue.issues?.find((one) => v.getDotPath(one) !== null && one.received !== 'undefined') ?? first ?? issue
}

/** The same Fastify, whose routes are typed by their valibot schemas. */
export const typeBySchema = (app: FastifyInstance): App => app.withTypeProvider<ValibotTypes>()
