import { ClassIdSchema, NumberSchema } from '@woshou/classroom'
import { isViewer, RoleSchema, SeatSchema, SessionIdSchema } from '@woshou/session'
import * as v from 'valibot'

/** Longer texts are none of ours. */
const LONGEST = 65_536

const VersionSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const ServerSchema = v.pipe(v.string(), v.maxLength(40))
/** A round’s pairs: a class has a thousand students at most, and late ones may begin pairs of their own. */
const PairsSchema = v.pipe(v.array(NumberSchema), v.maxLength(2_000), v.readonly())
const TimeSchema = v.pipe(v.number(), v.finite(), v.minValue(0))
/** Far more than a tile has. */
const TileTextSchema = v.pipe(v.string(), v.maxLength(1_000))

/** What a server says to others about a session. */
const RemoteNoteSchema = v.variant('type', [
  v.object({ type: v.literal('appended'), version: VersionSchema }),
  v.object({ type: v.literal('successor'), role: RoleSchema, session: SessionIdSchema }),
  v.object({
    type: v.literal('presence'),
    server: ServerSchema,
    seats: v.pipe(v.array(SeatSchema), v.maxLength(3), v.readonly()),
    viewers: v.optional(
      v.pipe(
        v.array(v.pipe(v.string(), v.maxLength(40))),
        v.maxLength(16),
        // a newer build may know more
        v.transform((viewers) => viewers.filter(isViewer)),
        v.readonly(),
      ),
    ),
    asks: v.boolean(),
  }),
  v.object({ type: v.literal('table-changed') }),
  v.object({ type: v.literal('links-ended') }),
  v.object({
    type: v.literal('phones'),
    server: v.pipe(v.string(), v.maxLength(40)),
    phones: v.pipe(v.string(), v.maxLength(4_000)),
    taught: v.boolean(),
    asks: v.boolean(),
  }),
  /** Somebody has voted. */
  v.object({ type: v.literal('voted'), poll: VersionSchema }),
  v.object({
    type: v.literal('pairs-over'),
    round: NumberSchema,
    pairs: v.pipe(v.array(NumberSchema), v.maxLength(500), v.readonly()),
  }),
  v.object({
    type: v.literal('tiles-wanted'),
    server: ServerSchema,
    class: ClassIdSchema,
    round: NumberSchema,
    pairs: PairsSchema,
    asks: PairsSchema,
  }),
  v.object({ type: v.literal('tiles-unwanted'), server: ServerSchema, class: ClassIdSchema }),
  v.object({
    type: v.literal('tiles'),
    round: NumberSchema,
    tiles: v.pipe(
      v.array(v.pipe(v.strictTuple([NumberSchema, TimeSchema, TileTextSchema]), v.readonly())),
      v.maxLength(1_000),
      v.readonly(),
    ),
  }),
])
export type RemoteNote = v.InferOutput<typeof RemoteNoteSchema>

/** What servers say to each other about themselves. */
const CallSchema = v.variant('type', [
  /** `at`: `performance.now()` of the one who says it. */
  v.object({ type: v.literal('alive'), at: v.pipe(v.number(), v.finite()) }),
  /** To `server`, of which the asker had never heard, or which it had given up: which seats has it? */
  v.object({ type: v.literal('who-is-there'), server: ServerSchema }),
])
export type Call = v.InferOutput<typeof CallSchema>

/** Null for what is no message of ours: others may use the same service, and older or newer builds do. */
const parse =
  <Message>(schema: v.GenericSchema<unknown, Message>) =>
  (text: string): Message | null => {
    if (text.length > LONGEST) return null
    try {
      const parsed = v.safeParse(schema, JSON.parse(text), { abortEarly: true })
      return parsed.success ? parsed.output : null
    } catch {
      return null
    }
  }

export const parseNote = parse<RemoteNote>(RemoteNoteSchema)
export const parseCall = parse<Call>(CallSchema)
