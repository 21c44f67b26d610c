import * as v from 'valibot'
import type { SessionEvent } from '../../facts/event.ts'

/**
 * What places an event in a log. The rest is not described a second time: logs are written, and folded, by the same code
 * everywhere, and an event which a page does not know is seen and changes nothing.
 */
const isEvent = (event: unknown): boolean =>
  typeof event === 'object' &&
  event !== null &&
  'type' in event &&
  typeof event.type === 'string' &&
  'version' in event &&
  Number.isInteger(event.version) &&
  'at' in event &&
  typeof event.at === 'number'

const EventSchema = v.pipe(
  v.custom<SessionEvent>(isEvent, 'an event with type, version and at'),
  v.description('An event of packages/session/src/facts/event.ts'),
)

/** The whole log of a session that has ended, as it is told. */
export const ToldLogSchema = v.object({
  /** By what the same is found with `client` and `server` instead of names; left out where names are. */
  nameless: v.optional(v.string()),
  /** False when everybody is called by their seat. */
  names: v.optional(v.boolean()),
  events: v.array(EventSchema),
})
export type ToldLog = v.InferOutput<typeof ToldLogSchema>
