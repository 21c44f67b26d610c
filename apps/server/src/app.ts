import { join } from 'node:path'
import fastify, { type FastifyPluginAsync, LogController } from 'fastify'
import { endAfterIdle } from './abandoned.ts'
import type { Environment } from './env.ts'
import { forgetLogins } from './forget-logins.ts'
import { Admission } from './live/admission.ts'
import { type Bus, LocalBus } from './live/bus.ts'
import { ClassGlances } from './live/class/class-glances.ts'
import { ClassQuestions } from './live/class/class-questions.ts'
import { ClassRegistry } from './live/class/class-registry.ts'
import { ClassReports } from './live/class/class-reports.ts'
import { ClassResults } from './live/class/class-results.ts'
import { RoundsFromLog } from './live/class/rounds-from-log.ts'
import { Tiles } from './live/class/tiles.ts'
import { Codes } from './live/codes.ts'
import { EndedLogs } from './live/ended-logs.ts'
import { Failures } from './live/failures.ts'
import { Halls } from './live/halls.ts'
import { KnownBrowsers } from './live/known-browsers.ts'
import { LoopDelay } from './live/loop-delay.ts'
import { Registry } from './live/registry.ts'
import { StorageHealth } from './live/storage-health.ts'
import { StorageShare } from './live/storage-share.ts'
import { Sweep } from './live/sweep.ts'
import { Turnstile } from './live/turnstile.ts'
import { makeLeftResults } from './make-results.ts'
import type { Metrics } from './metrics.ts'
import { keepSetUp } from './one-time-links.ts'
import { openMetrics } from './open-metrics.ts'
import { Passwords } from './password.ts'
import { answerErrors } from './plugins/answer-errors.ts'
import { endConnections } from './plugins/end-connections.ts'
import { takeJsonAlone } from './plugins/json-bodies.ts'
import { type LogStream, loggerOptions, logRequests, standardLogStream } from './plugins/logging.ts'
import { documentApi } from './plugins/openapi.ts'
import { limitRequests } from './plugins/rate-limit.ts'
import { type App, compileValibot, typeBySchema } from './plugins/schemas.ts'
import { secure } from './plugins/security.ts'
import { knowSignedIn } from './plugins/signed-in.ts'
import { readWebBuild, serveWeb } from './plugins/web.ts'
import { keepFor } from './retention.ts'
import { accountRoutes } from './routes/account.ts'
import { accountsRoutes } from './routes/accounts.ts'
import { classCommandRoutes } from './routes/class-commands.ts'
import { classKeepingRoutes } from './routes/class-keeping.ts'
import { classQuestionRoutes } from './routes/class-questions.ts'
import { classRoundRoutes } from './routes/class-rounds.ts'
import { classTeacherRoutes } from './routes/class-teachers.ts'
import { classRoutes } from './routes/classes.ts'
import { commentRoutes } from './routes/comments.ts'
import { doorRoutes } from './routes/doors.ts'
import { healthRoutes } from './routes/health.ts'
import { invitationRoutes } from './routes/invitations.ts'
import { linkRoutes } from './routes/links.ts'
import { markRoutes } from './routes/marks.ts'
import { metricsRoute } from './routes/metrics.ts'
import { observerRoutes } from './routes/observers.ts'
import { reportRoutes } from './routes/reports.ts'
import { returnRoutes } from './routes/returns.ts'
import { reviewRoutes } from './routes/review.ts'
import { scenarioRoutes } from './routes/scenarios.ts'
import { sessionEventRoutes } from './routes/session-events.ts'
import { acceptSockets, sessionSocket } from './routes/session-socket.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { shareLinkRoutes } from './routes/share-links.ts'
import { sharedRoutes } from './routes/shared.ts'
import { soloSessionRoutes } from './routes/solo-sessions.ts'
import { successorRoutes } from './routes/successors.ts'
import { fillShelf } from './scenario-shelf.ts'
import type { Services } from './services.ts'
import type { Connection } from './socket/connection.ts'
import type { Rhythm } from './socket/heartbeat.ts'
import type { OutletLimits } from './socket/outlet.ts'
import { MeteredLog } from './storage/metered-log.ts'
import { openStorage } from './storage/prisma/open-storage.ts'
import type { PostgresBounds } from './storage/prisma/postgres/postgres-bounds.ts'
import { sayingLost } from './storage/storage-lost.ts'

const WEB_BUILD = join(import.meta.dirname, '../../web/build')

/** Milliseconds for which a seat counts as connected after its last socket has closed: a page's reload. */
const PRESENCE_GRACE = 1_500

/** Milliseconds between two sweeps for sessions that no server holds, and of quiet before one is taken for such. */
const SWEEP = 30_000
const QUIET = 30_000

/** Milliseconds which a server that starts waits for the bus before it says that there is none, and goes on. */
const BUS_WITHIN = 3_000

/** Milliseconds in which a request must have arrived as a whole: on a bad line two megabytes have. */
const REQUEST_WITHIN = 60_000

declare module 'fastify' {
  interface FastifyInstance {
    /** Path and fragment of a link by which the first account is made; null when there is one. */
    setUpLink(): Promise<string | null>
  }
}

/** What differs between a server and a server under test. */
export interface AppOptions extends OutletLimits {
  readonly logStream?: LogStream
  readonly webBuild?: string
  readonly rhythm?: Rhythm
  readonly presenceGrace?: number
  readonly joinWithin?: number
  readonly requestWithin?: number
  readonly busWithin?: number
  readonly postgresBounds?: PostgresBounds
  /** Milliseconds between two questions to the log, whether there is a bus or not. */
  readonly watchEvery?: number
  /** scrypt's N, for tests that store many passwords. */
  readonly passwordCost?: number
  /** Told of the server before it has any route. */
  readonly beforeRoutes?: (app: App) => void
}

/** Composes the server: storage, sessions, routes. It listens when it is told to. */
export async function createApp(env: Environment, options: AppOptions = {}): Promise<App> {
  const level = env.logLevel ?? (process.stderr.isTTY ? 'warn' : 'info')
  const shelf = await fillShelf(env.scenarioDir)
  const web = await readWebBuild(options.webBuild ?? WEB_BUILD)
  const connections = new Set<Connection>()
  const metrics: Metrics = await openMetrics(env.metricsToken, {
    loopDelay: () => loopDelay.mean,
    sockets: () => connections.size,
    liveSessions: () => registry.size,
    overloaded: () => admission.overloaded,
    busLag: () => bus.lag,
    busLost: () => bus.state === 'lost',
  })
  const requestWithin = options.requestWithin ?? REQUEST_WITHIN
  const storage = await openStorage(env.databaseUrl, (size) => metrics.committed(size), {
    alone: true,
    bounds: options.postgresBounds,
  })
  const loopDelay = new LoopDelay()
  const app = typeBySchema(
    fastify({
      logger: loggerOptions(level, options.logStream ?? (await standardLogStream())),
      logController: new LogController({ disableRequestLogging: true }),
      trustProxy: env.trustProxy,
      schemaController: { compilersFactory: compileValibot },
      bodyLimit: 16 * 1024,
      // Fastify's own is without end, for servers behind a proxy: a laptop in a classroom has none
      requestTimeout: requestWithin,
      http: { headersTimeout: requestWithin / 4, connectionsCheckingInterval: requestWithin / 8 },
    }),
  )
  const bus: Bus = await openBus(env, app, options.busWithin ?? BUS_WITHIN)
  app.addHook('onClose', async () => {
    loopDelay.close()
    failures.close()
    tiles.close()
    await bus.close()
    await storage.close()
  })
  if (storage.applied.length > 0) app.log.info({ migrations: storage.applied }, 'database brought up to date')

  const failures = new Failures((err, during, count) => app.log.error({ err, during, count }, 'sessions failed'))
  const storageHealth = new StorageHealth(
    () => storage.probe(),
    (trouble) => {
      if (trouble === null) app.log.info('what happens is stored again')
      else
        app.log.error({ err: trouble }, 'nothing can be stored: moves are not answered, and this server is not ready')
    },
  )
  const log = new MeteredLog(storage.log, metrics, storageHealth)
  const report = (error: unknown, during: string) => failures.report(error, during)
  const clock = Date.now
  const ticks = () => performance.now()
  const surroundings = {
    bus,
    clock,
    ticks,
    presenceGrace: options.presenceGrace ?? PRESENCE_GRACE,
    vacantAfter: env.seatVacantSeconds * 1_000,
    ...(options.watchEvery !== undefined && { watchEvery: options.watchEvery }),
    report,
  }
  const registry = new Registry({ ...surroundings, log, movesPerSecond: env.messagesPerSecond })
  const { ballots, classLog, classes: inClasses } = storage
  const questions = new ClassQuestions(log)
  const classes = new ClassRegistry({
    ...surroundings,
    classLog,
    classes: inClasses,
    ballots,
    questions,
    registry,
    vacantAfter: env.classSeatVacantSeconds * 1_000,
    sessionLog: log,
    scenario: (id) => shelf.get(id) ?? null,
  })
  const rounds = new RoundsFromLog({ classLog: storage.classLog, bus, report })
  const told = (count: number) => metrics.tilesTold(count)
  const tiles = new Tiles({ log, bus, registry, rounds, clock, ticks, report, told })
  const limits = { longestDelay: env.loopDelayLimit, mostSessions: env.liveSessionsLimit }
  const admission: Admission = new Admission(
    limits,
    () => loopDelay.lasting,
    () => registry.size,
  )
  const asked = sayingLost(storage)
  const services: Services = {
    storage: asked,
    storageHealth,
    registry,
    classes,
    questions,
    glances: new ClassGlances(asked.classLog),
    reports: new ClassReports(new ClassResults(asked.results, asked.classes, asked.log), asked),
    codes: new Codes(asked, clock),
    halls: new Halls(ticks),
    browsers: new KnownBrowsers(),
    bus,
    shelf,
    admission,
    turnstile: new Turnstile(),
    storageShare: new StorageShare(env.storagePerAddress),
    endedLogs: new EndedLogs(),
    tiles,
    passwords: new Passwords(options.passwordCost),
    metrics,
    failures,
    clock,
  }

  options.beforeRoutes?.(app)
  logRequests(app)
  answerErrors(app, services)
  takeJsonAlone(app)
  // what has not said for how long it holds (the web app's files do) is true for now, and may hold a code or a token
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })
  await secure(app, web, env)
  await acceptSockets(app, services, connections)
  documentApi(app)
  const api: FastifyPluginAsync = async (scope) => {
    await limitRequests(scope, services, env.requestsPerMinute)
    const rightOf = (id: string, account: string) => services.storage.classes.rightOf(id, account)
    const classOf = async (session: string) => (await services.storage.classes.classOf(session))?.class ?? null
    await knowSignedIn(scope, services, { publicOrigins: env.publicOrigins, rightOf, classOf })
    const routes = typeBySchema(scope)
    scenarioRoutes(routes, services)
    sessionRoutes(routes, services, env.publicOrigins)
    sessionEventRoutes(routes, services)
    successorRoutes(routes, services)
    observerRoutes(routes, services)
    linkRoutes(routes, services)
    soloSessionRoutes(routes, services)
    invitationRoutes(routes, services)
    classRoutes(routes, services, env)
    classTeacherRoutes(routes, services)
    classCommandRoutes(routes, services)
    classKeepingRoutes(routes, services)
    classQuestionRoutes(routes, services)
    classRoundRoutes(routes, services)
    reportRoutes(routes, services)
    shareLinkRoutes(routes, services, env.publicOrigins)
    sharedRoutes(routes, services)
    reviewRoutes(routes, services)
    commentRoutes(routes, services)
    markRoutes(routes, services)
    doorRoutes(routes, services, env.publicOrigins)
    returnRoutes(routes, services, env.publicOrigins)
    accountRoutes(routes, services, env.publicOrigins)
    accountsRoutes(routes, services, env.publicOrigins)
    sessionSocket(scope, services, { ...env, ...options }, connections)
  }
  await app.register(api)
  healthRoutes(app, services)
  metricsRoute(app, metrics, env.metricsToken)
  await serveWeb(app, web)
  sweepAgainAndAgain(services, app)
  if (env.sessionIdleHours !== null) endAfterIdle(env.sessionIdleHours, services, app)
  const kept = { sessions: env.sessionRetentionDays, solo: env.soloRetentionDays, classes: env.classRetentionDays }
  if (Object.values(kept).some((days) => days !== null)) keepFor(kept, services, app)
  forgetLogins(services, app)
  makeLeftResults(services, app)
  app.decorate('setUpLink', async () => (await keepSetUp(services))?.link ?? null)
  endConnections(app)
  return app
}

async function openBus({ databaseUrl, valkeyUrl }: Environment, app: App, within: number): Promise<Bus> {
  // a SQLite file has one server; a PostgreSQL may have others, which are found by asking the log
  if (valkeyUrl === null) return new LocalBus(databaseUrl.startsWith('file:') ? 'alone' : 'none')
  // its driver is loaded where it is needed alone
  const { ValkeyBus } = await import('./live/valkey-bus.ts')
  const bus = new ValkeyBus(valkeyUrl, {
    changed: (state, why) => {
      if (state === 'lost')
        app.log.warn(
          { ...(why && { err: why }) },
          'the bus (VALKEY_URL) is lost: other servers are heard of by the log alone, a second later',
        )
      else app.log.info('the bus is connected')
    },
  })
  await bus.connectedWithin(within)
  return bus
}

/** Takes up what was being played when a server stopped: this one before its start, or another one while it runs. */
function sweepAgainAndAgain({ storage, registry, bus, clock, failures }: Services, app: App): void {
  const report = (error: unknown, during: string) => failures.report(error, during)
  const sweep = new Sweep({ ...storage, registry, clock, report })
  const run = async (quietFor: number) => {
    try {
      const taken = await sweep.run(quietFor)
      if (taken > 0) app.log.info({ sessions: taken }, 'sessions that nobody held taken up')
    } catch (error) {
      app.log.warn({ err: error }, 'sessions could not be taken up')
    }
  }
  const alone = bus.state === 'alone'
  app.addHook('onListen', () => void run(alone ? 0 : QUIET))
  if (alone) return
  // not all servers at once
  const timer = setInterval(() => void run(QUIET), SWEEP * (0.9 + 0.2 * Math.random())).unref()
  app.addHook('preClose', async () => clearInterval(timer))
}
