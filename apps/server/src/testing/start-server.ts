import { type AppOptions, createApp } from '../app.ts'
import { type Environment, readEnvironment } from '../env.ts'
import type { App } from '../plugins/schemas.ts'
import { openStorage } from '../storage/prisma/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { DocumentedAnswers } from './documented-answers.ts'
import { putMigratedFile } from './migrated-file.ts'
import { PATIENT, PATIENT_BOUNDS } from './patience.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** A server in this process, on a port of its own. */
export interface TestServer {
  readonly app: App
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Its SQLite file, unless it was given another storage. */
  readonly databaseFile: string
  /** The lines it has logged. */
  readonly logged: readonly string[]
  /** Its storage, opened a second time. */
  storage(): Promise<Storage>
  /** Closes it as SIGTERM would, and deletes its own database. Throws what it answered that no schema documents. */
  close(): Promise<void>
}

export interface TestServerOptions extends AppOptions {
  readonly env?: Partial<Environment>
}

/**
 * Starts a server on a free port with an empty database in a temporary folder. Its limits are production's; its times are
 * `PATIENT`, but for those that are given.
 */
export async function startServer({ env, ...options }: TestServerOptions = {}): Promise<TestServer> {
  const folder = new TemporaryFolder()
  const databaseFile = folder.file('woshou.db')
  if (!env?.databaseUrl) await putMigratedFile(databaseFile)
  const logged: string[] = []
  const answers = new DocumentedAnswers()
  const standard = readEnvironment({ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info' })
  const app = await createApp(
    // the test shares its event loop with the server, and the machine with other tests
    { ...standard, loopDelayLimit: 60_000, databaseUrl: `file:${databaseFile}`, ...env },
    {
      ...PATIENT,
      logStream: { write: (line) => void logged.push(line) },
      webBuild: folder.file('none'),
      beforeRoutes: answers.watch,
      ...options,
    },
  )
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    app,
    url,
    databaseFile,
    logged,
    storage: () => openStorage(env?.databaseUrl ?? `file:${databaseFile}`, undefined, { bounds: PATIENT_BOUNDS }),
    close: async () => {
      await app.close()
      folder[Symbol.dispose]()
      answers.check()
    },
  }
}
