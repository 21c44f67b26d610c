import { RULE_IDS } from '@woshou/protocol'
import * as v from 'valibot'
import { LocalizedSchema } from '../facts/localized.ts'
import { RoleSchema } from '../facts/role.ts'

/** Where something that an exhibit claims can be read. */
const SourceSchema = v.strictObject({
  /** As it is cited: `RFC 9293 §3.5.2`, a paper with its year, a CVE. */
  what: v.pipe(v.string(), v.minLength(1)),
  // not `v.url()`: it names what the oldest browsers do not have
  href: v.pipe(v.string(), v.regex(/^https:\/\/[^\s/]+\/\S*$/, 'an address that begins with https://')),
})

/** A line of the small drawing: a segment, or a time in which nothing is said. */
const LineSchema = v.union([
  v.strictObject({
    from: RoleSchema,
    /** As one types it, or in words where they say more. */
    label: v.union([v.pipe(v.string(), v.minLength(1), v.maxLength(32)), LocalizedSchema]),
    /** lost: it does not arrive. strange: no end's TCP sent it, or not so. */
    fate: v.optional(v.picklist(['lost', 'strange'])),
  }),
  v.strictObject({ silence: LocalizedSchema }),
])
export type Line = v.InferOutput<typeof LineSchema>

/** A famous fault, as it was met in the field, to be played. */
const ExhibitSchema = v.strictObject({
  /** The id of the scenario that plays it. */
  scenario: v.string(),
  year: v.pipe(v.number(), v.integer(), v.minValue(1973)),
  /** Where it was met, and by whom. */
  place: LocalizedSchema,
  /** What was seen in the field. */
  seen: LocalizedSchema,
  /** What the healthy end must do, and why. */
  must: LocalizedSchema,
  /** Which ends can be played, the one that has more to decide first, and which side of the fault each is on. */
  plays: v.pipe(
    v.array(v.strictObject({ role: RoleSchema, side: v.picklist(['healthy', 'faulty']) })),
    v.minLength(1),
    v.maxLength(2),
  ),
  /** Rules that are at stake in it. */
  rules: v.pipe(v.array(v.picklist(RULE_IDS)), v.minLength(1)),
  sources: v.pipe(v.array(SourceSchema), v.minLength(2)),
  drawing: v.pipe(v.array(LineSchema), v.minLength(2), v.maxLength(6)),
})
export type Exhibit = v.InferOutput<typeof ExhibitSchema>

export const ExhibitsSchema = v.array(ExhibitSchema)
