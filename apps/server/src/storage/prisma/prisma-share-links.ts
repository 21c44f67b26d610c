import type { ShareKind } from '@woshou/classroom/api'
import type { PrismaClient, ShareLink } from '../../generated/sqlite/client.ts'
import { hashToken, matchesHash } from '../seat-token.ts'
import type { ListedShareLink, ShareLinks, StoredShareLink } from '../share-links.ts'
import { isOrphan } from './constraint.ts'
import type { Database } from './shared-connection.ts'

/** The links that classes have given out, in a database. */
export class PrismaShareLinks implements ShareLinks {
  readonly #prisma: PrismaClient

  constructor({ prisma }: Pick<Database, 'prisma'>) {
    this.#prisma = prisma
  }

  async create(link: StoredShareLink, tokenHash: string): Promise<'created' | 'unknown'> {
    const { class: classId, createdAt, expiresAt, id, kind, names, session: sessionId } = link
    if (sessionId !== null && !(await this.#prisma.session.findFirst({ where: { id: sessionId, classId } })))
      return 'unknown'
    const until = expiresAt === null ? null : new Date(expiresAt)
    const at = { createdAt: new Date(createdAt), expiresAt: until }
    try {
      await this.#prisma.shareLink.create({ data: { id, tokenHash, classId, kind, sessionId, names, ...at } })
      return 'created'
    } catch (error) {
      if (isOrphan(error)) return 'unknown'
      throw error
    }
  }

  async ofClass(id: string, now: number): Promise<ListedShareLink[]> {
    const where = { classId: id, ...working(now) }
    const rows = await this.#prisma.shareLink.findMany({
      where,
      orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      include: { session: { select: { round: true, pair: true } } },
    })
    return rows.map(({ session, ...row }) => ({
      ...stored(row),
      round: session?.round ?? null,
      pair: session?.pair ?? null,
    }))
  }

  async opens(token: string, now: number): Promise<StoredShareLink | null> {
    // found by the hash, whose letters tell nothing of the token's
    const where = { tokenHash: hashToken(token), ...working(now) }
    const row = await this.#prisma.shareLink.findFirst({ where })
    return row && matchesHash(token, row.tokenHash) ? stored(row) : null
  }

  async revoke(id: string, link: string, now: number): Promise<boolean> {
    const where = { id: link, classId: id }
    await this.#prisma.shareLink.updateMany({
      where: { ...where, revokedAt: null },
      data: { revokedAt: new Date(now) },
    })
    return (await this.#prisma.shareLink.count({ where })) > 0
  }
}

const working = (now: number) => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(now) } }] })

const stored = (row: ShareLink): StoredShareLink => ({
  id: row.id,
  class: row.classId,
  kind: row.kind as ShareKind,
  session: row.sessionId,
  names: row.names,
  createdAt: row.createdAt.getTime(),
  expiresAt: row.expiresAt?.getTime() ?? null,
})
