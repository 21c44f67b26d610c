import type { AccountRole } from '@woshou/classroom/api'
import type { Prisma, PrismaClient } from '../../generated/sqlite/client.ts'
import type { Accounts, Deleted, OneTimeKind, StoredAccount, StoredOneTimeLink } from '../accounts.ts'
import { hashToken } from '../seat-token.ts'
import { isCollision, isDuplicate } from './constraint.ts'
import type { Database } from './shared-connection.ts'

/** So often a transaction is begun again that has collided with another one: more than one of them always gets through. */
const ATTEMPTS = 8

/** Set-up links that hold at once, the newest: each server's start makes one, and several servers share a database. */
const SET_UP_LINKS = 8

type Transaction = Prisma.TransactionClient

/** The accounts in a database. */
export class PrismaAccounts implements Accounts {
  readonly #prisma: PrismaClient

  constructor({ prisma }: Pick<Database, 'prisma'>) {
    this.#prisma = prisma
  }

  async any(): Promise<boolean> {
    return (await this.#prisma.account.findFirst({ select: { id: true } })) !== null
  }

  async all(): Promise<StoredAccount[]> {
    return (await this.#prisma.account.findMany({ orderBy: { login: 'asc' } })).map(stored)
  }

  async byLogin(login: string): Promise<StoredAccount | null> {
    const row = await this.#prisma.account.findUnique({ where: { login } })
    return row && stored(row)
  }

  async byId(id: string): Promise<StoredAccount | null> {
    const row = await this.#prisma.account.findUnique({ where: { id } })
    return row && stored(row)
  }

  async create(account: StoredAccount, link: string, now: number): Promise<'created' | 'login-taken' | 'wrong-link'> {
    try {
      return await this.#together(async (on) => {
        const used = await use(on, link, ['setup', 'invitation'], now)
        if (!used) return 'wrong-link'
        if (used.kind === 'setup') {
          // all of them: whoever comes second with another server's finds an account
          await on.oneTimeLink.deleteMany({ where: { kind: 'setup' } })
          if ((await on.account.count()) > 0) return 'wrong-link'
        }
        await on.account.create({ data: { ...account, role: used.role, createdAt: new Date(now) } })
        return 'created'
      })
    } catch (error) {
      // the transaction has been taken back: the link still holds
      if (isDuplicate(error)) return 'login-taken'
      throw error
    }
  }

  async rename(account: string, name: string): Promise<StoredAccount | null> {
    await this.#prisma.account.updateMany({ where: { id: account }, data: { name } })
    return this.byId(account)
  }

  resetPassword(link: string, passwordHash: string, now: number): Promise<StoredAccount | null> {
    return this.#together(async (on) => {
      const used = await use(on, link, ['reset'], now)
      if (!used || used.accountId === null) return null
      const row = await on.account.update({ where: { id: used.accountId }, data: { passwordHash } })
      await on.login.deleteMany({ where: { accountId: row.id } })
      return stored(row)
    })
  }

  changePassword(account: string, passwordHash: string, keep: string): Promise<void> {
    return this.#together(async (on) => {
      await on.account.updateMany({ where: { id: account }, data: { passwordHash } })
      await on.login.deleteMany({ where: { accountId: account, tokenHash: { not: keep } } })
      await on.oneTimeLink.deleteMany({ where: { accountId: account, kind: 'reset' } })
    })
  }

  delete(account: string, heir: string | null): Promise<Deleted> {
    return this.#together(async (on): Promise<Deleted> => {
      // a write first: a transaction that begins by reading may have to give up when it wants to write (SQLite)
      await on.account.updateMany({ where: { id: account }, data: { id: account } })
      const row = await on.account.findUnique({ where: { id: account } })
      if (!row) return { deleted: false, why: 'unknown' }
      const others = await on.account.findMany({
        where: { role: 'admin', id: { not: account } },
        orderBy: { createdAt: 'asc' },
        select: { id: true },
      })
      const inherits = heir !== null && heir !== account ? heir : others[0]?.id
      if ((row.role === 'admin' && others.length === 0) || inherits === undefined) {
        return { deleted: false, why: 'last-admin' }
      }
      const owned = await on.classTeacher.findMany({ where: { accountId: account, right: 'owner' } })
      for (const { classId } of owned) {
        await on.classTeacher.upsert({
          where: { classId_accountId: { classId, accountId: inherits } },
          create: { classId, accountId: inherits, right: 'owner' },
          update: { right: 'owner' },
        })
      }
      await on.account.delete({ where: { id: account } })
      return { deleted: true, classes: owned.length }
    })
  }

  async keepLogin(account: string, tokenHash: string, until: number): Promise<void> {
    await this.#prisma.login.create({ data: { accountId: account, tokenHash, until: new Date(until) } })
  }

  async byLoginToken(token: string, now: number): Promise<StoredAccount | null> {
    // by its hash: how long the search for one takes tells nothing of another
    const where = { tokenHash: hashToken(token) }
    const login = await this.#prisma.login.findUnique({ where, include: { account: true } })
    return login && login.until.getTime() > now ? stored(login.account) : null
  }

  async newestLoginUntil(): Promise<number | null> {
    const newest = await this.#prisma.login.findFirst({ orderBy: { until: 'desc' }, select: { until: true } })
    return newest?.until.getTime() ?? null
  }

  async endLogin(token: string): Promise<void> {
    await this.#prisma.login.deleteMany({ where: { tokenHash: hashToken(token) } })
  }

  keepLink({ account, kind, role, tokenHash, until }: StoredOneTimeLink): Promise<void> {
    return this.#together(async (on) => {
      if (kind === 'reset') await on.oneTimeLink.deleteMany({ where: { kind, accountId: account } })
      await on.oneTimeLink.create({ data: { tokenHash, kind, role, accountId: account, until: new Date(until) } })
      if (kind !== 'setup') return
      const older = await on.oneTimeLink.findMany({
        where: { kind },
        orderBy: { until: 'desc' },
        skip: SET_UP_LINKS,
        select: { tokenHash: true },
      })
      await on.oneTimeLink.deleteMany({ where: { tokenHash: { in: older.map((one) => one.tokenHash) } } })
    })
  }

  async link(token: string, now: number): Promise<StoredOneTimeLink | null> {
    const row = await this.#prisma.oneTimeLink.findUnique({ where: { tokenHash: hashToken(token) } })
    if (!row || row.until.getTime() <= now) return null
    const { accountId: account, kind, role, tokenHash, until } = row
    return { tokenHash, kind: kind as OneTimeKind, role: role as AccountRole, account, until: until.getTime() }
  }

  async deleteOver(now: number): Promise<void> {
    const over = { until: { lte: new Date(now) } }
    await this.#prisma.login.deleteMany({ where: over })
    await this.#prisma.oneTimeLink.deleteMany({ where: over })
  }

  /** One transaction as if there were no other: two of them that would both use something up collide, and one begins anew. */
  async #together<Result>(work: (on: Transaction) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#prisma.$transaction(work, { isolationLevel: 'Serializable' })
      } catch (error) {
        if (!isCollision(error) || attempt === ATTEMPTS) throw error
      }
    }
  }
}

/** Uses a link up. @returns null when there is none of such a kind any more */
async function use(on: Transaction, tokenHash: string, kinds: readonly OneTimeKind[], now: number) {
  // a write first, see `delete`: of what is over, which nobody wants
  await on.oneTimeLink.deleteMany({ where: { until: { lte: new Date(now) } } })
  const link = await on.oneTimeLink.findUnique({ where: { tokenHash } })
  if (!link || !kinds.includes(link.kind as OneTimeKind)) return null
  await on.oneTimeLink.delete({ where: { tokenHash } })
  return link
}

/** A row as far as it is anybody's business. */
const stored = ({
  id,
  login,
  name,
  passwordHash,
  role,
}: StoredAccount | (Omit<StoredAccount, 'role'> & { role: string })): StoredAccount => ({
  id,
  login,
  name,
  role: role as AccountRole,
  passwordHash,
})
