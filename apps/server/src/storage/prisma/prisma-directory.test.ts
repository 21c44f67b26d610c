import { expect, it } from 'vitest'
import type { Prisma } from '../../generated/sqlite/client.ts'
import { hint, newSession } from '../../testing/stored-session.ts'
import { PAGE } from '../event-log.ts'
import { PrismaDirectory } from './prisma-directory.ts'
import { SQLITE } from './sqlite/sqlite-sql.ts'

it('stores a long session that was played elsewhere in rows of a page, so that no page reads another’s events', async () => {
  const stored: Prisma.Sql[] = []
  const execute = async (statements: readonly Prisma.Sql[]) => void stored.push(...statements)
  const directory = new PrismaDirectory({ prisma: {} as never, sql: SQLITE, execute })
  const { events, ...begun } = newSession()
  const more = Array.from({ length: 2 * PAGE }, (_, index) => hint(events.length + 1 + index))
  await directory.create({ ...begun, events: [...events, ...more] })
  const rows = stored
    .filter(({ sql }) => sql.includes('"SessionAppend"'))
    .map(({ values: [first, last] }) => [first, last])
  expect(rows).toEqual([
    [1, PAGE],
    [PAGE + 1, 2 * PAGE],
    [2 * PAGE + 1, 2 * PAGE + events.length],
  ])
})
