import { randomInt } from 'node:crypto'
import {
  CLASS_EYES,
  type Class,
  type ClassCommand,
  type ClassEvent,
  type ClassRefusal,
  type Classroom,
  decide,
  type ParticipantView,
  type TeacherView,
  type WallView,
} from '@woshou/classroom'
import type { StoredClass as ClassRow, Doors, ParticipantState, StoredParticipant } from '../../storage/classes.ts'
import { drawToken } from '../../storage/seat-token.ts'
import type { BusNote, Note } from '../bus.ts'
import { JobQueue } from '../job-queue.ts'
import { isNotNow, type NotNow, unlessLost } from '../not-now.ts'
import { ClassPeople } from './class-people.ts'
import type { ClassSurroundings } from './class-surroundings.ts'
import { StoredClass } from './stored-class.ts'

/** What has changed since a listener was told last. */
export interface ClassChange {
  /** The log went on, or the doors have another code: anything that a view shows may be another now. */
  readonly class: boolean
  /** Students of whom something has changed: came, went, are called otherwise, have another phone, were removed. */
  readonly people: readonly string[]
}

/** One open connection that a class is told to: a phone, a board, a wall. */
export interface ClassListener {
  /** Whose phone it is, as its token was found in the table; or what else it is. */
  readonly as: StoredParticipant | 'board' | 'wall'
  /** Look at the host again, soon: it may come very often. Never throws. */
  changed(change: ClassChange): void
  /** The class has been deleted. Never throws. */
  gone(): void
}

/** What a command comes to. */
export type Commanded =
  | { readonly ok: true; readonly version: number }
  | { readonly ok: false; readonly refusal: ClassRefusal }

/** What becomes of a host is its registry's business. */
export interface ClassKeeper {
  /** The host has nothing more to do for now. */
  settled(host: ClassHost): void
}

/** How often a decision is made anew because somebody else was faster. */
const ATTEMPTS = 10

/** Commands and other jobs that may wait for their turn. */
const MOST_WAITING = 64

/** Draws of a code before something must be wrong with the table. */
const DRAWS = 20

/** Decides on the class as it is and stores what comes of it; AGAIN when somebody else was faster. */
const AGAIN = Symbol('again')

/**
 * The authority over one class on this server: one thing at a time (`JobQueue`). It decides, appends (`StoredClass`), and
 * tells its listeners and the other servers' hosts only what is durable; what those say is a hint to read the log.
 *
 * - *looks*, at any time: `classroom`, `participantView`, `teacherView`, `wallView`, `row`, `stateOf`, `done`
 * - *listening*: `join`, `leave`
 * - *asking*, each in its turn: `command`. What can't be done now is answered so (`NotNow`); it rejects for a bug alone
 * - *hearing*: the bus, and `hearOf`
 */
export class ClassHost {
  readonly id: string
  readonly #surroundings: ClassSurroundings
  readonly #stored: StoredClass
  readonly #people: ClassPeople
  readonly #keeper: ClassKeeper
  readonly #listeners = new Set<ClassListener>()
  readonly #unsubscribe: () => void
  readonly #queue = new JobQueue(() => this.#keeper.settled(this))
  #row: ClassRow
  #closed = false

  /** @returns null when there is no such class */
  static async load(
    id: string,
    surroundings: ClassSurroundings,
    keeper: ClassKeeper,
  ): Promise<ClassHost | NotNow | null> {
    const stored = await StoredClass.load(id, surroundings)
    if (!stored || isNotNow(stored)) return stored
    const { classes } = surroundings
    const found = await unlessLost(Promise.all([classes.find(id), classes.participants(id)]))
    if (isNotNow(found)) return found
    const [row, participants] = found
    if (!row) return null
    return new ClassHost(stored, row, participants, surroundings, keeper)
  }

  private constructor(
    stored: StoredClass,
    row: ClassRow,
    participants: readonly StoredParticipant[],
    surroundings: ClassSurroundings,
    keeper: ClassKeeper,
  ) {
    this.id = stored.id
    this.#stored = stored
    this.#row = row
    this.#surroundings = surroundings
    this.#keeper = keeper
    this.#people = new ClassPeople(
      { grace: surroundings.presenceGrace, ticks: surroundings.ticks },
      () => false,
      (people) => this.#tell({ class: false, people }),
      () => this.#keeper.settled(this),
    )
    this.#people.take(participants)
    this.#unsubscribe = surroundings.bus.subscribe(this.id, (note) => this.#hear(note))
  }

  /** The truth as far as it is stored. */
  get classroom(): Classroom {
    return this.#stored.classroom
  }

  /** Its name, code and link. */
  get row(): ClassRow {
    return this.#row
  }

  /** What every view is made of. */
  get class(): Class {
    return {
      id: this.id,
      classroom: this.classroom,
      people: this.#people.called,
      now: this.#surroundings.clock(),
    }
  }

  /** Nobody is connected, and nothing waits for its turn. */
  get idle(): boolean {
    return this.#listeners.size === 0 && this.#queue.length === 0 && this.#people.presence.here.length === 0
  }

  /** What a phone is shown; null when its student is not in the class, or no longer (`stateOf`). */
  participantView(participant: string): ParticipantView | null {
    return CLASS_EYES.participant(this.class, participant)
  }

  teacherView(): TeacherView {
    return CLASS_EYES.teacher(this.class)
  }

  wallView(): WallView {
    return CLASS_EYES.wall(this.class)
  }

  /** Pairs of the newest round whose session is over. */
  get done(): number {
    return 0
  }

  /** in, removed or barred; null when they never were in. */
  stateOf(participant: string): ParticipantState | null {
    return this.#people.stateOf(participant)
  }

  /** Whether a phone is the one that has its student's place: another one takes it over by a return code. */
  holdsPlace({ id, tokenHash }: StoredParticipant): boolean {
    return this.#people.stored(id)?.tokenHash === tokenHash
  }

  /** Adds a listener: from now on it is told of changes. A phone's student counts as connected. */
  join(listener: ClassListener): void {
    this.#listeners.add(listener)
    const { as } = listener
    if (typeof as === 'string') return
    // who has just come in may not have been heard of
    if (!this.#people.stored(as.id)) this.#people.take([as])
    this.#people.presence.arrive(as.nth)
  }

  /** @param silent it was given up after a long silence: it has had its grace */
  leave(listener: ClassListener, silent: boolean): void {
    if (!this.#listeners.delete(listener)) return
    if (typeof listener.as !== 'string') this.#people.presence.leave(listener.as.nth, silent)
    this.#keeper.settled(this)
  }

  /**
   * Carries a command out, once however often it is sent.
   * @param given its id is its own name: the same again is the same command
   * @param account who gives it; whether they may is the caller's to know
   */
  command(
    given: { readonly id: string; readonly command: ClassCommand },
    account: string,
  ): Promise<Commanded | NotNow> {
    if (this.#queue.length >= MOST_WAITING)
      return Promise.resolve({ notNow: 'too-many', detail: 'too many commands of this class wait' })
    return this.#queue.add(() =>
      this.#decided(async () => {
        const { clock, scenario } = this.#surroundings
        const answer = decide(this.classroom, given.command, {
          id: given.id,
          by: account,
          now: clock(),
          people: this.#people.persons,
          scenario,
          question: null,
          draw: () => randomInt(2 ** 31),
        })
        if (answer.kind === 'refusal') return { ok: false, refusal: answer.refusal }
        if (answer.kind === 'repeated') return { ok: true, version: answer.version }
        if (answer.events.some(({ type }) => type === 'code-renewed')) {
          const changed = await unlessLost(this.#changeDoors())
          if (isNotNow(changed)) return changed
        }
        const stored = await this.#store(answer)
        return stored === null ? { ok: true, version: answer.classroom.version } : stored
      }),
    )
  }

  /** The log is known to have this version. */
  hearOf(version: number): void {
    if (!this.#closed && this.#stored.hearOf(version)) this.#work('catch-up', () => this.#catchUp())
  }

  /** Waits for what is under way; nothing happens here any more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#unsubscribe()
    this.#people.presence.close()
    await this.#queue.settled()
  }

  async #decided<Result>(attempt: () => Promise<Result | NotNow | typeof AGAIN>): Promise<Result | NotNow> {
    for (let attempts = 0; attempts < ATTEMPTS; attempts++) {
      const behind = this.#stored.behind ? await this.#catchUp() : null
      if (behind) return behind
      const result = await attempt()
      if (result !== AGAIN) return result
    }
    this.#stored.doubt()
    return { notNow: 'contested' }
  }

  /** Append, then publish. @returns null when that is done */
  async #store(happening: Parameters<StoredClass['append']>[0]): Promise<NotNow | typeof AGAIN | null> {
    const stored = await this.#stored.append(happening)
    if (isNotNow(stored)) return stored
    if (!stored) return (await this.#catchUp()) ?? AGAIN
    await this.#happened(happening.events)
    this.#surroundings.bus.publish(this.id, { type: 'appended', version: this.classroom.version })
    return null
  }

  async #catchUp(): Promise<NotNow | null> {
    const missed = await this.#stored.catchUp()
    if (isNotNow(missed)) {
      if (missed.notNow === 'gone') for (const listener of [...this.#listeners]) listener.gone()
      return missed
    }
    await this.#happened(missed)
    return null
  }

  /** What follows from events beside the log, whoever stored them. */
  async #happened(events: readonly ClassEvent[]): Promise<void> {
    if (events.length > 0) this.#tell({ class: true, people: [] })
  }

  async #changeDoors(): Promise<void> {
    for (let draw = 0; draw < DRAWS; draw++) {
      const doors: Doors = { code: String(randomInt(10 ** 8)).padStart(8, '0'), secret: drawToken() }
      if ((await this.#surroundings.classes.changeDoors(this.id, doors)) !== 'changed') continue
      this.#row = { ...this.#row, doors }
      return
    }
    throw new Error(`${DRAWS} codes in a row were in use`)
  }

  #tell(change: ClassChange): void {
    for (const listener of this.#listeners) listener.changed(change)
  }

  #hear(note: Note | BusNote): void {
    if (note.type === 'appended') this.hearOf(note.version)
  }

  /** Does what nobody asked for and nobody waits for. */
  #work(during: string, job: () => Promise<NotNow | null>): void {
    void this.#queue.add(async () => {
      try {
        const notNow = await job()
        if (notNow?.notNow === 'storage-lost') this.#surroundings.report(notNow.cause, during)
      } catch (error) {
        this.#stored.doubt()
        this.#surroundings.report(error, during)
      }
    })
  }
}
