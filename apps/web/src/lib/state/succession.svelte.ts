import { EYES, OwnCount, type SessionEvent } from '@woshou/session'
import type { EndSeat } from './seats.svelte.ts'
import { SessionSocket } from './session-socket.svelte.ts'

/**
 * Hears, on a page that shows a session after its end, that the partner has gone on to the next one: now, or before the
 * page was opened.
 */
export class Succession {
  #successor = $state<string | null>(null)
  readonly #socket: SessionSocket

  /** @param log all of it: nothing that the seat has seen is told again */
  constructor({ role, session, token }: EndSeat, log: readonly SessionEvent[]) {
    const seen = new OwnCount(role)
    for (const event of log) seen.take(event)
    this.#socket = new SessionSocket({
      protocol: EYES[role].protocol,
      session,
      token,
      since: () => seen.newest,
      onMessage: (message) => {
        if (message.type === 'successor') this.#successor = message.session
      },
    })
  }

  /** The next session; null while the partner has not gone on, or this seat's student has. */
  get successor(): string | null {
    return this.#successor
  }

  start(): void {
    this.#socket.start()
  }

  stop(): void {
    this.#socket.stop()
  }
}
