import type { Account } from '@woshou/classroom/api'
import type { Services } from './services.ts'
import type { StoredAccount } from './storage/accounts.ts'

/**
 * Who is signed in by a cookie's token, as of now: whoever holds a socket open asks again from time to time, since a login
 * ends with logout, a change of password and the account.
 */
export async function accountOf(
  { clock, storage }: Pick<Services, 'clock' | 'storage'>,
  token: string,
): Promise<Account | null> {
  const account = await storage.accounts.byLoginToken(token, clock())
  return account && told(account)
}

/** An account as its owner and admins are told of it. */
export const told = ({ id, login, name, role }: StoredAccount): Account => ({ id, login, name, role })
