import { type BrowserContext, expect, type Locator, type Page, type WebSocketRoute } from '@playwright/test'
import type { Locale, Role, ServerMessage } from '@woshou/session'
import type { TakenSeat } from '../apps/server/src/testing/pair.ts'
import { said, type Words, words } from './words.ts'

export interface PersonOptions {
  readonly seat: TakenSeat
  readonly name: string
  readonly locale: Locale
  readonly numbers?: 'auto' | 'relative' | 'absolute'
}

/** An address of the server where the app does not run: what a browser keeps for it can be seen to there. */
const WITHOUT_APP = '/healthz'

/** The sentence itself: `ACK seq=1` must not be found in `FIN,ACK seq=1`. */
const whole = (sentence: string) => new RegExp(`(?<![\\w,])${sentence.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)

/** One student in one browser context, with what this student reads, types and receives. */
export class Person {
  readonly context: BrowserContext
  readonly page: Page
  readonly seat: TakenSeat
  readonly words: Words
  /** Every text that this student's sockets received, raw. */
  readonly received: string[] = []
  /** What the page's messages become on their way to the server. */
  says: (text: string) => string = (text) => text
  readonly #sockets = new Set<WebSocketRoute>()
  readonly #size: ReturnType<Page['viewportSize']>

  /** A browser context that holds the seat, as if it had been taken there, and nothing else. */
  static async sitDown(context: BrowserContext, { locale, name, numbers = 'absolute', seat }: PersonOptions) {
    const { role, session, token } = seat
    const page = context.pages()[0] ?? (await context.newPage())
    await page.goto(WITHOUT_APP)
    await page.evaluate(
      ([stored, language, shown]) => {
        localStorage.clear()
        sessionStorage.clear()
        localStorage.setItem('woshou:seats', stored)
        localStorage.setItem('PARAGLIDE_LOCALE', language)
        localStorage.setItem('woshou:numbers', shown)
      },
      [JSON.stringify([{ session, role, token, name, takenAt: Date.now() }]), locale, JSON.stringify(numbers)] as const,
    )
    const person = new Person(context, page, seat, locale)
    await person.#attach(page)
    return person
  }

  private constructor(context: BrowserContext, page: Page, seat: TakenSeat, locale: Locale) {
    this.context = context
    this.page = page
    this.seat = seat
    this.words = words(locale)
    this.#size = page.viewportSize()
  }

  /** Leaves the browser to who sits down there next: one page, as it was opened, where nothing runs any more. */
  async leave(): Promise<void> {
    for (const page of this.context.pages()) if (page !== this.page) await page.close()
    if (this.page.isClosed()) return
    await this.page.goto('about:blank')
    await this.page.mouse.move(-1, -1)
    await this.page.emulateMedia({ colorScheme: null })
    if (this.#size) await this.page.setViewportSize(this.#size)
  }

  get role(): Role {
    return this.seat.role
  }

  /** A second tab of the same browser, on the same seat. */
  async secondTab(): Promise<Page> {
    const page = await this.context.newPage()
    await this.#attach(page)
    await page.goto(`/s/${this.seat.session}`)
    return page
  }

  /** Opens the session and waits for the own end to be shown. */
  async open(): Promise<void> {
    await this.page.goto(`/s/${this.seat.session}`)
    await expect(this.state()).toBeVisible()
  }

  state(page = this.page): Locator {
    return page.getByTestId('state')
  }

  async inState(state: string, page = this.page): Promise<void> {
    await expect(this.state(page)).toHaveText(state)
  }

  /** Types a segment and sends it with Enter. */
  async type(typed: string, page = this.page): Promise<void> {
    const field = page.getByLabel(this.words.play_typed, { exact: true })
    await field.fill(typed)
    await field.press('Enter')
  }

  /** Types a right segment; waits until the own ladder shows that it has left. */
  async send(typed: string, label: string, times = 1): Promise<void> {
    await this.type(typed)
    await this.shows(said(this.words.ladder_sent_own, { segment: label }), times)
  }

  /** Waits until the own ladder shows that a segment has arrived. */
  async receives(label: string, times = 1): Promise<void> {
    await this.shows(said(this.words.ladder_arrived_own, { segment: label }), times)
  }

  /** Says what the oldest arrival does. */
  async check(outcome: 'accepted' | 'dropped' | 'reset', state: string, next: number | null): Promise<void> {
    const form = this.page.getByTestId('arrival-check')
    const { words: w } = this
    const name = { accepted: w.check_take, dropped: w.check_drop, reset: w.check_reset }[outcome]
    await form.getByRole('radio', { name }).check()
    await form.getByLabel(w.check_state).selectOption(state)
    if (next !== null) await form.getByRole('textbox', { name: /^RCV\.NXT/ }).fill(`${next}`)
    await form.getByRole('button', { name: w.check_go }).click()
  }

  /** Says what the oldest arrival does, and waits until that has been taken. */
  async checks(outcome: 'accepted' | 'dropped' | 'reset', state: string, next: number | null): Promise<void> {
    const { words: w } = this
    const word = { accepted: w.ladder_check_accepted, dropped: w.ladder_check_dropped, reset: w.ladder_check_reset }
    const sentence = said(w.ladder_check_own, { outcome: word[outcome], state })
    const before = await this.entries(sentence).count()
    await this.check(outcome, state, next)
    await this.shows(sentence, before + 1)
  }

  /** Waits for entries of the ladder that say this. */
  async shows(sentence: string, times = 1, page = this.page): Promise<void> {
    await expect(this.entries(sentence, page)).toHaveCount(times)
  }

  entries(sentence: string, page = this.page): Locator {
    return page.getByRole('list', { name: this.words.ladder_label }).getByRole('button', { name: whole(sentence) })
  }

  note(page = this.page): Locator {
    return page.getByRole('region', { name: this.words.note_label })
  }

  /** The messages that have come in so far, of all sockets. */
  messages(): readonly ServerMessage[] {
    return this.received.map((text) => JSON.parse(text) as ServerMessage)
  }

  /** The page hears this, as if the server had said it. */
  hear(message: object): void {
    for (const socket of this.#sockets) socket.send(JSON.stringify(message))
  }

  /** Cuts every connection of this student, without a word to either side. */
  async cut(): Promise<void> {
    for (const socket of this.#sockets) await socket.close({ code: 4000, reason: 'cut by the test' })
    this.#sockets.clear()
  }

  async #attach(page: Page): Promise<void> {
    await page.routeWebSocket(/\/ws$/, (socket) => {
      this.#sockets.add(socket)
      const server = socket.connectToServer()
      socket.onMessage((message) => server.send(this.says(String(message))))
      server.onMessage((message) => {
        this.received.push(String(message))
        socket.send(message)
      })
      socket.onClose((code, reason) => {
        this.#sockets.delete(socket)
        void server
          .close({ ...(code !== undefined && { code }), ...(reason !== undefined && { reason }) })
          .catch(() => {})
      })
    })
  }
}
