/** A session of a round, whether anybody has done anything in it or not. */
export interface SessionOfRound {
  readonly class: string
  readonly round: number
  readonly createdAt: number
  readonly ended: boolean
}

/** By what the columns are. */
export type By = 'round' | 'week' | 'class'

/** Which column something is in. */
export type InColumn = { readonly round: number } | { readonly week: string } | { readonly class: string }

/** By code units: the same on every machine, whatever its language. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const DAY = 24 * 60 * 60 * 1_000

/** The Monday of a week, UTC: ISO 8601. @param at milliseconds since 1970, UTC */
function mondayOf(at: number): string {
  const day = Math.floor(at / DAY)
  // 1970 began on a Thursday
  return new Date((day - ((day + 3) % 7)) * DAY).toISOString().slice(0, 10)
}

/** A report's columns, in order of time. */
export class Axis {
  readonly #by: By
  readonly #places = new Map<number | string, number>()
  readonly keys: readonly (number | string)[]
  readonly #began = new Map<number | string, number>()
  readonly #running = new Map<number | string, number>()

  constructor(sessions: readonly SessionOfRound[], by: By) {
    this.#by = by
    for (const one of sessions) {
      const key = this.#keyOf(one)
      this.#began.set(key, Math.min(this.#began.get(key) ?? Number.POSITIVE_INFINITY, one.createdAt))
      if (!one.ended) this.#running.set(key, (this.#running.get(key) ?? 0) + 1)
    }
    const order = (key: number | string) => (typeof key === 'number' ? key : this.#beganAt(key))
    this.keys = [...this.#began.keys()].sort((a, b) => order(a) - order(b) || compare(String(a), String(b)))
    this.keys.forEach((key, place) => void this.#places.set(key, place))
  }

  /** Which one it is, from 0. @throws of what is played in no session */
  of(one: Pick<SessionOfRound, 'class' | 'createdAt' | 'round'>): number {
    const place = this.#places.get(this.#keyOf(one))
    if (place === undefined) throw new Error('what is played in no session')
    return place
  }

  at(place: number): number {
    return this.#beganAt(this.keys[place] ?? '')
  }

  running(place: number): number {
    return this.#running.get(this.keys[place] ?? '') ?? 0
  }

  /** What there is in each column, said with which one it is; those with nothing are left out. */
  where<Cell extends object>(cellOf: (place: number) => Cell | null): (InColumn & Cell)[] {
    return this.keys.flatMap((key, place) => {
      const cell = cellOf(place)
      return cell ? [{ ...this.#named(key), ...cell }] : []
    })
  }

  #beganAt(key: number | string): number {
    return this.#began.get(key) ?? 0
  }

  #keyOf(one: Pick<SessionOfRound, 'class' | 'createdAt' | 'round'>): number | string {
    return this.#by === 'round' ? one.round : this.#by === 'week' ? mondayOf(one.createdAt) : one.class
  }

  #named(key: number | string): InColumn {
    if (typeof key === 'number') return { round: key }
    return this.#by === 'week' ? { week: key } : { class: key }
  }
}
