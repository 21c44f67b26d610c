import { randomUUID } from 'node:crypto'
import { Prisma } from '../../generated/sqlite/client.ts'
import { type EngineSql, stamped } from './engine-sql.ts'
import { SESSION_LOGS } from './log-sql.ts'

/** What shows that a move can be stored: a session with its seat and an event, deleted in the transaction that makes it. */
export function probeOf(sql: EngineSql): Prisma.Sql[] {
  const id = `probe-${randomUUID()}`
  const now = stamped(Date.now())
  const words = { en: '', 'zh-CN': '' }
  const session = { id, code: null, invitation: null, predecessorId: null, network: false, createdAt: now }
  return [
    sql.insertSessions(JSON.stringify([{ ...session, scenarioId: 'probe', title: words, summary: words }])),
    sql.insertSeats(JSON.stringify([{ session: id, role: 'client', name: '', tokenHash: '', takenAt: now }])),
    sql.logs(SESSION_LOGS).append({ log: id, first: 1, last: 1, at: 0, events: '{}' }),
    // seat and event go with it: ON DELETE CASCADE
    Prisma.sql`DELETE FROM "Session" WHERE "id" = ${id}`,
  ]
}
