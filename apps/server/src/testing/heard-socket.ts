import { type ClientOptions, WebSocket } from 'ws'
import { Lookout } from './lookout.ts'

/** A page's one socket, which keeps all that it was told, raw and read. */
export class HeardSocket<Heard extends { readonly type: string }> {
  readonly socket: WebSocket
  /** Every text that came in, as it came. */
  readonly raw: string[] = []
  readonly messages: Heard[] = []
  closeCode: number | null = null
  readonly #lookout = new Lookout()

  /** @param url the server's, `http://…` */
  protected constructor(url: string, options: ClientOptions) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, options)
    this.socket.on('message', (data) => {
      const text = data.toString()
      this.raw.push(text)
      const message = JSON.parse(text) as Heard
      this.heard(message)
      this.messages.push(message)
      this.#lookout.look()
    })
    this.socket.on('error', () => {})
    this.socket.on('close', (code) => {
      this.closeCode = code
      this.#lookout.look()
    })
  }

  /** Rejects when it can't be opened. */
  protected async opened(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.socket.once('open', resolve)
      this.socket.once('error', reject)
    })
    return this
  }

  /** A message has come, and is not among the others yet. */
  protected heard(_message: Heard): void {}

  /** Waits until `find` finds something; it is asked after each message. Rejects when the socket closes before. */
  until<Found>(find: () => Found | undefined | null | false): Promise<Found> {
    const closed = () =>
      this.closeCode === null ? null : `the socket has closed (${this.closeCode}): ${this.raw.at(-1)}`
    return this.#lookout.until(find, closed)
  }

  /** Waits for the socket's end. */
  async closed(): Promise<number> {
    while (this.closeCode === null) await new Promise<void>((resolve) => this.socket.once('close', () => resolve()))
    return this.closeCode
  }

  close(): void {
    this.socket.terminate()
  }
}
