import type { ClassServerMessage, SocketMessage } from '@woshou/classroom'
import type { ServerMessage, Viewer } from '@woshou/session'
import { HeardSocket } from './heard-socket.ts'

type Heard = ServerMessage<Viewer> | ClassServerMessage
type Of<Type extends Heard['type']> = Extract<Heard, { readonly type: Type }>

/** A page's one socket, whoever it is. */
export class TalkSocket extends HeardSocket<Heard> {
  /** Opens it and says the first message. @param cookie of a browser where an instructor is signed in */
  static async open(url: string, first: SocketMessage, cookie: string | null = null): Promise<TalkSocket> {
    const headers = { origin: url, ...(cookie !== null && { cookie }) }
    const talk = await new TalkSocket(url, { headers }).opened()
    talk.say(first)
    return talk
  }

  say(message: SocketMessage): void {
    this.socket.send(JSON.stringify(message))
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
}
