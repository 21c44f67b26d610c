import { setTimeout as pause } from 'node:timers/promises'
import { ROLES, type SessionEvent, sessionOf } from '@woshou/session'
import { expect } from 'vitest'
import { asTold, endAsTold } from '../../../../packages/session/src/testing/as-told.ts'
import { openStorage } from '../storage/prisma/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { BOUND } from '../testing/bound.ts'
import { type Pair, seatPair } from '../testing/pair.ts'
import { PATIENT_BOUNDS } from '../testing/patience.ts'
import { Student } from './student.ts'

/** Pairs that play at once. */
const PAIRS = 6

/** Moves of each student before the fault at most, and after it at least. */
const MOVES_BEFORE = 6
const MOVES_AFTER = 3

/** Where pairs play. */
export interface Place {
  readonly urls: readonly string[]
  /** What the servers store in. */
  readonly databaseUrl: string
}

/** What a fault may know of those who play through it. */
export interface Players {
  readonly students: readonly Student[]
}

/** What came of it, to be printed. */
export interface PlayedThrough {
  readonly acknowledged: number
  readonly events: number
  readonly reconnections: number
  readonly errors: number
  /** Milliseconds from the fault's end until every student had made some more moves. */
  readonly recovered: number
}

/**
 * Lets pairs play at several servers while `fault` does its worst, and then compares: every acknowledged move is in
 * the log, no move is in it twice, and every student, without having loaded anything anew, has seen what its seat may
 * see of the log, in order, and folded it to what the server holds.
 */
export async function playThrough(
  place: Place,
  random: () => number,
  fault: (players: Players) => Promise<void>,
): Promise<PlayedThrough> {
  const anyUrl = () => place.urls[Math.floor(random() * place.urls.length)] ?? ''
  const pairs = await Promise.all(
    Array.from({ length: PAIRS }, () => seatPair(anyUrl(), { scenario: 'free-play', pace: 0.1 })),
  )
  const tables = pairs.map((pair) => ({
    pair,
    students: ROLES.map((role) => new Student(pair, role, place.urls, random)),
  }))
  const students = tables.flatMap((table) => table.students)
  const made = () => students.map(({ acknowledged }) => acknowledged.length)
  try {
    // a client that is faster than its server's passive OPEN would be refused, and that play over
    const listening = students.filter(({ role }) => role === 'server')
    for (const student of listening) student.begin()
    await until(students, () => listening.every(({ view }) => view?.end.tcb.state === 'LISTEN'))
    for (const student of students) if (student.role === 'client') student.begin()
    const enough = 1 + Math.floor(random() * MOVES_BEFORE)
    await until(students, () => Math.min(...made()) >= enough)
    await fault({ students })
    const endedAt = performance.now()
    const before = made()
    await until(students, () => made().every((count, index) => count >= (before[index] ?? 0) + MOVES_AFTER))
    const recovered = Math.round(performance.now() - endedAt)
    for (const student of students) student.talkative = false
    const logs = await compareAll(place, tables)
    const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
    return {
      acknowledged: sum(made()),
      events: sum(logs.map(({ length }) => length)),
      reconnections: sum(students.map(({ reconnections }) => reconnections)),
      errors: sum(students.map(({ errors }) => errors)),
      recovered,
    }
  } finally {
    await Promise.all(students.map((student) => student.leave()))
  }
}

/** Waits for something that must come to be; says which student is stuck when it doesn't. */
export async function until(students: readonly Student[], there: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + BOUND
  while (!(await there())) {
    const failed = students.find(({ failure }) => failure)
    if (failed?.failure) throw failed.failure
    if (performance.now() > deadline) {
      const state = students.map(
        ({ acknowledged, connected, role, view }) =>
          `${role} ${connected ? 'connected' : 'away'}, ${acknowledged.length} moves, version ${view?.version}, ${view?.end.tcb.state}`,
      )
      throw new Error(`not within ${BOUND / 1_000} s:\n${state.join('\n')}`)
    }
    await pause(20)
  }
}

interface Table {
  readonly pair: Pair
  readonly students: readonly Student[]
}

async function compareAll({ databaseUrl }: Place, tables: readonly Table[]): Promise<SessionEvent[][]> {
  const storage = await openStorage(databaseUrl, undefined, { bounds: PATIENT_BOUNDS })
  try {
    return await Promise.all(tables.map((table) => compare(storage, table)))
  } finally {
    await storage.close()
  }
}

async function compare(storage: Storage, { pair, students }: Table): Promise<SessionEvent[]> {
  let log: SessionEvent[] = []
  const seen = (student: Student) => asTold(log, student.role)
  // what was on its way arrives and is answered; then nothing happens any more
  await until(students, async () => {
    log = await storage.log.read(pair.session)
    const truth = sessionOf(log)
    const still = truth?.inFlight.length === 0 && ROLES.every((role) => truth.ends[role].tcb.owed.length === 0)
    return still && students.every((student) => student.view?.events.length === seen(student).length)
  })
  const stored = log.flatMap((event) => ('move' in event && event.move ? event.move : []))
  expect(log.map(({ version }) => version)).toEqual(log.map((_event, index) => index + 1))
  expect(new Set(stored).size, 'a move happened twice').toBe(stored.length)
  for (const student of students) {
    const lost = student.acknowledged.filter((id) => !stored.includes(id))
    expect(lost, 'acknowledged and lost').toEqual([])
    expect(student.view?.events).toEqual(seen(student))
    expect(student.view?.end).toEqual(endAsTold(log, student.role))
  }
  return log
}
