/** What a server has answered. */
export interface Answered {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

/** A browser as far as one cookie is concerned, which it keeps. */
export class CookieBrowser {
  readonly #url: string
  readonly #name: string
  /** What it sends as `Cookie`; null for none. */
  cookie: string | null = null

  /**
   * @param url the server's
   * @param name of the cookie
   */
  constructor(url: string, name: string) {
    this.#url = url
    this.#name = name
  }

  /** As a page of ours asks. @param headers others than a browser's own: of another origin, say */
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
      if (pair.startsWith(`${this.#name}=`)) this.cookie = pair === `${this.#name}=` ? null : pair
    }
    const text = await response.text()
    const { headers: told, status } = response
    const isJson = told.get('content-type')?.includes('json') ?? false
    return { status, body: text === '' ? null : isJson ? JSON.parse(text) : text, headers: told }
  }
}
