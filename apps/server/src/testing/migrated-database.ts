import { inject } from 'vitest'
import { createDatabase } from './own-postgres.ts'

/**
 * A new PostgreSQL database with all its tables, and nothing in them: a copy of the one to which the run has applied the
 * migrations, which take three times as long. @returns its URL, for `dropDatabase`
 */
export const createMigrated = (): Promise<string> =>
  createDatabase(inject('postgresUrl') ?? '', inject('migratedUrl') ?? undefined)
