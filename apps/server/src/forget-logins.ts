import type { App } from './plugins/schemas.ts'
import type { Services } from './services.ts'

const HOUR = 60 * 60 * 1_000

/** Deletes logins and links whose time is over, every hour: they let nobody in, and say who was here when. */
export function forgetLogins({ clock, storage }: Pick<Services, 'clock' | 'storage'>, app: App): void {
  const forget = () =>
    storage.accounts.deleteOver(clock()).catch((error) => {
      app.log.warn({ err: error }, 'logins that are over could not be deleted; they will be in an hour')
    })
  let timer: NodeJS.Timeout | undefined
  app.addHook('onListen', () => {
    timer = setInterval(forget, HOUR).unref()
  })
  app.addHook('preClose', async () => clearInterval(timer))
}
