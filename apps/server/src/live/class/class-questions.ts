import {
  type Classroom,
  commonest,
  momentOf,
  type Proposed,
  proposalsOf,
  type Question,
  questionOf,
  sessionIdOf,
  studentsWhoMade,
  type WrongMove,
  wrongMovesOf,
} from '@woshou/classroom'
import type { Proposal } from '@woshou/classroom/api'
import type { SessionEvent } from '@woshou/session'
import type { SessionLog } from '../../storage/session-log.ts'
import { nextSlice } from '../in-slices.ts'
import { isNotNow, type NotNow, unlessLost } from '../not-now.ts'

/** Sessions of a class that are looked at, the newest ones: a lecture hall's last two rounds, and all of a class of sixty. */
const MOST_SESSIONS = 1_000
/** Events of a session that are looked at, the first ones: more than any that is not played for hours. */
const MOST_EVENTS = 2_000
/** Sessions whose wrong moves are remembered: they are a few hundred bytes each. */
const MOST_KEPT = 4_000

/** Which of somebody's moves. */
export interface AskedMove {
  readonly session: string
  readonly version: number
}

/**
 * What classes can be asked of their own moves. It comes of the logs alone, those that are played now as well. A log is
 * folded once for as long as it is no longer than it was.
 */
export class ClassQuestions {
  readonly #log: Pick<SessionLog, 'newest' | 'read'>
  /** The one that was asked for longest ago stands first. */
  readonly #kept = new Map<string, { readonly version: number; readonly moves: readonly WrongMove[] }>()
  /** Asked for now, by class and its version: two teachers are answered together. */
  readonly #underWay = new Map<string, Promise<readonly WrongMove[] | NotNow>>()

  constructor(log: Pick<SessionLog, 'newest' | 'read'>) {
    this.#log = log
  }

  /** What a class got wrong, as it would be asked: what most got wrong first. */
  async proposals(id: string, classroom: Classroom): Promise<readonly Proposal[] | NotNow> {
    const moves = await this.#movesOf(id, classroom)
    if (isNotNow(moves)) return moves
    const proposals: Proposal[] = []
    for (const proposed of proposalsOf(moves)) {
      const proposal = await this.#proposal(proposed)
      if (isNotNow(proposal)) return proposal
      if (proposal) proposals.push(proposal)
    }
    return proposals
  }

  /** One move of a class, chosen by hand, as it would be asked; null when it is none of the class's, or asks nothing. */
  async proposal(id: string, classroom: Classroom, move: AskedMove): Promise<Proposal | NotNow | null> {
    if (!sessionsOf(id, classroom, Number.POSITIVE_INFINITY).includes(move.session)) return null
    const [moves, log] = await Promise.all([this.#movesOf(id, classroom), this.#read(move.session)])
    if (isNotNow(moves)) return moves
    if (isNotNow(log)) return log
    const moment = momentOf(log, move.version)
    const there = moves.filter((one) => one.moment === moment)
    const own = there.find(({ session, version }) => session === move.session && version === move.version)
    const question = questionOf(move.session, log, move.version, commonest(there, own ?? null))
    if (!question) return null
    const same = there.filter(({ rule }) => rule === own?.rule)
    return { ...question, move: { ...move }, students: studentsWhoMade(there), here: studentsWhoMade(same) }
  }

  /** What `open-poll` asks: the move that was chosen, or what most got wrong; null when there is nothing to ask. */
  async question(id: string, classroom: Classroom, move: AskedMove | undefined): Promise<Question | NotNow | null> {
    if (move) return asked(await this.proposal(id, classroom, move))
    const moves = await this.#movesOf(id, classroom)
    if (isNotNow(moves)) return moves
    for (const proposed of proposalsOf(moves)) {
      const proposal = await this.#proposal(proposed)
      if (proposal) return asked(proposal)
    }
    return null
  }

  async #proposal({ here, move, rule, students, tried }: Proposed): Promise<Proposal | NotNow | null> {
    const log = await this.#read(move.session)
    if (isNotNow(log)) return log
    const question = questionOf(move.session, log, move.version, tried)
    return question?.rule === rule ? { ...question, move, students, here } : null
  }

  #movesOf(id: string, classroom: Classroom): Promise<readonly WrongMove[] | NotNow> {
    const key = `${id} ${classroom.version}`
    const underWay = this.#underWay.get(key) ?? this.#gather(id, classroom).finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, underWay)
    return underWay
  }

  async #gather(id: string, classroom: Classroom): Promise<readonly WrongMove[] | NotNow> {
    const sessions = sessionsOf(id, classroom, MOST_SESSIONS)
    const newest = await unlessLost(this.#log.newest(sessions))
    if (isNotNow(newest)) return newest
    const moves: WrongMove[] = []
    for (const session of sessions) {
      const version = newest.get(session)?.version
      if (version === undefined) continue
      const own = await this.#wrongMoves(session, version)
      if (isNotNow(own)) return own
      moves.push(...own)
    }
    return moves
  }

  async #wrongMoves(session: string, version: number): Promise<readonly WrongMove[] | NotNow> {
    const kept = this.#kept.get(session)
    this.#kept.delete(session)
    if (kept?.version === version) {
      this.#kept.set(session, kept)
      return kept.moves
    }
    const log = await this.#read(session)
    if (isNotNow(log)) return log
    await nextSlice()
    const moves = wrongMovesOf(session, log)
    this.#kept.set(session, { version, moves })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return moves
  }

  #read(session: string): Promise<readonly SessionEvent[] | NotNow> {
    return unlessLost(this.#log.read(session, 0, MOST_EVENTS))
  }
}

/** A proposal is a question with what is known of it: only the question is put to the class, and stored. */
function asked(proposal: Proposal | NotNow | null): Question | NotNow | null {
  if (!proposal || isNotNow(proposal)) return proposal
  const { here: _here, move: _move, students: _students, ...question } = proposal
  return question
}

/** The sessions of a class, the newest round's first. */
function sessionsOf(id: string, { rounds }: Classroom, most: number): readonly string[] {
  const sessions: string[] = []
  for (const { pairs, round } of rounds.toReversed())
    for (const { pair } of pairs) {
      if (sessions.length >= most) return sessions
      sessions.push(sessionIdOf(id, round, pair))
    }
  return sessions
}
