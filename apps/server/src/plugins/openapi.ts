import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type * as v from 'valibot'
import { ProblemSchema } from '../problem.ts'
import { describeSchema } from './schemas.ts'

/** What every route can answer besides its own: the limits of `limitRequests`, and our bugs; and every one with a body. */
const ANYWHERE = { 429: ProblemSchema, 500: ProblemSchema }
const WITH_BODY = { 400: ProblemSchema, 413: ProblemSchema, 415: ProblemSchema }

const DESCRIPTION = `Two students play the two ends of one TCP connection; this is how browsers talk to the server.

Every answer that isn't a success is \`{ code, field?, detail, retryAfter? }\`. The play itself goes over the
WebSocket at \`/ws\`: the first message is \`join\`; see packages/session/src/message.ts.`

/** The API's documentation at /api/docs, made of the routes' own schemas. */
export async function documentApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: { title: 'Woshou 握手', version: '1', description: DESCRIPTION },
      components: { securitySchemes: { seat: { type: 'http', scheme: 'bearer', description: 'A seat’s token.' } } },
    },
    transform: ({ schema, url }) => ({ url, schema: describe(schema, url.startsWith('/api/')) }),
  })
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { deepLinking: true, tryItOutEnabled: false, validatorUrl: null },
    // Swagger UI makes style elements while it runs
    transformStaticCSP: (header) => header.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
  })
}

/** A route's schema with its valibot parts as JSON Schema. @param api one of the routes of `/api` */
function describe(schema: object, api: boolean): object {
  const described: Record<string, unknown> = { ...schema }
  for (const part of ['body', 'querystring', 'params', 'headers']) {
    if (described[part]) described[part] = describeSchema(described[part] as v.GenericSchema)
  }
  if (described.hide !== true) {
    const responses = {
      ...(described.body !== undefined && WITH_BODY),
      ...(api && ANYWHERE),
      ...(described.response as Record<string, v.GenericSchema> | undefined),
    }
    described.response = Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [
        status,
        { description: STATUS_CODES[status] ?? '', ...describeSchema(response) },
      ]),
    )
  }
  return described
}
