import { expect, type Page } from '@playwright/test'
import { formatFlags } from '@woshou/protocol'
import { dueNow, type Locale, type Role, type Session, type SessionEvent, sessionOf } from '@woshou/session'
import { type Words, words } from './words.ts'

/**
 * A student who practises alone in a real browser. What is right is read from the log that the browser keeps; it is then
 * typed as a person would.
 */
export class SoloStudent {
  readonly page: Page
  readonly words: Words

  constructor(page: Page, locale: Locale = 'en') {
    this.page = page
    this.words = words(locale)
  }

  /** Absolute numbers, and the same partner each time. */
  static async prepare(page: Page, options: { seed?: number; locale?: Locale } = {}): Promise<SoloStudent> {
    const { locale = 'en', seed = 7 } = options
    await page.addInitScript(
      ([language, drawn]) => {
        localStorage.setItem('PARAGLIDE_LOCALE', language)
        localStorage.setItem('woshou:numbers', '"absolute"')
        const random = crypto.getRandomValues.bind(crypto)
        crypto.getRandomValues = (array) =>
          array instanceof Int32Array ? (array.fill(drawn) as typeof array) : random(array)
      },
      [locale, seed] as const,
    )
    return new SoloStudent(page, locale)
  }

  /** Chooses by a link, and begins. */
  async begin(query: string): Promise<void> {
    await this.page.goto(`/solo?pace=0.1&${query}`)
    await this.start()
  }

  async start(): Promise<void> {
    await this.page.getByRole('button', { name: this.words.solo_start }).click()
    await expect(this.page.getByTestId('state')).toBeVisible()
  }

  get id(): string {
    return new URL(this.page.url()).pathname.split('/')[2] ?? ''
  }

  /** What the browser keeps. */
  async record(): Promise<{ role: Role; log: readonly SessionEvent[] }> {
    const text = await this.page.evaluate((key) => localStorage.getItem(key), `woshou:solo:${this.id}`)
    return JSON.parse(text ?? '')
  }

  async session(): Promise<Session> {
    const session = sessionOf((await this.record()).log)
    if (!session) throw new Error('nothing is kept')
    return session
  }

  async type(typed: string): Promise<void> {
    const field = this.page.getByLabel(this.words.play_typed, { exact: true })
    await field.fill(typed)
    await field.press('Enter')
  }

  /** Sends what is due, and waits for what is not up to the student, until `done` or the end. */
  async play(done: (session: Session) => boolean = () => false): Promise<Session> {
    for (;;) {
      const session = await this.session()
      if (session.ended || done(session)) return session
      const { role } = await this.record()
      const end = session.ends[role]
      const [due] = dueNow(end)
      if (due) {
        const { ack, flags, seq, text } = due.segment
        const letters = formatFlags(flags).split(',').filter(Boolean).join(' ')
        await this.type(`${letters} seq=${seq} ack=${ack} len=${text.length}`)
      } else if (session.scenario.calls === 'free') await this.call(session, role)
      await expect.poll(async () => (await this.session()).version).toBeGreaterThan(session.version)
    }
  }

  /** In free play: listens or opens, and closes when the partner has. */
  async call({ ends }: Session, role: Role): Promise<void> {
    const { calls, past, state } = ends[role].tcb
    const name =
      state === 'CLOSED' && past === null && !calls.open
        ? role === 'server'
          ? this.words.call_open_passive
          : this.words.call_open_active
        : state === 'CLOSE-WAIT' && !calls.close
          ? this.words.call_close
          : null
    if (name) await this.page.getByRole('button', { name, exact: true }).click()
  }
}
