import { type Segment, segment, type Timer } from '@woshou/protocol'
import type { Ladder, WishedCall } from '@woshou/session'
import type { Drawing, RelativeSegment } from '../facts/question.ts'
import { type Bases, relative } from './relative.ts'

/** Segments that a question shows, the newest ones: of more nobody in the last row sees anything. */
const MOST_LINES = 16

/** What a question shows of a ladder: no names, no hints, nothing of what was tried in vain. */
export function drawingOf({ from, latency, lines, start, ticks, until }: Ladder, bases: Bases): Drawing {
  const shown = lines.slice(-MOST_LINES)
  const cut = shown.length < lines.length
  const since = cut ? Math.min(...shown.map(({ sentAt }) => sentAt)) : from
  const kept: Drawing['ticks'] = []
  const states = { ...start }
  for (const tick of ticks) {
    const { at, role, version } = tick
    if (at < since) {
      if (tick.kind === 'state') states[role] = tick.to
      continue
    }
    const where = { version, role, at }
    if (tick.kind === 'state') kept.push({ kind: 'state', ...where, from: tick.from, to: tick.to })
    else if (tick.kind === 'call') kept.push({ kind: 'call', ...where, call: tick.call, bytes: tick.bytes })
    else if (tick.kind === 'timer') kept.push({ kind: 'timer', ...where, timer: tick.timer })
  }
  const nth = numbers([...shown, ...kept])
  return {
    lines: shown.map(({ arriveAt, fate, from: sender, old, segment: drawn, sentAt, version }) => ({
      version: nth(version),
      from: sender,
      segment: relative(drawn, sender, bases),
      sentAt,
      arriveAt,
      fate,
      old,
    })),
    ticks: kept.map((tick) => ({ ...tick, version: nth(tick.version) })),
    start: states,
    from: since,
    until,
    latency,
    cut,
  }
}

/** Versions in the log's order without its gaps: those tell an end how often something happened at the other one. */
function numbers(drawn: readonly { readonly version: number }[]): (version: number) => number {
  const versions = [...new Set(drawn.map(({ version }) => version))].sort((a, b) => a - b)
  const nth = new Map(versions.map((version, index) => [version, index + 1]))
  return (version) => nth.get(version) ?? 0
}

/** The same as a ladder that can be drawn; its sequence numbers count from 0, and its texts are as long as they were. */
export const ladderOf = ({ from, latency, lines, start, ticks, until }: Drawing): Ladder => ({
  lines: lines.map((line) => ({
    ...line,
    key: `${line.version}`,
    segment: segmentOf(line.segment),
    arrivedIn: line.fate === 'arrived' ? line.version : null,
    outcome: null,
    violations: [],
    faults: [],
  })),
  ticks: ticks.map((tick) => {
    if (tick.kind === 'call') return { ...tick, call: tick.call as WishedCall['type'] }
    return tick.kind === 'timer' ? { ...tick, timer: tick.timer as Timer } : tick
  }),
  start: {
    ...(start.client && { client: start.client }),
    ...(start.server && { server: start.server }),
  },
  from,
  until,
  ended: null,
  latency,
})

/** A choice as a segment that can be shown: what its text says nobody knows. */
export const segmentOf = ({ ack, flags, length, seq }: RelativeSegment): Segment =>
  segment({ flags, seq: seq ?? 0, ack: ack ?? 0, text: '.'.repeat(length) })
