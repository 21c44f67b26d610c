import { LeftResults } from './live/left-results.ts'
import type { App } from './plugins/schemas.ts'
import type { Services } from './services.ts'

const SOON = 10 * 60 * 1_000

/** Makes the results of sessions that have ended without: at the start, then every ten minutes. */
export function makeLeftResults({ failures, storage: { log, results } }: Services, app: App): void {
  let closing = false
  let underWay: Promise<void> | null = null
  const left = new LeftResults({ log, results, report: (error, during) => failures.report(error, during) })
  const sweep = async () => {
    try {
      const sessions = await left.make(() => !closing)
      if (sessions > 0) app.log.info({ sessions }, 'results of sessions that had ended without have been made')
    } catch (error) {
      app.log.warn({ err: error }, 'results could not be made; they will be in ten minutes')
    }
    underWay = null
  }
  const begin = () => {
    underWay ??= sweep()
  }
  const timer = setInterval(begin, SOON).unref()
  app.addHook('onListen', begin)
  app.addHook('preClose', async () => {
    closing = true
    clearInterval(timer)
    await underWay
  })
}
