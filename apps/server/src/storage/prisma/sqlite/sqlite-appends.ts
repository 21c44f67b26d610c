import type { Prisma } from '../../../generated/sqlite/client.ts'
import { CONFLICT, STORED } from '../../event-log.ts'
import { type BesideSql, type CommitAppends, LogSql, type Storing } from '../log-sql.ts'
import { LogEnds } from './log-ends.ts'
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
  const texts = [sql.followText, `${sql.appendText} RETURNING "log"`]
  const [FOLLOW, APPEND] = [0, 1]
  const ends = new LogEnds()
  return async (batch) => {
    const asked = [...texts]
    const beside = ({ sql, values }: Prisma.Sql) => {
      const known = asked.indexOf(sql)
      return [known < 0 ? asked.push(sql) - 1 : known, values] as const
    }
    const units = batch.map((storing): Unit => {
      const key = ends.keyBefore(storing.log, storing)
      const row =
        key === null ? ([APPEND, LogSql.appended(storing)] as const) : ([FOLLOW, LogSql.follows(key, storing)] as const)
      return storing.beside === undefined
        ? [row]
        : [row, ...besideOf([{ log: storing.log, beside: storing.beside }]).map(beside)]
    })
    const outcomes = await connection.executeUnits({ texts: asked, units })
    return outcomes.map((outcome, index) => {
      const storing = batch[index] as Storing<Beside>
      if (typeof outcome !== 'string' && outcome !== false) {
        ends.appended(storing.log, storing, outcome === true ? null : outcome)
        return STORED
      }
      ends.forget(storing.log)
      return outcome === false ? CONFLICT : Promise.reject(new Error(outcome))
    })
  }
}
