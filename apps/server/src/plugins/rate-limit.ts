import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LOGIN_COOKIE, PHONE_COOKIE } from '../cookies.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'

/** Requests a minute that a student's browser may make: a page that is loaded anew again and again makes some tens. */
const OF_A_PHONE = 300

/** Addresses and browsers that are counted at once: a browser more is as little as an address. */
const COUNTED = 50_000

/** In front of a known browser's key; no address begins so. */
const PHONE = 'phone '
const LOGIN = 'login '

/**
 * Limits the requests of one address within the scope of `app`, and of each browser that is known apart from it: so whoever
 * floods a hall's address shuts nobody out who is in. An address behind which a class sits may ask for more. The web app's
 * files are outside it: thirty students behind one address fetch thousands of them in the first minute of a lesson.
 */
export async function limitRequests(
  app: FastifyInstance,
  { browsers, halls }: Pick<Services, 'browsers' | 'halls'>,
  perMinute: number,
): Promise<void> {
  await app.register(rateLimit, {
    cache: COUNTED,
    keyGenerator: (request) => {
      const login = browsers.find(secretsOf(request, LOGIN_COOKIE))
      if (login !== null) return `${LOGIN}${login}`
      const phone = browsers.find(secretsOf(request, PHONE_COOKIE))
      return phone === null ? normalizeIP(request.ip) : `${PHONE}${phone}`
    },
    max: (_request, key) => {
      if (key.startsWith(PHONE)) return Math.min(OF_A_PHONE, perMinute)
      return key.startsWith(LOGIN) ? perMinute : perMinute + halls.moreRequests(key)
    },
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, { ttl }) => {
      const retryAfter = Math.max(1, Math.ceil(ttl / 1_000))
      return new Problem(429, 'too-many', `too many requests from this address: try again in ${retryAfter} s`, {
        retryAfter,
      })
    },
  })
}

/** What a request says in a cookie, before anybody has looked whether it is right: cookies are not parsed yet. */
const secretsOf = ({ headers }: FastifyRequest, cookie: string): string[] =>
  (headers.cookie ?? '')
    .split('; ')
    .flatMap((pair) => (pair.startsWith(`${cookie}=`) ? [pair.slice(cookie.length + 1)] : []))
