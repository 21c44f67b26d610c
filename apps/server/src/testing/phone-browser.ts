import type { Participant } from '@woshou/classroom/api'
import { PHONE_COOKIE } from '../cookies.ts'
import { type Answered, CookieBrowser } from './cookie-browser.ts'

/** A student's browser: it keeps its cookie, and nothing else. */
export class PhoneBrowser extends CookieBrowser {
  /** @param url the server's */
  constructor(url: string) {
    super(url, PHONE_COOKIE)
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
