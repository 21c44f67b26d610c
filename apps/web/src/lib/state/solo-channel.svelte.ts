import type { ClientMessage, ServerMessage } from '@woshou/session'
import type { SoloSession } from '@woshou/session/solo'
import type { Channel, ChannelEnd, ChannelStatus } from './channel.ts'

/**
 * Leads to an authority in this browser, which answers with a server's messages. It is the clock of that session: play
 * time passes while it runs, and stands still while the page is hidden, so that nothing is missed.
 */
export class SoloChannel implements Channel {
  readonly refusedBy = null
  readonly #solo: SoloSession
  readonly #end: ChannelEnd
  readonly #onChange: () => void
  #status = $state<ChannelStatus>('connecting')
  /** `performance.now()` when play time was 0; null while it stands still. */
  #origin: number | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #waiting: ServerMessage[] = []
  #delivering = false

  /** @param onChange called after each change of the session: for keeping it */
  constructor(solo: SoloSession, end: ChannelEnd, onChange: () => void) {
    this.#solo = solo
    this.#end = end
    this.#onChange = onChange
  }

  get status(): ChannelStatus {
    return this.#status
  }

  start(): void {
    document.addEventListener('visibilitychange', this.#look)
    if (document.visibilityState === 'visible') this.#run()
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.#look)
    this.#rest()
    this.#status = 'stopped'
  }

  send(message: ClientMessage): boolean {
    if (this.#origin === null) return false
    this.#tell((now) => this.#solo.receive(message, now))
    return true
  }

  rejoin(): void {
    this.send({ type: 'join', session: '', token: '', since: this.#end.since() })
  }

  #run(): void {
    this.#origin = performance.now() - this.#solo.session.at
    this.#status = 'open'
    this.rejoin()
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#origin = null
  }

  #look = (): void => {
    if (document.visibilityState === 'hidden') this.#rest()
    else if (this.#origin === null) this.#run()
  }

  #tell(ask: (now: number) => readonly ServerMessage[]): void {
    if (this.#origin === null) return
    const { version } = this.#solo.session
    this.#waiting.push(...ask(performance.now() - this.#origin))
    if (this.#solo.session.version !== version) this.#onChange()
    clearTimeout(this.#timer)
    const { dueAt } = this.#solo
    if (dueAt !== null) {
      const wait = Math.max(0, dueAt - (performance.now() - this.#origin))
      this.#timer = setTimeout(() => this.#tell((now) => this.#solo.elapse(now)), wait)
    }
    this.#deliver()
  }

  /** One after the other: what is sent in answer to a message is answered after those that were there before. */
  #deliver(): void {
    if (this.#delivering) return
    this.#delivering = true
    for (let message = this.#waiting.shift(); message; message = this.#waiting.shift()) this.#end.onMessage(message)
    this.#delivering = false
  }
}
