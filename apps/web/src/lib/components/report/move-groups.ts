import type { ReportMove } from '@woshou/classroom/api'

/** A move that can be looked at. */
interface MoveLink {
  readonly key: string
  /** Whose it was. */
  readonly name: string
  readonly times: number
  readonly href: string
}

/** The moves of one round. */
export interface MoveGroup {
  readonly key: string
  readonly title: string
  readonly moves: readonly MoveLink[]
}

/**
 * Moves by the rounds in which they were made, in the order in which they are told.
 * @param roundOf what a move's round is called
 * @param rule which they broke
 */
export function moveGroups(
  moves: readonly ReportMove[],
  nameOf: (move: ReportMove) => string,
  roundOf: (move: ReportMove) => string,
  rule: string,
): readonly MoveGroup[] {
  const groups = new Map<string, { readonly key: string; readonly title: string; readonly moves: MoveLink[] }>()
  for (const move of moves) {
    const { class: of, participant, role, round, session, times, version } = move
    const key = `${of}/${round}`
    const group = groups.get(key) ?? { key, title: roundOf(move), moves: [] }
    groups.set(key, group)
    group.moves.push({
      key: `${session}/${role}/${participant}`,
      name: nameOf(move),
      times,
      href: replayAt(session, version, { ...(of !== undefined && { class: of }), rule }),
    })
  }
  return [...groups.values()]
}

/**
 * Where a replay stands at a move. From there the next mistake of the same kind is found, in whichever session it is.
 * @param version the log's
 * @param among by what those sessions are found, as the list of sessions is filtered
 */
export const replayAt = (session: string, version: number, among: Readonly<Record<string, string>>): string =>
  `/replay/${session}?${new URLSearchParams({ n: `${version}`, in: `${new URLSearchParams(among)}` })}`
