import type { Prisma } from '../../../generated/sqlite/client.ts'
import { CONFLICT, STORED } from '../../event-log.ts'
import { type BesideSql, type CommitAppends, LogSql } from '../log-sql.ts'
import type { SqliteAdapter, Unit } from './sqlite-call.ts'

/**
 * Stores appends on a SQLite connection: each is a unit of the transaction, so that one which comes second leaves the
 * others as they are.
 */
export function sqliteAppends<Beside>(
  connection: SqliteAdapter,
  sql: LogSql,
  besideOf: BesideSql<Beside>,
): CommitAppends<Beside> {
  const append = sql.appendText
  return async (batch) => {
    const texts = [append]
    const asked = ({ sql, values }: Prisma.Sql) => {
      const known = texts.indexOf(sql)
      return [known < 0 ? texts.push(sql) - 1 : known, values] as const
    }
    const units = batch.map((storing): Unit => {
      const { log, beside } = storing
      const row = [0, LogSql.appended(storing)] as const
      return beside === undefined ? [row] : [row, ...besideOf([{ log, beside }]).map(asked)]
    })
    const outcomes = await connection.executeUnits({ texts, units })
    return outcomes.map((outcome) => {
      if (typeof outcome === 'string') return Promise.reject(new Error(outcome))
      return outcome ? STORED : CONFLICT
    })
  }
}
