import { type BrowserContext, expect, type Page, type WebSocketRoute } from '@playwright/test'
import type { ClassServerMessage, PhoneNews } from '@woshou/classroom'
import { formatFlags } from '@woshou/protocol'
import { dueNow, evolveView, isRole, type Locale, type ServerMessage, type View } from '@woshou/session'
import { type Words, words } from './words.ts'

interface Who {
  readonly name: string
  readonly locale: Locale
}

/**
 * A student with a phone of a class: comes in by the link that the QR carries, and plays what the class plays. What is right
 * is read from what the phone's own socket was told; it is then typed as a person would.
 */
export class ClassStudent {
  readonly context: BrowserContext
  readonly page: Page
  readonly name: string
  readonly words: Words
  /** Every text that this phone's sockets received, raw. */
  readonly received: string[] = []
  #news: PhoneNews | null = null
  #view: View | null = null
  /** Of moves; what one has caused is told before. Who is refused, since something has just arrived, looks again. */
  #answers = 0
  /** The connection that there is; null: none can be made. */
  #socket: WebSocketRoute | null | undefined
  /** Comes with whatever is told next. */
  #heard = Promise.withResolvers<void>()

  /** A phone that has just been taken out. */
  static async prepare(context: BrowserContext, { locale, name }: Who): Promise<ClassStudent> {
    await context.addInitScript((language) => {
      if (!localStorage.getItem('PARAGLIDE_LOCALE')) localStorage.setItem('PARAGLIDE_LOCALE', language)
      localStorage.setItem('woshou:numbers', '"absolute"')
    }, locale)
    const student = new ClassStudent(context, await context.newPage(), name, words(locale))
    await student.#attach()
    return student
  }

  private constructor(context: BrowserContext, page: Page, name: string, said: Words) {
    this.context = context
    this.page = page
    this.name = name
    this.words = said
  }

  /** What the class told this phone last. */
  get news(): PhoneNews | null {
    return this.#news
  }

  /** Follows what the QR carries, types a name, and is in. */
  async comeIn(link: string): Promise<void> {
    await this.page.goto(link)
    await this.page.getByRole('textbox', { name: this.words.name_label }).fill(this.name)
    await this.page.keyboard.press('Enter')
  }

  /** The network breaks, and stays away. */
  async loseNetwork(): Promise<void> {
    const socket = this.#socket
    this.#socket = null
    await socket?.close()
  }

  /** It is back; the phone need not wait for its next attempt to find out. */
  async findNetwork(): Promise<void> {
    this.#socket = undefined
    await this.page.evaluate(() => dispatchEvent(new Event('online')))
  }

  /** The phone shows the own end of a session. */
  async sits(): Promise<void> {
    await expect(this.page.getByTestId('state')).toBeVisible()
  }

  /** Sends whatever is due, and waits for what is not up to this student, until `done` or the end. */
  async play(done: (view: View) => boolean = () => false): Promise<void> {
    for (;;) {
      await this.#hears(`${this.name} has something to do`, () => this.#over(done) || this.#next() !== null)
      const next = this.#over(done) ? null : this.#next()
      if (next === null) return
      const before = this.#answers
      await this.type(next)
      await this.#hears(`${this.name} typed ${next}`, () => this.#answers > before)
    }
  }

  /** Tries what is due with an acknowledgement that is one too low, once it is up to this student. */
  async mistake(): Promise<void> {
    await this.#hears(`${this.name} has something to acknowledge`, () => this.#next() !== null)
    const before = this.#answers
    await this.type((this.#next() ?? '').replace(/ack=(\d+)/, (_, ack: string) => `ack=${Number(ack) - 1}`))
    await this.#hears(`${this.name} made a mistake`, () => this.#answers > before)
  }

  /** Types a segment and sends it with Enter. */
  async type(typed: string): Promise<void> {
    const field = this.page.getByLabel(this.words.play_typed, { exact: true })
    await field.fill(typed)
    await field.press('Enter')
  }

  /** Waits until what this phone was told makes it true, without asking again and again. */
  async #hears(what: string, isSo: () => boolean): Promise<void> {
    const told = async () => {
      while (!isSo()) await this.#heard.promise
      return true
    }
    await expect.poll(told, what).toBe(true)
  }

  #over(done: (view: View) => boolean): boolean {
    return this.#view !== null && (this.#view.ended !== null || done(this.#view))
  }

  /** What is due at the own end, as it is typed; null while nothing is. */
  #next(): string | null {
    if (!this.#view?.started || this.#view.paused) return null
    const [due] = dueNow(this.#view.end)
    if (!due) return null
    const { ack, flags, seq, text } = due.segment
    const letters = formatFlags(flags).split(',').filter(Boolean).join(' ')
    return `${letters} seq=${seq} ack=${ack} len=${text.length}`
  }

  #hear(message: ClassServerMessage | ServerMessage): void {
    if (message.type === 'accepted' || message.type === 'violation' || message.type === 'refusal') this.#answers += 1
    else if (message.type === 'class') {
      const told = message as PhoneNews
      if (told.seat?.session !== this.#news?.seat?.session) this.#view = null
      this.#news = told
    } else if (message.type === 'events') {
      const role = this.#news?.seat?.role
      if (role === undefined || !isRole(role)) return
      if (message.since === 0) this.#view = null
      for (const event of message.events) this.#view = evolveView(this.#view, event, role)
    }
  }

  async #attach(): Promise<void> {
    await this.page.routeWebSocket(/\/ws$/, async (socket) => {
      if (this.#socket === null) return socket.close()
      this.#socket = socket
      const server = socket.connectToServer()
      server.onMessage((text) => {
        this.received.push(String(text))
        this.#hear(JSON.parse(String(text)) as ClassServerMessage | ServerMessage)
        socket.send(text)
        this.#heard.resolve()
        this.#heard = Promise.withResolvers()
      })
    })
  }
}
