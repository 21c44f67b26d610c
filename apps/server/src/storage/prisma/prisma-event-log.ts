import type { PrismaClient } from '../../generated/sqlite/client.ts'
import {
  type Appended,
  type Appendix,
  type EventLog,
  joinedText,
  type LogEvent,
  type Newest,
  spanOf,
} from '../event-log.ts'
import { GroupCommit } from '../group-commit.ts'
import type { CommitAppends, LogSql, Storing } from './log-sql.ts'

/** Logs in a database. */
export class PrismaEventLog<Event extends LogEvent, Beside> implements EventLog<Event, Beside> {
  readonly #prisma: PrismaClient
  readonly #sql: LogSql
  readonly #commits: GroupCommit<Storing<Beside>, Appended>

  /** @param committed hears how many appends shared a commit */
  constructor(
    prisma: PrismaClient,
    sql: LogSql,
    commit: CommitAppends<Beside>,
    committed: (size: number) => void = () => {},
  ) {
    this.#prisma = prisma
    this.#sql = sql
    this.#commits = new GroupCommit((batch) => {
      committed(batch.length)
      return commit(batch)
    })
  }

  append({ log, events, text, beside }: Appendix<Event, Beside>): Promise<Appended> {
    try {
      const { first, last, at } = spanOf(events)
      return this.#commits.add({ log, first, last, at, events: text ?? joinedText(events), beside })
    } catch (error) {
      return Promise.reject(error)
    }
  }

  async read(log: string, after = 0, most = Number.POSITIVE_INFINITY): Promise<Event[]> {
    const events = JSON.parse(await this.#textOf(log, after, most)) as Event[]
    // what was appended together stands in one row, and was read together
    const skipped = after + 1 - (events[0]?.version ?? 0)
    return events.slice(skipped, skipped + most)
  }

  readText(log: string): Promise<string> {
    return this.#textOf(log, 0, Number.POSITIVE_INFINITY)
  }

  async #textOf(log: string, after: number, most: number): Promise<string> {
    const [row] = await this.#prisma.$queryRaw<{ text: string | null }[]>(this.#sql.events(log, after, most))
    return row?.text ?? '[]'
  }

  async newest(logs: readonly string[]): Promise<Map<string, Newest>> {
    if (logs.length === 0) return new Map()
    const rows = await this.#prisma.$queryRaw<{ id: string; version: number | bigint; at: number | bigint }[]>(
      this.#sql.newest(JSON.stringify(logs)),
    )
    return new Map(rows.map(({ id, version, at }) => [id, { version: Number(version), at: Number(at) }] as const))
  }
}
