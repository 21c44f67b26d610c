import type { Account } from '@woshou/classroom/api'
import { logOut, readAccount } from './api/account.ts'
import type { Problem } from './api/request.ts'

/** Who is signed in in this browser. The cookie says it, which no page can read: the server is asked. */
class SignedIn {
  /** Undefined until the server has said. */
  #who = $state.raw<Account | null | undefined>(undefined)
  #problem = $state.raw<Problem | null>(null)

  /** Null: nobody. Undefined: not known yet, or the server did not say (`problem`). */
  get who(): Account | null | undefined {
    return this.#who
  }

  get problem(): Problem | null {
    return this.#problem
  }

  /** Asks the server: a login ends elsewhere, too. */
  async ask(): Promise<void> {
    this.#problem = null
    const answer = await readAccount()
    if (answer.ok) this.#who = answer.value
    else if (answer.problem.code === 'not-signed-in') this.#who = null
    else this.#problem = answer.problem
  }

  /** Somebody has just signed in, or an answer says that nobody is any more. */
  is(who: Account | null): void {
    this.#who = who
  }

  async signOut(): Promise<Problem | null> {
    const answer = await logOut()
    if (!answer.ok) return answer.problem
    this.#who = null
    return null
  }
}

export const signedIn = new SignedIn()

/** Where somebody signs in who comes back to a page of this app afterwards. */
export const signInAt = (back: string): string => `/teach/login?to=${encodeURIComponent(back)}`

/** The page to come back to, if it is one of ours: an address that others wrote leads nowhere else. */
export function backFrom(
  { origin, searchParams }: { readonly origin: string; readonly searchParams: Pick<URLSearchParams, 'get'> },
  otherwise: string,
): string {
  const to = searchParams.get('to') ?? otherwise
  try {
    const url = new URL(to, origin)
    return url.origin === origin ? `${url.pathname}${url.search}${url.hash}` : otherwise
  } catch {
    // older browsers can't be asked first (`URL.canParse`)
    return otherwise
  }
}
