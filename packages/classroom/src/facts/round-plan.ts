import { LevelSchema } from '@woshou/session'
import * as v from 'valibot'

/** swap: the same pair, roles exchanged. partners: everybody gets another partner. */
export const ROTATIONS = ['partners', 'swap'] as const
export type Rotation = (typeof ROTATIONS)[number]

/** Who makes an odd number even: a server-run partner, or a third student as the network of a pair. */
export const ODDS = ['bot', 'network'] as const
export type Odd = (typeof ODDS)[number]

/** Whether the one who is left over joins two others. */
export const MAKES_THREE: Readonly<Record<Odd, boolean>> = { bot: false, network: true }

/**
 * Where all pairs stop until the teacher goes on. handshake: both ends are ESTABLISHED. first-fin: somebody has sent a FIN.
 * goal: nowhere before the end.
 */
export const POINTS = ['handshake', 'first-fin', 'goal'] as const
export type Point = (typeof POINTS)[number]

const between = (low: number, high: number) => v.pipe(v.number(), v.minValue(low), v.maxValue(high))

/** What a teacher chooses for a round: everything but who plays. */
export const RoundPlanSchema = v.strictObject({
  /** The scenario's id. */
  scenario: v.pipe(v.string(), v.nonEmpty(), v.maxLength(60)),
  /** The scenario's own when left out. */
  level: v.optional(LevelSchema),
  /** Multiplies latency and timers: 0.5 is twice as fast. */
  pace: v.optional(between(0.1, 10), 1),
  /** After so many the clock is at zero; nothing ends by itself. No clock when left out. */
  minutes: v.optional(v.pipe(between(1, 180), v.integer())),
  rotation: v.optional(v.picklist(ROTATIONS), 'partners'),
  odd: v.optional(v.picklist(ODDS), 'bot'),
  until: v.optional(v.picklist(POINTS), 'goal'),
})
export type RoundPlan = v.InferOutput<typeof RoundPlanSchema>
export type RoundPlanInput = v.InferInput<typeof RoundPlanSchema>
