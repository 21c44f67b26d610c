import { type ClassCommand, type ClassEvent, openClass, type ParticipantView } from '@woshou/classroom'
import { SCENARIOS } from '@woshou/session/scenarios'
import type { ClassChange, ClassListener } from '../live/class/class-audience.ts'
import { ClassHost } from '../live/class/class-host.ts'
import { ClassQuestions } from '../live/class/class-questions.ts'
import { ClassRegistry } from '../live/class/class-registry.ts'
import type { ClassSurroundings } from '../live/class/class-surroundings.ts'
import type { Registry } from '../live/registry.ts'
import type { Ballots, CastVote } from '../storage/ballots.ts'
import type { ClassSession, Doors, StoredClass, StoredParticipant } from '../storage/classes.ts'
import { MemoryEventLog } from '../storage/memory/memory-event-log.ts'
import { MemoryLog } from '../storage/memory/memory-log.ts'
import { hashToken } from '../storage/seat-token.ts'
import { type Air, AirBus } from './air.ts'
import { liveSessions } from './live-sessions.ts'
import { CLASS } from './tiled-class.ts'

/** The storage that several servers share: one class, and the sessions of its rounds. */
export class StoredLesson {
  readonly log = new MemoryEventLog<ClassEvent, never>(() => true)
  readonly sessions = new MemoryLog()
  readonly people: StoredParticipant[] = []
  row: StoredClass | null = {
    id: CLASS,
    name: 'Networks 1',
    doors: { code: '12345678', secret: 'S'.repeat(22) },
    createdAt: Date.now(),
    usedAt: Date.now(),
  }
  /** How many sessions were asked to be made, those among them that existed. */
  asked = 0
  /** Fails what would make sessions, as a server does that is killed before. */
  makesNone = false

  constructor() {
    this.log.begin(CLASS, openClass(Date.now(), 'teacher').events)
  }

  /** Somebody comes in. */
  add(name = `Student ${this.people.length}`): StoredParticipant {
    const nth = this.people.length
    const id = `student-${String(nth).padStart(4, '0')}`.padEnd(22, '-')
    const participant = { id, nth, name, tokenHash: hashToken(tokenOf(nth)), state: 'in', cameAt: Date.now() } as const
    this.people.push(participant)
    return participant
  }

  change(id: string, change: Partial<StoredParticipant>): void {
    const index = this.people.findIndex((one) => one.id === id)
    const before = this.people[index]
    if (before) this.people[index] = { ...before, ...change }
  }

  readonly classes: ClassSurroundings['classes'] = {
    find: async () => this.row,
    participants: async () => [...this.people],
    used: async (_id, now) => {
      if (this.row) this.row = { ...this.row, usedAt: now }
    },
    changeDoors: async (_id: string, doors: Doors) => {
      if (this.row) this.row = { ...this.row, doors }
      return 'changed'
    },
    remove: async (_id, participants, bar) => {
      for (const id of participants)
        this.change(id, { state: bar ? 'barred' : 'removed', tokenHash: hashToken(`nobody's ${id}`) })
      return participants
    },
    createSessions: async (_id, sessions: readonly ClassSession[]) => {
      if (this.makesNone) throw new Error('killed')
      this.asked += sessions.length
      const known = await this.sessions.newest(sessions.map(({ session }) => session.id))
      for (const { round, session } of sessions) {
        if (known.has(session.id)) continue
        await this.sessions.create(session)
        this.#rounds.set(session.id, round)
      }
    },
    endedSessions: async (_id, round) => {
      const open = await this.#open()
      return [...this.#rounds].flatMap(([id, of]) => (of === round && !open.has(id) ? [id] : []))
    },
    openRounds: async () => {
      const open = await this.#open()
      return [...new Set([...this.#rounds].flatMap(([id, round]) => (open.has(id) ? [round] : [])))]
    },
  }

  /** The votes that were cast, newest last. */
  readonly cast: CastVote[] = []
  readonly ballots: Pick<Ballots, 'cast' | 'of'> = {
    cast: async (vote) => {
      const newest = (await this.log.newest([CLASS])).get(CLASS)
      if (newest?.version !== vote.version) return false
      this.cast.push(vote)
      return true
    },
    of: async (_id, poll) => {
      const own = this.cast.filter((vote) => vote.poll === poll)
      const ballot = (nth: 1 | 2) =>
        new Map(own.flatMap((vote) => (vote.ballot === nth ? [[vote.participant, vote.choice] as const] : [])))
      return [ballot(1), ballot(2)]
    },
  }

  /** Of which round each session is. */
  readonly #rounds = new Map<string, number>()

  async #open(): Promise<ReadonlySet<string>> {
    return new Set((await this.sessions.unfinished(0, 1e6)).map(({ id }) => id))
  }
}

export const tokenOf = (nth: number): string => `T${String(nth).padStart(21, '0')}`

/** One of the servers that share a storage. */
export class TeachingServer {
  readonly bus: AirBus
  readonly registry: Registry
  readonly classes: ClassRegistry

  constructor(name: string, lesson: StoredLesson, air: Air, vacantAfter = 60_000) {
    this.bus = new AirBus(name, air)
    this.registry = liveSessions({ log: lesson.sessions, bus: this.bus })
    this.classes = new ClassRegistry({
      bus: this.bus,
      clock: Date.now,
      ticks: Date.now,
      presenceGrace: 1_500,
      vacantAfter,
      report: (error) => {
        if (!lesson.makesNone) throw error
      },
      classLog: lesson.log,
      classes: lesson.classes,
      ballots: lesson.ballots,
      questions: new ClassQuestions(lesson.sessions),
      registry: this.registry,
      sessionLog: lesson.sessions,
      scenario: (id) => SCENARIOS.find((one) => one.id === id) ?? null,
    })
  }

  async host(): Promise<ClassHost> {
    const host = await this.classes.hold(CLASS)
    if (!(host instanceof ClassHost)) throw new Error('no such class')
    return host
  }
}

let commands = 0

/** A teacher's board at one server. */
export class Teacher implements ClassListener {
  readonly as = 'board'
  readonly host: ClassHost
  readonly changes: ClassChange[] = []

  constructor(host: ClassHost) {
    this.host = host
    host.join(this)
  }

  changed(change: ClassChange): void {
    this.changes.push(change)
  }

  gone(): void {}

  give(command: ClassCommand, id = `command-${String(++commands).padStart(6, '0')}`) {
    return this.host.command({ id, command }, 'teacher')
  }

  start(more: object = {}, id?: string) {
    const plan = { scenario: 'three-way-handshake', pace: 1, rotation: 'partners', odd: 'bot', until: 'goal' } as const
    return this.give({ type: 'start-round', ...plan, ...more }, id)
  }

  leave(): void {
    this.host.leave(this, true)
  }
}

/** A student's phone at one server. */
export class Phone implements ClassListener {
  readonly as: StoredParticipant
  readonly host: ClassHost
  changes = 0

  constructor(host: ClassHost, as: StoredParticipant) {
    this.as = as
    this.host = host
    host.join(this)
  }

  changed(): void {
    this.changes += 1
  }

  gone(): void {}

  get view(): ParticipantView | null {
    return this.host.participantView(this.as.id)
  }

  leave(silent = true): void {
    this.host.leave(this, silent)
  }
}
