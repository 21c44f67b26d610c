import closeWithGrace from 'close-with-grace'
import { type AppOptions, createApp } from './app.ts'
import { EnvironmentError, readEnvironment } from './env.ts'
import { isEverywhere, networkAddresses } from './network-origins.ts'
import { ScenarioFileError } from './scenario-shelf.ts'
import { StorageError } from './storage/storage-error.ts'

/** Milliseconds within which a closing server must have finished. */
const CLOSE_WITHIN = 10_000

/** What differs between a server and a server under test. */
export interface ServeOptions extends AppOptions {
  readonly closeWithin?: number
}

/**
 * Runs the server until it is told to stop. A start that fails says why on stderr, and ends the process with 1.
 */
export async function serve({ closeWithin = CLOSE_WITHIN, ...options }: ServeOptions = {}): Promise<void> {
  try {
    const env = readEnvironment(process.env)
    const app = await createApp(env, options)
    closeWithGrace({ delay: closeWithin, logger: false }, async ({ err: error, signal }) => {
      if (error) app.log.fatal({ err: error }, 'closing after an error')
      else app.log.info({ signal }, 'closing')
      await app.close()
    })
    await app.listen({ host: env.host, port: env.port })
    const address = app.server.address()
    const port = typeof address === 'object' && address ? address.port : env.port
    const found = urls(env.host, port)
    const setUp = await app.setUpLink()
    // before the line that others wait for
    if (setUp !== null) console.log(`Set up the instructor's account: ${env.publicOrigins[0] ?? found[0]}${setUp}`)
    console.log(`Woshou 握手 is ready: ${found.join('  ·  in this network: ')}`)
  } catch (error) {
    console.error(explain(error))
    process.exit(1)
  }
}

/** Where the server is found: on this machine, and by the students in the room. */
function urls(host: string, port: number): string[] {
  if (!isEverywhere(host)) return [`http://${host.includes(':') ? `[${host}]` : host}:${port}`]
  const others = networkAddresses().map((address) => `http://${address}:${port}`)
  return [`http://localhost:${port}`, ...(others.length > 0 ? [others.join(' ')] : [])]
}

/** What whoever starts the server has to know; a stack only where nothing better can be said. */
function explain(error: unknown): string {
  const explained = [EnvironmentError, ScenarioFileError, StorageError].some((kind) => error instanceof kind)
  const { code, message, stack } = error as NodeJS.ErrnoException
  if (explained) return message
  if (code === 'EADDRINUSE') return `${message}. Another program listens there: stop it, or set PORT to another number.`
  if (code === 'EACCES') return `${message}. Set PORT above 1023.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${message}. Set HOST to an address of this machine, or leave it out.`
  }
  return stack ?? message
}
