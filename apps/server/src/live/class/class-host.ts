// Longer than 400 lines: one class is one queue, and whatever may happen to it, in which order, is read in one place.
import { randomInt } from 'node:crypto'
import {
  CLASS_EYES,
  type Class,
  type ClassCommand,
  type ClassEvent,
  type ClassEventBody,
  type ClassRefusal,
  type Classroom,
  decide,
  happen,
  NO_VOTES,
  namedIn,
  openBallot,
  type ParticipantView,
  pseudonym,
  type Question,
  running,
  type TeacherView,
  talkPartner,
  type Votes,
  type WallView,
} from '@woshou/classroom'
import type { StoredClass as ClassRow, ParticipantState, StoredParticipant } from '../../storage/classes.ts'
import { Alarm } from '../alarm.ts'
import type { BusNote, Note } from '../bus.ts'
import { JobQueue } from '../job-queue.ts'
import { isNotNow, type NotNow, unlessLost } from '../not-now.ts'
import type { SessionHost } from '../session-host.ts'
import { ClassAudience, type ClassListener } from './class-audience.ts'
import { ClassRounds } from './class-rounds.ts'
import type { ClassSurroundings } from './class-surroundings.ts'
import { ClassTables } from './class-tables.ts'
import { ClassVotes, type GivenVote } from './class-votes.ts'
import type { Sitting } from './make-session.ts'
import { StoredClass } from './stored-class.ts'
import { whatTimeBrings } from './what-time-brings.ts'

export type { ClassChange, ClassListener } from './class-audience.ts'

/** What a command comes to. */
export type Commanded =
  | { readonly ok: true; readonly version: number }
  | { readonly ok: false; readonly refusal: ClassRefusal }

/** What a vote comes to: there is no such ballot that is open (any more), or no such choice in its question. */
export type Voted = { readonly ok: true } | { readonly ok: false; readonly why: 'no-ballot' | 'no-choice' }

/** What becomes of a host is its registry's business. */
export interface ClassKeeper {
  /** The host has nothing more to do for now. */
  settled(host: ClassHost): void
}

/** How often a decision is made anew because somebody else was faster. */
const ATTEMPTS = 10

/** Commands and other jobs that may wait for their turn. */
const MOST_WAITING = 64

/** Commands that are answered when the round's sessions are as they say. */
const REACHES_SESSIONS: ReadonlySet<ClassCommand['type']> = new Set([
  'start-round',
  'pause',
  'resume',
  'go-on',
  'place',
  'hand-over',
  'remove',
  'remove-since',
])

/** Milliseconds within which the other servers have said whose phones are connected to them, once they were asked. */
const HEARD_WITHIN = 1_000

/** Milliseconds by which what is due waits for the server that stored the newest event; see `SessionHost`. */
const YIELD = 300

/** Milliseconds between two signs of life to other servers, and looks at the log: notes may be lost. */
const WITH_BUS = 2_000
const WITHOUT_BUS = 1_000

/** Milliseconds until what time was to bring about is tried again after the storage has failed. */
const RETRY = 1_000

/** What comes of an attempt when somebody else was faster. */
const AGAIN = Symbol('again')

/**
 * The authority over one class on this server: one thing at a time (`JobQueue`). It decides, appends (`StoredClass`), and
 * tells its listeners and the other servers' hosts only what is durable; what those say is a hint to read the log.
 *
 * - *looks*, at any time: `classroom`, `participantView`, `teacherView`, `wallView`, `row`, `stateOf`, `done`, `has`, `gives`
 * - *listening*: `join`, `leave`
 * - *asking*, each in its turn: `command`; at any time: `vote`. What can't be done now is answered so (`NotNow`); it rejects for a bug alone
 * - *hearing*: the bus, `sessionLoaded`, and the log, now and then
 *
 * What time brings about is decided as a command is: who comes late or has gone, a pause that nobody ends. The rounds'
 * sessions follow (`ClassRounds`).
 */
export class ClassHost {
  readonly id: string
  readonly #surroundings: ClassSurroundings
  readonly #stored: StoredClass
  readonly #tables: ClassTables
  readonly #audience: ClassAudience
  readonly #votes: ClassVotes
  readonly #rounds: ClassRounds
  readonly #keeper: ClassKeeper
  readonly #unsubscribe: () => void
  readonly #queue = new JobQueue(() => this.#arm())
  readonly #alarm: Alarm
  readonly #watch: NodeJS.Timeout | null
  /** When the other servers have answered whose phones are connected to them, in ticks. */
  #heardAt: number
  /** Since when the round is known to be played without a pause, in ticks: who was away in it was told to be. */
  #playingSince: number
  /** For all who cannot vote before the log has been read. */
  #catchingUp: Promise<NotNow | null> | null = null
  #closed = false

  /** @returns null when there is no such class */
  static async load(
    id: string,
    surroundings: ClassSurroundings,
    keeper: ClassKeeper,
  ): Promise<ClassHost | NotNow | null> {
    const stored = await StoredClass.load(id, surroundings)
    if (!stored || isNotNow(stored)) return stored
    const { ballots, classes } = surroundings
    const { poll } = stored.classroom
    const votes = poll && !poll.past ? ballots.of(id, poll.poll) : NO_VOTES
    const found = await unlessLost(Promise.all([classes.find(id), classes.participants(id), votes]))
    if (isNotNow(found)) return found
    const [row, participants, cast] = found
    if (!row) return null
    return new ClassHost(stored, { row, participants, votes: cast }, surroundings, keeper)
  }

  private constructor(
    stored: StoredClass,
    tables: { readonly row: ClassRow; readonly participants: readonly StoredParticipant[]; readonly votes: Votes },
    surroundings: ClassSurroundings,
    keeper: ClassKeeper,
  ) {
    const { bus, ticks, watchEvery } = surroundings
    const { participants, row, votes } = tables
    this.id = stored.id
    this.#stored = stored
    this.#surroundings = surroundings
    this.#keeper = keeper
    this.#playingSince = ticks()
    this.#heardAt = bus.state === 'connected' ? ticks() + HEARD_WITHIN : 0
    this.#alarm = new Alarm(ticks, () => this.#wake())
    this.#audience = new ClassAudience(this.id, bus, ticks, () => this.#tables.people)
    this.#tables = new ClassTables(row, participants, surroundings, () => this.classroom, {
      peopleChanged: (people) => this.#peopleChanged(people),
      phonesHereChanged: () => {
        this.#audience.sayHere()
        this.#arm()
      },
      placesTaken: (participants) => this.#placesTaken(participants),
      rowChanged: () => this.#audience.tell({ class: true, people: [] }),
      gone: () => this.#audience.tellGone(),
      settled: () => this.#arm(),
    })
    this.#votes = new ClassVotes(
      this.id,
      surroundings,
      () => this.classroom.poll,
      votes,
      (people) => this.#audience.tell({ class: false, people }),
    )
    this.#rounds = new ClassRounds(
      {
        class: this.id,
        classroom: () => this.classroom,
        sittingOf: (participant) => this.#sittingOf(participant),
        readPeople: () => this.#tables.read(),
        leads: () => this.#stored.leads,
        changed: () => {
          this.#audience.tellSoon()
          this.#arm()
        },
      },
      surroundings,
    )
    this.#unsubscribe = bus.subscribe(this.id, (note) => this.#hear(note))
    this.#watch =
      bus.state === 'alone'
        ? null
        : setInterval(
            () => void this.#look(),
            watchEvery ?? (bus.state === 'connected' ? WITH_BUS : WITHOUT_BUS),
          ).unref()
    this.#rounds.follow()
    this.#work('load', () => this.#settle())
  }

  /** The truth as far as it is stored. */
  get classroom(): Classroom {
    return this.#stored.classroom
  }

  /** Its name, code and link. */
  get row(): ClassRow {
    return this.#tables.row
  }

  /** What every view is made of. */
  get class(): Class {
    return {
      id: this.id,
      classroom: this.classroom,
      people: this.#tables.people.called,
      votes: this.#votes.current,
      now: this.#surroundings.clock(),
    }
  }

  /** Nobody is connected, and nothing waits for its turn. */
  get idle(): boolean {
    const works = this.#queue.length > 0 || this.#tables.busy || this.#votes.busy || this.#rounds.busy
    return !works && this.#audience.empty
  }

  /**
   * What a phone is shown; null when its student is not in the class, or no longer (`stateOf`). A seat is told once there is
   * a session to sit down in.
   */
  participantView(participant: string): ParticipantView | null {
    const { classroom } = this
    const view = CLASS_EYES.participant(this.class, participant)
    if (!view?.seat || !running(classroom)) return view
    return this.#rounds.isMade(view.seat.session) ? view : { ...view, seat: null, partners: [] }
  }

  teacherView(): TeacherView {
    return CLASS_EYES.teacher(this.class)
  }

  wallView(): WallView {
    return CLASS_EYES.wall(this.class)
  }

  /** Pairs of the newest round whose session is over. */
  get done(): number {
    return this.#rounds.over.size
  }

  /** in, removed or barred; null when they never were in. */
  stateOf(participant: string): ParticipantState | null {
    return this.#tables.people.stateOf(participant)
  }

  /** Whether a phone is the one that has its student's place: another one takes it over by a return code. */
  holdsPlace({ id, tokenHash }: StoredParticipant): boolean {
    return this.#tables.people.stored(id)?.tokenHash === tokenHash
  }

  /** Adds a listener: from now on it is told of changes. A phone's student counts as connected, a board's teacher as there. */
  join(listener: ClassListener): void {
    const { as } = listener
    if (typeof as !== 'string') {
      // who has just come in may not have been heard of, nor who has just come back on another phone: it was found a moment
      // ago, and what the table says by now comes after it
      const known = this.#tables.people.stored(as.id) !== null
      const held = this.holdsPlace(as)
      if (!held && this.#tables.people.take(as)) this.#placesTaken([as.id])
      if (known && !held) void this.#tables.read()
    }
    this.#audience.join(listener)
    this.#arm()
  }

  /** @param silent it was given up after a long silence: it has had its grace */
  leave(listener: ClassListener, silent: boolean): void {
    this.#audience.leave(listener, silent)
    this.#arm()
  }

  /**
   * Carries a command out, once however often it is sent.
   * @param given its id is its own name: the same again is the same command
   * @param account who gives it; whether they may is the caller's to know
   */
  async command(
    given: { readonly id: string; readonly command: ClassCommand },
    account: string,
  ): Promise<Commanded | NotNow> {
    if (this.#closed) return { notNow: 'stopping' }
    if (this.#queue.length >= MOST_WAITING)
      return { notNow: 'too-many', detail: 'too many commands of this class wait' }
    this.#audience.teachers.seen()
    if (given.command.type === 'start-round') await this.#haveHeard()
    const read = this.#maySpeakOfNewcomers(given.command) ? await this.#tables.read() : null
    if (read) return read
    const question = await this.#questionFor(given.command)
    if (isNotNow(question)) return question
    const commanded = await this.#queue.add(() => this.#decided(() => this.#carryOut(given, account, question)))
    // who asks next finds it done
    if (REACHES_SESSIONS.has(given.command.type)) await this.#rounds.settled()
    return commanded
  }

  /** Who has just come in is in the table a moment before all hosts have read it. */
  #maySpeakOfNewcomers(command: ClassCommand): boolean {
    return command.type === 'remove-since' || namedIn(command).some((one) => this.stateOf(one) === null)
  }

  async #carryOut(
    { command, id }: { readonly id: string; readonly command: ClassCommand },
    account: string,
    question: Question | null,
  ): Promise<Commanded | NotNow | typeof AGAIN> {
    const { clock, scenario } = this.#surroundings
    // whom everybody talks to comes of all that have voted, at whichever server
    const read = command.type === 'close-ballot' ? await this.#votes.read() : null
    if (read) return read
    const answer = decide(this.classroom, command, {
      id,
      by: account,
      now: clock(),
      people: this.#tables.people.persons,
      over: this.#rounds.over,
      scenario,
      question,
      votes: this.#votes.current,
      draw: drawSeed,
    })
    if (answer.kind === 'refusal') return { ok: false, refusal: answer.refusal }
    if (answer.kind === 'repeated') return { ok: true, version: answer.version }
    if (answer.events.some(({ type }) => type === 'code-renewed')) {
      const changed = await this.#tables.changeDoors()
      if (changed) return changed
    }
    const stored = await this.#store(answer)
    return stored === null ? { ok: true, version: answer.classroom.version } : stored
  }

  /** Made beforehand: it may be read from hundreds of logs, and nobody waits behind that. */
  #questionFor(command: ClassCommand): Promise<Question | NotNow | null> | null {
    const { questions } = this.#surroundings
    return command.type === 'open-poll' ? questions.question(this.id, this.classroom, command.move) : null
  }

  /**
   * Takes a student's vote, while its ballot is open by the log as it is when the vote is stored; one that they have cast in
   * it before becomes this one. It waits for nobody but the storage: a class votes at once.
   */
  async vote(participant: string, given: GivenVote): Promise<Voted | NotNow> {
    for (let attempts = 0; attempts < ATTEMPTS; attempts++) {
      if (this.#closed) return { notNow: 'stopping' }
      const { poll, version } = this.classroom
      const isOpen = poll?.poll === given.poll && openBallot(poll) === given.ballot
      // who hears of a ballot from another server may be ahead of this one
      if (!isOpen && attempts > 0) return { ok: false, why: 'no-ballot' }
      if (isOpen) {
        if (given.choice >= poll.question.choices.length) return { ok: false, why: 'no-choice' }
        const stored = await this.#votes.cast(participant, given, version)
        if (isNotNow(stored)) return stored
        if (stored) return { ok: true }
      }
      this.#catchingUp ??= this.#queue
        .add(() => this.#catchUp())
        .finally(() => {
          this.#catchingUp = null
        })
      const caught = await this.#catchingUp
      if (caught) return caught
    }
    return { notNow: 'contested' }
  }

  /** Whom a student talks to just now; null: nobody. */
  talkPartner(participant: string): string | null {
    return talkPartner(this.class, participant)
  }

  /** The log is known to have this version. */
  hearOf(version: number): void {
    if (!this.#closed && this.#stored.hearOf(version)) this.#work('catch-up', () => this.#catchUp())
  }

  /** A session is live on this server from now on, perhaps one of this class. */
  sessionLoaded(host: SessionHost): void {
    this.#rounds.loaded(host)
  }

  /** Whether a session is one of its rounds', made already or in a moment; of those that are over none. */
  has(session: string): boolean {
    return this.#rounds.has(session)
  }

  /**
   * Waits until a session that is being brought in line is: a phone is told of its seat when the class has given it.
   * @returns whether it is one of this class's: it may have been brought in line since somebody asked whose a seat is
   */
  broughtInLine(session: string): Promise<boolean> {
    return this.#rounds.broughtInLine(session)
  }

  /** Whether the class gives the seat to whoever has this token, be it theirs by the session already or in a moment. */
  gives(session: string, tokenHash: string): boolean {
    return this.#rounds.gives(session, tokenHash)
  }

  /** Waits for what is under way; nothing happens here any more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#alarm.clear()
    clearInterval(this.#watch ?? undefined)
    this.#unsubscribe()
    this.#audience.close()
    this.#votes.close()
    this.#tables.close()
    this.#rounds.close()
    await this.#queue.settled()
  }

  async #decided<Result>(attempt: () => Promise<Result | NotNow | typeof AGAIN>): Promise<Result | NotNow> {
    for (let attempts = 0; attempts < ATTEMPTS; attempts++) {
      if (this.#stored.gone) return { notNow: 'gone' }
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
    if (!stored.ok) return (await this.#catchUp()) ?? AGAIN
    this.#surroundings.bus.publish(this.id, { type: 'appended', version: this.classroom.version })
    // what is stored has happened: what follows from it, whoever loads the class can do as well
    const followed = await this.#follow(happening.events)
    if (followed?.notNow === 'storage-lost') this.#surroundings.report(followed.cause, 'class')
    return null
  }

  async #catchUp(): Promise<NotNow | null> {
    const missed = await this.#stored.catchUp()
    if (!isNotNow(missed)) return missed.length === 0 ? null : this.#follow(missed)
    if (missed.notNow === 'gone') this.#audience.tellGone()
    return missed
  }

  /** Does what follows from events beside the log, and tells of them, whoever stored them. */
  async #follow(events: readonly ClassEvent[]): Promise<NotNow | null> {
    const { classes, clock, ticks } = this.#surroundings
    const removed = events.flatMap((event) => (event.type === 'student-removed' ? [event.participant] : []))
    const followed = removed.length > 0 ? await this.#tables.shutOut(removed) : null
    if (followed) this.#settleLater()
    if (events.some(({ type }) => type === 'round-started' || type === 'round-resumed')) this.#playingSince = ticks()
    if (this.#stored.leads && events.some(({ type }) => type === 'round-started'))
      classes.used(this.id, clock()).catch((error: unknown) => this.#surroundings.report(error, 'class'))
    this.#rounds.follow()
    const pairs = new Set(events.flatMap((event) => (event.type === 'seat-changed' ? [event.pair] : [])))
    const all = events.some(({ type }) => type === 'round-closed')
    this.#rounds.look(pairs, { all })
    if (events.some(({ type }) => type === 'code-renewed')) void this.#tables.read()
    // a vote that came just before may not have been heard of: whoever is told the result is told the whole of it
    if (events.some(({ type }) => type === 'ballot-closed' || type === 'poll-revealed')) {
      const read = await this.#votes.read()
      if (read) this.#votes.hear()
    }
    this.#audience.tell({ class: true, people: removed })
    return followed
  }

  /** Brings all in line with the log that a server which stopped may have left undone. */
  async #settle(): Promise<NotNow | null> {
    const { removed } = this.classroom
    const undone = [...removed].filter((one) => this.#tables.people.stored(one)?.state === 'in')
    const shut = undone.length > 0 ? await this.#tables.shutOut(undone) : null
    const notNow = shut ?? (await this.#rounds.settle())
    if (notNow) this.#settleLater()
    return notNow
  }

  #settleLater(): void {
    setTimeout(() => this.#closed || this.#work('class', () => this.#settle()), RETRY).unref()
  }

  #sittingOf(participant: string): Sitting | null {
    const stored = this.#tables.people.stored(participant)
    return stored && { participant, name: pseudonym(stored.nth).en, tokenHash: stored.tokenHash }
  }

  /**
   * Other phones have these students' places. The phones of before are told first, and why: whoever else sits there by a
   * token of before is looked at again, and knows no more than that it is wrong.
   */
  #placesTaken(participants: readonly string[]): void {
    if (participants.length === 0) return
    this.#audience.tellNow()
    for (const participant of participants) {
      const seat = CLASS_EYES.participant(this.class, participant)?.seat
      if (seat) this.#surroundings.registry.at(seat.session)?.doubt(seat.role)
    }
  }

  #peopleChanged(people: readonly string[]): void {
    this.#audience.tell({ class: false, people })
    // who has come sits down at once where the phone is; the other servers look after a moment
    if (!this.#closed && people.some((one) => this.#tables.people.isHere(one))) this.#alarm.ringWithin(0)
    else this.#arm()
  }

  #hear(note: Note | BusNote): void {
    const { bus } = this.#surroundings
    switch (note.type) {
      case 'appended':
        this.hearOf(note.version)
        break
      case 'table-changed':
        void this.#tables.read()
        break
      case 'phones':
        if (note.server === bus.server) break
        if (!this.#audience.hear(note)) void this.#tables.read()
        this.#arm()
        break
      case 'pairs-over':
        this.#rounds.hearOver(note.round, note.pairs)
        break
      case 'voted':
        this.#votes.hear(note.poll)
        break
      case 'presence-wanted':
        this.#audience.say()
        break
      case 'server-gone':
        this.#audience.lose(note.server)
        this.#arm()
        break
      case 'hearing':
        this.#heardAt = this.#surroundings.ticks() + HEARD_WITHIN
        this.#audience.say({ asks: true })
        void this.#look()
    }
  }

  /** Says who is here, and asks the log whether there is more: a note may have been lost. */
  async #look(): Promise<void> {
    this.#audience.say()
    const newest = await unlessLost(this.#surroundings.classLog.newest([this.id]))
    if (isNotNow(newest)) return
    // a note may have been lost
    if (this.classroom.poll && openBallot(this.classroom.poll) !== null) this.#votes.hear()
    if (newest.has(this.id)) this.hearOf(newest.get(this.id)?.version ?? 0)
    else this.#audience.tellGone()
  }

  /** Who has just loaded the class does not know yet whose phones are connected elsewhere. */
  async #haveHeard(): Promise<void> {
    const unheard = this.#heardAt - this.#surroundings.ticks()
    if (unheard > 0) await new Promise((resolve) => setTimeout(resolve, unheard))
  }

  /** What time has brought about, and when it will next. */
  #brought(): { readonly bodies: readonly ClassEventBody[]; readonly next: number | null } {
    // without the others' word nobody is known to have gone
    const deaf = this.#surroundings.bus.state === 'lost'
    return whatTimeBrings(this.classroom, {
      people: this.#tables.people,
      over: this.#rounds.over,
      untaughtSince: deaf ? null : this.#audience.teachers.awaySince,
      playingSince: this.#playingSince,
      vacantAfter: deaf ? Number.POSITIVE_INFINITY : this.#surroundings.vacantAfter,
      ticks: this.#surroundings.ticks(),
      draw: drawSeed,
    })
  }

  /** Has happen what time has brought about. */
  #tend(): Promise<NotNow | null> {
    return this.#decided(async () => {
      const { bodies } = this.#brought()
      if (bodies.length === 0) return null
      return this.#store(happen(this.classroom, bodies, this.#surroundings.clock(), null))
    })
  }

  #arm(): void {
    if (this.#closed) return
    if (this.#stored.behind && !this.#stored.gone) this.#alarm.ringWithin(RETRY)
    const { bodies, next } = this.#brought()
    const patience = this.#stored.leads || this.#surroundings.bus.state === 'alone' ? 0 : YIELD
    if (bodies.length > 0) this.#alarm.ringWithin(patience)
    else if (next !== null) this.#alarm.ringWithin(Math.max(0, next - this.#surroundings.ticks()) + patience)
    else if (!this.#stored.behind) this.#alarm.clear()
    this.#keeper.settled(this)
  }

  #wake(): void {
    // what is under way arms it when it is done
    if (this.#queue.length > 0) return
    if (this.#stored.behind || this.#brought().bodies.length > 0) this.#work('tend', () => this.#tend())
    else this.#arm()
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

/** Of a session's numbers and chances. */
const drawSeed = (): number => randomInt(2 ** 31)
