import type { AccountRole } from '@woshou/classroom/api'
import { LOGIN_COOKIE } from '../cookies.ts'
import { Passwords } from '../password.ts'
import { drawToken, hashToken } from '../storage/seat-token.ts'
import type { Storage } from '../storage/storage.ts'

/** What a server has answered. */
export interface Answered {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

/** A browser that keeps cookies, as far as a login is concerned. */
export class InstructorBrowser {
  readonly #url: string
  /** What it sends as `Cookie`; null for none. */
  cookie: string | null = null

  /** @param url the server's */
  constructor(url: string) {
    this.#url = url
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    return this.ask('GET', path, undefined, headers)
  }

  /** As a page of ours posts. @param headers others than a browser's own: of another origin, say */
  post(path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    return this.ask('POST', path, body, headers)
  }

  async ask(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answered> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        ...(method !== 'GET' && { origin: this.#url }),
        ...(body && { 'content-type': 'application/json' }),
        ...(this.cookie !== null && { cookie: this.cookie }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      if (pair.startsWith(`${LOGIN_COOKIE}=`)) this.cookie = pair === `${LOGIN_COOKIE}=` ? null : pair
    }
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text), headers: response.headers }
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
  await accounts.create({ id, login, name: login, role, passwordHash: String(passwordHash) }, link, Date.now())
  return id
}
