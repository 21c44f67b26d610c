import type { RuleId } from '@woshou/protocol'
import { drained } from '@woshou/session'
import { Axis, type By, compare, type InColumn, type SessionOfRound } from './axis.ts'
import { type Trend, type Tried, trendOf } from './learning.ts'
import type { SeatResult, SeatRule } from './results.ts'

/** What one student did in one session, as it is stored. */
export interface Played extends Omit<SeatResult, 'called'> {
  readonly class: string
  readonly session: string
  readonly round: number
  /** Milliseconds since 1970, UTC: when the session began. */
  readonly createdAt: number
  readonly participant: string
  readonly rules: readonly Pick<SeatRule, 'rule' | 'times' | 'firstVersion'>[]
}

type Column = InColumn & {
  /** When its first session began, milliseconds since 1970, UTC. */
  readonly at: number
  /** Who played in it. */
  readonly students: number
  /** Its sessions that are not over yet. */
  readonly running: number
}

/** First tries at which something was at stake. */
type Share = InColumn & {
  readonly tries: number
  readonly right: number
  /** 0 to 1; null without any. */
  readonly share: number | null
}

interface Learning extends Trend {
  readonly rounds: readonly Share[]
}

/** One row of the board. */
interface BoardRow {
  readonly rule: RuleId
  /** How many broke it at all. */
  readonly students: number
  readonly times: number
  readonly rounds: readonly (InColumn & { readonly students: number; readonly times: number })[]
  /** Where it can be looked at: the first time of each student in each session, in order of time. */
  readonly moves: readonly {
    readonly participant: string
    readonly session: string
    readonly version: number
    readonly role: SeatResult['role']
    readonly round: number
    readonly class: string
    readonly times: number
  }[]
  /** Null where columns do not follow each other in time. */
  readonly learning: Learning | null
}

interface Tally {
  readonly tries: number
  /** The share of tries that were right at once, 0 to 1; null without any. */
  readonly firstTry: number | null
  readonly wrong: number
}

export interface ReportRow extends Tally {
  readonly participant: string
  readonly sessions: number
  /** How many of them did not reach their goal. */
  readonly unfinished: number
  readonly hints: number
  readonly revealed: number
  /** ms of play time. */
  readonly time: number
  /** Those that they broke, the most often broken first. */
  readonly rules: readonly {
    readonly rule: RuleId
    readonly times: number
    readonly rounds: readonly (InColumn & { readonly times: number })[]
  }[]
  /** Of each of those the first tries at which it was at stake, or broken. */
  readonly learning: readonly { readonly rule: RuleId; readonly rounds: readonly Share[] }[]
  readonly rounds: readonly (InColumn & Tally)[]
}

export interface Report {
  readonly columns: readonly Column[]
  /** By how many students broke it. */
  readonly rules: readonly BoardRow[]
  /** Of all first tries. */
  readonly learning: Learning | null
  readonly participants: readonly ReportRow[]
}

/** What a class did not understand, and who: from stored results and the sessions of its rounds, in any order. */
export const reportOf = (played: readonly Played[], sessions: readonly SessionOfRound[], by: By): Report =>
  drained(reporting(played, sessions, by))

/** The same, row by row: of a lecture hall's term at once would keep everybody of a server waiting. */
export function* reporting(
  played: readonly Played[],
  sessions: readonly SessionOfRound[],
  by: By,
): Generator<void, Report, void> {
  const axis = new Axis(sessions, by)
  const inOrder = played
    .map((one) => ({ one, column: axis.of(one) }))
    .sort((a, b) => a.column - b.column || inTime(a.one, b.one))
  const rules = new Map<RuleId, RuleCount>()
  const students = new Map<string, StudentCount>()
  /** Those that anybody has kept where they were at stake. */
  const kept = new Set<RuleId>()
  const columns = axis.keys.map(() => new ColumnCount())
  for (const { column, one } of inOrder) {
    yield
    const student = got(students, one.participant, () => new StudentCount())
    student.take(one, column)
    columns[column]?.take(one)
    for (const { right, rule } of one.stakes) if (right > 0) kept.add(rule)
    for (const broken of one.rules) got(rules, broken.rule, () => new RuleCount()).break(one, broken, column)
  }
  const isTime = by !== 'class'
  const board: BoardRow[] = []
  for (const [rule, count] of rules) {
    yield
    board.push({
      rule,
      students: count.students.size,
      times: count.times,
      rounds: axis.where((column) => {
        const cell = count.cells.get(column)
        return cell ? { students: cell.students.size, times: cell.times } : null
      }),
      moves: count.moves,
      learning: isTime ? learningOf(axis, triedBy(rule, count, students, kept.has(rule))) : null,
    })
  }
  const participants: ReportRow[] = []
  for (const [participant, count] of students) {
    yield
    participants.push(rowOf(participant, count, axis))
  }
  const shares = new Map(columns.map((tally, column) => [column, tally.share]))
  return {
    columns: axis.where((column) => ({
      at: axis.at(column),
      students: columns[column]?.students.size ?? 0,
      running: axis.running(column),
    })),
    rules: board.sort((a, b) => b.students - a.students || b.times - a.times || compare(a.rule, b.rule)),
    learning: isTime ? learningOf(axis, shares) : null,
    participants: participants.sort((a, b) => compare(a.participant, b.participant)),
  }
}

const inTime = (a: Played, b: Played): number =>
  a.createdAt - b.createdAt ||
  a.round - b.round ||
  compare(a.session, b.session) ||
  compare(a.role, b.role) ||
  a.student - b.student

function got<Key, Value>(from: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = from.get(key) ?? make()
  from.set(key, value)
  return value
}

/** Tries and how many of them were right, as they add up. */
class ShareCount {
  tries = 0
  right = 0

  get share() {
    return { tries: this.tries, right: this.right, share: this.tries === 0 ? null : this.right / this.tries }
  }

  add({ right, tries }: { readonly tries: number; readonly right: number }): void {
    this.tries += tries
    this.right += right
  }
}

class TallyCount {
  #tries = 0
  #firstTries = 0
  #wrong = 0

  get tally(): Tally {
    const firstTry = this.#tries === 0 ? null : this.#firstTries / this.#tries
    return { tries: this.#tries, firstTry, wrong: this.#wrong }
  }

  get share(): ShareCount {
    const share = new ShareCount()
    share.add({ tries: this.#tries, right: this.#firstTries })
    return share
  }

  take({ firstTries, tries, wrong }: Played): void {
    this.#tries += tries
    this.#firstTries += firstTries
    this.#wrong += wrong
  }
}

class ColumnCount extends TallyCount {
  /** Who played in it. */
  readonly students = new Set<string>()

  override take(one: Played): void {
    super.take(one)
    this.students.add(one.participant)
  }
}

class RuleCount {
  times = 0
  readonly students = new Set<string>()
  readonly cells = new Map<number, { readonly students: Set<string>; times: number }>()
  readonly moves: BoardRow['moves'][number][] = []

  break(one: Played, { firstVersion, times }: Played['rules'][number], column: number): void {
    const { participant, role, round, session } = one
    this.times += times
    this.students.add(participant)
    const cell = got(this.cells, column, () => ({ students: new Set<string>(), times: 0 }))
    cell.students.add(participant)
    cell.times += times
    const first = { participant, session, version: firstVersion, role, round, class: one.class, times }
    this.moves.push(first)
  }
}

class StudentCount {
  readonly all = new TallyCount()
  readonly columns = new Map<number, TallyCount>()
  readonly rules = new Map<
    RuleId,
    { times: number; readonly cells: Map<number, { times: number; share: ShareCount }> }
  >()
  readonly #sessions = new Set<string>()
  readonly #finished = new Set<string>()
  hints = 0
  revealed = 0
  time = 0

  get sessions(): number {
    return this.#sessions.size
  }

  get unfinished(): number {
    return this.#sessions.size - this.#finished.size
  }

  take(one: Played, column: number): void {
    this.#sessions.add(one.session)
    if (one.ended === 'goal-reached') this.#finished.add(one.session)
    this.all.take(one)
    got(this.columns, column, () => new TallyCount()).take(one)
    this.hints += one.hints
    this.revealed += one.revealed
    this.time += one.duration
    for (const { rule, ...stake } of one.stakes) this.#cell(rule, column).share.add(stake)
    for (const { rule, times } of one.rules) {
      this.#cell(rule, column).times += times
      this.#rule(rule).times += times
    }
  }

  #rule(rule: RuleId) {
    return got(this.rules, rule, () => ({ times: 0, cells: new Map() }))
  }

  #cell(rule: RuleId, column: number) {
    return got(this.#rule(rule).cells, column, () => ({ times: 0, share: new ShareCount() }))
  }
}

/**
 * The first tries, by column, of those who ever broke a rule, at which it was at stake. Of the others' nothing is to be learnt, and
 * how many of a few students sat at which end, where it is at stake more often, would look like learning.
 * @param isKept whether anybody ever kept it where it was at stake; otherwise no common slip leads to it, nothing says when it
 * was, and all first tries count
 */
function triedBy(
  rule: RuleId,
  { students }: RuleCount,
  all: ReadonlyMap<string, StudentCount>,
  isKept: boolean,
): ReadonlyMap<number, ShareCount> {
  const shares = new Map<number, ShareCount>()
  const add = (column: number, share: { readonly tries: number; readonly right: number }) => {
    if (share.tries > 0) got(shares, column, () => new ShareCount()).add(share)
  }
  for (const student of students) {
    const one = all.get(student)
    const cells = one?.rules.get(rule)?.cells
    if (isKept) for (const [column, { share }] of cells ?? []) add(column, share)
    else
      for (const [column, tally] of one?.columns ?? []) {
        const { tries } = tally.share
        const wrong = cells?.get(column)?.share.tries ?? 0
        add(column, { tries, right: tries - wrong })
      }
  }
  return shares
}

function learningOf(axis: Axis, shares: ReadonlyMap<number, ShareCount>): Learning {
  const tried = axis.keys.flatMap((_key, column): readonly Tried[] => {
    const share = shares.get(column)
    return share ? [{ column, tries: share.tries, wrong: share.tries - share.right }] : []
  })
  return { rounds: axis.where((column) => shares.get(column)?.share ?? null), ...trendOf(tried) }
}

function rowOf(participant: string, count: StudentCount, axis: Axis): ReportRow {
  const own = [...count.rules]
    .filter(([, { times }]) => times > 0)
    .sort(([a, one], [b, other]) => other.times - one.times || compare(a, b))
  return {
    participant,
    sessions: count.sessions,
    unfinished: count.unfinished,
    ...count.all.tally,
    hints: count.hints,
    revealed: count.revealed,
    time: count.time,
    rules: own.map(([rule, { cells, times }]) => {
      const brokenIn = (column: number) => cells.get(column)?.times ?? 0
      return {
        rule,
        times,
        rounds: axis.where((column) => (brokenIn(column) > 0 ? { times: brokenIn(column) } : null)),
      }
    }),
    learning: own.map(([rule, { cells }]) => {
      const triedIn = (column: number) => cells.get(column)?.share ?? null
      return {
        rule,
        rounds: axis.where((column) => ((triedIn(column)?.tries ?? 0) > 0 ? triedIn(column)?.share : null) ?? null),
      }
    }),
    rounds: axis.where((column) => count.columns.get(column)?.tally ?? null),
  }
}
