import { Prisma } from '../../generated/sqlite/client.ts'
import type { Appended, Span } from '../event-log.ts'

/** The tables of one kind of log, of which each engine has as many as there are kinds. */
export interface LogTables {
  /** Whose logs: with an `id` that everybody knows and a small `key`. */
  readonly owners: string
  /** What was appended: `log` (the key), `first`, `last`, `at`, `events`; unique by `log` and `first`. */
  readonly rows: string
}

export const SESSION_LOGS: LogTables = { owners: 'Session', rows: 'SessionAppend' }
export const CLASS_LOGS: LogTables = { owners: 'Class', rows: 'ClassAppend' }

/** What one append stores: a row, and what stands beside it. */
export interface Storing<Beside> extends Span {
  readonly log: string
  /** The events' JSON, separated by commas. */
  readonly events: string
  readonly beside?: Beside | undefined
}

/** Stores appends in one commit, durably; answers each at its index, some perhaps later. */
export type CommitAppends<Beside> = (
  batch: readonly Storing<Beside>[],
) => Promise<readonly (Appended | Promise<Appended>)[]>

/** What stores the rows beside appends: with few of them, once or twice in a log's life. */
export type BesideSql<Beside> = (
  stored: readonly { readonly log: string; readonly beside: Beside }[],
) => readonly Prisma.Sql[]

/** The last version that a version may follow; an `Int` column holds no more. */
const ALL = 2 ** 31 - 1

/** The SQL of logs, which the engines share. */
export class LogSql {
  readonly tables: LogTables
  readonly #list: (texts: string) => Prisma.Sql
  readonly #append: readonly string[]
  readonly #owners: Prisma.Sql
  readonly #rows: Prisma.Sql

  /** @param list a JSON array of texts as a table `asked(value)`, in an engine's own words */
  constructor(tables: LogTables, list: (texts: string) => Prisma.Sql) {
    this.tables = tables
    this.#list = list
    this.#owners = Prisma.raw(`"${tables.owners}"`)
    this.#rows = Prisma.raw(`"${tables.rows}"`)
    this.#append = [
      `INSERT INTO "${tables.rows}" ("log", "first", "last", "at", "events") SELECT s."key", CAST(`,
      ' AS INTEGER), CAST(',
      ' AS INTEGER), CAST(',
      ' AS BIGINT), CAST(',
      ` AS TEXT) FROM "${tables.owners}" s WHERE s."id" = `,
      ` AND ${LogSql.endOf(tables)} = CAST(`,
      ' AS INTEGER) - 1',
    ]
  }

  /** The version at which the log of the owner `s` ends. */
  static endOf({ rows }: LogTables): string {
    return `coalesce((SELECT a."last" FROM "${rows}" a WHERE a."log" = s."key" ORDER BY a."first" DESC LIMIT 1), 0)`
  }

  /**
   * One append. It changes no row when the log does not end where the events begin, or is not there; and of two that both
   * have seen it end there, one finds its key taken.
   */
  append(storing: Storing<unknown>): Prisma.Sql {
    return new Prisma.Sql(this.#append, LogSql.appended(storing))
  }

  /** The same as a text with question marks, made once, for `appended`. */
  get appendText(): string {
    return this.#append.join('?')
  }

  static appended({ log, first, last, at, events }: Storing<unknown>): readonly (string | number)[] {
    return [first, last, at, events, log, first]
  }

  /**
   * One append to a log of which the key is known, and where it ended when it was last looked at, for `follows`: nobody has to
   * be found and no end looked up. Whoever has appended there since has the key's place already, and of a log that is deleted
   * the owner is missing.
   */
  get followText(): string {
    return `INSERT INTO "${this.tables.rows}" ("log", "first", "last", "at", "events") VALUES (?, ?, ?, ?, ?)`
  }

  static follows(key: number, { first, last, at, events }: Storing<unknown>): readonly (string | number)[] {
    return [key, first, last, at, events]
  }

  /**
   * The events of a log after a version as one row, `text`, null when there are none: the JSON of an array. The rows that
   * hold them are given as a whole: it may begin with earlier events, and end with later ones.
   * @param most of how many events the rows are wanted
   */
  events(log: string, after: number, most: number): Prisma.Sql {
    const key = Prisma.sql`(SELECT s."key" FROM ${this.#owners} s WHERE s."id" = ${log})`
    return Prisma.sql`
      SELECT '[' || string_agg(page."events", ',' ORDER BY page."first") || ']' AS "text" FROM (
      SELECT a."first", a."events" FROM ${this.#rows} a WHERE a."log" = ${key} AND a."last" > ${after}
      AND a."first" <= ${Math.min(after + most, ALL)} AND a."first" >= coalesce((SELECT max(b."first") FROM ${this.#rows} b
      WHERE b."log" = ${key} AND b."first" <= ${Math.min(after + 1, ALL)}), 0)) page`
  }

  /**
   * Where logs end: `id`, `version`, `at`. One look into the key's index per log, however long it is.
   * @param logs JSON: `[id]`
   */
  newest(logs: string): Prisma.Sql {
    return Prisma.sql`
      SELECT s."id", a."last" AS "version", a."at" FROM ${this.#list(logs)} JOIN ${this.#owners} s ON s."id" = asked.value
      JOIN ${this.#rows} a ON a."log" = s."key"
      AND a."first" = (SELECT max(b."first") FROM ${this.#rows} b WHERE b."log" = s."key")`
  }
}
