import { inject } from 'vitest'
import { createDatabase, dropDatabase } from '../../testing/own-postgres.ts'
import { faultTest } from '../fault-test.ts'
import { killed } from '../one-server.ts'

const postgresUrl = inject('postgresUrl')

faultTest('kill -9 of the only server, PostgreSQL', { possible: postgresUrl !== null }, async () => {
  const url = await createDatabase(postgresUrl ?? '')
  return killed(url, () => dropDatabase(postgresUrl ?? '', url))
})
