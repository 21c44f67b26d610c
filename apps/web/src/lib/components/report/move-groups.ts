import type { ReportMove } from '@woshou/classroom/api'
import type { BoardColumn } from './board.ts'
import { keyOf } from './board-rows.ts'

/** A move that can be looked at. */
interface MoveLink {
  readonly key: string
  /** Whose it was. */
  readonly name: string
  readonly times: number
  readonly href: string
}

/** The moves of one column. */
export interface MoveGroup {
  readonly key: string
  readonly title: string
  readonly moves: readonly MoveLink[]
}

/** Moves by the columns in which they were made, in the order of both; columns without any are left out. */
export function moveGroups(
  moves: readonly ReportMove[],
  columns: readonly BoardColumn[],
  nameOf: (move: ReportMove) => string,
): readonly MoveGroup[] {
  const groups = new Map<string, MoveLink[]>()
  for (const move of moves) {
    const { participant, role, session, times, version } = move
    const link = {
      key: `${session}/${role}/${participant}`,
      name: nameOf(move),
      times,
      href: replayAt(session, version),
    }
    const group = groups.get(keyOf(move))
    if (group) group.push(link)
    else groups.set(keyOf(move), [link])
  }
  return columns.flatMap(({ key, long }) => {
    const some = groups.get(key)
    return some ? [{ key, title: long, moves: some }] : []
  })
}

/** Where a replay stands at a move. @param version the log's */
export const replayAt = (session: string, version: number): string => `/replay/${session}?n=${version}`
