import { type Ladder, type LadderLine, type LadderTick, peerOf, type Role } from '@woshou/session'
import type { Perspective } from './drawing.ts'

/** One version's (or one inferred moment's) place on the time axis. */
export interface Knot {
  readonly at: number
  readonly version: number | null
  readonly departs: LadderLine | null
  readonly arrives: LadderLine | null
  readonly ticks: readonly LadderTick[]
}

const knows = (perspective: Perspective, role: Role) => perspective === 'both' || perspective === role

/** Everything that has a place on the time axis, in the order in which it happened. */
export function order(model: Ladder, perspective: Perspective): readonly Knot[] {
  const byVersion = new Map<number, { at: number; departs?: LadderLine; arrives?: LadderLine; ticks: LadderTick[] }>()
  const place = (version: number, at: number) => {
    const found = byVersion.get(version)
    if (found) return found
    const fresh = { at, ticks: [] }
    byVersion.set(version, fresh)
    return fresh as typeof fresh & { departs?: LadderLine; arrives?: LadderLine }
  }
  for (const role of ['client', 'server'] as const) {
    const state = model.start[role]
    if (!state || !knows(perspective, role)) continue
    place(0, model.from).ticks.push({ version: 0, role, at: model.from, kind: 'state', from: state, to: state })
  }
  const inferred: Knot[] = []
  for (const line of model.lines) {
    const { arrivedIn, arriveAt, from, sentAt, version } = line
    if (knows(perspective, from) && version !== arrivedIn) place(version, sentAt).departs = line
    if (arrivedIn !== null && arriveAt !== null && knows(perspective, peerOf(from)))
      place(arrivedIn, arriveAt).arrives = line
    else if (line.fate === 'unknown' && arriveAt !== null)
      inferred.push({ at: arriveAt, version: null, departs: null, arrives: null, ticks: [] })
  }
  for (const tick of model.ticks) if (knows(perspective, tick.role)) place(tick.version, tick.at).ticks.push(tick)
  if (model.ended) place(model.ended.version, model.ended.at)
  const known = [...byVersion]
    .sort(([a], [b]) => a - b)
    .map(([version, { arrives = null, at, departs = null, ticks }]): Knot => ({ at, version, departs, arrives, ticks }))
  return merge(known, inferred)
}

/** Inferred moments among the known ones by time; on the same millisecond the known one comes first. */
function merge(known: readonly Knot[], inferred: readonly Knot[]): readonly Knot[] {
  const rest = [...inferred].sort((a, b) => a.at - b.at)
  const merged: Knot[] = []
  for (const knot of known) {
    while (rest[0] && rest[0].at < knot.at) merged.push(rest.shift() as Knot)
    merged.push(knot)
  }
  return [...merged, ...rest]
}
