import type { SocketMessage } from '@woshou/classroom'
import type { Failures } from '../live/failures.ts'
import type { Caller } from './caller.ts'
import { CLOSE, type CloseCode } from './close-code.ts'
import type { Entry, Guest, Line, Told } from './guest.ts'

/** Messages that may wait until somebody has been let in, as on a connection. */
const MOST_WAITING = 64

type There =
  | { readonly name: 'nobody' }
  /** Somebody is being looked up; what is said to them meanwhile waits. */
  | { readonly name: 'coming'; readonly line: BesideLine; readonly waiting: SocketMessage[] }
  | { readonly name: 'there'; readonly line: BesideLine; readonly guest: Guest }

/**
 * Place beside a guest of a class for one of a session, on the same connection: a phone's seat, the pair that a teacher looks
 * at. One after the other: who comes displaces who is there. What closes a connection elsewhere only ends this one's stay;
 * the other side is told so (`left`) after the reason.
 */
export class Beside {
  readonly #line: Line
  readonly #failures: Pick<Failures, 'report'>
  readonly #left: (session: string, again: boolean) => void
  #there: There = { name: 'nobody' }

  /** @param left called when somebody is shown out, after the other side has been told */
  constructor(
    line: Line,
    failures: Pick<Failures, 'report'>,
    left: (session: string, again: boolean) => void = () => {},
  ) {
    this.#line = line
    this.#failures = failures
    this.#left = left
  }

  /** Whose messages come here now, or soon will; null: nobody's. */
  get session(): string | null {
    return this.#there.name === 'nobody' ? null : this.#there.line.session
  }

  /** Lets somebody in for a session, who says things by the line that is given; whoever was there leaves first. */
  async letIn(session: string, enter: (line: Line) => Promise<Entry>): Promise<void> {
    this.letGo()
    const line = new BesideLine(session, this.#line, (code) => this.#close(line, code))
    const coming: There = { name: 'coming', line, waiting: [] }
    this.#there = coming
    try {
      const entry = await enter(line)
      if (this.#there !== coming) {
        if (entry.ok) entry.abandon()
        return
      }
      const entered = entry.ok ? entry.enter() : entry
      if (!entered.ok) {
        line.refuse(entered)
        line.close(entered.close)
      } else if (this.#there !== coming) entered.guest.leave(false)
      else {
        this.#there = { name: 'there', line, guest: entered.guest }
        for (const heard of coming.waiting) this.hear(heard)
      }
    } catch (error) {
      this.#failures.report(error, 'join')
      line.refuse({ code: 'server-error', field: '', detail: 'something went wrong here: come back in a moment' })
      line.close(CLOSE.tryAgainLater)
    }
  }

  /** Lets go whoever is there. @param silent the connection was given up after a long silence */
  letGo(silent = false): void {
    const there = this.#there
    this.#there = { name: 'nobody' }
    if (there.name === 'nobody') return
    there.line.end()
    if (there.name === 'there') there.guest.leave(silent)
  }

  /** False when nobody is there to hear it. */
  hear(message: SocketMessage): boolean {
    const there = this.#there
    switch (there.name) {
      case 'nobody':
        return false
      case 'coming':
        if (there.waiting.length < MOST_WAITING) there.waiting.push(message)
        else {
          const detail = 'too many messages before the answer to the first: send it again later'
          there.line.refuse({ code: 'too-many', field: '', detail, ...('id' in message && { id: message.id }) })
        }
        return true
      case 'there':
        there.guest.hear(message)
        return true
    }
  }

  /** False when nobody is there to say it. */
  beat(): boolean {
    if (this.#there.name !== 'there') return false
    this.#there.guest.beat()
    return true
  }

  stopping(): void {
    if (this.#there.name === 'there') this.#there.guest.stopping?.()
  }

  #close(line: BesideLine, code: CloseCode): void {
    if (this.#there.name === 'nobody' || this.#there.line !== line) return
    this.letGo()
    const again = code !== CLOSE.policyViolation
    this.#line.send({ type: 'left', session: line.session, again })
    this.#left(line.session, again)
  }
}

/** A session's end of a connection that is a class's. */
class BesideLine implements Line {
  readonly session: string
  readonly #line: Line
  readonly #close: (code: CloseCode) => void
  #ended = false

  constructor(session: string, line: Line, close: (code: CloseCode) => void) {
    this.session = session
    this.#line = line
    this.#close = close
  }

  get address(): string {
    return this.#line.address
  }

  get caller(): Caller {
    return this.#line.caller
  }

  get open(): boolean {
    return !this.#ended && this.#line.open
  }

  send(message: Parameters<Line['send']>[0]): void {
    if (!this.#ended) this.#line.send(message)
  }

  sendText(text: string): void {
    if (!this.#ended) this.#line.sendText(text)
  }

  refuse(told: Told): void {
    if (!this.#ended) this.#line.refuse({ ...told, session: this.session })
  }

  close(code: CloseCode): void {
    if (!this.#ended) this.#close(code)
  }

  /** Nothing more is said. */
  end(): void {
    this.#ended = true
  }
}
