import type { Classroom, Round } from '@woshou/classroom'
import { isNotNow, type NotNow, unlessLost } from '../not-now.ts'
import type { SessionHost } from '../session-host.ts'
import type { ClassSurroundings } from './class-surroundings.ts'
import { type RoundOfClass, RoundSessions } from './round-sessions.ts'

/** What the sessions of all rounds follow. */
interface RoundsOfClass extends Omit<RoundOfClass, 'round'> {
  /** As its log has it now. */
  readonly classroom: () => Classroom
}

/** The rounds of a class whose sessions this server brings in line: the newest one, and those before until they are over. */
export class ClassRounds {
  readonly #of: RoundsOfClass
  readonly #surroundings: ClassSurroundings
  /** Of each round that is not brought to its end here, the newest last. */
  #rounds: RoundSessions[] = []
  #closed = false

  constructor(of: RoundsOfClass, surroundings: ClassSurroundings) {
    this.#of = of
    this.#surroundings = surroundings
  }

  /** Pairs of the newest round whose session is over. */
  get over(): ReadonlySet<number> {
    return this.#rounds.at(-1)?.over ?? NONE
  }

  /** Something is being done, or will be tried again. */
  get busy(): boolean {
    return this.#rounds.some(({ busy }) => busy)
  }

  /** Whether a session of the newest round is known to exist: until then nobody is told to take a seat in it. */
  isMade(session: string): boolean {
    return this.#rounds.at(-1)?.isMade(session) ?? false
  }

  /** Resolves when what was asked of the newest round is done, or could not be for now. */
  async settled(): Promise<void> {
    await this.#rounds.at(-1)?.settled()
  }

  /** Whether a session is one of these, made already or in a moment. */
  has(session: string): boolean {
    return this.#roundOf(session) !== undefined
  }

  /** Waits until a session that is being brought in line is. @returns whether it is one of these */
  async broughtInLine(session: string): Promise<boolean> {
    const round = this.#roundOf(session)
    await round?.settled()
    return round !== undefined
  }

  /** Whether the class's log has whoever has this token sit in a session that goes on. */
  gives(session: string, tokenHash: string): boolean {
    return this.#roundOf(session)?.gives(session, tokenHash) ?? false
  }

  /** The newest round's sessions are followed from its start. */
  follow(): void {
    const newest = this.#of.classroom().rounds.at(-1)
    const known = this.#rounds.at(-1)
    if (!newest || known?.round === newest.round) return
    this.#rounds = [...this.#rounds, this.#sessionsOf(newest)]
    for (const host of this.#surroundings.registry.hosts()) this.loaded(host)
  }

  /** A session is live on this server from now on, perhaps one of these. */
  loaded(host: SessionHost): void {
    for (const round of this.#rounds) {
      const pair = round.pairOf(host.id)
      if (pair !== undefined) round.loaded(host, pair)
    }
  }

  /** Brings pairs in line, see `RoundSessions.look`. */
  look(pairs: ReadonlySet<number>, { all }: { readonly all: boolean }): void {
    for (const round of this.#rounds) void round.look(pairs, { all })
  }

  /** Others say that sessions of a round are over. */
  hearOver(number: number, pairs: readonly number[]): void {
    for (const round of this.#rounds) if (round.round === number) round.hearOver(pairs)
  }

  /**
   * Brings in line what a server that stopped may have left undone: the newest round, and those before of which sessions are
   * open still. They were to end with it.
   */
  async settle(): Promise<NotNow | null> {
    const { classes } = this.#surroundings
    const open = await unlessLost(classes.openRounds(this.#of.class))
    if (isNotNow(open)) return open
    const { rounds } = this.#of.classroom()
    for (const one of rounds.filter((each) => each === rounds.at(-1) || open.includes(each.round))) {
      const ended = await unlessLost(classes.endedSessions(this.#of.class, one.round))
      if (isNotNow(ended)) return ended
      if (this.#closed) return null
      const followed = this.#rounds.find(({ round }) => round === one.round)
      const round = followed ?? this.#sessionsOf(one)
      round.hearOver(ended.flatMap((id) => round.pairOf(id) ?? []))
      void round.look([], { all: true })
      if (!followed) this.#rounds = [round, ...this.#rounds]
    }
    return null
  }

  close(): void {
    this.#closed = true
    for (const round of this.#rounds) round.close()
  }

  #roundOf(session: string): RoundSessions | undefined {
    return this.#rounds.find((one) => one.pairOf(session) !== undefined)
  }

  #sessionsOf(followed: Round): RoundSessions {
    const { classroom } = this.#of
    return new RoundSessions(
      {
        ...this.#of,
        round: () => classroom().rounds.find(({ round }) => round === followed.round) ?? followed,
        changed: () => this.#changed(),
      },
      this.#surroundings,
    )
  }

  #changed(): void {
    for (const round of this.#rounds.slice(0, -1)) if (!round.busy) round.close()
    this.#rounds = this.#rounds.filter((round, index) => round.busy || index === this.#rounds.length - 1)
    this.#of.changed()
  }
}

const NONE: ReadonlySet<number> = new Set()
