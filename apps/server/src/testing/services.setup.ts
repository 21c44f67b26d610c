import type { TestProject } from 'vitest/node'
import { bringUpToDate } from '../storage/prisma/postgres/migrate-postgres.ts'
import { BOUND } from './bound.ts'
import { createDatabase, dropDatabase, OwnPostgres } from './own-postgres.ts'
import { OwnValkey } from './own-valkey.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** The PostgreSQL and the Valkey or Redis that tests may use; null where there is none, which has then been said. */
declare module 'vitest' {
  export interface ProvidedContext {
    readonly postgresUrl: string | null
    /** A database there with all its tables: see `createMigrated`. */
    readonly migratedUrl: string | null
    readonly valkeyUrl: string | null
  }
}

/** Finds both services for all test files: those that the environment names, or some started for this run. */
export default async function findServices(project: TestProject): Promise<() => Promise<void>> {
  const folder = new TemporaryFolder()
  const [postgres, valkey] = await Promise.all([
    process.env.TEST_DATABASE_URL || !OwnPostgres.found ? null : OwnPostgres.start(folder.file('postgres')),
    process.env.TEST_VALKEY_URL || !OwnValkey.found ? null : OwnValkey.start(),
  ])
  const postgresUrl = process.env.TEST_DATABASE_URL || postgres?.url || null
  const valkeyUrl = process.env.TEST_VALKEY_URL || valkey?.url || null
  announce('PostgreSQL', postgresUrl, 'TEST_DATABASE_URL names none, and /usr/lib/postgresql has none')
  announce('Valkey or Redis', valkeyUrl, 'TEST_VALKEY_URL names none, and there is no valkey-server or redis-server')
  const migratedUrl = postgresUrl && (await createDatabase(postgresUrl))
  if (migratedUrl) await bringUpToDate(migratedUrl, BOUND)
  project.provide('postgresUrl', postgresUrl)
  project.provide('migratedUrl', migratedUrl)
  project.provide('valkeyUrl', valkeyUrl)
  return async () => {
    if (migratedUrl && !postgres) await dropDatabase(postgresUrl, migratedUrl)
    await Promise.all([postgres?.stop(), valkey?.stop()])
    folder[Symbol.dispose]()
  }
}

function announce(service: string, url: string | null, why: string): void {
  if (url !== null) return
  // on CI a skipped test looks like a passed one
  if (process.env.CI === 'true' && process.env.TEST_SERVICES !== 'optional') throw new Error(`no ${service}: ${why}`)
  console.log(`tests that need ${service} are skipped: ${why}`)
}
