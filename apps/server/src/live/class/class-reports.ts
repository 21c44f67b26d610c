import {
  type By,
  pointsOf,
  pollResults,
  pseudonym,
  type Report,
  type ReportRow,
  rememberedName,
  reporting,
} from '@woshou/classroom'
import type { AllReport, ClassReport, OwnReport, PollResult, ReportColumn, StudentRow } from '@woshou/classroom/api'
import type { StoredClass, StoredParticipant } from '../../storage/classes.ts'
import { readWhole } from '../../storage/event-log.ts'
import type { StoredComment } from '../../storage/remarks.ts'
import type { PlayedSession } from '../../storage/results.ts'
import type { Storage } from '../../storage/storage.ts'
import { inSlices } from '../in-slices.ts'
import type { ClassResults } from './class-results.ts'

/** Whether students are called by their names, or by their pseudonyms alone. */
export interface Naming {
  readonly names: boolean
}

/** A student who has not played. */
const NOTHING: Omit<ReportRow, 'participant'> = {
  sessions: 0,
  unfinished: 0,
  tries: 0,
  firstTry: null,
  wrong: 0,
  hints: 0,
  revealed: 0,
  time: 0,
  rules: [],
  learning: [],
  rounds: [],
}

/** What classes did not understand, as it is told: to their teachers, to whoever has a link, and to each student of the own. */
export class ClassReports {
  readonly #results: ClassResults
  readonly #storage: Pick<Storage, 'ballots' | 'classes' | 'classLog' | 'remarks' | 'results'>

  constructor(
    results: ClassResults,
    storage: Pick<Storage, 'ballots' | 'classes' | 'classLog' | 'remarks' | 'results'>,
  ) {
    this.#results = results
    this.#storage = storage
  }

  /** A class's report; null when there is no such class. Throws when the storage fails. */
  async of(id: string, by: Exclude<By, 'class'>, { names }: Naming): Promise<ClassReport | null> {
    const found = await this.#storage.classes.find(id)
    if (!found) return null
    const participants = await this.#storage.classes.participants(id)
    const { played, sessions } = await this.#results.of([id])
    const report = await inSlices(reporting(played, sessions, by))
    const points = await this.#pointsIn(id)
    const rows = new Map(report.participants.map((row) => [row.participant, row]))
    const shown = participants.filter((one) => one.state === 'in' || rows.has(one.id))
    return {
      class: id,
      name: found.name,
      by,
      columns: columnsOf(report, sessions, []),
      ...withoutClass(boardOf(report)),
      participants: shown.map((one) => studentOf(one, rows.get(one.id), { names, points: points.get(one.id) ?? null })),
      polls: await this.#pollsOf(id),
    }
  }

  /** What was asked, and how many were right before and after they had talked. */
  async #pollsOf(id: string): Promise<PollResult[]> {
    const { ballots, classLog } = this.#storage
    return pollResults(await readWhole(classLog, id), await ballots.all(id)).map(({ right, voted, ...result }) => ({
      ...result,
      voted: [...voted],
      right: [...right],
    }))
  }

  /** The same rules over all classes in which an account has a right. */
  async ofAll(account: string, by: Exclude<By, 'round'>): Promise<AllReport> {
    const classes = await this.#storage.classes.ofAccount(account)
    const { played, sessions } = await this.#results.of(classes.map(({ id }) => id))
    const report = await inSlices(reporting(played, sessions, by))
    return { by, columns: columnsOf(report, sessions, classes), ...boardOf(report) }
  }

  /** What one student of a class is told, of the own alone: of sessions that are over. */
  async ofStudent(found: Pick<StoredClass, 'id' | 'name'>, student: StoredParticipant): Promise<OwnReport> {
    const { id, name } = found
    const [played, sessions] = await Promise.all([
      this.#storage.results.played([id], student.id),
      this.#storage.results.sessions([id], student.id),
    ])
    const report = await inSlices(reporting(played, sessions, 'round'))
    const comments = await this.#storage.remarks.sharedWith(student.id)
    const points = (await this.#pointsIn(id)).get(student.id) ?? null
    return {
      class: id,
      name,
      columns: columnsOf(report, sessions, []),
      student: studentOf(student, report.participants[0], { names: true, points }),
      rules: report.rules.map(({ moves, rule, times }) => ({
        rule,
        times,
        moves: moves.map(({ class: _class, ...move }) => move),
      })),
      comments: comments.map((comment) => commentOf(comment, sessions)),
    }
  }

  /** By the rubric as it is now: of those who were given anything. */
  async #pointsIn(id: string): Promise<ReadonlyMap<string, number>> {
    const { remarks } = this.#storage
    const marks = await remarks.marksOf(id)
    const points = new Map<string, number>()
    if (marks.length === 0) return points
    const rubric = await remarks.rubric(id)
    for (const { keys, participant } of marks)
      points.set(participant, (points.get(participant) ?? 0) + pointsOf(rubric, keys))
    return points
  }
}

/** What there is of a report that calls nobody by name. */
function boardOf({ learning, rules }: Report): Pick<ClassReport, 'learning' | 'rules'> {
  const plain = <Learned extends NonNullable<Report['learning']>>(one: Learned | null) =>
    one && { ...one, rounds: [...one.rounds] }
  return {
    rules: rules.map((row) => ({
      ...row,
      rounds: [...row.rounds],
      moves: [...row.moves],
      learning: plain(row.learning),
    })),
    learning: plain(learning),
  }
}

/** Which class it is of, its report says already: of two thousand moves that would be a tenth. */
const withoutClass = (board: Pick<ClassReport, 'learning' | 'rules'>): Pick<ClassReport, 'learning' | 'rules'> => ({
  ...board,
  rules: board.rules.map((row) => ({ ...row, moves: row.moves.map(({ class: _class, ...move }) => move) })),
})

/** Columns with what they are called. */
function columnsOf(
  { columns }: Report,
  sessions: readonly PlayedSession[],
  classes: readonly Pick<StoredClass, 'id' | 'name'>[],
): ReportColumn[] {
  const byRound = new Map(sessions.map(({ round, scenario, title }) => [round, { scenario, title }]))
  const byClass = new Map(classes.map(({ id, name }) => [id, { name }]))
  return columns.map((column) => ({
    ...column,
    ...('round' in column && byRound.get(column.round)),
    ...('class' in column && byClass.get(column.class)),
  }))
}

function studentOf(
  { id, name, nth, state }: StoredParticipant,
  row: ReportRow | undefined,
  { names, points }: Naming & { readonly points: number | null },
): StudentRow {
  const { learning, rounds, rules, ...counted } = row ?? { participant: id, ...NOTHING }
  return {
    name: names ? rememberedName({ name, nth }) : null,
    pseudonym: pseudonym(nth),
    state,
    points,
    ...counted,
    rules: rules.map((one) => ({ ...one, rounds: [...one.rounds] })),
    learning: learning.map((one) => ({ ...one, rounds: [...one.rounds] })),
    rounds: [...rounds],
  }
}

function commentOf(
  { at, by, id, session, version, words }: StoredComment,
  sessions: readonly PlayedSession[],
): OwnReport['comments'][number] {
  const round = sessions.find((one) => one.session === session)?.round ?? null
  return { comment: id, session, version, round, words, by: by?.name ?? null, at }
}
