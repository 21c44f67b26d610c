import { isSeq, STATES } from '@woshou/protocol'
import * as v from 'valibot'
import { WishedCallSchema } from './scenario.ts'

const SeqSchema = v.custom<number>(isSeq, 'an integer from 0 to 4294967295')
const between = (low: number, high: number) => v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high))

/**
 * A segment as a student chooses it: the text by its length, since the application decides what it says; the window
 * may be left out and is then RCV.WND.
 */
const ChosenSegmentSchema = v.strictObject({
  flags: between(0, 255),
  seq: SeqSchema,
  ack: v.optional(SeqSchema, 0),
  /** Bytes of text. */
  length: v.optional(between(0, 1460), 0),
  window: v.optional(between(0, 65_535)),
})
export type ChosenSegment = v.InferOutput<typeof ChosenSegmentSchema>

export const SendSegmentCommandSchema = v.strictObject({
  type: v.literal('send-segment'),
  segment: ChosenSegmentSchema,
})

/** What a student can ask for. */
export const CommandSchema = v.variant('type', [
  SendSegmentCommandSchema,
  /** Free play: the student is the application as well. */
  v.strictObject({ type: v.literal('call-application'), call: WishedCallSchema }),
  v.strictObject({ type: v.literal('take-hint') }),
  /** The right value of the newest segment that did not leave: a note says where and why it is wrong, and no more. */
  v.strictObject({ type: v.literal('reveal-value') }),
  /** What the oldest unchecked arrival does to the own end. */
  v.strictObject({
    type: v.literal('check-arrival'),
    check: v.strictObject({
      outcome: v.picklist(['accepted', 'dropped', 'reset']),
      state: v.picklist(STATES),
      next: v.nullable(SeqSchema),
    }),
  }),
  /** The network's mischief, with the segment sent at that version. */
  v.strictObject({
    type: v.literal('interfere'),
    sent: between(1, 1_000_000),
    do: v.picklist(['drop', 'delay', 'duplicate', 'overtake']),
  }),
  /** Lets whoever plays an end take the network's seat as well, once both have agreed. */
  v.strictObject({ type: v.literal('agree-network') }),
  /** Lets somebody watch both ends once both have agreed, or no longer. */
  v.strictObject({ type: v.literal('agree-observer'), agreed: v.boolean() }),
  /** Ends the session for both. */
  v.strictObject({ type: v.literal('leave') }),
])
export type Command = v.InferOutput<typeof CommandSchema>

/**
 * Why a command can't be carried out now; nobody is to blame and nothing is stored. `outdated-view`: something has
 * arrived in between, look again.
 */
export const REFUSALS = [
  'outdated-view',
  'not-started',
  'session-ended',
  'paused',
  'calls-are-scripted',
  'call-not-possible',
  'too-much-text',
  'no-hint-now',
  'no-tries-left',
  'check-first',
  'nothing-to-check',
  'not-in-flight',
  'not-yours-to-do',
  'log-full',
  'seat-not-vacant',
] as const
export type Refusal = (typeof REFUSALS)[number]
