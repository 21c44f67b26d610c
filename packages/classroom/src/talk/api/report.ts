import { RULE_IDS } from '@woshou/protocol'
import { RoleSchema, SessionIdSchema } from '@woshou/session'
import { WordsSchema } from '@woshou/session/api'
import * as v from 'valibot'
import { ClassIdSchema, NumberSchema, ParticipantIdSchema } from '../../facts/ids.ts'

/** By what a report's columns are: the rounds of one class, the weeks in which sessions began, or whole classes. */
export const REPORT_COLUMNS = ['round', 'week', 'class'] as const
export type ReportColumns = (typeof REPORT_COLUMNS)[number]

/** `GET /api/classes/:id/report?by=`; `GET /api/report?by=` likewise, over all classes of an account. */
export const ReportQuerySchema = v.object({ by: v.optional(v.picklist(['round', 'week']), 'round') })
export type ReportQuery = v.InferOutput<typeof ReportQuerySchema>
export const AllReportQuerySchema = v.object({ by: v.optional(v.picklist(['class', 'week']), 'class') })
export type AllReportQuery = v.InferOutput<typeof AllReportQuerySchema>
/** In which language the table's head is. */
export const ExportQuerySchema = v.object({ locale: v.optional(v.picklist(['en', 'zh-CN']), 'en') })
export type ExportQuery = v.InferOutput<typeof ExportQuerySchema>

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const share = v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1)))
/** A rule of a newer build too: its id is told as it is. */
const rule = v.union([v.picklist(RULE_IDS), v.string()])

/** Which column something is in: one of these, as the report's columns are. */
const column = {
  round: v.optional(NumberSchema),
  /** The Monday, ISO 8601: `2026-11-23`, UTC. */
  week: v.optional(v.string()),
  class: v.optional(ClassIdSchema),
}

const ColumnSchema = v.object({
  ...column,
  /** When its first session began, milliseconds since 1970, UTC. */
  at: v.number(),
  /** Of a round: its scenario's id and title. */
  scenario: v.optional(v.string()),
  title: v.optional(WordsSchema),
  /** Of a class. */
  name: v.optional(v.string()),
  /** Students who played in it, and how many of its sessions are not over yet. */
  students: count,
  running: count,
})
export type ReportColumn = v.InferOutput<typeof ColumnSchema>

/** Where a student broke a rule first in a session: `/s/SESSION?at=VERSION`. */
const ReportMoveSchema = v.object({
  participant: ParticipantIdSchema,
  session: SessionIdSchema,
  /** The log's version of the move. */
  version: count,
  role: RoleSchema,
  /** Where the report is of several. */
  class: v.optional(ClassIdSchema),
  round: NumberSchema,
  /** How often they broke it in that session. */
  times: count,
})
export type ReportMove = v.InferOutput<typeof ReportMoveSchema>

/**
 * How a rule is learnt, by those who ever broke it. Of theirs the first tries count at which it was at stake: where a common
 * slip would have broken it, or it was broken.
 */
const LearningSchema = v.object({
  rounds: v.array(v.object({ ...column, tries: count, right: count, share })),
  /**
   * By how much the share of wrong first tries falls from one column to the next: 0.3 is by three tenths of what it was; below
   * 0 it rises. Null where it can't be told: of fewer than two columns, or where hardly anything was wrong.
   */
  rate: v.nullable(v.number()),
  /** Whether that is more than chance makes of it. */
  trend: v.picklist(['improves', 'worsens', 'unclear']),
})
export type Learning = v.InferOutput<typeof LearningSchema>

/** One row of the board; the first is broken by the most students. */
const RuleRowSchema = v.object({
  rule,
  students: count,
  times: count,
  /** The columns in which anybody broke it. */
  rounds: v.array(v.object({ ...column, students: count, times: count })),
  /** Of each student and session one, in order of time. */
  moves: v.array(ReportMoveSchema),
  learning: v.nullable(LearningSchema),
})
export type RuleRow = v.InferOutput<typeof RuleRowSchema>

const tally = {
  tries: count,
  /** The share of tries that were right at once; null without any. */
  firstTry: share,
  wrong: count,
}

const StudentRowSchema = v.object({
  participant: ParticipantIdSchema,
  /** Null when the class has forgotten its names. */
  name: v.nullable(v.string()),
  pseudonym: WordsSchema,
  /** Removed students' moves count all the same. */
  state: v.picklist(['in', 'removed', 'barred']),
  sessions: count,
  /** How many of them did not reach their goal: cut off, left, or played still. */
  unfinished: count,
  ...tally,
  hints: count,
  /** Right values asked for. */
  revealed: count,
  /** Milliseconds of play time. */
  time: count,
  /** By the class's rubric; null while nobody has marked anything. */
  points: v.nullable(v.number()),
  /** Those that they broke, the most often broken first. */
  rules: v.array(v.object({ rule, times: count, rounds: v.array(v.object({ ...column, times: count })) })),
  /** Of each of those the first tries at which it was at stake, or broken, in order of time. */
  learning: v.array(v.object({ rule, rounds: v.array(v.object({ ...column, tries: count, right: count, share })) })),
  rounds: v.array(v.object({ ...column, ...tally })),
})
export type StudentRow = v.InferOutput<typeof StudentRowSchema>

/** What became of one poll. In pairs: of the first ballot, of the second. */
export const PollResultSchema = v.object({
  poll: NumberSchema,
  /** When it was opened, milliseconds since 1970, UTC. */
  at: v.number(),
  rule: v.nullable(rule),
  voted: v.tuple([count, count]),
  right: v.tuple([count, count]),
  /** Of those who voted in both. */
  changedToRight: count,
  changedFromRight: count,
})
export type PollResult = v.InferOutput<typeof PollResultSchema>

/** `GET /api/classes/:id/report`. */
export const ReportSchema = v.object({
  class: ClassIdSchema,
  name: v.string(),
  by: v.picklist(REPORT_COLUMNS),
  columns: v.array(ColumnSchema),
  rules: v.array(RuleRowSchema),
  /** All first tries together. */
  learning: v.nullable(LearningSchema),
  participants: v.array(StudentRowSchema),
  polls: v.array(PollResultSchema),
})
export type ClassReport = v.InferOutput<typeof ReportSchema>

/** `GET /api/report`: the same rules over all classes that an account has a right in; no students. */
export const AllReportSchema = v.object({
  by: v.picklist(REPORT_COLUMNS),
  columns: v.array(ColumnSchema),
  rules: v.array(RuleRowSchema),
  learning: v.nullable(LearningSchema),
})
export type AllReport = v.InferOutput<typeof AllReportSchema>

/** `GET /api/classes/:id/export.json`: what can be kept, and read back by this schema. */
export const ReportExportSchema = v.object({
  woshou: v.literal('report'),
  format: v.literal(1),
  /** Milliseconds since 1970, UTC. */
  exportedAt: v.number(),
  ...ReportSchema.entries,
})

/** `GET /api/classes/:id/report/mine`: a student's own, by their phone's token. */
export const OwnReportSchema = v.object({
  class: ClassIdSchema,
  /** The class's. */
  name: v.string(),
  columns: v.array(ColumnSchema),
  student: StudentRowSchema,
  /** The own rules, with where it was. */
  rules: v.array(v.object({ rule, times: count, moves: v.array(ReportMoveSchema) })),
  /** What teachers say of the own sessions' moves, and share. */
  comments: v.array(
    v.object({
      comment: v.string(),
      session: SessionIdSchema,
      version: count,
      round: v.nullable(NumberSchema),
      words: v.string(),
      /** Who wrote it; null when their account is gone. */
      by: v.nullable(v.string()),
      /** Milliseconds since 1970, UTC. */
      at: v.number(),
    }),
  ),
})
export type OwnReport = v.InferOutput<typeof OwnReportSchema>
