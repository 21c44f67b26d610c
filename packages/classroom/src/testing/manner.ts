import { ACK, add, checkOf, judge, type RuleId } from '@woshou/protocol'
import { type ChosenSegment, type Command, choiceOf, dueNow, type End, fill, type Level } from '@woshou/session'
import { slipBreaking } from '../report/at-stake.ts'

/**
 * right: plays rightly, at the own pace, with a slip now and then. prompt: quickly, and without one. slow: rightly, and
 * takes long. idle: does nothing at all. stubborn: makes the same mistake over and over. told: takes every hint before each
 * move, and stops when it has been told the answer twice.
 */
export type Manner = 'right' | 'prompt' | 'slow' | 'idle' | 'stubborn' | 'told'

/** What somebody may believe of sequence numbers, told by what it makes of the right segment. */
const MISCONCEPTIONS = {
  /** A number somewhere ahead. */
  'seq-ahead': (right) => ({ ...right, seq: add(right.seq, 7) }),
  /** ACK is for those who have received something just now. */
  'no-ack': (right) => ({ ...right, flags: right.flags & ~ACK }),
  /** One acknowledges the number that came, not the next one. */
  'ack-of-what-came': (right) => ({ ...right, ack: add(right.ack, -1) }),
  /** SYN and FIN take no number. */
  'flags-take-no-number': (right) => ({ ...right, seq: add(right.seq, -1) }),
} as const satisfies Readonly<Record<string, (right: ChosenSegment) => ChosenSegment>>

export type Misconception = keyof typeof MISCONCEPTIONS
export const MISCONCEPTION_IDS = Object.keys(MISCONCEPTIONS) as Misconception[]

/** What a student goes by: the own end, and what has become of the own moves. */
export interface Situation {
  readonly end: End
  readonly level: Level
  /** How often running the newest rule has been broken, and how often the third hint has been taken. */
  readonly again: number
  readonly answers: number
}

/** A rule that somebody breaks at the first try, wherever it is at stake, unless they have learnt it. */
export interface Plant {
  readonly rule: RuleId
  /** Asked once for each first try at which it is at stake. */
  readonly errs: () => boolean
}

export const hasToDo = (end: End): boolean => end.inbox.length > 0 || dueNow(end).length > 0

/** What a student of that manner does, who has something to do; null: nothing. */
export function nextCommand(
  manner: Manner,
  { again, answers, end, level }: Situation,
  random: () => number,
  misconception: Misconception = 'seq-ahead',
  plant: Plant | null = null,
): Command | null {
  const [arrival] = end.inbox
  const [due] = dueNow(end)
  if (manner === 'idle' || (manner === 'told' && answers >= 2)) return null
  if (manner === 'told' && level === 'coached' && end.hintStep < 3 && !arrival) return { type: 'take-hint' }
  if (arrival) return { type: 'check-arrival', check: checkOf(end.tcb, arrival) }
  if (!due) return null
  const right = choiceOf(due.segment)
  const planted = plant && again === 0 ? slipBreaking(end, due.segment, plant.rule) : null
  if (planted && plant?.errs()) return { type: 'send-segment', segment: choiceOf(planted) }
  const slips = manner === 'right' && random() < 0.15 && again === 0
  return { type: 'send-segment', segment: manner === 'stubborn' || slips ? wrong(end, right, misconception) : right }
}

/** For how long a student thinks before a move, ms of play time at pace 1. */
export function thinking(manner: Manner, random: () => number): number {
  switch (manner) {
    case 'prompt':
    case 'told':
      return 1_000 + random() * 3_000
    case 'slow':
      return 12_000 + random() * 25_000
    default:
      return 2_000 + random() ** 3 * 18_000
  }
}

/**
 * Where a misconception leads to a segment that may be sent, as any number may be in a SYN, another one is made; the first
 * SYN of a connection, of which nothing here is wrong, is right.
 */
function wrong(end: End, right: ChosenSegment, misconception: Misconception): ChosenSegment {
  const mistakes = [misconception, ...MISCONCEPTION_IDS].map((id) => MISCONCEPTIONS[id](right))
  return mistakes.find((mistaken) => !judge(end.tcb, fill(end, mistaken)).legal) ?? right
}
