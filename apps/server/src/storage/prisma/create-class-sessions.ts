import { setImmediate as nextTurn } from 'node:timers/promises'
import { Prisma, type PrismaClient } from '../../generated/sqlite/client.ts'
import type { ClassSession } from '../classes.ts'
import { joinedText, spanOf } from '../event-log.ts'
import { type EngineSql, stamped } from './engine-sql.ts'
import { lockClass } from './lock-class.ts'

/** Sessions that are written down in one turn of the event loop. */
const AT_ONCE = 50

/** Makes those of a class's sessions that do not exist, all in one commit. */
export function createClassSessions(
  prisma: PrismaClient,
  sql: EngineSql,
  id: string,
  sessions: readonly ClassSession[],
): Promise<void> {
  return prisma.$transaction(async (transaction) => {
    const newest = Math.max(0, ...sessions.map(({ session }) => session.createdAt))
    // so of two servers one makes them, and the other finds them made
    if (sessions.length === 0 || !(await lockClass(transaction, id, newest))) return
    const ids = JSON.stringify(sessions.map(({ session }) => session.id))
    const there = await transaction.$queryRaw<{ id: string }[]>(Prisma.sql`
      SELECT s."id" FROM ${sql.list(ids)} JOIN "Session" s ON s."id" = asked.value`)
    const known = new Set(there.map((row) => row.id))
    const missing = sessions.filter(({ session }) => !known.has(session.id))
    for (let from = 0; from < missing.length; from += AT_ONCE) {
      if (from > 0) await nextTurn()
      const some = missing.slice(from, from + AT_ONCE)
      await transaction.$executeRaw(sql.insertSessions(JSON.stringify(some.map((made) => rowOf(id, made)))))
      await transaction.$executeRaw(sql.insertSeats(JSON.stringify(some.flatMap(seatsOf))))
      await transaction.$executeRaw(sql.beginLogs(JSON.stringify(some.map(beginningOf))))
    }
  })
}

function rowOf(classId: string, { pair, round, session }: ClassSession): object {
  const { createdAt, id, level, network, scenario } = session
  const { id: scenarioId, summary, title } = scenario
  return { id, scenarioId, title, summary, network, level, createdAt: stamped(createdAt), classId, round, pair }
}

function seatsOf({ session }: ClassSession): object[] {
  const takenAt = stamped(session.createdAt)
  return session.seats.map((seat) => ({ session: session.id, ...seat, takenAt }))
}

function beginningOf({ session }: ClassSession): object {
  const { at, first, last } = spanOf(session.events)
  if (first !== 1) throw new Error('a log begins with version 1')
  return { session: session.id, last, at, events: joinedText(session.events) }
}
