import { randomBytes } from 'node:crypto'
import { RESULTS_VERSION, sessionIdOf } from '@woshou/classroom'
import { RULE_IDS } from '@woshou/protocol'
import { generator, LEVELS, ROLES } from '@woshou/session'
import { openNewClass } from '../../apps/server/src/live/class/open-new-class.ts'
import { besideSession } from '../../apps/server/src/storage/prisma/beside-session.ts'
import { stamped } from '../../apps/server/src/storage/prisma/engine-sql.ts'
import { openDatabase, openStorage } from '../../apps/server/src/storage/prisma/open-storage.ts'
import { storeAccount } from '../../apps/server/src/testing/instructor.ts'

/** Students of each class, and pairs of each of its rounds. */
const STUDENTS = 60
const PAIRS = STUDENTS / 2
/** Rounds of the class whose board is looked at. */
const BOARD_ROUNDS = 12

const DAY = 24 * 60 * 60 * 1_000
/** Sessions stored in one commit. */
const AT_ONCE = 1_000

/** A rule that one student broke, once, long ago; and those that are broken as classes break them: few often, many seldom. */
const NEEDLE = RULE_IDS[0]
const BROKEN = RULE_IDS.slice(1, 60)

/** What was stored, and by what some of it is asked for. */
export interface StoredLessons {
  readonly login: string
  /** Most of the sessions are of this class. */
  readonly big: string
  readonly board: string
  readonly participant: string
  readonly common: string
  readonly seldom: string
  readonly needle: string
  /** The times of the first session and the last, ms since 1970, UTC. */
  readonly first: number
  readonly last: number
}

/**
 * Stores so many sessions of one account's classes in an empty database, with what came of them, as an append that ends a
 * session stores it: one class with half of them, one of twelve rounds, eighteen with the rest.
 */
export async function storeLessons(url: string, sessions: number): Promise<StoredLessons> {
  const random = generator(13)
  const login = 'bench'
  const storage = await openStorage(url)
  const account = await storeAccount(storage, login, 'instructor')
  const last = Date.UTC(2026, 10, 27, 12)
  const first = last - 730 * DAY
  const ids: string[] = []
  const students = new Map<string, readonly string[]>()
  for (let nth = 0; nth < 20; nth++) {
    const { id } = await openNewClass(storage.classes, { name: `Networks ${nth + 1}`, owner: account }, Date.now())
    ids.push(id)
    const people: string[] = []
    for (let seat = 0; seat < STUDENTS; seat++) {
      const came = await storage.classes.comeIn(id, {
        ...{ id: token(), name: `学生 ${seat + 1}`, tokenHash: token(), phoneHash: token(), cameAt: Date.now() },
      })
      if (!came.ok) throw new Error(came.why)
      people.push(came.participant.id)
    }
    students.set(id, people)
  }
  await storage.close()
  const [big = '', board = '', ...others] = ids
  const rest = sessions - BOARD_ROUNDS * PAIRS
  const lessons = [
    { id: board, rounds: BOARD_ROUNDS },
    { id: big, rounds: Math.ceil(rest / 2 / PAIRS) },
    ...others.map((id) => ({ id, rounds: Math.ceil(rest / 2 / PAIRS / others.length) })),
  ]
  const database = await openDatabase(url)
  const { execute, sql } = database
  let page: Row[] = []
  const store = async () => {
    const json = (rows: readonly object[]) => JSON.stringify(rows)
    await execute([
      sql.insertSessions(json(page.map(({ session }) => session))),
      sql.insertSeats(json(page.flatMap((row) => row.sitting))),
      ...besideSession(sql)(
        page.flatMap(({ result, session }) => (result ? { log: session.id, beside: { result } } : [])),
      ),
    ])
    page = []
  }
  let made = 0
  for (const { id, rounds } of lessons)
    for (let round = 1; round <= rounds; round++) {
      const at = first + Math.floor(((last - first) * round) / rounds)
      for (let pair = 1; pair <= PAIRS; pair++) {
        const needle = made++ === BOARD_ROUNDS * PAIRS + 7
        page.push(played({ id, round, pair, at, needle, people: students.get(id) ?? [], random }))
        if (page.length === AT_ONCE) await store()
      }
    }
  await store()
  await database.close()
  const [common = '', seldom = ''] = [BROKEN[0], BROKEN.at(-1)]
  const participant = students.get(big)?.[7] ?? ''
  return { login, big, board, participant, common, seldom, needle: NEEDLE, first, last }
}

type Row = ReturnType<typeof played>

interface ToPlay {
  readonly id: string
  readonly round: number
  readonly pair: number
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  readonly needle: boolean
  readonly people: readonly string[]
  readonly random: () => number
}

/** A pair's session as rows. One of ten is unfinished, one of a hundred still played, one of two thousand at the wire level. */
function played({ at, id, needle, pair, people, random, round }: ToPlay) {
  const session = sessionIdOf(id, round, pair)
  const level = random() < 0.0005 ? LEVELS[2] : random() < 0.3 ? LEVELS[1] : LEVELS[0]
  const drawn = random()
  const reason: 'goal-reached' | 'round-closed' | null =
    drawn < 0.01 ? null : drawn < 0.1 ? 'round-closed' : 'goal-reached'
  const row = { id: session, scenarioId: 'data-in-between', title: TITLE, summary: TITLE, network: false, level }
  const sat = ROLES.map((role, nth) => ({ role, nth: (2 * (pair - 1) + nth + round) % STUDENTS }))
  const seats = sat.map(({ nth, role }) => {
    // few rules are broken often, and most seldom
    const rules = new Set(Array.from({ length: 3 }, () => BROKEN[Math.floor(BROKEN.length * random() ** 4)] ?? NEEDLE))
    if (needle && role === 'client') rules.add(NEEDLE)
    const own = [...rules].map((rule, n) => ({ rule, times: 1 + n, firstVersion: 9 + 4 * n }))
    // what was broken, and what was at stake and kept
    const kept = BROKEN.slice(0, 25).filter((rule) => !rules.has(rule))
    const stakes = [
      ...own.map(({ rule }) => ({ rule, tries: 4, right: 2 })),
      ...kept.map((rule) => ({ rule, tries: 2, right: 2 })),
    ]
    const counts = { tries: 14, firstTries: 10, wrong: own.length, hints: 1, revealed: 0, duration: 500_000, stakes }
    return { role, student: 0, nth, ...counts, rules: own }
  })
  const sitting = sat.map(({ nth, role }) => ({
    ...{ session, role, name: `Amber ${nth}`, tokenHash: '', takenAt: stamped(at), participant: people[nth] ?? null },
  }))
  const result = reason && {
    reason,
    at: 600_000,
    length: 90,
    came: { level, reckoned: RESULTS_VERSION, seats: seats.map((seat) => ({ ...seat, ended: reason })) },
  }
  return {
    session: { ...row, createdAt: stamped(at), classId: id, round, pair },
    result,
    sitting,
  }
}

const TITLE = { en: 'Data in between', 'zh-CN': '中间的数据' }

const token = () => randomBytes(16).toString('base64url')
