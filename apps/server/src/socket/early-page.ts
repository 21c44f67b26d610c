import type { ClientMessage, ServerMessage, Viewer } from '@woshou/session'

type MoveMessage = Extract<ClientMessage, { type: 'move' }>

/**
 * A page from before there were protocol numbers, in a tab that has been open since. It counts events as the log does,
 * and knows no answer that would make it reload. So it is told everything once more, from the first event on, which makes
 * its view anew; the numbers go on from those it has, since it would pass over lower ones. Nothing but its own word
 * decides by how much: who pretends to be such a page learns nothing.
 */
export class EarlyPage {
  readonly #had: number
  readonly #news: string

  /**
   * @param had the log's version which the page says that it has
   * @param news what it calls the message that brings it news (`Eye.early`)
   */
  constructor(had: number, news: string) {
    this.#had = had
    this.#news = news
  }

  /** A move, in the seat's own numbers. What the page knew by the log's numbers is before all of them. */
  hear(message: MoveMessage): MoveMessage {
    const { command } = message
    const version = Math.max(0, message.version - this.#had)
    if (command.type !== 'interfere') return { ...message, version }
    return { ...message, version, command: { ...command, sent: Math.max(0, command.sent - this.#had) } }
  }

  /** What is told to the seat, in the page's numbers. */
  say(text: string): string {
    const message = JSON.parse(text) as ServerMessage<Viewer>
    switch (message.type) {
      case 'events': {
        const events = message.events.map((event) => ({
          ...event,
          version: event.version + this.#had,
          ...('sent' in event && { sent: event.sent + this.#had }),
          ...('attempt' in event && { attempt: event.attempt + this.#had }),
        }))
        return JSON.stringify({
          ...message,
          type: this.#news,
          since: message.since + this.#had,
          version: message.version + this.#had,
          events,
        })
      }
      case 'accepted':
      case 'violation':
      case 'refusal':
        return JSON.stringify({ ...message, version: message.version + this.#had })
      default:
        return text
    }
  }
}
