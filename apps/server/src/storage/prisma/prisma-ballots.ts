import { NO_VOTES, type Votes } from '@woshou/classroom'
import type { PrismaClient } from '../../generated/sqlite/client.ts'
import type { Ballots, CastVote } from '../ballots.ts'
import { GroupCommit } from '../group-commit.ts'
import { type EngineSql, stamped } from './engine-sql.ts'
import type { Database } from './shared-connection.ts'

/** What classes have voted, in a database. */
export class PrismaBallots implements Ballots {
  readonly #prisma: PrismaClient
  readonly #sql: EngineSql
  /** A class votes within seconds: those of one moment are one commit. */
  readonly #casting: GroupCommit<CastVote, boolean>

  constructor({ prisma, sql }: Pick<Database, 'prisma' | 'sql'>) {
    this.#prisma = prisma
    this.#sql = sql
    this.#casting = new GroupCommit((votes) => this.#castTogether(votes))
  }

  cast(vote: CastVote): Promise<boolean> {
    return this.#casting.add(vote)
  }

  async of(classId: string, poll: number): Promise<Votes> {
    return (await this.#votes({ classId, poll })).get(poll) ?? NO_VOTES
  }

  all(classId: string): Promise<ReadonlyMap<number, Votes>> {
    return this.#votes({ classId })
  }

  async #castTogether(votes: readonly CastVote[]): Promise<readonly boolean[]> {
    const stored = new Map<string, boolean>()
    // those who vote by one version of one class are all in time, or none of them is
    const together = Map.groupBy(votes, keyOf)
    for (const [key, some] of together) stored.set(key, await this.#castAt(some))
    return votes.map((vote) => stored.get(keyOf(vote)) ?? false)
  }

  async #castAt(votes: readonly CastVote[]): Promise<boolean> {
    // of two by one student the later one counts
    const last = new Map(votes.map((vote) => [`${vote.poll} ${vote.ballot} ${vote.participant}`, vote]))
    const rows = [...last.values()].map((vote) => ({ ...vote, at: stamped(vote.at) }))
    return (await this.#prisma.$executeRaw(this.#sql.castVotes(JSON.stringify(rows)))) > 0
  }

  async #votes(where: { readonly classId: string; readonly poll?: number }): Promise<Map<number, Votes>> {
    const select = { poll: true, ballot: true, participantId: true, choice: true } as const
    const rows = await this.#prisma.vote.findMany({
      where,
      select,
      orderBy: [{ poll: 'asc' }, { participantId: 'asc' }],
    })
    const ballot = (some: typeof rows, number: number) =>
      new Map(some.flatMap((row) => (row.ballot === number ? [[row.participantId, row.choice] as const] : [])))
    const byPoll = Map.groupBy(rows, ({ poll }) => poll)
    return new Map([...byPoll].map(([poll, some]) => [poll, [ballot(some, 1), ballot(some, 2)] as const]))
  }
}

const keyOf = (vote: CastVote): string => `${vote.class} ${vote.version}`
