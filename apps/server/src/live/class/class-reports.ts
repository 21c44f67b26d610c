import { type By, pseudonym, type Report, type ReportRow, reporting } from '@woshou/classroom'
import type { AllReport, ClassReport, OwnReport, ReportColumn, StudentRow } from '@woshou/classroom/api'
import type { Classes, StoredClass, StoredParticipant } from '../../storage/classes.ts'
import type { PlayedSession, Results } from '../../storage/results.ts'
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
  readonly #stored: Pick<Results, 'played' | 'sessions'>
  readonly #classes: Pick<Classes, 'find' | 'ofAccount' | 'participants'>

  constructor(
    results: ClassResults,
    stored: Pick<Results, 'played' | 'sessions'>,
    classes: Pick<Classes, 'find' | 'ofAccount' | 'participants'>,
  ) {
    this.#results = results
    this.#stored = stored
    this.#classes = classes
  }

  /** A class's report; null when there is no such class. Throws when the storage fails. */
  async of(id: string, by: Exclude<By, 'class'>, { names }: Naming): Promise<ClassReport | null> {
    const found = await this.#classes.find(id)
    if (!found) return null
    const participants = await this.#classes.participants(id)
    const { played, sessions } = await this.#results.of([id])
    const report = await inSlices(reporting(played, sessions, by))
    const rows = new Map(report.participants.map((row) => [row.participant, row]))
    const shown = participants.filter((one) => one.state === 'in' || rows.has(one.id))
    return {
      class: id,
      name: found.name,
      by,
      columns: columnsOf(report, sessions, []),
      ...boardOf(report),
      participants: shown.map((one) => studentOf(one, rows.get(one.id), names)),
      polls: [],
    }
  }

  /** The same rules over all classes in which an account has a right. */
  async ofAll(account: string, by: Exclude<By, 'round'>): Promise<AllReport> {
    const classes = await this.#classes.ofAccount(account)
    const { played, sessions } = await this.#results.of(classes.map(({ id }) => id))
    const report = await inSlices(reporting(played, sessions, by))
    return { by, columns: columnsOf(report, sessions, classes), ...boardOf(report) }
  }

  /** What one student of a class is told, of the own alone: of sessions that are over. */
  async ofStudent(found: Pick<StoredClass, 'id' | 'name'>, student: StoredParticipant): Promise<OwnReport> {
    const { id, name } = found
    const [played, sessions] = await Promise.all([
      this.#stored.played([id], student.id),
      this.#stored.sessions([id], student.id),
    ])
    const report = await inSlices(reporting(played, sessions, 'round'))
    return {
      class: id,
      name,
      columns: columnsOf(report, sessions, []),
      student: studentOf(student, report.participants[0], true),
      rules: report.rules.map(({ moves, rule, times }) => ({ rule, times, moves: [...moves] })),
      comments: [],
    }
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
  names: boolean,
): StudentRow {
  const called = pseudonym(nth)
  const { learning, rounds, rules, ...counted } = row ?? { participant: id, ...NOTHING }
  return {
    // forgotten names have been replaced by pseudonyms
    name: names && name !== called.en ? name : null,
    pseudonym: called,
    state,
    points: null,
    ...counted,
    rules: rules.map((one) => ({ ...one, rounds: [...one.rounds] })),
    learning: learning.map((one) => ({ ...one, rounds: [...one.rounds] })),
    rounds: [...rounds],
  }
}
