/** How long a server waits for its PostgreSQL, and its PostgreSQL for it; in milliseconds. */
export interface PostgresBounds {
  /** For a connection, in the worst case behind everyone who comes back after a restart. */
  readonly connect: number
  /** A transaction's next statement: then the database ends the transaction. */
  readonly idleInTransaction: number
  readonly lock: number
  /** A statement, and the whole of a transaction. */
  readonly statement: number
  /** The driver's own, for a database that doesn't answer at all. */
  readonly query: number
}
