import type { AccountRole } from '@woshou/classroom/api'
import { LOGIN_COOKIE } from '../cookies.ts'
import { Passwords } from '../password.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'
import { type Answered, CookieBrowser } from './cookie-browser.ts'

/** An instructor's browser, as far as a login is concerned. */
export class InstructorBrowser extends CookieBrowser {
  /** @param url the server's */
  constructor(url: string) {
    super(url, LOGIN_COOKIE)
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    return this.ask('GET', path, undefined, headers)
  }

  post(path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    return this.ask('POST', path, body, headers)
  }

  /** As one whose account is stored. @throws when it is not let in */
  async signIn(login: string): Promise<this> {
    const { body, status } = await this.post('/api/account/login', { login, password: PASSWORD })
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
    return this
  }
}

/** What every instructor of the tests types. */
export const PASSWORD = 'correct horse 马'

/** Stores an account as an invitation would have made it. @returns its id */
export async function storeAccount(
  { accounts }: Pick<Storage, 'accounts'>,
  login: string,
  role: AccountRole,
): Promise<string> {
  const passwordHash = await new Passwords(2 ** 4).hash(PASSWORD, 'a test')
  const [id, link] = [drawToken(), hashToken(drawToken())]
  await accounts.keepLink({ tokenHash: link, kind: 'invitation', role, account: null, until: Date.now() + 60_000 })
  const account = { id, login, name: login, role, passwordHash: String(passwordHash) }
  const made = await accounts.create(account, link, Date.now())
  if (made !== 'created') throw new Error(made)
  return id
}
