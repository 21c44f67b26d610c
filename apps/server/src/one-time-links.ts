import type { AccountRole, OneTimeLink } from '@woshou/classroom/api'
import type { Services } from './services.ts'
import type { StoredAccount, StoredOneTimeLink } from './storage/accounts.ts'
import { drawToken, hashToken } from './storage/seat-token.ts'

const DAY = 24 * 60 * 60 * 1_000

/** Milliseconds for which links hold. A set-up holds until it is used: some teachers start a server weeks before term. */
const HOLDS: Readonly<Record<StoredOneTimeLink['kind'], number>> = {
  setup: 3_650 * DAY,
  invitation: 14 * DAY,
  reset: 2 * DAY,
}

/** The pages on which they are used; what follows `#` never reaches a server, so no log holds it. */
const PAGES: Readonly<Record<StoredOneTimeLink['kind'], string>> = {
  setup: '/teach/setup',
  invitation: '/teach/setup',
  reset: '/teach/reset',
}

type Made = Pick<Services, 'clock'> & { readonly storage: Pick<Services['storage'], 'accounts'> }

async function keep(
  { clock, storage }: Made,
  kind: StoredOneTimeLink['kind'],
  role: AccountRole,
  account: string | null,
): Promise<OneTimeLink> {
  const token = drawToken()
  const until = clock() + HOLDS[kind]
  await storage.accounts.keepLink({ tokenHash: hashToken(token), kind, role, account, until })
  return { link: `${PAGES[kind]}#${token}`, until }
}

/** By which the first account is made, an admin's; null when there is an account. A start tells it. */
export async function keepSetUp(services: Made): Promise<OneTimeLink | null> {
  return (await services.storage.accounts.any()) ? null : keep(services, 'setup', 'admin', null)
}

/** By which somebody makes an account. */
export const keepInvitation = (services: Made, role: AccountRole): Promise<OneTimeLink> =>
  keep(services, 'invitation', role, null)

/** By which the owner of an account sets a new password. */
export const keepReset = (services: Made, { id, role }: StoredAccount): Promise<OneTimeLink> =>
  keep(services, 'reset', role, id)
