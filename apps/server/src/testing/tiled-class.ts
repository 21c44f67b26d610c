import { sessionIdOf, type TilesNews } from '@woshou/classroom'
import { ACK } from '@woshou/protocol'
import { begin, type Command, choiceOf, dueNow, type Happening, ROLES, type Role, sit } from '@woshou/session'
import { SCENARIOS } from '@woshou/session/scenarios'
import { vi } from 'vitest'
import type { Bus } from '../live/bus.ts'
import { Tiles } from '../live/class/tiles.ts'
import type { WatchedRound, WatchedRounds } from '../live/class/watched-rounds.ts'
import type { Registry } from '../live/registry.ts'
import type { SessionHost } from '../live/session-host.ts'
import { rowOf } from '../live/session-row.ts'
import type { MemoryLog } from '../storage/memory/memory-log.ts'
import { type Air, AirBus } from './air.ts'
import { hostOf, liveSessions } from './live-sessions.ts'

export const CLASS = 'C'.repeat(22)

/** The session of a pair in a round of the one class. */
export const sessionOfPair = (pair: number, round = 1): string => sessionIdOf(CLASS, round, pair)

/** Rounds that a test says. */
export class SaidRounds implements WatchedRounds {
  readonly #hearers = new Set<(round: WatchedRound | null) => void>()
  #round: WatchedRound | null = null

  follow(_class: string, hear: (round: WatchedRound | null) => void): () => void {
    this.#hearers.add(hear)
    hear(this.#round)
    return () => void this.#hearers.delete(hear)
  }

  say(round: number, pairs: number): void {
    this.#round = { round, pairs: Array.from({ length: pairs }, (_, index) => index + 1) }
    for (const hear of this.#hearers) hear(this.#round)
  }
}

/** Stores a pair's session with both seated. @param createdAt milliseconds since 1970, UTC */
export async function storePair(
  memory: MemoryLog,
  pair: number,
  { createdAt = Date.now(), round = 1, scenario = 'data-in-between' } = {},
): Promise<void> {
  const found = SCENARIOS.find(({ id }) => id === scenario)
  if (!found) throw new Error(`no scenario ${scenario}`)
  let happening: Happening = begin({ scenario: found, level: 'coached', pace: 1, seed: pair, now: createdAt })
  const events = [...happening.events]
  for (const role of ROLES) {
    const seated = sit(happening.session, role, `${role} ${pair}`, 0)
    if (!seated) throw new Error('the seat is free')
    happening = seated
    events.push(...seated.events)
  }
  const seats = ROLES.map((role) => ({ role, name: `${role} ${pair}`, tokenHash: `${role}-${pair}` }))
  const id = sessionOfPair(pair, round)
  const none = { code: null, invitation: null, predecessor: null, storedAt: null, result: null }
  await memory.create({ id, ...none, ...rowOf(events), seats, events })
}

/** One of the servers that share a log, over the air. */
export const tilingServer = (name: string, memory: MemoryLog, air: Air, rounds: WatchedRounds) =>
  tilingOn(new AirBus(name, air), memory, rounds)

/** A server on a bus. `said`: how many tiles it told; `failed`: what it has reported. */
export function tilingOn<Of extends Bus>(bus: Of, memory: MemoryLog, rounds: WatchedRounds) {
  const registry = liveSessions({ log: memory, bus })
  const failed: unknown[] = []
  const server = { bus, registry, said: 0, failed }
  const tiles = new Tiles({
    bus,
    log: memory,
    registry,
    rounds,
    clock: Date.now,
    ticks: Date.now,
    report: (error) => void failed.push(error),
    told: (count) => {
      server.said += count
    },
  })
  return Object.assign(server, { tiles })
}

/** A board: all that it was told, and what it knows of each pair by that. */
export class Board {
  readonly news: TilesNews[] = []
  readonly byPair = new Map<number, TilesNews['tiles'][number]>()
  readonly leave: () => void
  readonly #at = new Map<number, number>()

  constructor(tiles: Tiles) {
    this.leave = tiles.subscribe(CLASS, (news) => {
      if (news.round !== this.news.at(-1)?.round) this.byPair.clear()
      this.news.push(news)
      for (const tile of news.tiles) {
        this.byPair.set(tile.pair, tile)
        this.#at.set(tile.pair, Date.now())
      }
    })
  }

  /** The play time of a pair's session, ms: what it was told, and what has passed since. */
  nowOf(pair: number): number {
    return (this.byPair.get(pair)?.now ?? 0) + Date.now() - (this.#at.get(pair) ?? 0)
  }
}

/** A student's page, at one server. */
export async function joinSeat(registry: Registry, pair: number, role: Role) {
  const host = await hostOf(registry, sessionOfPair(pair))
  const listener = { role, send: () => {} }
  host.join(listener, host.newestOf(role))
  return {
    host,
    /** They go, or their server does. */
    leave: () => {
      host.leave(listener, true)
      registry.release(host)
    },
  }
}

/** Time passes, of faked timers; what is done in slices, turn by turn of the event loop, is done meanwhile. */
export async function passing(milliseconds: number): Promise<void> {
  const step = Math.max(50, milliseconds / 200)
  for (let left = milliseconds; ; left -= step) {
    await vi.advanceTimersByTimeAsync(Math.min(step, left))
    await new Promise(setImmediate)
    if (left <= step) return
  }
}

/** What is to be done while time passes; see `passing`. */
export async function when<Result>(asked: Promise<Result>): Promise<Result> {
  let done = false
  void asked.finally(() => {
    done = true
  })
  while (!done) await passing(50)
  return asked
}

let moves = 0

/** A student takes all three hints for what is due. */
export async function takeHints(host: SessionHost, role: Role): Promise<void> {
  for (let step = 1; step <= 3; step++) await make(host, role, { type: 'take-hint' }, 'accepted')
}

/** A student sends what a correct TCP would, or acknowledges what nobody sent. */
export async function send(host: SessionHost, role: Role, how: 'right' | 'wrong'): Promise<void> {
  const [due] = dueNow(host.session.ends[role])
  if (!due) throw new Error(`nothing is due at the ${role}`)
  const right = choiceOf(due.segment)
  const segment = how === 'right' ? right : { ...right, flags: right.flags | ACK, seq: right.seq + 7 }
  await make(host, role, { type: 'send-segment', segment }, how === 'right' ? 'accepted' : 'violation')
}

async function make(host: SessionHost, role: Role, command: Command, expected: string): Promise<void> {
  const id = `move-${String(++moves).padStart(6, '0')}`
  const moved = await host.move(role, { id, version: host.newestOf(role), command })
  if (typeof moved !== 'object' || !('answer' in moved) || moved.answer.type !== expected)
    throw new Error(JSON.stringify(moved))
}
