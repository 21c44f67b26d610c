import type { ClassServerMessage, SocketMessage } from '@woshou/classroom'
import type { ServerMessage, Viewer } from '@woshou/session'
import { WebSocket } from 'ws'

type Heard = ServerMessage<Viewer> | ClassServerMessage
type Of<Type extends Heard['type']> = Extract<Heard, { readonly type: Type }>

/** A page's one socket, whoever it is: it keeps all that it was told, raw and read. */
export class TalkSocket {
  readonly #socket: WebSocket
  /** Every text that came in, as it came. */
  readonly raw: string[] = []
  readonly messages: Heard[] = []
  closeCode: number | null = null
  readonly #waiting = new Set<() => void>()

  /** Opens it and says the first message. @param cookie of a browser where an instructor is signed in */
  static async open(url: string, first: SocketMessage, cookie: string | null = null): Promise<TalkSocket> {
    const headers = { origin: url, ...(cookie !== null && { cookie }) }
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers })
    const talk = new TalkSocket(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    talk.say(first)
    return talk
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => {
      const text = data.toString()
      this.raw.push(text)
      this.messages.push(JSON.parse(text))
      this.#notify()
    })
    socket.on('error', () => {})
    socket.on('close', (code) => {
      this.closeCode = code
      this.#notify()
    })
  }

  say(message: SocketMessage): void {
    this.#socket.send(JSON.stringify(message))
  }

  /** The first message of a type that is as it should be; of those that came after `from`. */
  next<Type extends Heard['type']>(
    type: Type,
    is: (message: Of<Type>) => boolean = () => true,
    from = 0,
  ): Promise<Of<Type>> {
    const fits = (message: Heard): message is Of<Type> => message.type === type && is(message as Of<Type>)
    return this.until(() => this.messages.slice(from).find(fits))
  }

  /** Waits until `find` finds something; it is asked after each message. Rejects when the socket closes before. */
  until<Found>(find: () => Found | undefined | null | false): Promise<Found> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find()
        if (found) resolve(found)
        else if (this.closeCode !== null)
          reject(new Error(`the socket has closed (${this.closeCode}): ${this.raw.at(-1)}`))
        else return
        this.#waiting.delete(look)
      }
      this.#waiting.add(look)
      look()
    })
  }

  /** Waits for the socket's end. */
  async closed(): Promise<number> {
    while (this.closeCode === null) await new Promise<void>((resolve) => this.#socket.once('close', () => resolve()))
    return this.closeCode
  }

  close(): void {
    this.#socket.terminate()
  }

  #notify(): void {
    for (const look of [...this.#waiting]) look()
  }
}
