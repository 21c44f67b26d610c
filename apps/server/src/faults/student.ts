import { setTimeout as pause } from 'node:timers/promises'
import { type Command, PROTOCOL, type Role, type ServerMessage, type View } from '@woshou/session'
import type { Pair } from '../testing/pair.ts'
import { SeatSocket } from '../testing/seat-socket.ts'

/** Milliseconds of silence after which a browser takes its server for dead, and between two looks at it. */
const SILENCE = 10_000
const LOOK = 250

/** Milliseconds after which a browser tries again, at most. */
const RETRY_WITHIN = 250

/** Milliseconds for which it thinks before a move, at most: so the moves of all are spread over time. */
const THINK_WITHIN = 200

/** A move that has been sent, or is about to be. */
interface OpenMove {
  readonly id: string
  readonly version: number
  readonly command: Command
}

/**
 * A student in free play who never tires: talks whenever nothing else is to be done, and when the connection breaks
 * goes to another server, as a browser behind a proxy does, with the view it has and the move it got no answer to.
 */
export class Student {
  readonly role: Role
  /** The ids of the moves that a server has acknowledged. */
  readonly acknowledged: string[] = []
  /** How often it has had to connect again, and a move was answered with an error of the server's. */
  reconnections = -1
  errors = 0
  /** While false, it answers and begins nothing. */
  talkative = true
  /** What should not have happened. */
  failure: Error | null = null
  readonly #pair: Pair
  readonly #urls: readonly string[]
  readonly #random: () => number
  #socket: SeatSocket | null = null
  #url = ''
  #view: View | null = null
  #open: OpenMove | null = null
  #heardAt = performance.now()
  #moves = 0
  #leaving = false
  #life: Promise<void> = Promise.resolve()

  /** @param urls the servers, any of which will do */
  constructor(pair: Pair, role: Role, urls: readonly string[], random: () => number) {
    this.#pair = pair
    this.role = role
    this.#urls = urls
    this.#random = random
  }

  /** What it knows, over all its connections. */
  get view(): View | null {
    return this.#socket?.view ?? this.#view
  }

  /** The server at which it sits, from the opening handshake on; null while it sits at none. */
  get at(): string | null {
    return this.connected ? this.#url : null
  }

  get connected(): boolean {
    return this.#socket !== null && this.#socket.closeCode === null
  }

  begin(): void {
    this.#life = this.#live()
  }

  async leave(): Promise<void> {
    this.#leaving = true
    this.#socket?.close()
    await this.#life
  }

  async #live(): Promise<void> {
    const watch = setInterval(() => this.#watch(), LOOK)
    try {
      while (!this.#leaving) {
        const url = this.#urls[Math.floor(this.#random() * this.#urls.length)] ?? ''
        try {
          await this.#connect(url)
          await this.#play()
        } catch (error) {
          // a socket that is open is not what failed
          if (this.connected) throw error
        }
        await pause(this.#random() * RETRY_WITHIN)
      }
    } catch (error) {
      this.failure = error as Error
    } finally {
      clearInterval(watch)
      this.#socket?.close()
    }
  }

  async #connect(url: string): Promise<void> {
    this.#view = this.view
    this.#socket = null
    const seat = await SeatSocket.open(url, { origin: url }, SILENCE)
    seat.view = this.#view
    this.#url = url
    this.#socket = seat
    // who left while the socket opened has closed the one before: nobody else would close this one
    if (this.#leaving) return seat.close()
    this.#heardAt = performance.now()
    seat.socket.on('message', () => {
      this.#heardAt = performance.now()
    })
    const { session, token } = this.#pair.seats[this.role]
    seat.send({ type: 'join', protocol: PROTOCOL, session, token, since: this.#view?.version ?? 0 })
    await seat.next('events')
    this.reconnections += 1
  }

  #watch(): void {
    if (performance.now() - this.#heardAt > SILENCE) this.#socket?.close()
  }

  async #play(): Promise<void> {
    const socket = this.#socket
    if (!socket) return
    for (;;) {
      if (!this.#open) await pause(this.#random() * THINK_WITHIN)
      this.#open ??= await this.#think(socket)
      const { command, ...move } = this.#open
      await this.#take(await socket.move(command, move), this.#open, socket)
    }
  }

  /** What a correct TCP and a talkative application would do next. */
  #think(socket: SeatSocket): Promise<OpenMove> {
    return socket.until((): OpenMove | null => {
      const { due, view } = socket
      if (!view?.started) return null
      const command = due ? ({ type: 'send-segment', segment: due } as const) : this.#wish(view)
      const id = `${this.role}-${String(this.#moves + 1).padStart(6, '0')}`
      if (command) this.#moves += 1
      return command && { id, version: view.version, command }
    })
  }

  #wish({ end: { tcb } }: View): Command | null {
    if (tcb.state === 'CLOSED') {
      return { type: 'call-application', call: { type: this.role === 'client' ? 'open-active' : 'open-passive' } }
    }
    const quiet = tcb.state === 'ESTABLISHED' && tcb.snd.una === tcb.snd.nxt
    return quiet && this.talkative ? { type: 'call-application', call: { type: 'send', bytes: 3 } } : null
  }

  async #take(answer: ServerMessage, { id, version }: OpenMove, socket: SeatSocket): Promise<void> {
    if (answer.type === 'accepted') {
      this.acknowledged.push(id)
      this.#open = null
    } else if (answer.type === 'refusal' && answer.refusal === 'outdated-view') {
      this.#open = null
      // what it has not seen yet is on its way
      await socket.until(() => (socket.view?.version ?? 0) > version)
    } else if (answer.type === 'error' && answer.code === 'server-error') {
      this.errors += 1
      await pause(RETRY_WITHIN)
    } else {
      throw new Error(`${this.role}: ${JSON.stringify(answer)}`)
    }
  }
}
