import {
  AccountListSchema,
  AccountSchema,
  type ChangePassword,
  type Invite,
  type LogIn,
  OneTimeLinkSchema,
  type OneTimeToken,
  OpenedLinkSchema,
  type RenameAccount,
  type ResetPassword,
  type SetUpAccount,
} from '@woshou/classroom/api'
import * as v from 'valibot'
import { request } from './request.ts'

/** What is ended or deleted answers nothing. */
const Nothing = v.unknown()
const path = (id: string) => `/accounts/${encodeURIComponent(id)}`

/** Who is signed in; `not-signed-in` when nobody is. */
export const readAccount = () => request(AccountSchema, '/account')

export const logIn = (body: LogIn) => request(AccountSchema, '/account/login', { body })

export const logOut = () => request(Nothing, '/account/logout', { method: 'POST' })

/** What a link is for that works once. */
export const openLink = (token: string) =>
  request(OpenedLinkSchema, '/account/link', { body: { token } satisfies OneTimeToken })

/** Makes an account by a link, and signs in. */
export const makeAccount = (kind: 'setup' | 'invitation', body: SetUpAccount) =>
  request(AccountSchema, kind === 'setup' ? '/account/setup' : '/account/accept', { body })

/** Sets a password by a link, and signs in. */
export const resetPassword = (token: string, password: string) =>
  request(AccountSchema, '/account/reset', { body: { token, password } satisfies ResetPassword })

/** What the other teachers call one. */
export const renameAccount = (name: string) =>
  request(AccountSchema, '/account', { method: 'PATCH', body: { name } satisfies RenameAccount })

/** @param password the one of now */
export const changePassword = (password: string, next: string) =>
  request(AccountSchema, '/account/password', { body: { password, next } satisfies ChangePassword })

/** An admin's, as is all that follows. */
export const listAccounts = () => request(AccountListSchema, '/accounts')

export const inviteAccount = (role: Invite['role']) =>
  request(OneTimeLinkSchema, '/accounts/invitations', { body: { role } satisfies Invite })

export const makeResetLink = (id: string) => request(OneTimeLinkSchema, `${path(id)}/reset-links`, { method: 'POST' })

export const deleteAccount = (id: string) => request(Nothing, path(id), { method: 'DELETE' })
