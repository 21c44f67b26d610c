import { EventEmitter } from 'node:events'
import type { ServerMessage } from '@woshou/session'
import type { Frames } from '../socket/frames.ts'

/** A socket without a network, whose peer reads as slowly as the test wants and closes when the test says so. */
export class FakeSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  readonly sent: ServerMessage[] = []
  closedWith: number | null = null
  terminated = false
  pongs = 0
  /** Writes at once. */
  readonly frames: Frames = {
    waiting: 0,
    text: (text) => this.send(text),
    ping: () => this.ping(),
    flush: () => {},
  }

  send(text: string): void {
    if (this.readyState !== this.OPEN) throw new Error('nothing is sent by a socket that closes')
    this.sent.push(JSON.parse(text))
  }
  /** Does nothing once it has closed, as `ws`; nor does `terminate`. */
  close(code: number): void {
    if (this.readyState === 3) return
    this.readyState = 2
    this.closedWith ??= code
  }
  terminate(): void {
    if (this.readyState === 3) return
    this.readyState = 2
    this.terminated = true
  }
  ping(): void {
    if (this.readyState !== this.OPEN) throw new Error('nobody is asked for a sign of life by a socket that closes')
  }
  pong(): void {
    this.pongs += 1
  }

  /** Something comes in. */
  say(text: string): void {
    this.emit('message', Buffer.from(text), false)
  }
  /** It has closed, whoever began. */
  closes(): void {
    this.readyState = 3
    this.emit('close')
  }
}
