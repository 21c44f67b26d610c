import type { IncomingMessage, ServerResponse } from 'node:http'
import { toJsonSchema } from '@valibot/to-json-schema'
import type { FastifyInstance, FastifyTypeProvider, RawServerDefault } from 'fastify'
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

/** Lets valibot schemas parse requests: one schema is the parser, the type and the documentation. */
export function parseBySchema(app: FastifyInstance): App {
  app.setValidatorCompiler<v.GenericSchema>(({ schema }) => (input) => {
    const parsed = v.safeParse(schema, input, { abortEarly: true })
    if (parsed.success) return { value: parsed.output }
    const [issue] = parsed.issues
    const expected = issue.kind === 'schema' && issue.expected ? `expected ${issue.expected}` : issue.message
    return { error: new Malformed(v.getDotPath(issue) ?? '', expected) }
  })
  app.setSerializerCompiler(() => JSON.stringify)
  return app.withTypeProvider<ValibotTypes>()
}

/** The same schemas as JSON Schema. What JSON Schema can't say (a transformation) is left out. */
export const describeSchema = (schema: v.GenericSchema) =>
  toJsonSchema(schema, { errorMode: 'ignore', typeMode: 'input', target: 'openapi-3.0' })
