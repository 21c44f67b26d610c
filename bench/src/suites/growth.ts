import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Pair } from '../player.ts'
import { connectWoshou, join as joinSeat, seatPair } from '../players/woshou.ts'
import { cpuOf } from '../process.ts'
import { median, round } from '../statistics.ts'
import { startWoshou } from '../system.ts'
import { table } from '../table.ts'

export interface Growth {
  /** CPU µs per move, by the log's length. */
  readonly moveAtLogLength: Readonly<Record<string, number>>
  /** Milliseconds, median, by the number of stored sessions. */
  readonly listing: Readonly<Record<string, number>>
  readonly replay: Readonly<Record<string, number>>
}

/** A move adds two events: its own, and its arrival. */
const LENGTHS = [10, 100, 1_000]
const WINDOW = 60

/** What a move costs as logs grow, and what listing and replays cost as the store does. Both must stay flat. */
export async function growth({ quick }: { quick: boolean }): Promise<Growth> {
  const moveAtLogLength = await moves(quick ? 50 : 200)
  const { listing, replay } = await stored(quick ? 2_000 : 100_000)
  const rows = Object.entries(moveAtLogLength).map(([length, micros]) => [length, micros])
  console.log(`\nCost of a move by the length of its log\n${table(['events', 'CPU µs/move'], rows)}\n`)
  console.log(
    `Listing and opening replays\n${table(
      ['stored sessions', 'list 100, ms', 'open one, ms'],
      Object.keys(listing).map((sessions) => [sessions, listing[sessions] ?? '', replay[sessions] ?? '']),
    )}\n`,
  )
  return { moveAtLogLength, listing, replay }
}

async function moves(pairs: number): Promise<Record<string, number>> {
  const server = await startWoshou()
  try {
    // compilers settle with other pairs
    await playThrough(server.url, 50, [[0, 300]], server.pid)
    const windows = LENGTHS.map((length) => [length / 2, length / 2 + WINDOW] as const)
    const micros = await playThrough(server.url, pairs, windows, server.pid)
    return Object.fromEntries(LENGTHS.map((length, n) => [length, round(micros[n] ?? Number.NaN)]))
  } finally {
    await server.kill('SIGTERM')
  }
}

/** @returns CPU µs per move within each window of moves per pair */
async function playThrough(
  url: string,
  number: number,
  windows: readonly (readonly [number, number])[],
  pid: number,
): Promise<number[]> {
  const pairs: Pair[] = []
  for (let index = 0; index < number; index++) pairs.push(await connectWoshou(url, index))
  const marks = new Map<number, number>()
  const wanted = new Set(windows.flat().map((moves) => moves * number))
  const last = Math.max(...wanted)
  let made = 0
  if (wanted.has(0)) marks.set(0, cpuOf(pid))
  await new Promise<void>((resolve) => {
    const moved = () => {
      made += 1
      if (wanted.has(made)) marks.set(made, cpuOf(pid))
      if (made === last) resolve()
    }
    for (const pair of pairs) pair.play(moved, () => made >= last)
  })
  for (const pair of pairs) pair.close()
  return windows.map(
    ([from, to]) => ((marks.get(to * number) ?? 0) - (marks.get(from * number) ?? 0)) / ((to - from) * number),
  )
}

async function stored(sessions: number): Promise<Pick<Growth, 'listing' | 'replay'>> {
  const folder = mkdtempSync(join(tmpdir(), 'woshou-bench-'))
  const file = join(folder, 'woshou.db')
  const listing: Record<string, number> = {}
  const replay: Record<string, number> = {}
  try {
    await withServer(file, async (url) => {
      await playOne(url)
    })
    multiply(file, 100)
    for (const number of [100, sessions]) {
      multiply(file, number)
      const ids = someIds(file, 100)
      await withServer(file, async (url) => {
        listing[number] = await timed(() => get(`${url}/api/sessions?${ids.map((id) => `id=${id}`).join('&')}`))
        let next = 0
        replay[number] = await timed(() => get(`${url}/api/sessions/${ids[next++ % ids.length]}/events`))
      })
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return { listing, replay }
}

async function withServer(file: string, work: (url: string) => Promise<void>): Promise<void> {
  const server = await startWoshou({ DATABASE_URL: `file:${file}` })
  try {
    await work(server.url)
  } finally {
    await server.kill('SIGTERM')
  }
}

/** A session with some sixty events, ended. */
async function playOne(url: string): Promise<void> {
  const seats = await seatPair(url)
  const pair = (await import('../players/woshou.ts')).playPair([
    await joinSeat(url, seats[0]),
    await joinSeat(url, seats[1]),
  ])
  let moves = 0
  await new Promise<void>((resolve) => {
    const moved = () => {
      moves += 1
      if (moves === 28) resolve()
    }
    pair.play(moved, () => moves >= 28)
  })
  const socket = await joinSeat(url, seats[0])
  socket.send(JSON.stringify({ type: 'move', id: 'leave-now', version: 1_000, command: { type: 'leave' } }))
  await once(socket, 'message')
  await new Promise((resolve) => setTimeout(resolve, 500))
  pair.close()
}

/** Fills the file up to so many sessions with copies of its first one. */
function multiply(file: string, sessions: number): void {
  const database = new DatabaseSync(file)
  database.exec(`
    PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF;
    CREATE TEMP TABLE copy AS
      WITH RECURSIVE n(i) AS (SELECT count(*) + 1 FROM "Session" UNION ALL SELECT i + 1 FROM n WHERE i < ${sessions})
      SELECT substr(lower(hex(randomblob(16))), 1, 22) AS id, i FROM n WHERE i <= ${sessions};
    CREATE TEMP TABLE first AS SELECT * FROM "Session" ORDER BY "createdAt" LIMIT 1;
    INSERT INTO "Session" ("id", "scenarioId", "title", "summary", "createdAt", "endedAt", "endReason", "length")
      SELECT copy.id, "scenarioId", "title", "summary", "createdAt", "endedAt", "endReason", "length" FROM copy, first;
    INSERT INTO "SessionAppend" ("log", "first", "last", "at", "events")
      SELECT s."key", a."first", a."last", a."at", a."events" FROM copy JOIN "Session" s ON s."id" = copy.id
      JOIN "SessionAppend" a ON a."log" = (SELECT "key" FROM first);
    INSERT INTO "Seat" ("sessionId", "role", "name", "tokenHash", "takenAt")
      SELECT copy.id, "role", "name", "tokenHash", "takenAt"
      FROM copy, "Seat" s WHERE s."sessionId" = (SELECT id FROM first);
    DROP TABLE copy; DROP TABLE first;`)
  database.close()
}

function someIds(file: string, number: number): string[] {
  const database = new DatabaseSync(file)
  const rows = database.prepare('SELECT id FROM "Session" ORDER BY random() LIMIT ?').all(number)
  database.close()
  return rows.map(({ id }) => String(id))
}

async function get(url: string): Promise<void> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}

async function timed(work: () => Promise<void>): Promise<number> {
  for (let n = 0; n < 50; n++) await work()
  const times: number[] = []
  for (let n = 0; n < 200; n++) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  return round(median(times), 2)
}
