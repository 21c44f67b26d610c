import { SessionIdSchema } from '@woshou/session'
import { ToldLogSchema, WordsSchema } from '@woshou/session/api'
import * as v from 'valibot'
import { ClassIdSchema } from '../../facts/ids.ts'
import { LinkTokenSchema } from './accounts.ts'
import { ReportSchema } from './report.ts'

/** replay: of one session that has ended. board: what the class did not understand. wall: what its projector shows. */
export const SHARE_KINDS = ['replay', 'board', 'wall'] as const
export type ShareKind = (typeof SHARE_KINDS)[number]

/** `POST /api/classes/:id/share-links`. */
export const NewShareLinkSchema = v.pipe(
  v.strictObject({
    kind: v.picklist(SHARE_KINDS),
    /** Whose replay; of a replay alone. */
    session: v.optional(SessionIdSchema),
    /** Whether students are called by their names, or by their pseudonyms; a wall never says names. */
    names: v.optional(v.boolean(), false),
    /** When it ends by itself, milliseconds since 1970, UTC; null: not before somebody ends it. */
    expiresAt: v.optional(v.nullable(v.pipe(v.number(), v.integer())), null),
  }),
  v.forward(
    v.check(
      ({ kind, session }) => (kind === 'replay') === (session !== undefined),
      'the session of a replay, and of nothing else',
    ),
    ['session'],
  ),
  v.forward(
    v.check(({ kind, names }) => kind !== 'wall' || !names, 'a wall says no names'),
    ['names'],
  ),
)
export type NewShareLink = v.InferInput<typeof NewShareLinkSchema>

/** A link as its class's teachers see it: without what opens it. */
export const ShareLinkSchema = v.object({
  link: v.string(),
  kind: v.picklist(SHARE_KINDS),
  session: v.nullable(SessionIdSchema),
  /** Which round and pair played that. */
  round: v.nullable(v.number()),
  pair: v.nullable(v.number()),
  names: v.boolean(),
  /** Milliseconds since 1970, UTC. */
  createdAt: v.number(),
  expiresAt: v.nullable(v.number()),
})
export type ShareLink = v.InferOutput<typeof ShareLinkSchema>

/** `GET /api/classes/:id/share-links`: those that work, the newest first. */
export const ShareLinkListSchema = v.array(ShareLinkSchema)

/** What `POST` answers; the token is told once. */
export const MadeShareLinkSchema = v.object({
  ...ShareLinkSchema.entries,
  token: LinkTokenSchema,
  /** The path of the page that shows it: `/shared/TOKEN`. */
  url: v.string(),
  /** Where others reach this server, when it was asked under a name that is its machine's alone. */
  origins: v.optional(v.array(v.string())),
})
export type MadeShareLink = v.InferOutput<typeof MadeShareLinkSchema>

/** `DELETE /api/classes/:id/share-links/:link`. */
export const ShareLinkParamsSchema = v.object({
  id: ClassIdSchema,
  link: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, 'a link’s id')),
})

/** `GET /api/shared/:token`, `GET /api/shared/:token/events`. A token of another shape is of no link. */
export const SharedParamsSchema = v.object({ token: v.pipe(v.string(), v.maxLength(100)) })

const shared = {
  /** The class's name. */
  name: v.string(),
  names: v.boolean(),
  /** Milliseconds since 1970, UTC; null: it does not end by itself. */
  expiresAt: v.nullable(v.number()),
}

/** `GET /api/shared/:token`. A replay's log follows (`SharedLogSchema`), a wall's news come by `watch-wall`. */
export const SharedSchema = v.variant('kind', [
  v.object({
    kind: v.literal('replay'),
    ...shared,
    session: SessionIdSchema,
    round: v.number(),
    pair: v.number(),
    scenario: v.object({ id: v.string(), title: WordsSchema }),
    /** Milliseconds since 1970, UTC. */
    createdAt: v.number(),
  }),
  /** The report by rounds, as it is now; its moves are left out: their replays are the class's alone. */
  v.object({ kind: v.literal('board'), ...ReportSchema.entries, ...shared }),
  v.object({ kind: v.literal('wall'), ...shared, class: ClassIdSchema }),
])
export type Shared = v.InferOutput<typeof SharedSchema>

/** `GET /api/shared/:token/events`: the whole log, in which students are called by their pseudonyms. */
export const SharedLogSchema = v.object({
  /** Who is behind the pseudonyms (the English ones), where names are shared. */
  people: v.array(v.object({ pseudonym: v.string(), name: v.string() })),
  events: ToldLogSchema.entries.events,
})
export type SharedLog = v.InferOutput<typeof SharedLogSchema>
