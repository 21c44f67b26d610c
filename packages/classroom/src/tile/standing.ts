import type { RuleId } from '@woshou/protocol'
import type { Role } from '@woshou/session'
import type { Tile, Waits } from './tile.ts'

/** Why somebody is thought to be stuck, strongest first. */
export type StuckCause =
  /** The third hint, for the second time: having been told the answer did not help. */
  | { readonly cause: 'answers'; readonly times: number }
  /** The same rule broken first, again and again, with no right move between. */
  | { readonly cause: 'same-rule'; readonly rule: RuleId; readonly times: number }
  /** Longer than others take. `median`: the class's for that state in ms; null while too few have been there. */
  | { readonly cause: 'long'; readonly ms: number; readonly median: number | null }

/** How it stands with one seat of a pair. Only `stuck` needs a teacher. */
export type Standing =
  | { readonly kind: 'stuck'; readonly causes: readonly [StuckCause, ...StuckCause[]]; readonly since: number }
  /** Something is due, and it has not taken long. */
  | { readonly kind: 'thinking'; readonly since: number }
  /** seat: nobody sits opposite yet. */
  | { readonly kind: 'waiting'; readonly for: Waits | 'seat' }
  | { readonly kind: 'away' | 'paused' | 'done' | 'bot' | 'empty' }

/** ms of play time before anybody is thought to be stuck for taking long. */
export const LONG = 90_000
/** How much longer than the class's median. */
const LONGER = 2
const AGAIN = 3
const ANSWERS = 2

/**
 * How it stands with a seat. Nobody is stuck who has nothing to do, has no connection, or is told to wait.
 * @param now the session's play time, ms
 * @param median gives the class's in ms for the state of that seat (`ThinkingTimes`), null while too few have been there;
 * asked only where it matters
 */
export function standing(tile: Tile, role: Role, now: number, median: () => number | null): Standing {
  const seat = tile[role]
  if (seat.holder === null) return { kind: 'empty' }
  if (tile.ended) return { kind: 'done' }
  if (seat.holder === 'bot') return { kind: 'bot' }
  if (seat.away) return { kind: 'away' }
  if (tile.stopped) return { kind: 'paused' }
  if (!tile.started) return { kind: 'waiting', for: 'seat' }
  const { again, answered, answers, due, rule, since, waits } = seat
  if (due === null) return { kind: 'waiting', for: waits ?? 'application' }
  const ms = now - since
  const causes: StuckCause[] = []
  if (answered && answers >= ANSWERS) causes.push({ cause: 'answers', times: answers })
  if (rule && again >= AGAIN) causes.push({ cause: 'same-rule', rule, times: again })
  const usual = ms >= LONG ? median() : null
  if (ms >= LONG && (usual === null || ms >= LONGER * usual)) causes.push({ cause: 'long', ms, median: usual })
  const [first, ...more] = causes
  return first ? { kind: 'stuck', causes: [first, ...more], since } : { kind: 'thinking', since }
}
