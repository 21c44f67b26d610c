import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import * as v from 'valibot'

const ROOT = join(import.meta.dirname, '../../..')

/** A whole number as the environment spells it, with its default. */
const integer = (low: number, high: number, standard: number) =>
  v.optional(
    v.pipe(
      v.string(),
      v.transform(Number),
      v.check((n) => Number.isInteger(n) && n >= low && n <= high, `a whole number from ${low} to ${high}`),
    ),
    String(standard),
  )

const list = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
)

const isOrigin = (text: string) => URL.canParse(text) && new URL(text).origin === text

const isDatabase = (text: string) => /^file:./.test(text) || isUrlOf(text, ['postgres:', 'postgresql:'])
const isValkey = (text: string) => isUrlOf(text, ['redis:', 'rediss:', 'valkey:', 'valkeys:'])
const isUrlOf = (text: string, protocols: readonly string[]) =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol)

/** What Fastify's `trustProxy` takes, besides true and false: it throws at anything else. */
const areProxies = (text: string) => text.split(',').every((part) => isProxy(part.trim()))
const PROXY_GROUPS: readonly string[] = ['loopback', 'linklocal', 'uniquelocal']

function isProxy(text: string): boolean {
  if (PROXY_GROUPS.includes(text)) return true
  const [address = '', prefix, ...rest] = text.split('/')
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0
  if (bits === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= bits)
}

const EnvironmentSchema = v.object({
  PORT: integer(0, 65_535, 3000),
  /** Every interface, so that the students in the room reach the laptop. */
  HOST: v.optional(v.string(), '0.0.0.0'),
  DATABASE_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isDatabase,
        'file: and a path, as in file:/var/lib/woshou/woshou.db, or a PostgreSQL, as in postgresql://woshou@db:5432/woshou',
      ),
    ),
    'file:data/woshou.db',
  ),
  VALKEY_URL: v.optional(
    v.pipe(v.string(), v.check(isValkey, 'a Valkey or Redis, as in redis://valkey:6379; leave it out for one server')),
  ),
  PUBLIC_ORIGINS: v.optional(
    v.pipe(list, v.everyItem(isOrigin, 'origins separated by commas, as in https://woshou.example.org')),
    '',
  ),
  HSTS_SUBDOMAINS: v.optional(v.picklist(['true', 'false']), 'false'),
  TRUST_PROXY: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => text === 'true' || text === 'false' || areProxies(text),
        'true, false, or the proxies’ addresses separated by commas, as in 10.0.0.5 or 172.16.0.0/12',
      ),
    ),
    'false',
  ),
  LOG_LEVEL: v.optional(v.picklist(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])),
  SCENARIO_DIR: v.optional(v.pipe(v.string(), v.nonEmpty('a folder'))),
  REQUESTS_PER_MINUTE: integer(1, 1_000_000, 1200),
  MESSAGES_PER_SECOND: integer(1, 10_000, 20),
  CONNECTIONS_PER_ADDRESS: integer(1, 1_000_000, 300),
  CONNECTIONS_LIMIT: integer(1, 1_000_000, 20_000),
  LOOP_DELAY_LIMIT: integer(1, 60_000, 250),
  LIVE_SESSIONS_LIMIT: integer(1, 1_000_000, 20_000),
  SEAT_VACANT_SECONDS: integer(1, 3_600, 30),
  CLASS_SEAT_VACANT_SECONDS: integer(1, 3_600, 60),
  SESSION_IDLE_HOURS: integer(0, 876_000, 12),
  SESSION_RETENTION_DAYS: integer(0, 36_500, 180),
  CLASS_RETENTION_DAYS: integer(0, 36_500, 180),
  SOLO_RETENTION_DAYS: integer(0, 36_500, 30),
  STORAGE_PER_ADDRESS: integer(0, 1_000_000, 8192),
  METRICS_TOKEN: v.optional(
    v.pipe(v.string(), v.minLength(16, 'at least 16 characters, as from `openssl rand -hex 16`')),
  ),
})

/** What the server takes from its environment; all of it has a default. */
export interface Environment {
  readonly port: number
  readonly host: string
  /** `file:` and the SQLite file's absolute path, or a PostgreSQL's URL. */
  readonly databaseUrl: string
  /** Where servers that share their sessions hear of each other; null for one server alone. */
  readonly valkeyUrl: string | null
  /** Origins besides the server's own whose pages may open sockets. */
  readonly publicOrigins: readonly string[]
  /** Whether browsers are told that every name below this one speaks https as well; Woshou knows nothing of those. */
  readonly hstsSubdomains: boolean
  /** Whose X-Forwarded-For and X-Forwarded-Host are believed. */
  readonly trustProxy: boolean | string
  /** Null: `info`, or `warn` on a terminal. */
  readonly logLevel: string | null
  /** A folder of scenarios besides the built-in ones; an absolute path. */
  readonly scenarioDir: string | null
  /** API requests that one address may make. */
  readonly requestsPerMinute: number
  /** Messages that one socket may send in the long run; twice as many at once. */
  readonly messagesPerSecond: number
  /** Open sockets of one address: a whole class may share one. */
  readonly connectionsPerAddress: number
  /** Open sockets of all addresses. */
  readonly connectionsLimit: number
  /** Milliseconds of event loop delay, lasting, above which no new session is opened here. */
  readonly loopDelayLimit: number
  /** Sessions that may be live in this process before no new one is opened here. */
  readonly liveSessionsLimit: number
  /** Seconds without a connection after which a seat may be handed over. */
  readonly seatVacantSeconds: number
  /** Seconds without a connection after which a class gives a student's seat to somebody else. */
  readonly classSeatVacantSeconds: number
  /** Hours without an event after which a session ends by itself; null: never. */
  readonly sessionIdleHours: number | null
  /** Days after which a session is deleted; null keeps all. */
  readonly sessionRetentionDays: number | null
  /** Days after its last use after which a class is deleted with all its sessions; null keeps all. */
  readonly classRetentionDays: number | null
  /** Days after which a solo session that was stored is deleted; null keeps all. */
  readonly soloRetentionDays: number | null
  /** Mebibytes a day that one address may have stored; null: without a bound. */
  readonly storagePerAddress: number | null
  /** What Prometheus has to say to read /metrics; null: there are none. */
  readonly metricsToken: string | null
}

/** Thrown at boot: says which variable is wrong, what it takes, and what to do. */
export class EnvironmentError extends Error {}

/** A URL, or what was meant to be one, without what stands before its `@`. */
const withoutPassword = (url: string): string => url.replace(/^([^/]*\/\/)?.*@/, '$1…@')

/** Parses the environment, once. @throws EnvironmentError */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  // an empty variable is an unset one: that is how compose files and CI leave things out
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const parsed = v.safeParse(EnvironmentSchema, given)
  if (!parsed.success) {
    const lines = parsed.issues.map((issue) => {
      const name = v.getDotPath(issue)?.split('.')[0] ?? ''
      const expected = issue.type === 'picklist' ? `one of ${issue.expected}` : issue.message
      // tokens and passwords are nobody's business, in a log least of all
      const value = name === 'METRICS_TOKEN' ? '…' : withoutPassword(given[name] ?? '')
      return `${name}=${value} is not possible: it takes ${expected}. Correct it or leave it out.`
    })
    throw new EnvironmentError(lines.join('\n'))
  }
  const env = parsed.output
  if (env.VALKEY_URL !== undefined && env.DATABASE_URL.startsWith('file:'))
    throw new EnvironmentError(
      'VALKEY_URL is for servers that share a PostgreSQL, and DATABASE_URL is a SQLite file, which one server has to ' +
        'itself: leave VALKEY_URL out, or name the PostgreSQL in DATABASE_URL.',
    )
  return {
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL.startsWith('file:')
      ? `file:${resolve(ROOT, env.DATABASE_URL.slice('file:'.length))}`
      : env.DATABASE_URL,
    // the client knows the older name only
    valkeyUrl: env.VALKEY_URL?.replace(/^valkey/, 'redis') ?? null,
    publicOrigins: env.PUBLIC_ORIGINS,
    hstsSubdomains: env.HSTS_SUBDOMAINS === 'true',
    trustProxy: env.TRUST_PROXY === 'true' ? true : env.TRUST_PROXY === 'false' ? false : env.TRUST_PROXY,
    logLevel: env.LOG_LEVEL ?? null,
    scenarioDir: env.SCENARIO_DIR === undefined ? null : resolve(ROOT, env.SCENARIO_DIR),
    requestsPerMinute: env.REQUESTS_PER_MINUTE,
    messagesPerSecond: env.MESSAGES_PER_SECOND,
    connectionsPerAddress: env.CONNECTIONS_PER_ADDRESS,
    connectionsLimit: env.CONNECTIONS_LIMIT,
    loopDelayLimit: env.LOOP_DELAY_LIMIT,
    liveSessionsLimit: env.LIVE_SESSIONS_LIMIT,
    seatVacantSeconds: env.SEAT_VACANT_SECONDS,
    classSeatVacantSeconds: env.CLASS_SEAT_VACANT_SECONDS,
    sessionIdleHours: env.SESSION_IDLE_HOURS === 0 ? null : env.SESSION_IDLE_HOURS,
    sessionRetentionDays: env.SESSION_RETENTION_DAYS === 0 ? null : env.SESSION_RETENTION_DAYS,
    classRetentionDays: env.CLASS_RETENTION_DAYS === 0 ? null : env.CLASS_RETENTION_DAYS,
    soloRetentionDays: env.SOLO_RETENTION_DAYS === 0 ? null : env.SOLO_RETENTION_DAYS,
    storagePerAddress: env.STORAGE_PER_ADDRESS === 0 ? null : env.STORAGE_PER_ADDRESS,
    metricsToken: env.METRICS_TOKEN ?? null,
  }
}
