import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import {
  type ClassEvent,
  foldClass,
  parseTile,
  pseudonymCalled,
  resultsOf,
  sessionIdOf,
  type Votes,
} from '@woshou/classroom'
import type { OpenedClass } from '@woshou/classroom/api'
import { type SessionEvent, sessionOf } from '@woshou/session'
import { expect } from 'vitest'
import { openStorage } from '../storage/prisma/open-storage.ts'
import { drawToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import { BOUND } from '../testing/bound.ts'
import { ClassPhone, type PhoneMove } from '../testing/class-phone.ts'
import { ClassBoard } from '../testing/class-teacher.ts'
import { InstructorBrowser, storeAccount } from '../testing/instructor.ts'
import { PATIENT_BOUNDS } from '../testing/patience.ts'
import type { Servers } from './servers.ts'

/** Students of the class: odd, so that one plays with a bot. */
const STUDENTS = 7

/** Milliseconds of real time for a second of play. */
const PACE = 0.1

/** A class on several servers, through which something breaks. */
export class Lesson {
  readonly #servers: Servers
  readonly #storage: Storage
  readonly #teachers: readonly InstructorBrowser[]
  readonly #id: string
  readonly phones: readonly ClassPhone[]
  /** What a server has answered, in the order of the answers. */
  readonly acknowledged: PhoneMove[] = []
  #board: ClassBoard | null = null

  /** Opens a class at the first server; its phones come in at all of them. */
  static async open(servers: Servers, databaseUrl: string): Promise<Lesson> {
    const storage = await openStorage(databaseUrl, undefined, { bounds: PATIENT_BOUNDS })
    await storeAccount(storage, 'teacher', 'instructor')
    const teachers = servers.urls.map((url) => new InstructorBrowser(url))
    const [first = new InstructorBrowser('')] = teachers
    await first.signIn('teacher')
    // a login is known to all servers
    for (const teacher of teachers) teacher.cookie = first.cookie
    const made = await first.post('/api/classes', { name: 'Faults' })
    expect(made.status).toBe(201)
    const { class: id, code } = made.body as OpenedClass
    const phones = await Promise.all(
      Array.from({ length: STUDENTS }, (_, nth) =>
        ClassPhone.comeIn(servers.urls[nth % servers.urls.length] ?? '', code, `Student ${nth}`),
      ),
    )
    const lesson = new Lesson(servers, storage, teachers, id, phones)
    await Promise.all(phones.map((phone) => phone.attend()))
    return lesson
  }

  private constructor(
    servers: Servers,
    storage: Storage,
    teachers: readonly InstructorBrowser[],
    id: string,
    phones: readonly ClassPhone[],
  ) {
    this.#servers = servers
    this.#storage = storage
    this.#teachers = teachers
    this.#id = id
    this.phones = phones
    for (const phone of phones)
      phone.moved = (move) => {
        this.acknowledged.push(move)
      }
  }

  /** Gives a command at a server, and the very same one again until it is answered. */
  async give(command: object, at: number): Promise<void> {
    const given = { id: drawToken(), command }
    await this.until('the command is answered', async () => {
      const answer = await this.#teachers[at]?.post(`/api/classes/${this.#id}/commands`, given).catch(() => null)
      if (!answer || answer.status >= 500) return false
      if (answer.status !== 200) throw new Error(`${JSON.stringify(command)}: ${JSON.stringify(answer.body)}`)
      return true
    })
  }

  start(at: number): Promise<void> {
    return this.give({ type: 'start-round', scenario: 'open-and-close-from-client', pace: PACE }, at)
  }

  /** Opens a board at a server. */
  async watch(at: number): Promise<void> {
    this.#board = new ClassBoard(this.#servers.urls[at] ?? '', this.#id, this.#teachers[at]?.cookie ?? '')
    await this.#board.until(() => this.#board?.news)
  }

  /** All play, each at once when there is something to do. */
  play(random: () => number): void {
    for (const phone of this.phones) phone.play(() => ({ manner: 'prompt', random, haste: 0.5 }))
  }

  /** The class's log. */
  log(): Promise<ClassEvent[]> {
    return this.#storage.classLog.read(this.#id)
  }

  /** Waits, looking as often as it can, until the log says that a round has started. */
  async started(round: number): Promise<void> {
    const has = async () => (await this.log()).some((event) => event.type === 'round-started' && event.round === round)
    const deadline = performance.now() + BOUND
    while (!(await has())) {
      if (performance.now() > deadline) throw new Error(`round ${round} has not started`)
      await nextTurn()
    }
  }

  /** How many sessions a round has. */
  async sessions(round: number): Promise<number> {
    const ids = Array.from({ length: STUDENTS + 1 }, (_, pair) => sessionIdOf(this.#id, round, pair + 1))
    return (await this.#storage.log.newest(ids)).size
  }

  /** Each phone has a seat in this round. */
  seated(round: number): Promise<void> {
    return this.until(`all are seated in round ${round}`, () =>
      this.phones.every(({ news }) => news?.round?.round === round && news.seat !== null),
    )
  }

  /** Everybody has played a round to the end. */
  async played(round: number): Promise<void> {
    // a phone that has not got its seat yet still has the round before in view, which has ended
    await this.seated(round)
    await this.until(`all have played round ${round} to the end`, () => this.phones.every(({ view }) => view?.ended))
  }

  /**
   * There is one round of this number, one session for each of its pairs, and each student has the one seat that the class's
   * log says, in the log of its session and by token.
   * @returns the logs of its sessions
   */
  async checkSeats(round: number): Promise<ReadonlyMap<string, readonly SessionEvent[]>> {
    // a phone that comes back to a server which has just begun is told of its seat a moment later
    await this.seated(round)
    const told = this.phones.map(({ news, participant }) => ({ seat: news?.seat ?? expect.fail(), participant }))
    const log = await this.log()
    expect(log.filter((event) => event.type === 'round-started' && event.round === round)).toHaveLength(1)
    // as they are now: who is taken for gone on a machine that stands still sits down late
    const pairs = foldClass(log)?.rounds.find((one) => one.round === round)?.pairs ?? []
    expect(await this.sessions(round)).toBe(pairs.length)
    const seats = new Set<string>()
    const logs = new Map<string, readonly SessionEvent[]>()
    for (const { participant, seat } of told) {
      const { role, session } = seat
      const own = pairs.find(
        (pair) => pair.client === participant.participant || pair.server === participant.participant,
      )
      expect(session).toBe(sessionIdOf(this.#id, round, own?.pair ?? 0))
      expect(await this.#storage.directory.seatOf(session, participant.token)).toBe(role)
      const played = logs.get(session) ?? (await this.#storage.log.read(session))
      logs.set(session, played)
      expect(played.map(({ version }) => version)).toEqual(played.map((_event, index) => index + 1))
      expect(sessionOf(played)?.names[role]).toBe(participant.pseudonym.en)
      seats.add(`${session} ${role}`)
    }
    expect(seats.size).toBe(this.phones.length)
    expect(logs.size).toBe(pairs.length)
    return logs
  }

  /** What a server has answered is stored, once. */
  checkMoves(logs: ReadonlyMap<string, readonly SessionEvent[]>): void {
    for (const [session, log] of logs) {
      const stored = log.flatMap((event) =>
        'move' in event && event.move && 'role' in event ? [`${event.role} ${event.move}`] : [],
      )
      expect(new Set(stored).size, 'a move happened twice').toBe(stored.length)
      const answered = this.acknowledged
        .filter((move) => move.session === session)
        .map(({ id, role }) => `${role} ${id}`)
      expect(
        answered.filter((move) => !stored.includes(move)),
        'acknowledged and lost',
      ).toEqual([])
    }
  }

  /**
   * Whatever has ended has its results, as its log gives them, at whatever moment a server was killed; and nothing else has any.
   * @returns how many have ended
   */
  async checkResults(round: number): Promise<number> {
    const sessions = Array.from({ length: STUDENTS + 1 }, (_, pair) => sessionIdOf(this.#id, round, pair + 1))
    const ended: string[] = []
    const expected: object[] = []
    for (const session of sessions) {
      const log = await this.#storage.log.read(session)
      if (log.at(-1)?.type !== 'session-ended') continue
      ended.push(session)
      for (const { called, role, tries, wrong } of resultsOf(log).results)
        if (pseudonymCalled(called)) expected.push({ session, role, tries, wrong })
    }
    const played = await this.#storage.results.played([this.#id])
    const stored = played
      .filter(({ session }) => ended.includes(session))
      .map(({ role, session, tries, wrong }) => ({ session, role, tries, wrong }))
    const order = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).toSorted()
    expect(order(stored)).toEqual(order(expected))
    expect(ended).toHaveLength(new Set(expected.map((row) => (row as { session: string }).session)).size)
    return ended.length
  }

  /** A segment of a round, which can be asked about. */
  async sentIn(round: number): Promise<{ readonly session: string; readonly version: number }> {
    const session = sessionIdOf(this.#id, round, 1)
    const sent = (await this.#storage.log.read(session)).findLast(({ type }) => type === 'segment-sent')
    return { session, version: sent?.version ?? expect.fail(`nothing was sent in round ${round}`) }
  }

  /** The votes of a poll, as they are stored. */
  votes(poll: number): Promise<Votes> {
    return this.#storage.ballots.of(this.#id, poll)
  }

  /** The board shows of each pair all that its log has. @returns after how many milliseconds */
  async checkBoard(logs: ReadonlyMap<string, readonly SessionEvent[]>): Promise<number> {
    const began = performance.now()
    await this.until('the board shows what the logs have', () =>
      [...logs].every(([session, log]) => {
        const tile = [...(this.#board?.tiles.values() ?? [])].find((one) => one.session === session)
        return tile && parseTile(tile.tile)?.version === log.length
      }),
    )
    return Math.round(performance.now() - began)
  }

  async until(what: string, there: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + BOUND
    while (!(await there())) {
      if (performance.now() > deadline) {
        const phones = this.phones.map(
          ({ connected, news, refusedBy, view }) =>
            `${connected ? 'connected' : 'away'} ${refusedBy} round ${news?.round?.round} ${JSON.stringify(news?.seat)} version ${view?.version} ${view?.ended?.reason}`,
        )
        throw new Error(`not within ${BOUND / 1_000} s: ${what}\n${phones.join('\n')}`)
      }
      await pause(20)
    }
  }

  async close(): Promise<void> {
    this.#board?.close()
    for (const phone of this.phones) phone.leave()
    await this.#storage.close()
  }
}
