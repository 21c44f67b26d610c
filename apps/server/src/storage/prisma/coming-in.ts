import { TakenNames } from '@woshou/classroom'
import type { Prisma, PrismaClient } from '../../generated/sqlite/client.ts'
import { type CameIn, MOST_EVER, MOST_PARTICIPANTS, type Newcomer, type StoredParticipant } from '../classes.ts'
import { GroupCommit } from '../group-commit.ts'
import { type EngineSql, stamped } from './engine-sql.ts'
import { lockClass } from './lock-class.ts'
import { participantOf } from './participant-row.ts'

/** Who comes in where. */
interface Coming {
  readonly class: string
  readonly newcomer: Newcomer
}

/** Milliseconds between the commits of a crowd. */
const GAP = 20

/** Phones that are looked for by one question: SQLite takes a thousand parameters. */
const ASKED_AT_ONCE = 500

/**
 * Lets students in. A lecture hall comes in at once, and all of it wants the same class: those who come together share a
 * commit, which reads the names once.
 */
export class ComingIn {
  readonly #prisma: PrismaClient
  readonly #sql: EngineSql
  readonly #commits: GroupCommit<Coming, CameIn>

  constructor(prisma: PrismaClient, sql: EngineSql) {
    this.#prisma = prisma
    this.#sql = sql
    this.#commits = new GroupCommit(async (batch) => this.#letIn(batch), GAP)
  }

  async comeIn(id: string, newcomer: Newcomer): Promise<CameIn> {
    return await this.#commits.add({ class: id, newcomer })
  }

  /** Each class by itself: what fails for one is no matter of the others. */
  #letIn(batch: readonly Coming[]): Promise<CameIn>[] {
    const crowds = new Map<string, Newcomer[]>()
    for (const { class: id, newcomer } of batch) crowds.set(id, [...(crowds.get(id) ?? []), newcomer])
    const answers = new Map([...crowds].map(([id, crowd]) => [id, this.#letCrowdIn(id, crowd)] as const))
    return batch.map(async ({ class: id, newcomer }): Promise<CameIn> => {
      const answered = await answers.get(id)
      return answered?.get(newcomer) ?? { ok: false, why: 'gone' }
    })
  }

  #letCrowdIn(id: string, crowd: readonly Newcomer[]): Promise<ReadonlyMap<Newcomer, CameIn>> {
    return this.#prisma.$transaction(async (transaction): Promise<ReadonlyMap<Newcomer, CameIn>> => {
      if (!(await lockClass(transaction, id, Math.max(...crowd.map(({ cameAt }) => cameAt))))) return new Map()
      const phones = await this.#knownPhones(transaction, id, crowd)
      const [row] = await transaction.$queryRaw<{ text: string | null; nth: number | bigint }[]>(
        this.#sql.namesText(id),
      )
      const there = JSON.parse(row?.text ?? '[]') as string[]
      const names = new TakenNames(there)
      let nth = Number(row?.nth ?? 0)
      let inside = there.length
      const rows: object[] = []
      const answers = new Map<Newcomer, CameIn>()
      for (const newcomer of crowd) {
        const { cameAt, id: participant, name, phoneHash, tokenHash } = newcomer
        const known = phones.get(phoneHash)
        if (known === 'barred') answers.set(newcomer, { ok: false, why: 'barred' })
        else if (known) answers.set(newcomer, { ok: true, participant: known, known: true })
        else if (inside >= MOST_PARTICIPANTS || nth >= MOST_EVER) answers.set(newcomer, { ok: false, why: 'full' })
        else {
          const own: StoredParticipant = {
            id: participant,
            nth,
            name: names.take(name),
            tokenHash,
            state: 'in',
            cameAt,
          }
          rows.push({ ...own, classId: id, phoneHash, cameAt: stamped(cameAt) })
          phones.set(phoneHash, own)
          answers.set(newcomer, { ok: true, participant: own, known: false })
          nth += 1
          inside += 1
        }
      }
      if (rows.length > 0) await transaction.$executeRaw(this.#sql.insertParticipants(JSON.stringify(rows)))
      return answers
    })
  }

  /** Whose phones they are: one who is in, or one who was barred and is not. */
  async #knownPhones(
    transaction: Prisma.TransactionClient,
    id: string,
    crowd: readonly Newcomer[],
  ): Promise<Map<string, StoredParticipant | 'barred'>> {
    const hashes = [...new Set(crowd.map(({ phoneHash }) => phoneHash))]
    const rows: Awaited<ReturnType<typeof transaction.participant.findMany>> = []
    for (let from = 0; from < hashes.length; from += ASKED_AT_ONCE) {
      const phoneHash = { in: hashes.slice(from, from + ASKED_AT_ONCE) }
      rows.push(
        ...(await transaction.participant.findMany({ where: { classId: id, phoneHash, state: { not: 'removed' } } })),
      )
    }
    const known = new Map<string, StoredParticipant | 'barred'>()
    for (const row of rows.filter(({ state }) => state === 'barred')) known.set(row.phoneHash, 'barred')
    for (const row of rows.filter(({ state }) => state === 'in')) known.set(row.phoneHash, participantOf(row))
    return known
  }
}
