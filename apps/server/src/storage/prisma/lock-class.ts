import type { Prisma } from '../../generated/sqlite/client.ts'

/**
 * Holds a class until the transaction is over: whoever else wants to change who is in it waits. To be called first.
 * @param usedAt ms since 1970, UTC, where this makes use of the class; null: it does not
 * @returns false when there is no such class
 */
export async function lockClass(
  transaction: Prisma.TransactionClient,
  id: string,
  usedAt: number | null = null,
): Promise<boolean> {
  // an update on both engines: SQLite knows no other way to hold a row
  const data = usedAt === null ? { id } : { usedAt: new Date(usedAt) }
  return (await transaction.class.updateMany({ where: { id }, data })).count > 0
}
