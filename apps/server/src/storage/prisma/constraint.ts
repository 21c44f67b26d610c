import { isDriverAdapterError } from '@prisma/driver-adapter-utils'
import { Prisma } from '../../generated/sqlite/client.ts'

/** Prisma's codes for a unique constraint that failed, and for a collision. */
const UNIQUE = 'P2002'
const WRITE_CONFLICT = 'P2034'

/** Whether a statement failed because a row with such a key is there already. Of raw statements the driver says it. */
export function isDuplicate(error: unknown): boolean {
  return codeOf(error) === UNIQUE || causeOf(error)?.kind === 'UniqueConstraintViolation'
}

/** Whether a row belongs to a session which is not there. */
export const isOrphan = (error: unknown): boolean => causeOf(error)?.kind === 'ForeignKeyConstraintViolation'

/** SQLSTATE's classes of data that can't be, and of constraints. */
const ROW_REFUSED = /^2[23]/

/**
 * Whether the database refused a row: a duplicate, one that belongs to a session which is not there, or one that holds
 * what it can't. The rows beside it are none the worse.
 */
export function isRowRefused(error: unknown): boolean {
  const cause = causeOf(error)
  return isDuplicate(error) || isOrphan(error) || ROW_REFUSED.test(cause?.originalCode ?? '')
}

/** Whether the database gave up a statement in favour of another one with which it had collided (a deadlock). */
export function isCollision(error: unknown): boolean {
  return codeOf(error) === WRITE_CONFLICT || causeOf(error)?.kind === 'TransactionWriteConflict'
}

/** Whether `field` belongs to the unique key that failed. SQLite names the columns, PostgreSQL the index. */
export function duplicateField(error: unknown, field: string): boolean {
  if (!isDuplicate(error)) return false
  const constraint = causeOf(error)?.constraint
  if (!constraint) return false
  return 'fields' in constraint ? constraint.fields.includes(field) : constraint.index.split('_').includes(field)
}

/** What the driver's adapter said. */
interface AdapterCause {
  readonly kind?: string
  /** PostgreSQL's SQLSTATE. */
  readonly originalCode?: string
  readonly constraint?: { readonly fields: readonly string[] } | { readonly index: string }
}

const codeOf = (error: unknown): string | null =>
  error instanceof Prisma.PrismaClientKnownRequestError ? error.code : null

/** The adapter's own error, thrown by a statement that went past Prisma's client, or wrapped by the client. */
function causeOf(error: unknown): AdapterCause | undefined {
  if (isDriverAdapterError(error)) return error.cause as AdapterCause
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return undefined
  return (error.meta?.driverAdapterError as { readonly cause?: AdapterCause } | undefined)?.cause
}
