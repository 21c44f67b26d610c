import { ProblemSchema } from '@woshou/session/api'
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchema,
  type RouteOptions,
} from 'fastify'
import type * as v from 'valibot'
import { compileValibot } from './schemas.ts'

const ANYWHERE = { 403: ProblemSchema, 429: ProblemSchema, 500: ProblemSchema, 503: ProblemSchema }
const ASKED_WITH = { 400: ProblemSchema }
const WITH_BODY = { 413: ProblemSchema, 415: ProblemSchema }

/**
 * All that a route is documented to answer: its own, what every route of `/api` can answer besides (the limits of
 * `limitRequests`, what `knowSignedIn` says to pages of other origins and while it cannot ask who is signed in, and our
 * bugs), and what every one can that is asked with something: in its path, after it, in a body.
 * @param api one of the routes of `/api`
 */
export function answersOf(
  { body, params, querystring, response }: FastifySchema,
  api: boolean,
): Readonly<Record<string, v.GenericSchema>> {
  // Fastify knows no more of a route's schema than that there may be one
  const own = response as Readonly<Record<string, v.GenericSchema>> | undefined
  return {
    ...((body ?? params ?? querystring) !== undefined && ASKED_WITH),
    ...(body !== undefined && WITH_BODY),
    ...(api && ANYWHERE),
    ...own,
  }
}

const DESCRIPTION = `Two students play the two ends of one TCP connection; this is how browsers talk to the server.

Every answer that isn't a success is \`{ code, field?, detail, retryAfter? }\`. The play itself goes over the
WebSocket at \`/ws\`: the first message is \`join\`; see packages/session/src/talk/message.ts.`

/**
 * The API's documentation at /api/docs, made of the schemas of the routes that are added hereafter. Made when somebody
 * first reads it: what makes it would be a quarter of what a server loads at its start.
 */
export function documentApi(app: FastifyInstance): void {
  const documented: RouteOptions[] = []
  app.addHook('onRoute', ({ method, url, schema }) => {
    if (method !== 'HEAD' && schema && schema.hide !== true) documented.push({ method, url, schema, handler: unheard })
  })
  let made: Promise<FastifyInstance> | null = null
  const make = () => {
    made ??= makeDocumentation(documented).catch((error) => {
      made = null
      throw error
    })
    return made
  }
  app.addHook('onClose', async () => {
    if (made) await (await made).close()
  })
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const documentation = await make()
    const { headers, rawPayload, statusCode } = await documentation.inject({ method: 'GET', url: request.url })
    if (statusCode === 404) return reply.callNotFound()
    const policy = reply.getHeader('content-security-policy')
    // Swagger UI makes style elements while it runs
    if (policy) {
      reply.header(
        'content-security-policy',
        String(policy).replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
      )
    }
    return reply.code(statusCode).headers(headers).send(rawPayload)
  }
  for (const url of ['/api/docs', '/api/docs/*']) app.get(url, { schema: { hide: true } }, answer)
}

// An import of `node:http` by name would load all it exports, a whole HTTP client among it, which no server asks for.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

const unheard = () => {
  throw new Error('the documentation only describes this route')
}

/** @param routes whose schemas it describes */
async function makeDocumentation(routes: readonly RouteOptions[]): Promise<FastifyInstance> {
  const [{ default: swagger }, { default: swaggerUi }, { toJsonSchema }] = await Promise.all([
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
    import('@valibot/to-json-schema'),
  ])
  // What JSON Schema can't say (a transformation) is left out.
  const asJson: Description = (schema) =>
    toJsonSchema(schema, {
      errorMode: 'ignore',
      typeMode: 'input',
      target: 'openapi-3.0',
      // OpenAPI 3.0 knows no list of none
      overrideSchema: ({ jsonSchema }) => {
        const { required, ...rest } = jsonSchema
        return required?.length === 0 ? rest : undefined
      },
    })
  const documentation = fastify({ schemaController: { compilersFactory: compileValibot } })
  await documentation.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: { title: 'Woshou 握手', version: '1', description: DESCRIPTION },
      components: {
        securitySchemes: {
          seat: { type: 'http', scheme: 'bearer', description: 'A seat’s token.' },
          login: { type: 'apiKey', in: 'cookie', name: 'woshou_login', description: 'An instructor who is signed in.' },
        },
      },
    },
    transform: ({ schema, url }) => ({ url, schema: describe(schema, url.startsWith('/api/'), asJson) }),
  })
  await documentation.register(swaggerUi, {
    routePrefix: '/api/docs',
    uiConfig: { deepLinking: true, tryItOutEnabled: false, validatorUrl: null },
  })
  for (const route of routes) documentation.route(route)
  await documentation.ready()
  return documentation
}

type Description = (schema: v.GenericSchema) => object

/** A route's schema with its valibot parts as JSON Schema. @param api one of the routes of `/api` */
function describe(schema: object, api: boolean, describeSchema: Description): object {
  const described: Record<string, unknown> = { ...schema }
  for (const part of ['body', 'querystring', 'params', 'headers']) {
    if (described[part]) described[part] = describeSchema(described[part] as v.GenericSchema)
  }
  if (described.hide !== true) {
    const responses = answersOf(schema, api)
    described.response = Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [
        status,
        { description: STATUS_CODES[status] ?? '', ...describeSchema(response) },
      ]),
    )
  }
  return described
}
