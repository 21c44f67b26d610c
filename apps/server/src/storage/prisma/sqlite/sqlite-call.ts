import type { Error as DriverError, IsolationLevel, SqlDriverAdapter, SqlQuery } from '@prisma/driver-adapter-utils'

/**
 * Statements that are carried out together or not at all: the place of each one's text among all that are sent, and the
 * values of its question marks.
 */
export type Unit = readonly (readonly [text: number, values: readonly unknown[]])[]

/** Many units. Nearly all of them are one statement's: its text crosses to the thread once and not with each. */
export interface Units {
  readonly texts: readonly string[]
  readonly units: readonly Unit[]
}

/**
 * What became of a unit. True: carried out. A number: carried out, and this is what its first statement returned. False: its
 * first statement changed nothing, or a row was there already, or one that it refers to was not. A text: something else was
 * wrong with it, and this is what.
 */
export type UnitOutcome = boolean | number | string

/** A connection on which several statements can be asked for at once. */
export interface SqliteAdapter extends SqlDriverAdapter {
  /** Carries all of them out as one transaction, or none. */
  executeTogether(queries: readonly SqlQuery[]): Promise<void>
  /** Carries out in one transaction each unit that can be carried out. */
  executeUnits(units: Units): Promise<readonly UnitOutcome[]>
}

/** What one thread asks the one that holds the SQLite connection: a method of the adapter, or of a transaction. */
export type SqliteCall =
  /** Comes first. The thread of a file that can't be opened dies of it. */
  | ({ readonly method: 'open' } & SqliteOpening)
  | { readonly method: 'queryRaw' | 'executeRaw'; readonly query: SqlQuery; readonly transaction: number | null }
  | { readonly method: 'executeTogether'; readonly queries: readonly SqlQuery[] }
  | { readonly method: 'executeUnits'; readonly units: Units }
  | { readonly method: 'executeScript'; readonly script: string }
  /** Answered with the transaction's number. */
  | { readonly method: 'startTransaction'; readonly isolation: IsolationLevel | undefined }
  | { readonly method: 'commit' | 'rollback'; readonly transaction: number }
  /** Afterwards another file may be opened. */
  | { readonly method: 'dispose' }

export interface SqliteRequest {
  readonly id: number
  readonly call: SqliteCall
}

/** A driver's error crosses the thread as its data: the class would be lost on the way. */
export type SqliteAnswer = { readonly id: number } & (
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly driver: DriverError }
  | { readonly ok: false; readonly error: unknown }
)

export interface SqliteOpening {
  readonly url: string
  readonly pragmas: readonly string[]
}
