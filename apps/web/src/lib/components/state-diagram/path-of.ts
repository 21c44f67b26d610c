import type { State } from '@woshou/protocol'
import type { Arrow, Place } from './figure.ts'

/** Where on the figure a path of states stands now: CLOSED after a connection is its end. */
export const placeOf = (state: State, visited: readonly State[]): Place =>
  state === 'CLOSED' && visited.some((past) => past !== 'CLOSED' && past !== 'LISTEN' && past !== 'SYN-SENT')
    ? 'END'
    : state

/** The arrows that a path has taken, by their keys. */
export function travelled(visited: readonly State[], figure: readonly Arrow[]): ReadonlySet<string> {
  const taken = new Set<string>()
  for (let index = 1; index < visited.length; index++) {
    const from = visited[index - 1]
    const to = visited[index]
    if (from === undefined || to === undefined) continue
    const places = to === 'CLOSED' ? [placeOf(to, visited.slice(0, index)), 'CLOSED', 'END'] : [to]
    const arrow = places
      .map((place) => figure.find((candidate) => candidate.from === from && candidate.to === place))
      .find((found) => found !== undefined)
    if (arrow) taken.add(arrow.key)
  }
  return taken
}
