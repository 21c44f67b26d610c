import * as v from 'valibot'
import { SeatSchema } from '../../facts/role.ts'
import { NameSchema } from './name.ts'
import { WordsSchema } from './words.ts'

/** What a link has in the place of a code: 128 random bits, which nobody guesses. */
const SECRET = /^[A-Za-z0-9_-]{22}$/

/** Whether it is a link's secret, and no code that people type. */
export const isSecret = (code: string): boolean => SECRET.test(code)

/** As people type it: in groups, with full-width digits from a Chinese keyboard; or a link's secret. */
export const CodeParamsSchema = v.object({
  code: v.pipe(
    v.string(),
    v.maxLength(60),
    v.transform((typed) => (isSecret(typed) ? typed : typed.normalize('NFKC').replace(/[\s·.-]/g, ''))),
  ),
})

/** What a code invites to. */
export const InvitationSchema = v.object({
  session: v.string(),
  scenario: v.object({ id: v.string(), title: WordsSchema, summary: WordsSchema }),
  /** The seat that is free: an end, or the network when both ends are taken. */
  role: SeatSchema,
  /** Whether the network's seat is there and free. */
  network: v.boolean(),
  /** Who invites. */
  partner: v.string(),
  /** Who has the network's seat, and so sees every segment before it arrives. */
  watcher: v.optional(v.string()),
  /** Who sat there and is away, when the code gives that seat: they may come back to it, or somebody else takes it. */
  away: v.optional(v.string()),
})
export type Invitation = v.InferOutput<typeof InvitationSchema>

/** `POST /api/invitations/:code/seats`. */
export const TakeSeatSchema = v.strictObject({
  /** Null from whoever comes back to their own seat on another browser. */
  name: v.nullable(NameSchema),
  /** The network's seat instead of the end that is free. */
  seat: v.optional(v.literal('network')),
})
export type TakeSeat = v.InferInput<typeof TakeSeatSchema>
