import { describe, expect, inject, it } from 'vitest'
import { migrationNames, missingMigration } from './schema-engine.ts'

const postgresUrl = inject('postgresUrl')

const HOW = 'else: TEST_DATABASE_URL=… node apps/server/scripts/schema-engine.ts NAME'

describe('the two histories', () => {
  it(`lead to the models on SQLite (${HOW})`, async () => {
    expect(await missingMigration({ name: 'sqlite' })).toBe('')
  })

  it.skipIf(postgresUrl === null)(`lead to the models on PostgreSQL (${HOW})`, async () => {
    expect(await missingMigration({ name: 'postgresql', url: postgresUrl ?? '' })).toBe('')
  })

  it('go in step: each migration is there for both engines', async () => {
    expect(await migrationNames('postgresql')).toEqual(await migrationNames('sqlite'))
  })
})
