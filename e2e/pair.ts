import { test as base, expect } from '@playwright/test'
import type { Level, Locale, Role, SessionEvent } from '@woshou/session'
import { ask, seatPair } from '../apps/server/src/testing/pair.ts'
import { Person, type PersonOptions } from './person.ts'

interface PairOptions {
  readonly scenario: string
  /** Multiplies latency and timers; the fastest unless a test needs time. */
  readonly pace?: number
  readonly level?: Level
  readonly tries?: number
  readonly locales?: Readonly<Record<Role, Locale>>
  readonly numbers?: PersonOptions['numbers']
}

/** Two students at one connection, each in a browser of its own. */
export interface Pair {
  readonly session: string
  readonly client: Person
  readonly server: Person
  /** Waits until both are told that the connection's life is over; gives the whole log. */
  log(): Promise<readonly SessionEvent[]>
}

const NAMES = { client: 'Mei 林梅', server: 'Jonas' } as const

interface Fixtures {
  /** Opens a session by the API, seats two browser contexts and opens their pages. */
  readonly seated: (options: PairOptions) => Promise<Pair>
}

export const test = base.extend<Fixtures>({
  seated: async ({ baseURL, browser, contextOptions }, use) => {
    const url = baseURL ?? ''
    const contexts: { close(): Promise<void> }[] = []
    await use(
      async ({
        level = 'coached',
        locales = { client: 'en', server: 'zh-CN' },
        numbers,
        pace = 0.1,
        scenario,
        tries,
      }) => {
        const { seats, session } = await seatPair(url, {
          scenario,
          pace,
          level,
          names: NAMES,
          ...(tries !== undefined && { tries }),
        })
        const sit = async (role: Role) => {
          const context = await browser.newContext({ ...contextOptions, baseURL: url })
          contexts.push(context)
          const seat = seats[role]
          const person = await Person.sitDown(context, {
            seat,
            name: NAMES[role],
            locale: locales[role],
            ...(numbers && { numbers }),
          })
          await person.open()
          return person
        }
        const [client, server] = await Promise.all([sit('client'), sit('server')])
        const log = async () => {
          for (const { page, words } of [client, server])
            await expect(page.getByRole('heading', { name: words.end_completed })).toBeVisible()
          return (await ask<{ events: readonly SessionEvent[] }>(url, `/api/sessions/${session}/events`)).events
        }
        return { session, client, server, log }
      },
    )
    for (const context of contexts) await context.close()
  },
})

export { expect }
