import { PrismaDirectory } from '../../log/prisma-directory.ts'
import { PrismaEventLog } from '../../log/prisma-event-log.ts'
import { POSTGRESQL, SQLITE } from '../../log/prisma-sql.ts'
import type { Storage } from '../../services.ts'
import { openPostgres } from './open-postgres.ts'
import { openSqlite } from './open-sqlite.ts'

/**
 * Opens the storage that a DATABASE_URL names, brought up to date.
 * @param url `file:PATH` or `postgresql://…`
 * @param committed hears how many appends shared a commit
 */
export async function openStorage(
  url: string,
  committed: (size: number) => void = () => {},
): Promise<Storage & { readonly applied: readonly string[] }> {
  const embedded = url.startsWith('file:')
  const { prisma, applied, execute } = await (embedded ? openSqlite(url.slice('file:'.length)) : openPostgres(url))
  const sql = embedded ? SQLITE : POSTGRESQL
  return {
    applied,
    log: new PrismaEventLog(prisma, sql, execute, committed),
    directory: new PrismaDirectory(prisma, sql),
    check: async () => void (await prisma.$queryRaw`SELECT 1`),
    close: () => prisma.$disconnect(),
  }
}
