import { type BrowserContext, test as base, expect } from '@playwright/test'
import { type Level, type Locale, peerOf, type Role, type SessionEvent } from '@woshou/session'
import { ask, seatPair, type TakenSeat } from '../apps/server/src/testing/pair.ts'
import { type SeatKey, SeatSocket } from '../apps/server/src/testing/seat-socket.ts'
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
const LOCALES = { client: 'en', server: 'zh-CN' } as const

interface OneSeen {
  readonly person: Person
  readonly partner: SeatSocket
  /** The partner's student joins once more. */
  joinAgain(): Promise<SeatSocket>
}

/** How one comes to a seat. */
export interface Seating {
  /** In a browser of its own, whose page is opened. */
  readonly sit: (options: PersonOptions) => Promise<Person>
  /** By a socket, for whom nobody looks at. */
  readonly join: (seat: SeatKey) => Promise<SeatSocket>
}

interface Fixtures extends Seating {
  /** Opens a session by the API, and seats both. */
  readonly seated: (options: PairOptions) => Promise<Pair>
  /** The same for one whose page is looked at; nobody looks at the partner's, who talks by a socket. */
  readonly withPartner: (options: PairOptions, role?: Role) => Promise<OneSeen>
}

interface WorkerFixtures {
  /** Contexts that somebody has left: a page that stays open has the app's scripts, which cost more than a test does there. */
  readonly left: BrowserContext[]
}

const opened = (url: string, options: PairOptions) =>
  seatPair(url, { pace: 0.1, level: 'coached', names: NAMES, ...options })

const at = (seat: TakenSeat, { locales = LOCALES, numbers }: PairOptions): PersonOptions => ({
  seat,
  name: NAMES[seat.role],
  locale: locales[seat.role],
  ...(numbers && { numbers }),
})

export const test = base.extend<Fixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner asks for it
  left: [async ({}, use) => use([]), { scope: 'worker' }],

  sit: async ({ baseURL, browser, contextOptions, left }, use) => {
    const people: Person[] = []
    await use(async (options) => {
      const context = left.pop() ?? (await browser.newContext({ ...contextOptions, baseURL: baseURL ?? '' }))
      const person = await Person.sitDown(context, options)
      people.push(person)
      await person.open()
      return person
    })
    for (const person of people) {
      await person.leave()
      left.push(person.context)
    }
  },

  seated: async ({ baseURL, sit }, use) => {
    const url = baseURL ?? ''
    await use(async (options) => {
      const { seats, session } = await opened(url, options)
      const [client, server] = await Promise.all([sit(at(seats.client, options)), sit(at(seats.server, options))])
      const log = async () => {
        for (const { page, words } of [client, server])
          await expect(page.getByRole('heading', { name: words.end_completed })).toBeVisible()
        return (await ask<{ events: readonly SessionEvent[] }>(url, `/api/sessions/${session}/events`)).events
      }
      return { session, client, server, log }
    })
  },

  join: async ({ baseURL }, use) => {
    const sockets: SeatSocket[] = []
    await use(async (seat) => {
      const socket = await SeatSocket.joined(baseURL ?? '', seat)
      sockets.push(socket)
      return socket
    })
    for (const socket of sockets) socket.close()
  },

  withPartner: async ({ baseURL, join, sit }, use) =>
    use(async (options, role = 'client') => {
      const { seats } = await opened(baseURL ?? '', options)
      const joinAgain = () => join(seats[peerOf(role)])
      const partner = await joinAgain()
      return { person: await sit(at(seats[role], options)), partner, joinAgain }
    }),
})

export { expect }
