import type { PhoneNews, PhonePoll } from '@woshou/classroom'
import { type ChosenSegment, PROTOCOL, type View } from '@woshou/session'
import { ask } from '../apps/server/src/testing/pair.ts'
import { SeatSocket } from '../apps/server/src/testing/seat-socket.ts'
import { TalkSocket } from '../apps/server/src/testing/talk-socket.ts'

/**
 * A student of a class whose phone nobody looks at: says what a phone's page says and is told what it is told, and costs
 * nothing of what a page costs. What is shown is held by those that have one (`ClassStudent`).
 */
export class ClassSeat {
  readonly name: string
  readonly #url: string
  readonly #token: string
  readonly #class: string
  readonly #talk: TalkSocket
  /** One for each session that it has had a seat in. */
  readonly #seats = new Map<string, SeatSocket>()

  /** @param code what is typed, or the secret that the QR's link ends with */
  static async comeIn(url: string, code: string, name: string): Promise<ClassSeat> {
    const { class: id, token } = await ask<{ class: string; token: string }>(url, '/api/participants', { code, name })
    const talk = await TalkSocket.open(url, { type: 'attend', protocol: PROTOCOL, class: id, token, since: 0 })
    const seat = new ClassSeat(url, id, token, name, talk)
    await talk.next('class')
    return seat
  }

  private constructor(url: string, id: string, token: string, name: string, talk: TalkSocket) {
    this.#url = url
    this.#class = id
    this.#token = token
    this.name = name
    this.#talk = talk
  }

  /** What the class told it last. */
  get news(): PhoneNews | null {
    return (this.#talk.messages.findLast(({ type }) => type === 'class') as PhoneNews | undefined) ?? null
  }

  /** Every text that it was told, raw. */
  get received(): readonly string[] {
    return [this.#talk, ...this.#seats.values()].flatMap(({ raw }) => raw)
  }

  /** It has a seat, and all that is known there. */
  async sits(): Promise<void> {
    const { session } = await this.#talk.until(() => this.news?.seat)
    if (this.#seats.has(session)) return
    this.#seats.set(session, await SeatSocket.joined(this.#url, { session, token: this.#token }))
  }

  /** Sends whatever is due, and waits for what is not up to this student, until `done` or the end. */
  async play(done: (view: View) => boolean = () => false): Promise<void> {
    const seat = this.#taken
    const over = () => seat.view !== null && (seat.view.ended !== null || done(seat.view))
    for (;;) {
      await seat.until(() => over() || this.#due)
      const next = this.#due
      if (over() || !next) return
      await seat.sendSegment(next)
    }
  }

  /** Tries what is due with something wrong, else an acknowledgement that is one too low, once it is up to this student. */
  async mistake(wrong?: Partial<ChosenSegment>): Promise<void> {
    const next = await this.#taken.until(() => this.#due)
    const { type } = await this.#taken.sendSegment({ ...next, ...(wrong ?? { ack: next.ack - 1 }) })
    if (type !== 'violation') throw new Error(`${this.name} made no mistake: ${type}`)
  }

  /** Votes for a choice of the question that stands, and waits until that is counted. */
  async vote(choice: number): Promise<void> {
    const { ballot, poll } = await this.until(({ ballot }) => ballot !== null)
    if (ballot === null) throw new Error('no ballot is open')
    this.#talk.say({ type: 'vote', class: this.#class, poll, ballot, choice })
    await this.until(({ mine }) => mine[ballot - 1] === choice)
  }

  /** What its class says of the question, once that is so. */
  until(isSo: (poll: PhonePoll) => boolean): Promise<PhonePoll> {
    return this.#talk.until(() => this.news?.poll && isSo(this.news.poll) && this.news.poll)
  }

  /** Waits until time goes on after a question. */
  async goesOn(): Promise<void> {
    await this.#talk.until(() => this.news?.pause === null)
  }

  close(): void {
    for (const socket of [this.#talk, ...this.#seats.values()]) socket.close()
  }

  get #taken(): SeatSocket {
    const seat = this.#seats.get(this.news?.seat?.session ?? '')
    if (!seat) throw new Error(`${this.name} has no seat`)
    return seat
  }

  get #due() {
    const { due, view } = this.#taken
    return view?.started && !view.paused ? due : null
  }
}
