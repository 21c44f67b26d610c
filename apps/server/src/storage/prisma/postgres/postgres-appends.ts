import type { ArgType, SqlDriverAdapter, SqlQuery } from '@prisma/driver-adapter-utils'
import { type Appended, CONFLICT, STORED } from '../../event-log.ts'
import { isCollision, isDuplicate, isOrphan, isRowRefused } from '../constraint.ts'
import { type BesideSql, type CommitAppends, LogSql, type LogTables, type Storing } from '../log-sql.ts'
import { queryOn } from '../shared-connection.ts'

const list = (scalarType: ArgType['scalarType']): ArgType => ({ scalarType, arity: 'list' })
const ARRAYS = [list('string'), list('int'), list('int'), list('bigint'), list('string')]

/**
 * Stores appends in a PostgreSQL by one statement, which passes over those that come second; in a transaction where
 * something stands beside them.
 */
export function postgresAppends<Beside>(
  connection: SqlDriverAdapter,
  { tables }: LogSql,
  besideOf: BesideSql<Beside>,
): CommitAppends<Beside> {
  const text = appendAll(tables)
  const appendTo = async (where: Pick<SqlDriverAdapter, 'queryRaw'>, batch: readonly Storing<Beside>[]) => {
    const columns = [
      batch.map(({ log }) => log),
      batch.map(({ first }) => first),
      batch.map(({ last }) => last),
      batch.map(({ at }) => at),
      batch.map(({ events }) => events),
    ]
    const { rows } = await where.queryRaw({ sql: text, args: columns, argTypes: ARRAYS })
    return new Set(rows.map(([place]) => Number(place) - 1))
  }

  async function store(batch: readonly Storing<Beside>[]): Promise<ReadonlySet<number>> {
    if (batch.every(({ beside }) => beside === undefined)) return appendTo(connection, batch)
    const transaction = await connection.startTransaction()
    try {
      const stored = await appendTo(transaction, batch)
      const besides = batch.flatMap(({ log, beside }, index) =>
        beside !== undefined && stored.has(index) ? { log, beside } : [],
      )
      for (const statement of besideOf(besides)) await transaction.executeRaw(queryOn(connection, statement))
      await transaction.executeRaw(plainly('COMMIT'))
      await transaction.commit()
      return stored
    } catch (error) {
      await transaction.executeRaw(plainly('ROLLBACK')).catch(() => {})
      await transaction.rollback()
      throw error
    }
  }

  /** A row that the database refuses fails the whole statement: then each member of the batch gets its own. */
  async function commit(batch: readonly Storing<Beside>[]): Promise<(Appended | Promise<Appended>)[]> {
    try {
      const stored = await store(batch)
      return batch.map((_storing, index) => (stored.has(index) ? STORED : CONFLICT))
    } catch (error) {
      const alone = isRowRefused(error) || isCollision(error)
      if (batch.length > 1 && alone) return batch.map(async (storing) => (await commit([storing]))[0] ?? CONFLICT)
      if (isDuplicate(error) || isOrphan(error)) return batch.map(() => CONFLICT)
      throw error
    }
  }

  return async (batch) => {
    const answers: (Appended | Promise<Appended>)[] = []
    for (const round of roundsOf(batch)) {
      const answered = await commit(round.map((index) => batch[index] as Storing<Beside>))
      round.forEach((index, place) => {
        answers[index] = answered[place] ?? CONFLICT
      })
    }
    return answers
  }
}

/**
 * The indices of a batch, each log once in a round: a statement sees nothing of what it stores itself, and two appends of
 * one log may follow each other.
 */
function roundsOf(batch: readonly Storing<unknown>[]): number[][] {
  const rounds: number[][] = []
  const times = new Map<string, number>()
  batch.forEach(({ log }, index) => {
    const round = times.get(log) ?? 0
    times.set(log, round + 1)
    const indices = rounds[round]
    if (indices) indices.push(index)
    else rounds.push([index])
  })
  return rounds
}

/**
 * Stores appends, given column by column, and answers with the places, from 1, of those that it has stored. In the order
 * of the logs on every server: two batches that want the same keys in different orders would wait for each other.
 */
const appendAll = (tables: LogTables) => `
  WITH given AS (
    SELECT x."place", s."key", x."first", x."last", x."at", x."events"
    FROM unnest($1::text[], $2::int[], $3::int[], $4::bigint[], $5::text[])
    WITH ORDINALITY AS x("log", "first", "last", "at", "events", "place")
    JOIN "${tables.owners}" s ON s."id" = x."log" WHERE ${LogSql.endOf(tables)} = x."first" - 1
  ), stored AS (
    INSERT INTO "${tables.rows}" ("log", "first", "last", "at", "events")
    SELECT "key", "first", "last", "at", "events" FROM given ORDER BY "key"
    ON CONFLICT DO NOTHING RETURNING "log"
  ) SELECT given."place" FROM given JOIN stored ON stored."log" = given."key"`

const plainly = (sql: string): SqlQuery => ({ sql, args: [], argTypes: [] })
