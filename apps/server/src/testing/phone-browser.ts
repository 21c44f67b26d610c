import type { Participant } from '@woshou/classroom/api'
import type { Answered } from './instructor.ts'

/** A student's browser: it keeps its cookie, and nothing else. */
export class PhoneBrowser {
  readonly #url: string
  /** What it sends as `Cookie`; null for none. */
  cookie: string | null = null

  /** @param url the server's */
  constructor(url: string) {
    this.#url = url
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
    for (const set of response.headers.getSetCookie()) this.cookie = set.split(';')[0] ?? null
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text), headers: response.headers }
  }

  /** @param token by which it says who it is */
  comeIn(code: string, name: string, token?: string): Promise<Answered> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return this.ask('POST', '/api/participants', { code, name }, headers)
  }

  /** @throws when it is not let in */
  async in(code: string, name: string): Promise<Participant> {
    const { body, status } = await this.comeIn(code, name)
    if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
    return body as Participant
  }
}
