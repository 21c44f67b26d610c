import { setTimeout as pause } from 'node:timers/promises'
import { ACK } from '@woshou/protocol'
import type { Role } from '@woshou/session'
import { joinPair, seatPair } from './pair.ts'
import type { SeatSocket } from './seat-socket.ts'

/** Milliseconds between two moves: slower than the limit of one socket. */
const BETWEEN = 55

/** A pair that plays on, whatever is done to its server, and measures how long its moves take to be *stored*. */
export class Bystanders {
  readonly #url: string
  #sockets: Record<Role, SeatSocket>
  #left = LASTS

  static async join(url: string): Promise<Bystanders> {
    return new Bystanders(url, await seated(url))
  }

  private constructor(url: string, sockets: Record<Role, SeatSocket>) {
    this.#url = url
    this.#sockets = sockets
  }

  /**
   * Makes moves one after the other, each a mistake: these are stored as any other, and may be made for ever.
   * @returns milliseconds from each move to its answer, in ascending order
   */
  async storedMoves(count: number): Promise<readonly number[]> {
    const times: number[] = []
    for (let made = 0; made < count; made++) {
      if (this.#left-- <= 0) await this.#startAnew()
      const { client } = this.#sockets
      await client.until(() => client.view?.started)
      const before = client.view?.version ?? 0
      const began = performance.now()
      const answer = await client.sendSegment({ flags: ACK, seq: 1, ack: 1, length: 0 })
      times.push(performance.now() - began)
      // a refusal is quick, and says nothing of what a student feels
      if (answer.type !== 'violation' || answer.version <= before)
        throw new Error(`this move was not stored: ${JSON.stringify(answer)}`)
      await pause(BETWEEN)
    }
    return times.sort((a, b) => a - b)
  }

  close(): void {
    for (const socket of Object.values(this.#sockets)) socket.close()
  }

  async #startAnew(): Promise<void> {
    this.close()
    this.#sockets = await seated(this.#url)
    this.#left = LASTS
  }
}

/** Moves of one session: its log is to stay short. */
const LASTS = 400

// by the link: codes may have been guessed at
const seated = async (url: string) => joinPair(url, await seatPair(url, { by: 'invitation' }))

/** @param part 0.95 for the 95th percentile @param ascending not empty */
export const quantile = (ascending: readonly number[], part: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * part))] ?? Number.NaN
