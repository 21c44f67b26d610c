import type { RuleId } from '@woshou/protocol'
import type { SeatResult, SeatRule } from './results.ts'

/** What one student did in one session, as it is stored. */
export interface Played {
  readonly participant: string
  readonly session: string
  readonly round: number
  readonly result: SeatResult
  readonly rules: readonly SeatRule[]
}

/** One row of the board. */
export interface BoardRow {
  readonly rule: RuleId
  /** How many broke it at all. */
  readonly students: number
  readonly times: number
  readonly rounds: readonly { readonly round: number; readonly students: number; readonly times: number }[]
  /** Where it can be looked at: the first time of each student, in order of rounds. */
  readonly moves: readonly { readonly participant: string; readonly session: string; readonly version: number }[]
}

export interface ReportRow {
  readonly participant: string
  readonly sessions: number
  /** How many of them were cut off. */
  readonly unfinished: number
  /** The share of tries that were right at once, 0 to 1; null without any. */
  readonly firstTry: number | null
  readonly tries: number
  readonly hints: number
  readonly revealed: number
  /** ms of play time. */
  readonly time: number
  readonly rules: readonly { readonly rule: RuleId; readonly times: number }[]
}

export interface Report {
  /** By how many students broke it. */
  readonly rules: readonly BoardRow[]
  readonly participants: readonly ReportRow[]
}

/** What a class did not understand, and who: from stored results, in any order. */
export function reportOf(played: readonly Played[]): Report {
  const inOrder = [...played].sort(
    (a, b) => a.round - b.round || compare(a.session, b.session) || compare(a.participant, b.participant),
  )
  const broken = inOrder.flatMap(({ participant, round, rules, session }) =>
    rules.map((rule) => ({ ...rule, participant, round, session })),
  )
  const rules = [...Map.groupBy(broken, ({ rule }) => rule)].map(([rule, all]): BoardRow => {
    const byRound = [...Map.groupBy(all, ({ round }) => round)]
    return {
      rule,
      ...counted(all),
      rounds: byRound.map(([round, some]) => ({ round, ...counted(some) })),
      moves: all.map(({ firstVersion, participant, session }) => ({ participant, session, version: firstVersion })),
    }
  })
  const participants = [...Map.groupBy(inOrder, ({ participant }) => participant)].map(([participant, own]) =>
    rowOf(participant, own),
  )
  return {
    rules: rules.sort((a, b) => b.students - a.students || b.times - a.times || compare(a.rule, b.rule)),
    participants: participants.sort((a, b) => compare(a.participant, b.participant)),
  }
}

/** By code units: the same on every machine, whatever its language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const counted = (all: readonly { readonly participant: string; readonly times: number }[]) => ({
  students: new Set(all.map(({ participant }) => participant)).size,
  times: sum(all.map(({ times }) => times)),
})

function rowOf(participant: string, own: readonly Played[]): ReportRow {
  const of = (count: (result: SeatResult) => number) => sum(own.map(({ result }) => count(result)))
  const tries = of((result) => result.tries)
  const rules = Map.groupBy(
    own.flatMap((one) => one.rules),
    ({ rule }) => rule,
  )
  return {
    participant,
    sessions: own.length,
    unfinished: own.filter(({ result }) => result.ended !== 'goal-reached').length,
    firstTry: tries === 0 ? null : of((result) => result.firstTries) / tries,
    tries,
    hints: of((result) => result.hints),
    revealed: of((result) => result.revealed),
    time: of((result) => result.duration),
    rules: [...rules]
      .map(([rule, all]) => ({ rule, times: sum(all.map(({ times }) => times)) }))
      .sort((a, b) => b.times - a.times || compare(a.rule, b.rule)),
  }
}
