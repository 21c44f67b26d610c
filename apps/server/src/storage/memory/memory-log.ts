import type { Seat, SessionEvent } from '@woshou/session'
import type { Created, Directory, Expiry, Listed, NewSession, OfferedSeat, Summary, Unfinished } from '../directory.ts'
import { namelessId } from '../nameless-id.ts'
import { matchesHash } from '../seat-token.ts'
import type { BesideSession, StoredResult, StoredSeat } from '../session-log.ts'
import { MemoryEventLog } from './memory-event-log.ts'

interface Offer {
  readonly codeHash: string
  readonly until: number
}

interface Entry extends Omit<NewSession, 'seats' | 'events' | 'code' | 'invitation' | 'result'> {
  code: string | null
  invitation: string | null
  result: StoredResult | null
  readonly seats: Map<Seat, StoredSeat>
  readonly offers: Map<Seat, Offer>
  nameless: string | null
  linksClosed: boolean
  watching: { readonly tokenHash: string; readonly agreement: string } | null
}

/** A log and directory that last as long as the process: for tests, and as the contract's plainest reading. */
export class MemoryLog extends MemoryEventLog<SessionEvent, BesideSession> implements Directory {
  readonly #entries: Map<string, Entry>

  constructor() {
    const entries = new Map<string, Entry>()
    super((session, beside) => storeBeside(entries.get(session), beside))
    this.#entries = entries
  }

  async create({ seats, events, ...session }: NewSession): Promise<Created> {
    for (const { code, predecessor } of this.#entries.values()) {
      if (code !== null && code === session.code) return { ok: false, taken: 'code' }
      if (predecessor !== null && predecessor === session.predecessor) return { ok: false, taken: 'predecessor' }
    }
    this.begin(session.id, events)
    const bySeat = new Map(seats.map((seat) => [seat.role, seat]))
    const begun = { offers: new Map(), nameless: null, linksClosed: false, watching: null }
    this.#entries.set(session.id, { ...session, seats: bySeat, ...begun })
    return { ok: true }
  }

  async summaries(ids: readonly string[]): Promise<Summary[]> {
    return ids.flatMap((id) => this.#entries.get(id) ?? []).map(summarise)
  }

  async list(ids: readonly string[]): Promise<Listed[]> {
    return (await this.summaries(ids)).map(({ scenario: { id, title }, ...rest }) => ({
      ...rest,
      scenario: { id, title },
    }))
  }

  async codeInUse(code: string): Promise<boolean> {
    return (await this.byCode(code)) !== null
  }

  async byCode(code: string): Promise<string | null> {
    return this.#find((entry) => entry.code === code)
  }

  async byInvitation(secret: string): Promise<string | null> {
    return this.#find((entry) => entry.invitation === secret)
  }

  async successorOf(id: string): Promise<string | null> {
    return this.#find(({ predecessor }) => predecessor === id)
  }

  async nameless(id: string): Promise<string | null> {
    const entry = this.#entries.get(id)
    if (!entry) return null
    entry.nameless ??= namelessId(id)
    return entry.nameless
  }

  async byNameless(nameless: string): Promise<string | null> {
    return this.#find((entry) => entry.nameless === nameless)
  }

  async closeLinks(id: string, closed: boolean): Promise<void> {
    const entry = this.#entries.get(id)
    if (!entry) return
    entry.linksClosed = closed
    if (closed) entry.watching = null
  }

  async closedLinks(ids: readonly string[]): Promise<Set<string>> {
    return new Set(ids.filter((id) => this.#entries.get(id)?.linksClosed))
  }

  async seatOf(session: string, token: string): Promise<Seat | null> {
    const seats = this.#entries.get(session)?.seats.values() ?? []
    for (const { role, tokenHash } of seats) if (matchesHash(token, tokenHash)) return role
    return null
  }

  async letWatch(session: string, tokenHash: string, agreement: string): Promise<void> {
    const entry = this.#entries.get(session)
    if (!entry) throw new Error(`there is no session ${session} to watch`)
    entry.watching = { tokenHash, agreement }
  }

  async watchedBy(session: string, token: string): Promise<string | null> {
    const watching = this.#entries.get(session)?.watching
    return watching && matchesHash(token, watching.tokenHash) ? watching.agreement : null
  }

  async offerSeat(session: string, role: Seat, codeHash: string, until: number): Promise<boolean> {
    for (const { offers } of this.#entries.values())
      for (const offer of offers.values()) if (offer.codeHash === codeHash) return false
    this.#entries.get(session)?.offers.set(role, { codeHash, until })
    return true
  }

  async withdrawOffer(session: string, role: Seat): Promise<void> {
    this.#entries.get(session)?.offers.delete(role)
  }

  async offeredSeat(codeHash: string, now: number): Promise<OfferedSeat | null> {
    for (const { id, offers } of this.#entries.values())
      for (const [role, offer] of offers)
        if (offer.codeHash === codeHash && offer.until > now) return { session: id, role }
    return null
  }

  async deleteOlder({ created, stored }: Expiry, limit: number): Promise<number> {
    const old = [...this.#entries.values()]
      .map((entry) => ({ id: entry.id, at: storedAtOf(entry), before: entry.storedAt === null ? created : stored }))
      .filter(({ at, before }) => before !== null && at < before)
      .sort((a, b) => a.at - b.at)
      .slice(0, limit)
    for (const { id } of old) {
      this.#entries.delete(id)
      this.delete(id)
    }
    return old.length
  }

  async newestStoredAt(): Promise<number | null> {
    const times = [...this.#entries.values()].map(storedAtOf)
    return times.length > 0 ? Math.max(...times) : null
  }

  async unfinished(since: number, limit: number): Promise<Unfinished[]> {
    return [...this.#entries.values()]
      .map(summarise)
      .filter(({ createdAt, endedAt }) => endedAt === null && createdAt >= since)
      .sort((a, b) => b.createdAt - a.createdAt)
      .slice(0, limit)
      .map(({ id, createdAt }) => ({ id, createdAt }))
  }

  #find(matches: (entry: Entry) => boolean): string | null {
    for (const entry of this.#entries.values()) if (matches(entry)) return entry.id
    return null
  }
}

function storeBeside(entry: Entry | undefined, { seat, handed, result }: BesideSession): boolean {
  if (!entry || (seat && entry.seats.has(seat.role))) return false
  if (seat) entry.seats.set(seat.role, seat)
  if (handed) {
    entry.seats.set(handed.role, handed)
    entry.offers.delete(handed.role)
  }
  if (result) Object.assign(entry, { code: null, invitation: null, result })
  return true
}

const storedAtOf = (entry: Entry): number => entry.storedAt ?? entry.createdAt

function summarise({ id, code, invitation, scenario, network, createdAt, seats, result }: Entry): Summary {
  const name = (role: Seat) => seats.get(role)?.name ?? null
  const names = { client: name('client'), server: name('server'), network: name('network') }
  return {
    id,
    code,
    invitation,
    scenario: { id: scenario.id, title: scenario.title, summary: scenario.summary },
    names,
    network,
    createdAt,
    endedAt: result && createdAt + result.at,
    reason: result?.reason ?? null,
    version: result?.length ?? 0,
  }
}
