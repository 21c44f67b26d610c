import type { Drawing } from '@woshou/classroom'
import type { Timer } from '@woshou/protocol'
import type { Ladder, LadderTick, WishedCall } from '@woshou/session'

/** A question's drawing as the ladder that all others are drawn from. Its numbers are counted from the initial ones. */
export function drawnLadder({ from, latency, lines, start, ticks, until }: Drawing): Ladder {
  return {
    from,
    until,
    latency,
    ended: null,
    start: { ...(start.client && { client: start.client }), ...(start.server && { server: start.server }) },
    lines: lines.map(({ segment: { ack, flags, length, seq }, ...line }) => ({
      ...line,
      key: `${line.version}`,
      segment: { flags, seq: seq ?? 0, ack: ack ?? 0, window: 0, text: ' '.repeat(length) },
      arrivedIn: null,
      outcome: null,
      violations: [],
      faults: [],
    })),
    // a newer server's calls and timers are called by their own names
    ticks: ticks.map((tick): LadderTick => {
      if (tick.kind === 'call') return { ...tick, call: tick.call as WishedCall['type'] }
      if (tick.kind === 'timer') return { ...tick, timer: tick.timer as Timer }
      return tick
    }),
  }
}
