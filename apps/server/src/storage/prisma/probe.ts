import { randomUUID } from 'node:crypto'
import { Prisma } from '../../generated/sqlite/client.ts'
import { type EngineSql, stamped } from './engine-sql.ts'

/** What shows that a move can be stored: a session with its seat and an event, deleted in the transaction that makes it. */
export function probeOf(sql: EngineSql): Prisma.Sql[] {
  const id = `probe-${randomUUID()}`
  const now = stamped(Date.now())
  const words = { en: '', 'zh-CN': '' }
  const session = { id, code: null, invitation: null, predecessorId: null, network: false, createdAt: now }
  return [
    sql.insertSessions(JSON.stringify([{ ...session, scenarioId: 'probe', title: words, summary: words }])),
    sql.insertSeats(JSON.stringify([{ session: id, role: 'client', name: '', tokenHash: '', takenAt: now }])),
    sql.insertEvents(JSON.stringify([{ session: id, version: 1, at: 0, type: 'session-created', payload: {} }])),
    // seat and event go with it: ON DELETE CASCADE
    Prisma.sql`DELETE FROM "Session" WHERE "id" = ${id}`,
  ]
}
