import { NameSchema } from '@woshou/session/api'
import * as v from 'valibot'
import { AccountIdSchema } from '../../facts/ids.ts'

/** admin: keeps the accounts, and may do what an instructor may. */
export const ACCOUNT_ROLES = ['admin', 'instructor'] as const
export type AccountRole = (typeof ACCOUNT_ROLES)[number]

/** 128 random bits: of one-time links. */
export const LinkTokenSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, 'the part of the link after #'))

/** As it is compared and stored: whatever the keyboard, `Ada` and `ａｄａ` are one. */
export const LoginSchema = v.pipe(
  v.string(),
  v.transform((typed) => typed.normalize('NFKC').trim().toLowerCase()),
  v.regex(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u, '1 to 64 letters, digits or . _ @ + -'),
)

/**
 * NIST SP 800-63B: length alone counts, in code points. Composed (NFC), so that every keyboard types the same one. Pages ask
 * this schema, in browsers that can't count letters (`Intl.Segmenter`).
 */
export const PasswordSchema = v.pipe(
  v.string(),
  v.transform((typed) => typed.normalize('NFC')),
  v.check((password) => [...password].length >= 10, 'at least 10 characters'),
  v.maxLength(200, 'at most 200 characters'),
)
/** At login nothing is said about what a password would have to be. */
const GivenPasswordSchema = v.pipe(
  v.string(),
  v.transform((typed) => typed.normalize('NFC')),
  v.maxLength(200, 'at most 200 characters'),
)

/** `POST /api/account/setup`, and `POST /api/account/accept` for an invitation. */
export const SetUpAccountSchema = v.strictObject({
  token: LinkTokenSchema,
  login: LoginSchema,
  name: NameSchema,
  password: PasswordSchema,
})
export type SetUpAccount = v.InferInput<typeof SetUpAccountSchema>

/** `POST /api/account/login`. */
export const LogInSchema = v.strictObject({ login: LoginSchema, password: GivenPasswordSchema })
export type LogIn = v.InferInput<typeof LogInSchema>

/** What `GET /api/account` and whatever signs somebody in answer. */
export const AccountSchema = v.object({
  id: v.string(),
  login: v.string(),
  name: v.string(),
  role: v.picklist(ACCOUNT_ROLES),
})
export type Account = v.InferOutput<typeof AccountSchema>

/** `PATCH /api/account`: what the other teachers call one. */
export const RenameAccountSchema = v.strictObject({ name: NameSchema })
export type RenameAccount = v.InferInput<typeof RenameAccountSchema>

/** `POST /api/account/password`: ends every other login. */
export const ChangePasswordSchema = v.strictObject({ password: GivenPasswordSchema, next: PasswordSchema })
export type ChangePassword = v.InferInput<typeof ChangePasswordSchema>
/** `POST /api/account/reset`: by a reset link. */
export const ResetPasswordSchema = v.strictObject({ token: LinkTokenSchema, password: PasswordSchema })
export type ResetPassword = v.InferInput<typeof ResetPasswordSchema>

/** `POST /api/account/link`: what a link is for, before anybody types anything. */
export const OneTimeTokenSchema = v.strictObject({ token: LinkTokenSchema })
export type OneTimeToken = v.InferInput<typeof OneTimeTokenSchema>
export const OpenedLinkSchema = v.object({
  kind: v.picklist(['setup', 'invitation', 'reset']),
  /** What whoever uses it becomes, or is. */
  role: v.picklist(ACCOUNT_ROLES),
  /** Whose password it sets; null unless it is a reset. */
  login: v.nullable(v.string()),
})
export type OpenedLink = v.InferOutput<typeof OpenedLinkSchema>

/** `POST /api/accounts/:id/reset-links`, `DELETE /api/accounts/:id`: an admin's. */
export const AccountParamsSchema = v.object({ id: AccountIdSchema })

/** `POST /api/accounts/invitations`: an admin's. */
export const InviteSchema = v.strictObject({ role: v.optional(v.picklist(ACCOUNT_ROLES), 'instructor') })
export type Invite = v.InferInput<typeof InviteSchema>

/** A link that works once, told once: `/teach/setup#TOKEN`, `/teach/reset#TOKEN`. */
export const OneTimeLinkSchema = v.object({
  /** Path and fragment. */
  link: v.string(),
  /** Where others reach this server, when it was asked under a name that is this machine's alone. */
  origins: v.optional(v.array(v.string())),
  /** Milliseconds since 1970, UTC. */
  until: v.number(),
})
export type OneTimeLink = v.InferOutput<typeof OneTimeLinkSchema>

/** `GET /api/accounts`: an admin's. */
export const AccountListSchema = v.array(AccountSchema)
