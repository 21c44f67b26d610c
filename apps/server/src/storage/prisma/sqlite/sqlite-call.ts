import type { Error as DriverError, IsolationLevel, SqlQuery } from '@prisma/driver-adapter-utils'

/** What one thread asks the one that holds the SQLite connection: a method of the adapter, or of a transaction. */
export type SqliteCall =
  | { readonly method: 'queryRaw' | 'executeRaw'; readonly query: SqlQuery; readonly transaction: number | null }
  | { readonly method: 'executeTogether'; readonly queries: readonly SqlQuery[] }
  | { readonly method: 'executeScript'; readonly script: string }
  /** Answered with the transaction's number. */
  | { readonly method: 'startTransaction'; readonly isolation: IsolationLevel | undefined }
  | { readonly method: 'commit' | 'rollback'; readonly transaction: number }
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

/** What the thread is told when it starts. */
export interface SqliteThreadData {
  readonly url: string
  readonly pragmas: readonly string[]
}
